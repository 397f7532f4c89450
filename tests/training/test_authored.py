"""The project's own labelled texts keep the rules of the guidelines that a program can check."""

import json

import pytest

from voc.taxonomy import Cue, Emotion, Expectation, Goal, Intent, Owner, Staff, Stage, names
from voc.training.data import AUTHORED, HELD_OUT

RECORDS = [
    json.loads(line)
    for path in (*sorted(AUTHORED.glob("*.jsonl")), HELD_OUT)
    for line in path.read_text(encoding="utf-8").splitlines()
]
CHOICES = {"stage": Stage, "goal": Goal, "expectation": Expectation, "staff": Staff, "owner": Owner}


def test_there_are_records_with_unique_ids_and_texts() -> None:
    assert RECORDS
    assert len({record["id"] for record in RECORDS}) == len(RECORDS)
    assert len({" ".join(record["text"].lower().split()) for record in RECORDS}) == len(RECORDS)


@pytest.mark.parametrize("field", CHOICES)
def test_single_labels_are_known(field: str) -> None:
    assert {record[field] for record in RECORDS} <= {None, *names(CHOICES[field])}


def test_records_are_consistent() -> None:
    for record in RECORDS:
        assert set(record["emotions"]) <= set(names(Emotion)), record
        assert len(record["emotions"]) <= 3, record
        assert set(record["intent"]) <= set(names(Intent)), record
        assert record["valence"] in (-2, -1, 0, 1, 2), record
        assert record["intensity"] in (0, 1, 2, 3), record
        assert bool(record["emotions"]) == (record["intensity"] > 0), record
        assert record["effort"] in (None, 1, 2, 3, 4, 5), record
        assert not record["cues"] or record["effort"] is not None, record
        assert all(cue in names(Cue) and quote and quote in record["text"] for cue, quote in record["cues"]), record
