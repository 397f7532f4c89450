"""Interactions, checked against a plain recount one by one: of the bundled samples, and of made jobs."""

from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tests.made import LATE, scored_job
from voc.analyzer import Analyzer
from voc.effort.events import Turns, find_events, waits
from voc.effort.fitted import fitted
from voc.effort.rating import rate
from voc.journey.interactions import interactions
from voc.model.heads import HEADS
from voc.readers import read
from voc.risk.features import SIGNALS
from voc.schema import BASELINE, INTERACTIONS, OUTCOMES
from voc.scored import Scored
from voc.scores import Scores
from voc.taxonomy import NEUTRAL, Event, Role

FIELDS = ("role", "speaker", "text", "timestamp", "channel")


def reasons(contributions: np.ndarray) -> list[dict]:
    """Name the contributions of one interaction, one by one: what ``reason_lists`` is held against."""
    named = zip((BASELINE, *SIGNALS), contributions.tolist(), strict=True)
    rows = [{"driver": name, "contribution": value} for name, value in named if value]
    return sorted(rows, key=lambda row: -abs(row["contribution"]))


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
            if not row["n_agent_turns"]:
                assert row["resolved"] == (goals[-1] == "met" if goals else None)
            elif goals:  # in a conversation a later, less certain one may count
                assert row["resolved"] is not None
        assert (row["effort"] is None) == (row["effort_expressed"] is None and row["effort_observed"] is None)


def test_chats_have_turns_and_times(sample_scores: Scores) -> None:
    chats = [row for row in sample_scores.interactions.to_pylist() if row["channel"] == "chat"]
    assert all(row["n_agent_turns"] + row["n_customer_turns"] > 1 for row in chats)
    assert all(row["duration_s"] > 0 for row in chats)
    assert any(row["first_response_s"] is not None and row["first_response_s"] > 0 for row in chats)


def test_transfers_are_observed(sample_scores: Scores) -> None:
    assert any(row["effort_observed"] is not None for row in sample_scores.interactions.to_pylist())


def told(units: list[dict[str, Any]], column: str) -> list[Any]:
    return [unit[column] for unit in units if unit[column] is not None]


def feeling(units: list[dict[str, Any]]) -> dict[str, Any]:
    """Recount what the words of one interaction say."""
    valence, ratings = told(units, "valence"), told(units, "effort")
    felt = [emotion for emotion in told(units, "emotion") if emotion != NEUTRAL]
    return {
        "valence": np.mean(valence) if valence else None,
        "peak": max(valence, key=abs, default=None),
        "end": valence[-1] if valence else None,
        "emotion": Counter(felt).most_common(1)[0][0] if felt else NEUTRAL if units else None,
        "cues": list(dict.fromkeys(span["cue"] for unit in units for span in unit["cues"])),
        "effort_expressed": np.mean(ratings) if ratings else None,
    }


def resolved(labels: list[str | None], chances: list[np.ndarray], answered: bool) -> bool | None:
    """Tell from the goals of one interaction how it ended."""
    ends = [
        HEADS["goal"].labels[1 + chance[1:].argmax()]
        if label is None and answered and chance[0] < fitted()["untold"]
        else label
        for label, chance in zip(labels, chances, strict=True)
    ]
    return next((end == "met" for end in reversed(ends) if end), None)


def timing(turns: Turns) -> dict[str, Any]:
    """Recount the turns of one interaction."""
    times = [time for time in turns.timestamp if time is not None]
    asked, agents = turns.by(Role.CUSTOMER), turns.by(Role.AGENT)
    answered = [i for i in agents if asked and i > asked[0]]
    between = [turns.timestamp[i] for i in (*asked[:1], *answered[:1])]
    known = len(between) == 2 and None not in between and between[0] <= between[1]
    return {
        "started_at": min(times, default=None),
        "duration_s": (max(times) - min(times)).total_seconds() if len(times) > 1 else None,
        "first_response_s": (between[1] - between[0]).total_seconds() if known else None,
        "longest_wait_s": max((seconds for _, _, seconds in waits(turns)), default=None),
        "n_customer_turns": len(asked),
        "n_agent_turns": len(turns.by(Role.AGENT, Role.BOT)),
    }


def effort(turns: Turns, said: float | None, resolved: bool | None) -> dict[str, Any]:
    """Recount what was seen in one interaction."""
    seen, answered = find_events(turns), bool(turns.by(Role.AGENT, Role.BOT))
    rating, parts = rate(said, seen, resolved, answered)
    return {
        "effort_observed": rate(None, seen, resolved, answered)[0],
        "effort": rating,
        "effort_reasons": [{"driver": driver, "contribution": value} for driver, value in parts.items()],
        "events": [{"event": found.event.value, "turn": found.turn, "of": found.of} for found in seen],
        **{f"n_{event.value}": sum(found.event is event for found in seen) for event in Event},
    }


