"""Who can fix what a unit tells of."""

from __future__ import annotations

import numpy as np

from voc.arrays import Ints
from voc.journey.evidence import Evidence
from voc.journey.rollups import Rollups
from voc.taxonomy import Owner, Stage, names


def owner_codes(evidence: Evidence, rollups: Rollups) -> tuple[Ints, Ints]:
    """Return the department of each unit's owner, and the one that answers for its stage; -1 for none."""
    departments = {owner: i for i, owners in enumerate(rollups.owner.values()) for owner in owners}
    usual = {stage: departments[owner] for owner, stages in rollups.stage_owner.items() for stage in stages}
    by_owner = np.array([*(departments[owner] for owner in names(Owner)), -1])
    by_stage = np.array([*(usual[stage] for stage in names(Stage)), -1])
    return by_owner[evidence.codes("owner", names(Owner))], by_stage[evidence.codes("stage", names(Stage))]
