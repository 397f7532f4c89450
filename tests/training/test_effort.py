"""The labelled conversations are whole, and what was fitted on them does on held-out ones what the file says."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from voc.analyzer import Analyzer
from voc.effort.fitted import fitted
from voc.model import store
from voc.taxonomy import Role
from voc.training.conversations import read_conversations
from voc.training.effort import evaluate_effort, measure


def test_conversations_are_labelled_soundly() -> None:
    fit, held_out = read_conversations()
    assert len(fit) == 3 * len(held_out) == 150
    assert len({conversation.interaction.id for conversation in fit + held_out}) == 200
    speakers = {"repeats": {Role.CUSTOMER}, "bot_loop": {Role.BOT}, "asks_again": {Role.AGENT, Role.BOT}}
    for conversation in fit + held_out:
        turns = conversation.interaction.utterances
        assert 1 <= conversation.effort <= 5
        times = [turn.timestamp for turn in turns if turn.timestamp]
        assert times == sorted(times)
        for kind, where in conversation.events.items():
            assert all(0 <= turn < len(turns) for turn in where)
            assert {turns[turn].role for turn in where} <= speakers.get(kind, set(Role))


def test_held_out_measures_are_those_of_the_file(analyzer: Analyzer) -> None:
    found, kept = measure(analyzer, read_conversations()[1]), fitted()["metrics"]["held-out"]
    assert found == pytest.approx(kept, abs=1e-3)
    assert kept["effort r"] > 0.8
    assert min(value for name, value in kept.items() if name.endswith("F1")) > 0.5


def test_effort_is_measured_on_peoples_labels(outcomes_of_dialogues: None, tmp_path, data) -> None:
    found = evaluate_effort(store.find(store.DEFAULT), data)
    assert found["patients"]["AUC evidence"] == 1
    assert found["satisfaction/mwoz"]["dialogues"] == 2
    assert json.dumps(found)


@pytest.fixture
def outcomes_of_dialogues(data) -> None:
    (data / "patients").mkdir(exist_ok=True)
    comments = [
        ("I could never get through on the phone, I tried ten times", ["Contacting services"], 5),
        ("It was so quick and easy to get an appointment", ["Timeliness of care"], 1),
        ("Nice food", ["Food & drink provision & facilities"], 1),
    ]
    rows = [{"text": text, "themes": themes, "experience": score} for text, themes, score in comments]
    pq.write_table(pa.Table.from_pylist(rows), data / "patients" / "comments.parquet")
    (data / "satisfaction").mkdir()
    for name in ("mwoz", "sgd"):
        rows = []
        for dialogue, score in (("a", "3,4"), ("b", "2,3")):
            turn = {"dialogue_id": dialogue, "sat_scores": "3", "is_dialogue_level": False}
            rows += [turn | {"role": "USER", "text": "I need a room"}, turn | {"role": "SYSTEM", "text": "Booked."}]
            rows.append(turn | {"role": "USER", "text": "OVERALL", "sat_scores": score, "is_dialogue_level": True})
        pq.write_table(pa.Table.from_pylist(rows), data / "satisfaction" / f"{name}.parquet")
