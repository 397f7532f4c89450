"""The experience gap: expectations missed against exceeded, by stage and by month."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from voc.arrays import Floats, Ints
from voc.journey.evidence import MEASURES, Evidence
from voc.journey.intervals import Pairs, means
from voc.journey.moments import nulled
from voc.journey.tables import GAP


def experience_gap(evidence: Evidence) -> pa.Table:
    """Compare expectations missed and exceeded, schema ``GAP``.

    ``expectation_net`` is the share of the ``n`` units that tell of an exceeded expectation less that of a missed one,
    -1 to 1, with its 95% interval by customer (``voc.journey.intervals``). A null stage is all of them, a null month
    all times: first comes everything, then each stage, each month (UTC), and each stage in each month. Units without a
    stage or a time count only where it does not matter.
    """
    values = MEASURES["expectation_net"].values(evidence)
    (stage, order), (month, months) = evidence.stages, evidence.months
    both = np.where((stage >= 0) & (month >= 0), stage * len(months) + month, -1)
    every: list[tuple[str | None, str | None]] = [(name, label) for name in order for label in months]
    rows = _rows(evidence, values, np.zeros(len(evidence), np.int64), [(None, None)])
    rows += _rows(evidence, values, stage, [(name, None) for name in order])
    rows += _rows(evidence, values, month, [(None, label) for label in months])
    rows += _rows(evidence, values, both, every)
    return pa.Table.from_pylist([{name: nulled(value) for name, value in row.items()} for row in rows], schema=GAP)


def _rows(
    evidence: Evidence, values: Floats, group: Ints, heads: list[tuple[str | None, str | None]]
) -> list[dict[str, Any]]:
    """Compare in each group that holds a unit."""
    pairs = Pairs(group, evidence.writer, len(heads))
    net = means(pairs.sums(values), -1, 1).columns("expectation_net")
    some = group >= 0
    n, missed, exceeded = (
        np.bincount(group[some & part], minlength=len(heads)) for part in (True, values < 0, values > 0)
    )
    return [
        {"stage": stage, "month": month, "n": int(n[i]), "n_missed": int(missed[i]), "n_exceeded": int(exceeded[i])}
        | {name: part[i] for name, part in net.items()}
        for i, (stage, month) in enumerate(heads)
        if n[i]
    ]
