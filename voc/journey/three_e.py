"""The three E's of the whole journey and of each stage: effectiveness, ease and emotion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from voc.arrays import Floats, Ints
from voc.journey.evidence import Evidence
from voc.journey.intervals import Pairs, means
from voc.journey.rollups import Rollups
from voc.journey.tables import THREE_E
from voc.taxonomy import Emotion, Expectation, Goal, Staff


def _cues(evidence: Evidence) -> Floats:
    """Return whether ease or effort cues prevail, -1 to 1, NaN without cues."""
    cues = evidence.cues
    polarity = np.array([cue.polarity for cue in evidence.taxonomy.cues], np.float64)[cues.cue]
    balance = np.bincount(cues.unit, polarity, len(evidence))
    return np.where(np.bincount(cues.unit, minlength=len(evidence)) > 0, np.sign(balance), np.nan)


SIGNALS: dict[str, Callable[[Evidence], Floats]] = {
    "goal": lambda e: e.polarity("goal", Goal, np.nan),
    "expectation": lambda e: e.polarity("expectation", Expectation, np.nan),
    "effort": lambda e: (3 - e.numbers("effort")) / 2,
    "cues": _cues,
    "emotion": lambda e: e.polarity("emotion", Emotion, 0.0),
    "valence": lambda e: e.numbers("valence"),
    "staff": lambda e: e.polarity("staff", Staff, np.nan),
}
"""What an E can be made of, -1 bad to 1 good, NaN where a unit does not tell. ``effort`` is the rating turned round its
middle; ``cues`` whether ease or effort cues prevail; ``emotion`` 0 where none is felt."""


def three_e(evidence: Evidence, rollups: Rollups) -> pa.Table:
    """Score the three E's, schema ``THREE_E``; a null stage is the whole journey.

    The score of a unit is the mean of those of the E's signals of which it tells, -1 bad to 1 good; ``score`` is the
    mean of the ``n`` units that tell of any, with its 95% interval by customer (``voc.journey.intervals``). Every stage
    that occurs has a row an E; its score is null where no unit tells.
    """
    stage, order = evidence.stages
    present = [i for i in range(len(order)) if (stage == i).any()]
    everything = np.zeros(len(evidence), np.int64)
    rows: list[dict[str, Any]] = []
    scores = {name: _score(evidence, signals) for name, signals in rollups.three_e.items()}
    for codes, heads in ((everything, [(0, None)]), (stage, [(i, order[i]) for i in present])):
        measured = {name: _measure(evidence, codes, values, len(order)) for name, values in scores.items()}
        rows.extend({"stage": head, "three_e": name} | measured[name][i] for i, head in heads for name in scores)
    return pa.Table.from_pylist(rows, schema=THREE_E)


def _score(evidence: Evidence, signals: tuple[str, ...]) -> Floats:
    """Average the signals that each unit tells of."""
    values = np.stack([SIGNALS[signal](evidence) for signal in signals])
    told = (~np.isnan(values)).sum(0)
    return np.where(told > 0, np.nansum(values, 0) / np.maximum(told, 1), np.nan)


def _measure(evidence: Evidence, group: Ints, values: Floats, n_groups: int) -> list[dict[str, Any]]:
    """Return the columns of each group."""
    sums = Pairs(group, evidence.writer, n_groups).sums(values)
    columns = {name: _nulls(part) for name, part in means(sums, -1, 1).columns("score").items()}
    n, known = sums.by_group(sums.count), evidence.known[sums.writer]
    customers = sums.by_group(known.astype(np.float64))
    return [
        {"n": int(n[i]), "n_customers": int(customers[i])} | {name: part[i] for name, part in columns.items()}
        for i in range(n_groups)
    ]


def _nulls(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]
