"""Moments that matter: on jobs with a known effect and with none."""

import numpy as np
import pytest
from scipy.stats import ttest_rel

from tests.journey.jobs import job, same, shuffled
from voc.errors import InputError
from voc.scores import Scores
from voc.taxonomy import Cue, Stage, names


def simulated(seed, effect=None, customers=60):
    """Customers who differ in level, 12 units each at random stages; an effect by stage on top."""
    rng = np.random.default_rng(seed)
    n = customers * 12
    customer = np.repeat(np.arange(customers), 12)
    stage = rng.choice(names(Stage), n)
    added = np.array([(effect or {}).get(name, 0.0) for name in stage])
    valence = np.clip(rng.normal(0, 0.3, customers)[customer] + rng.normal(0, 0.25, n) + added, -1, 1)
    ids = [f"c{i}" for i in range(customers)]
    cues = [
        [{"cue": str(name), "start": 0, "end": 1, "score": 0.9}] if told else []
        for name, told in zip(rng.choice(names(Cue), n), rng.random(n) < 0.3, strict=True)
    ]
    return job(customer, ids, valence=valence, stage=stage.tolist(), cues=cues)


def test_an_effect_is_found_and_its_size_told() -> None:
    rows = {row["name"]: row for row in simulated(0, {"billing": -0.3, "renewal": 0.3}).moments().to_pylist()}
    assert {name: row["verdict"] for name, row in rows.items() if row["verdict"]} == {
        "billing": "worse",
        "renewal": "better",
    }
    assert rows["billing"]["low"] < -0.3 < rows["billing"]["high"] < 0
    assert rows["billing"]["effect_size"] < -0.5
    assert rows["billing"]["quotes"]


def test_without_an_effect_verdicts_are_rare() -> None:
    jobs = [simulated(seed).moments().to_pylist() for seed in range(60)]
    assert all(sum(row["p"] is not None for row in rows) > 20 for rows in jobs)
    wrong = sum(any(row["verdict"] for row in rows) for rows in jobs)
    assert wrong <= 7, "where nothing is true, any verdict is false: in 5% of jobs; 8 of 60 would be past 1 in 100"
    p = np.array([row["p"] for rows in jobs for row in rows if row["p"] is not None])
    assert 0.03 <= np.mean(p <= 0.05) <= 0.07


def test_false_discoveries_are_controlled_among_true_ones() -> None:
    shares = []
    for seed in range(40):
        rows = simulated(seed, {"billing": -0.3, "renewal": 0.3, "usage": -0.3}).moments().to_pylist()
        found = [row["name"] for row in rows if row["verdict"] and row["kind"] == "stage"]
        shares.append(np.mean([name not in {"billing", "renewal", "usage"} for name in found]) if found else 0.0)
    # Three strong effects move their customers' baseline too, so a few of the rest are truly a little better or worse.
    assert np.mean(shares) <= 0.12


def test_the_test_is_the_paired_t_test_of_the_samples(sample_scores: Scores) -> None:
    units = [u for u in sample_scores.units.to_pylist() if u["null_reason"] is None]
    row = next(row for row in sample_scores.moments().to_pylist() if row["name"] == "billing")
    inside, outside = [], []
    for customer in {u["customer_id"] for u in units}:
        own = [u for u in units if u["customer_id"] == customer]
        there = [u["valence"] for u in own if u["stage"] == "billing"]
        rest = [u["valence"] for u in own if u["stage"] != "billing"]
        if there and rest:
            inside.append(np.mean(there))
            outside.append(np.mean(rest))
    expected = ttest_rel(inside, outside)
    assert row["n_customers"] == len(inside)
    assert row["p"] == pytest.approx(expected.pvalue)
    bounds = expected.confidence_interval()
    assert (row["low"], row["high"]) == pytest.approx((bounds.low, bounds.high))


def test_less_effort_is_better() -> None:
    rng = np.random.default_rng(0)
    stage = ["support", "usage"] * 20
    effort = np.where(np.array(stage) == "support", 4, 2) + rng.normal(0, 0.2, 40)
    scores = job(np.repeat(np.arange(20), 2), [f"c{i}" for i in range(20)], stage=stage, effort=effort)
    assert {row["name"]: row["verdict"] for row in scores.moments("effort").to_pylist()} == {
        "support": "worse",
        "usage": "better",
    }


def test_too_few_customers_give_no_test() -> None:
    scores = job(np.repeat(np.arange(5), 2), [f"c{i}" for i in range(5)], stage=["exit", "usage"] * 5,
                 valence=np.tile([-0.5, 0.5], 5) + np.arange(10) / 100)  # fmt: skip
    for row in scores.moments().to_pylist():
        assert row["n_customers"] == 5
        assert row["difference"] is not None
        assert row["p"] is row["p_adjusted"] is row["low"] is row["verdict"] is row["effect_size"] is None
    assert job([0], ["a"], null_reason=["blank text"]).moments().num_rows == 0


def test_quotes_are_found_behind_many_that_are_alike() -> None:
    text, valence = ["I waited."] * 60 + ["Too late.", "Nobody came."], [-0.9] * 60 + [-0.5, -0.4]
    scores = job(np.arange(70), [f"c{i % 35}" for i in range(70)], valence=[*valence, *[0.5] * 8],
                 text=[*text, *["Lovely."] * 8], stage=["support"] * 62 + ["usage"] * 8)  # fmt: skip
    quotes = {row["name"]: row["quotes"] for row in scores.moments().to_pylist()}
    assert quotes == {"support": ["I waited.", "Too late.", "Nobody came."], "usage": ["Lovely."]}


def test_order_does_not_matter(sample_scores: Scores) -> None:
    assert same(shuffled(sample_scores).moments(), sample_scores.moments())


def test_what_cannot_be_asked_is_said(sample_scores: Scores) -> None:
    with pytest.raises(InputError, match=r"cannot compare moments by 'intensity': use one of valence"):
        sample_scores.moments("intensity")
    with pytest.raises(InputError, match=r"must lie between 0 and 1, such as 0.05, and is 5"):
        sample_scores.moments(false_discoveries=5)
