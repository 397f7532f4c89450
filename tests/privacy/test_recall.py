"""What is planted is found, and what only looks like it stays."""

from __future__ import annotations

import pytest

from tests.privacy.planted import transcripts
from tests.privacy.recall import Recall, measure
from voc.privacy import Kind, Redactor


@pytest.fixture(scope="module")
def found() -> dict[bool, Recall]:
    redactor = Redactor(kinds=PATTERNS)
    every = transcripts()
    return {held: measure(redactor, [one for one in every if one.held_out == held]) for held in (False, True)}


PATTERNS = [kind for kind in Kind if kind != Kind.NAME]


def test_the_set_is_as_large_as_it_says() -> None:
    every = transcripts()
    assert len({one.text for one in every}) == 200
    assert sum(not item.decoy for one in every for item in one.items) == 1000


@pytest.mark.parametrize("held_out", [False, True])
def test_recall_and_precision(found: dict[bool, Recall], held_out: bool) -> None:
    assert found[held_out].recall >= 0.97
    assert found[held_out].precision >= 0.98


def test_what_must_stay_stays(found: dict[bool, Recall]) -> None:
    assert sum(len(half.decoys_lost) for half in found.values()) <= 4  # of 374: 1 %


def test_every_kind_is_found(found: dict[bool, Recall]) -> None:
    slots: dict[str, list[bool]] = {}
    for half in found.values():
        for slot, hit in half.hits:
            slots.setdefault(slot, []).append(hit)
    low = {slot: sum(hits) / len(hits) for slot, hits in slots.items() if len(hits) >= 10}
    assert min(low.values()) >= 0.9, low
