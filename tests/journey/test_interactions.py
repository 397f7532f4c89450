"""The interactions of the bundled samples, checked against a plain recount from the units table."""

import pytest

from voc.scores import Scores


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
