"""The stages of the journey, and their roll-ups to phases, pillars, owners and touchpoints."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from voc.arrays import Ints
from voc.errors import InputError
from voc.journey import groups
from voc.journey.evidence import Evidence
from voc.journey.owners import owner_codes
from voc.journey.rollups import Groups, Rollups
from voc.journey.tables import ROLLUP
from voc.journey.three_e import three_e
from voc.schema import STAGES
from voc.taxonomy import Stage, Touchpoint, names

BY = ("phase", "pillar", "owner", "touchpoint", "three_e")
"""What stages and units roll up to."""


def summed(evidence: Evidence) -> dict[str, pa.Table]:
    """Add up what the table of stages is made of, schemas ``voc.journey.groups.SUMS``."""
    codes, order = evidence.stages
    return groups.summed(evidence, codes, len(order))


def laid_out(sums: Mapping[str, pa.Table], rollups: Rollups) -> pa.Table:
    """Measure each stage that occurs, in the order of the journey, schema ``STAGES``; see ``voc.journey.groups``.

    Args:
        sums: what ``summed`` gave, also for parts of the customers, joined.
        rollups: with the stages and cues that the sums were made with; what phases stages belong to, who answers for a
            stage, and what departments are called.
    """
    phases = {stage: phase for phase, members in rollups.phase.items() for stage in members}
    heads = [{"stage": stage, "phase": phases[codes[0]]} for stage, codes in rollups.stage.items()]
    return groups.table(heads, groups.laid_out(sums, len(heads), rollups), STAGES)


def rollup(evidence: Evidence, by: str, rollups: Rollups) -> pa.Table:
    """Measure what stages and units roll up to.

    Args:
        evidence: the units.
        by: ``phase`` or ``pillar`` (by the unit's stage), ``owner`` (the unit's, else the one that answers for its
            stage), ``touchpoint``, or ``three_e``. A unit of which this is not known is left out.
        rollups: which stage and owner belongs where.

    Returns:
        One row a group that occurs, schema ``ROLLUP``, see ``voc.journey.groups``; for ``three_e`` schema ``THREE_E``,
        see ``voc.journey.three_e``.

    Raises:
        InputError: if ``by`` is none of these.
    """
    if by not in BY:
        raise InputError(f"cannot roll up by {by!r}: use one of {', '.join(BY)}")
    if by == "three_e":
        return three_e(evidence, rollups)
    found, codes = _groups(evidence, by, rollups)
    rows = groups.measure(evidence, codes, len(found), rollups)
    return groups.table([{"group": name} for name in found], rows, ROLLUP)


def _groups(evidence: Evidence, by: str, rollups: Rollups) -> tuple[list[str], Ints]:
    """Return the names of the groups, and the group of each unit."""
    if by == "touchpoint":
        return list(names(Touchpoint)), evidence.codes("touchpoint", names(Touchpoint))
    if by == "owner":
        own, answering = owner_codes(evidence, rollups)
        return list(rollups.owner), np.where(own >= 0, own, answering)
    members: Groups = getattr(rollups, by)
    places = {stage: i for i, group in enumerate(members.values()) for stage in group}
    by_stage = np.array([*(places[stage] for stage in names(Stage)), -1])
    return list(members), by_stage[evidence.codes("stage", names(Stage))]
