"""What is left of an interaction's risk when units are taken out of it, for many groups of units at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from voc.arrays import Floats, Ints
from voc.risk.features import interaction_features, table_signals, unit_weights
from voc.risk.model import RiskModel

SIGNAL_COLUMNS = ("text", "valence", "emotion_scores", "signals")
"""Columns of ``UNITS`` that the features are made of."""
BLOCK = 50_000
"""Units looked at together: some 20 MB of signals. An interaction is not split."""


@dataclass(frozen=True)
class Falls:
    """Fall of the risk of each interaction that a group touches.

    Attributes:
        group: group of each pair of group and interaction.
        interaction: its interaction, not decreasing.
        fall: risk less the risk without the group's units, -1 to 1.
    """

    group: Ints
    interaction: Ints
    fall: Floats


def falls(units: pa.Table, interaction: Ints, group: Ints, unit: Ints, model: RiskModel) -> Falls:
    """Score every interaction again without the units of each group that touches it.

    An interaction of which nothing is left has the model's baseline risk, that of one which says nothing.

    Args:
        units: ``SIGNAL_COLUMNS`` of ``UNITS``, only scored units.
        interaction: interaction of each unit, shape (units,).
        group: group of each member.
        unit: row in ``units`` of each member; distinct within a group.
        model: the risk model.
    """
    if not len(unit):
        return Falls(group, unit, np.empty(0))
    n_groups = int(group.max()) + 1
    keys, pair = np.unique(interaction[unit] * n_groups + group, return_inverse=True)
    at = keys // n_groups
    rows, first, count = _laid_out(interaction, at)
    place = np.empty(len(interaction), np.int64)
    place[rows] = np.arange(len(rows))
    members = np.argsort(pair, kind="stable")
    pair, out = pair[members], place[unit[members]]
    signals, weights = units.select(SIGNAL_COLUMNS[1:]).combine_chunks(), unit_weights(units["text"])
    found = np.empty(len(at))
    size = np.cumsum(count[at])
    ends = np.append(np.flatnonzero(np.diff((size - 1) // BLOCK)) + 1, len(at))
    start = 0
    for end in ends.tolist():
        some = slice(*np.searchsorted(pair, [start, end]))
        here = at[start:end]
        low, high = first[here[0]], first[here[-1]] + count[here[-1]]
        part = table_signals(signals.take(pa.array(rows[low:high])))
        told = part, weights[rows[low:high]]
        found[start:end] = _block(told, first - low, count, here, pair[some] - start, out[some] - low, model)
        start = end
    return Falls(keys % n_groups, at, found)


def _laid_out(interaction: Ints, touched: Ints) -> tuple[Ints, Ints, Ints]:
    """Lay the units of touched interactions side by side.

    Returns:
        The rows of the units, and the place of the first unit and the number of units of each interaction.
    """
    order = np.argsort(interaction, kind="stable")
    inside = np.zeros(int(interaction.max()) + 1, bool)
    inside[touched] = True
    rows = order[inside[interaction[order]]]
    count = np.bincount(interaction[rows], minlength=len(inside))
    return rows, np.cumsum(count) - count, count


def _block(
    units: tuple[Floats, Floats], first: Ints, count: Ints, interaction: Ints, pair: Ints, out: Ints, model: RiskModel
) -> Floats:
    """Return the fall of the risk of each pair of group and interaction.

    Args:
        units: signals and weights of the units of the interactions, side by side.
        first: row in ``units`` of the first unit of each interaction of the job.
        count: number of units of each interaction of the job.
        interaction: interaction of each pair, not decreasing.
        pair: pair of each unit that is taken out.
        out: its row in ``units``.
        model: the risk model.
    """
    signals, weights = units
    inside, told = np.unique(interaction, return_inverse=True)
    whole = interaction_features(signals, weights, np.repeat(np.arange(len(inside)), count[inside]), len(inside))
    size = count[interaction]
    begin = np.cumsum(size) - size
    owner = np.repeat(np.arange(len(interaction)), size)
    row = np.arange(len(owner)) + np.repeat(first[interaction] - begin, size)
    left = np.ones(len(owner), bool)
    left[begin[pair] + out - first[interaction[pair]]] = False
    kept = row[left]
    rest = interaction_features(signals[kept], weights[kept], owner[left], len(interaction))
    # Nothing left is nothing said: all signals are 0, which is the baseline.
    falls: Floats = model.predict(whole)[told] - model.predict(np.nan_to_num(rest))
    return falls
