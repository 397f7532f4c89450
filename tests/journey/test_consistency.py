from datetime import UTC, datetime

import numpy as np
import pytest

from tests.journey.jobs import job, same, shuffled
from voc.scores import Scores


def simulated(seed, spread, customers=40):
    """Units in four channels whose true means lie ``spread`` above or below 0."""
    rng = np.random.default_rng(seed)
    customer = np.repeat(np.arange(customers), 8)
    channel = rng.integers(0, 4, len(customer))
    means = spread * np.array([1, -1, 1, -1])
    valence = means[channel] + rng.normal(0, 0.2, customers)[customer] + rng.normal(0, 0.2, len(customer))
    return job(customer, [f"c{i}" for i in range(customers)], valence=valence.clip(-1, 1),
               channel=[f"channel {i}" for i in channel])  # fmt: skip


@pytest.mark.parametrize("spread", [0.0, 0.2])
def test_chance_is_taken_off_and_intervals_cover(spread: float) -> None:
    rows = [simulated(seed, spread).consistency().to_pylist()[0] for seed in range(150)]
    assert np.mean([row["consistency"] for row in rows]) == pytest.approx(1 - spread, abs=0.02)
    covered = np.mean([row["low"] <= 1 - spread + 1e-9 and row["high"] >= 1 - spread - 1e-9 for row in rows])
    assert covered >= (0.95 if spread == 0 else 0.9)  # at the edge of 0 spread it covers more than it says


def test_half_good_and_half_bad_is_not_consistent() -> None:
    valence = np.tile([1.0, -1.0], 200)
    scores = job(np.arange(400), [f"c{i}" for i in range(400)], valence=valence, channel=["chat", "call"] * 200)
    row = scores.consistency().to_pylist()[0]
    assert row["consistency"] == pytest.approx(0, abs=0.01)
    assert (row["best"], row["best_mean"], row["worst"], row["worst_mean"]) == ("chat", 1, "call", -1)


def test_every_way_to_group_is_there_and_unknown_is_null() -> None:
    scores = job([0, 1], ["a", None], valence=[0.1, 0.2], channel=["chat", None], stage=["usage", "exit"])
    channel, stage, month = scores.consistency().to_pylist()
    assert [row["across"] for row in (channel, stage, month)] == ["channel", "stage", "month"]
    assert (channel["n_groups"], channel["n_units"], channel["consistency"]) == (1, 1, None)
    assert (month["n_groups"], month["n_units"], month["consistency"]) == (0, 0, None)
    assert (stage["n_groups"], stage["n_customers"], stage["best"]) == (2, 1, "exit")
    assert stage["low"] is stage["high"] is None


def test_order_does_not_matter(sample_scores: Scores) -> None:
    assert same(shuffled(sample_scores).consistency(), sample_scores.consistency())
    assert sample_scores.consistency()["n_groups"].to_pylist()[1] == sample_scores.stages.num_rows


def test_gap_is_a_plain_count(sample_scores: Scores) -> None:
    units = [u for u in sample_scores.units.to_pylist() if u["null_reason"] is None]
    rows = sample_scores.experience_gap().to_pylist()
    assert rows[0]["stage"] is rows[0]["month"] is None
    assert len({(row["stage"], row["month"]) for row in rows}) == len(rows)
    for row in rows:
        own = [
            u["expectation"]
            for u in units
            if row["stage"] in (None, u["stage"]) and row["month"] in (None, u["timestamp"].strftime("%Y-%m"))
        ]
        assert row["n"] == len(own) > 0
        assert (row["n_missed"], row["n_exceeded"]) == (own.count("missed"), own.count("exceeded"))
        assert row["expectation_net"] == pytest.approx((row["n_exceeded"] - row["n_missed"]) / row["n"])
    assert same(shuffled(sample_scores).experience_gap(), sample_scores.experience_gap())


def test_gap_over_time() -> None:
    days = [datetime(2026, 1, 31, 23, 59, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC), None]
    scores = job([0, 1, 2], ["a", "b", "c"], timestamp=days, expectation=["missed", "exceeded", None])
    rows = {row["month"]: row["expectation_net"] for row in scores.experience_gap().to_pylist()}
    assert rows == {None: 0, "2026-01": -1, "2026-02": 1}
