"""Whether customers got what they came for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voc.arrays import Bools, Floats, Ints, last
from voc.taxonomy import Goal

_MET = list(Goal).index(Goal.MET)


def resolution(goals: Ints, chances: NDArray[np.float32], of: Ints, answered: Bools, untold: float) -> Floats:
    """Return whether the last goal that each interaction tells of was met, 0 or 1; NaN where it tells of none.

    A unit tells of the goal that it is labelled with. Where somebody answers it also does so with less certainty: by
    itself a thank-you is mostly manners, at the end of a conversation it says that the customer was helped.

    Args:
        goals: label of each unit, its index in ``Goal``, -1 for null.
        chances: probability of null and of each goal, shape (units, 4).
        of: interaction of each unit.
        answered: whether an agent or a bot speaks, one an interaction.
        untold: probability of null from which a unit of a conversation tells of no goal.
    """
    told = (goals >= 0) | (answered[of] & (chances[:, 0] < untold))
    rows = np.flatnonzero(told)
    goal = np.where(goals[rows] >= 0, goals[rows], chances[rows, 1:].argmax(1))
    return np.append((goal == _MET).astype(np.float64), np.nan)[last(of[rows], len(answered))]