def recount(job: Scored) -> list[dict[str, Any]]:
    """Summarise the interactions one by one."""
    rows = []
    labels = job.labels.to_pylist()
    contributions = job.risk_model.contributions(job.features)
    for i, (name, group) in enumerate(groupby(job.utterances.to_pylist(), key=lambda turn: turn["interaction_id"])):
        turns = list(group)
        shape = Turns(*([turn[field] for turn in turns] for field in FIELDS))
        all_units = np.flatnonzero(job.units.interaction == i)
        ours = [u for u in all_units if job.predictions.scored[u]]
        row = feeling([labels[u] for u in ours]) | timing(shape) | {"interaction_id": name, "n_units": len(all_units)}
        answered = bool(shape.by(Role.AGENT, Role.BOT))
        row["resolved"] = resolved(
            [labels[u]["goal"] for u in ours], list(job.predictions.values["goal"][ours]), answered
        )
        row |= effort(shape, row["effort_expressed"], row["resolved"])
        for head in ("stage", "owner"):
            own = [u for u in ours if labels[u][head] is not None]
            sums = job.predictions.values[head][own, 1:].sum(0)
            row[head] = HEADS[head].labels[1 + sums.argmax()] if own else None
        row["risk"] = job.risk[i] if ours else None
        row["reasons"] = reasons(contributions[i]) if ours else None
        served = [turn["speaker"] for turn in turns if turn["role"] in ("agent", "bot")]
        row["agents"] = list(dict.fromkeys(name for name in served if name))
        rows.append(
            row
            | {
                field: next((turn[field] for turn in turns if turn[field] is not None), None)
                for field in ("customer_id", "channel", "nps", "csat", "ces", "stars", "value")
            }
        )
    return rows


def same(one: Any, two: Any) -> bool:
    """Say whether two values are the same, numbers up to the rounding of a float32."""
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(same(one[name], two[name]) for name in one)
    if isinstance(one, list):
        return len(one) == len(two) and all(same(a, b) for a, b in zip(one, two, strict=True))
    return one == two or (isinstance(one, float) and one == pytest.approx(two, rel=1e-6))


@pytest.mark.parametrize("seed", range(5))
def test_each_column_is_what_a_plain_recount_gives(seed: int) -> None:
    job = scored_job(seed)
    table = interactions(job)
    assert table.schema == INTERACTIONS
    expected = recount(job)
    assert len(expected) == table.num_rows
    for row, plain in zip(table.to_pylist(), expected, strict=True):
        assert row.keys() == plain.keys()
        assert [name for name in row if not same(row[name], plain[name])] == []


def test_made_jobs_hold_what_must_be_told_apart() -> None:
    rows = [row for seed in range(5) for row in interactions(scored_job(seed)).to_pylist()]
    for name in ("valence", "stage", "resolved", "first_response_s", "longest_wait_s", "duration_s", "effort_observed"):
        assert 0 < sum(row[name] is None for row in rows) < len(rows), name
    assert all(any(row[f"n_{event.value}"] for row in rows) for event in Event)


def test_a_job_of_no_interactions_has_none() -> None:
    assert interactions(scored_job(0, 0)) == INTERACTIONS.empty_table()


def test_what_a_later_row_says_first_is_the_interactions(analyzer: Analyzer) -> None:
    scores = analyzer.score(pa.Table.from_pylist(LATE), value="value", progress=False)
    found = {row["interaction_id"]: row for row in scores.interactions.to_pylist()}
    given = {name: tuple(row[field] for field in ("customer_id", "channel", "value")) for name, row in found.items()}
    assert given == {
        "greeted": ("ann", "chat", 40.0),
        "opened": ("ann", "email", 0.0),  # the first row has everything, 0 is a value, and later rows change nothing
        "timed": ("bob", "chat", 7.0),  # the row that comes first is the later one
        "two": ("bob", None, None),  # of two customers the one who is named first
        "nobody": (None, None, None),
    }
    customers = {row["customer_id"]: row["n_interactions"] for row in scores.customers.to_pylist()}
    assert customers == {"ann": 2, "bob": 2}
    states = Counter()  # dated and undated contacts have a row each
    for row in scores.states().to_pylist():
        states[row["customer_id"]] += row["n"]
    assert states == customers


def test_each_outcome_is_the_first_answer(analyzer: Analyzer) -> None:
    rows = [
        {"interaction_id": "a", "role": "agent", "text": "How did we do?", **dict.fromkeys(OUTCOMES)},
        {"interaction_id": "a", "role": "customer", "text": "Badly.", "nps": 2, "ces": 5},
        {"interaction_id": "a", "role": "customer", "text": "Very badly.", "nps": 0, "stars": 1},
        {"interaction_id": "b", "role": "customer", "text": "Fine."},
    ]
    first, second = analyzer.score(pa.Table.from_pylist(rows), progress=False).interactions.to_pylist()
    assert {name: first[name] for name in OUTCOMES} == {"nps": 2.0, "csat": None, "ces": 5.0, "stars": 1.0}
    assert {second[name] for name in OUTCOMES} == {None}


def test_a_review_edited_after_the_reply_keeps_its_stars(analyzer: Analyzer, tmp_path: Path) -> None:
    path = tmp_path / "reviews_com.example.csv"
    path.write_text(
        "Package Name,Review Last Update Date and Time,Star Rating,Review Text,Developer Reply Date and Time,"
        "Developer Reply Text\n"
        "com.example,2026-03-09T08:00:00Z,1,It crashes again.,2026-03-05T10:00:00Z,Version 2.2 fixes it.\n"
        "com.example,2026-03-04T08:00:00Z,2,It crashes.,2026-03-05T10:00:00Z,Version 2.2 fixes it.\n"
    )
    utterances, rejects = read([path])
    assert rejects == []
    assert utterances["role"].to_pylist() == ["agent", "customer", "customer", "agent"]
    assert analyzer.score_utterances(utterances, progress=False).interactions["stars"].to_pylist() == [1.0, 2.0]
