"""How a conversation ended."""

from __future__ import annotations

import numpy as np
import pytest

from voc.effort.resolution import resolution

MET, PARTIAL, UNMET, NULL = 0, 1, 2, -1
THANKS = (0.6, 0.4, 0.0, 0.0)
NOTHING = (0.97, 0.01, 0.01, 0.01)
COMPLAINT = (0.3, 0.1, 0.1, 0.5)


@pytest.mark.parametrize(
    ("goals", "chances", "answered", "expected"),
    [
        ([UNMET, MET], [COMPLAINT, (0.1, 0.9, 0.0, 0.0)], False, 1),  # the last one counts
        ([MET, UNMET], [(0.1, 0.9, 0.0, 0.0), COMPLAINT], True, 0),
        ([PARTIAL], [(0.1, 0.2, 0.7, 0.0)], False, 0),
        ([UNMET, NULL], [COMPLAINT, THANKS], True, 1),  # thanks at the end of a conversation
        ([UNMET, NULL], [COMPLAINT, THANKS], False, 0),  # and in a letter, where nobody can have helped
        ([NULL], [THANKS], False, np.nan),
        ([UNMET, NULL], [COMPLAINT, NOTHING], True, 0),
        ([NULL, NULL], [NOTHING, NOTHING], True, np.nan),
    ],
)
def test_cases(goals: list[int], chances: list[tuple[float, ...]], answered: bool, expected: float) -> None:
    of = np.zeros(len(goals), np.int64)
    found = resolution(np.array(goals), np.array(chances, np.float32), of, np.array([answered]), untold=0.7)
    assert np.array_equal(found, [expected], equal_nan=True)


def test_each_interaction_is_told_by_its_own_units() -> None:
    goals, of = np.array([MET, NULL, UNMET, NULL]), np.array([0, 0, 2, 3])
    chances = np.array([COMPLAINT, NOTHING, COMPLAINT, THANKS], np.float32)
    found = resolution(goals, chances, of, np.array([True, True, False, True]), untold=0.7)
    assert np.array_equal(found, [1, np.nan, 0, 1], equal_nan=True)


def test_no_interactions() -> None:
    none = np.zeros(0, np.int64)
    assert len(resolution(none, np.zeros((0, 4), np.float32), none, np.zeros(0, bool), untold=0.7)) == 0
