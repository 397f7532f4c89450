"""The measures on the bundled samples, checked against a plain recount from the units table."""

from collections import Counter

import pytest

from voc.scores import Scores
from voc.taxonomy import Emotion, Stage


def test_every_interaction_is_there_once(sample_scores: Scores) -> None:
    rows = sample_scores.interactions.to_pylist()
    assert len({row["interaction_id"] for row in rows}) == len(rows) == 150


def test_interactions_agree_with_their_units(sample_scores: Scores) -> None:
    units: dict[str, list[dict]] = {}
    for unit in sample_scores.units.to_pylist():
        units.setdefault(unit["interaction_id"], []).append(unit)
    for row in sample_scores.interactions.to_pylist():
        own = units[row["interaction_id"]]
        scored = [unit for unit in own if unit["null_reason"] is None]
        assert row["n_units"] == len(own)
        assert (row["risk"] is None) == (not scored)
        if scored:
            assert row["valence"] == pytest.approx(sum(u["valence"] for u in scored) / len(scored), abs=1e-5)
            assert row["end"] == scored[-1]["valence"]
            assert abs(row["peak"]) == max(abs(u["valence"]) for u in scored)
            assert set(row["cues"]) == {cue["cue"] for u in scored for cue in u["cues"]}
            goals = [u["goal"] for u in scored if u["goal"]]
            assert row["resolved"] == (goals[-1] == "met" if goals else None)
        assert (row["effort"] is None) == (row["effort_expressed"] is None and row["effort_observed"] is None)


def test_chats_have_turns_and_times(sample_scores: Scores) -> None:
    chats = [row for row in sample_scores.interactions.to_pylist() if row["channel"] == "chat"]
    assert all(row["n_agent_turns"] + row["n_customer_turns"] > 1 for row in chats)
    assert all(row["duration_s"] > 0 for row in chats)
    assert any(row["first_response_s"] is not None and row["first_response_s"] > 0 for row in chats)


def test_transfers_are_observed(sample_scores: Scores) -> None:
    assert any(row["effort_observed"] is not None for row in sample_scores.interactions.to_pylist())


def test_stages_agree_with_the_units(sample_scores: Scores) -> None:
    units = [u for u in sample_scores.units.to_pylist() if u["stage"]]
    counts = Counter(u["stage"] for u in units)
    rows = sample_scores.stages.to_pylist()
    assert {row["stage"]: row["n"] for row in rows} == counts
    assert [row["stage"] for row in rows] == [stage.value for stage in Stage if stage.value in counts]
    assert sum(row["share"] for row in rows) == pytest.approx(1, abs=1e-5)
    for row in rows:
        own = [u for u in units if u["stage"] == row["stage"]]
        good = sum(u["emotion"] != "neutral" and Emotion(u["emotion"]).polarity > 0 for u in own)
        bad = sum(u["emotion"] != "neutral" and Emotion(u["emotion"]).polarity < 0 for u in own)
        assert row["net_emotion"] == pytest.approx((good - bad) / len(own), abs=1e-5)
        if row["risk_low"] is not None:
            assert row["risk_low"] <= row["risk"] <= row["risk_high"]


def test_priority_is_zero_on_balance_only_if_all_stages_share_one_risk(sample_scores: Scores) -> None:
    rows = sample_scores.stages.to_pylist()
    overall = [row["risk"] for row in sample_scores.interactions.to_pylist() if row["risk"] is not None]
    mean = sum(overall) / len(overall)
    assert all((row["priority"] > 0) == (row["risk"] > mean) for row in rows if abs(row["risk"] - mean) > 1e-5)
