"""Who can fix what a unit tells of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voc.arrays import Ints
from voc.journey.evidence import Evidence
from voc.journey.rollups import Rollups
from voc.taxonomy import Owner, Stage, names


def commonest(owners: NDArray[np.int64], stages: NDArray[np.int64], rollups: Rollups) -> list[str | None]:
    """Return the commonest department of each group's units, else of those that answer for their stages.

    Args:
        owners: number of each group's units with each ``Owner``, shape (groups, owners).
        stages: with each ``Stage``, shape (groups, stages).
        rollups: who answers for a stage, and what departments are called.

    Returns:
        One a group, the first of equals; None where no owner and no stage is known.
    """
    departments = list(rollups.owner)
    by_owner, by_stage = _departments(rollups)
    own = owners @ np.eye(len(departments), dtype=np.int64)[by_owner]
    answering = stages @ np.eye(len(departments), dtype=np.int64)[by_stage]
    counts = np.where(own.any(axis=1, keepdims=True), own, answering)
    return [departments[row.argmax()] if row.any() else None for row in counts]


def owner_codes(evidence: Evidence, rollups: Rollups) -> tuple[Ints, Ints]:
    """Return the department of each unit's owner, and the one that answers for its stage; -1 for none."""
    by_owner, by_stage = (np.append(codes, -1) for codes in _departments(rollups))
    return by_owner[evidence.codes("owner", names(Owner))], by_stage[evidence.codes("stage", names(Stage))]


def _departments(rollups: Rollups) -> tuple[Ints, Ints]:
    """Return the department of each ``Owner``, and the one that answers for each ``Stage``."""
    departments = {owner: i for i, owners in enumerate(rollups.owner.values()) for owner in owners}
    usual = {stage: departments[owner] for owner, stages in rollups.stage_owner.items() for stage in stages}
    return np.array([departments[o] for o in names(Owner)]), np.array([usual[stage] for stage in names(Stage)])
