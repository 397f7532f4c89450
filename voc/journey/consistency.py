"""Consistency: how alike the experience is in all channels, at all stages and over time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from voc.arrays import Floats, Ints, add, ratio
from voc.journey.evidence import MEASURES, Evidence
from voc.journey.intervals import Pairs, Sums, jackknife, quantile
from voc.journey.moments import nulled
from voc.journey.tables import CONSISTENCY


def consistency(evidence: Evidence) -> pa.Table:
    """Measure how alike the groups of units are, schema ``CONSISTENCY``: across channels, stages and months (UTC).

    ``consistency`` is 1 less the standard deviation of the groups' true mean valence, each group weighing as much as
    its units: 1 where the experience is the same everywhere, 0 where half is all good and half all bad. The variance of
    the observed means would be too large by what chance adds; the jackknife over customers takes that off, and gives
    the variance's standard error and 95% interval (Student's t; Efron & Tibshirani 1993, ch. 11). Null with fewer than
    two groups; the interval null with fewer than 6 customers. Units of which the group is not known are left out.
    """
    stage, order = evidence.stages
    groups = {
        "channel": evidence.distinct("channel"),
        "stage": (stage, list(order)),
        "month": evidence.months,
    }
    values = MEASURES["valence"].values(evidence)
    rows = [
        {"across": across} | _measure(evidence, values, codes, labels) for across, (codes, labels) in groups.items()
    ]
    return pa.Table.from_pylist([{name: nulled(value) for name, value in row.items()} for row in rows], CONSISTENCY)


def _measure(evidence: Evidence, values: Floats, group: Ints, labels: list[str]) -> dict[str, Any]:
    """Measure one way to group the units."""
    sums = Pairs(group, evidence.writer, len(labels)).sums(values)
    writers, index = np.unique(sums.writer, return_inverse=True)
    mean = sums.mean
    present = np.flatnonzero(~np.isnan(mean))
    row: dict[str, Any] = {
        "n_groups": len(present),
        "n_units": int(sums.count.sum()),
        "n_customers": int(evidence.known[writers].sum()),
    }
    if len(present) < 2:  # noqa: PLR2004  (alike takes two)
        return row
    best, worst = present[mean[present].argmax()], present[mean[present].argmin()]
    row |= {"best": labels[best], "best_mean": float(mean[best])}
    row |= {"worst": labels[worst], "worst_mean": float(mean[worst])}
    return row | _between(sums, index, len(writers))


def _between(sums: Sums, writer: Ints, n_writers: int) -> dict[str, float]:
    """Turn the variance between the groups' means into consistency with its interval."""
    total, count = sums.by_group(sums.total), sums.by_group(sums.count)
    squares = np.nansum(ratio(total**2, count))
    left, n_left = total[sums.group] - sums.total, count[sums.group] - sums.count
    change = np.nan_to_num(ratio(left**2, n_left)) - ratio(total**2, count)[sums.group]
    by_writer = [add(writer, part, n_writers) for part in (change, sums.total, sums.count)]
    variance = float(squares / count.sum() - (total.sum() / count.sum()) ** 2)
    n_without = count.sum() - by_writer[2]
    without = ratio(squares + by_writer[0], n_without) - ratio(total.sum() - by_writer[1], n_without) ** 2
    if n_writers > 1:
        variance = n_writers * variance - (n_writers - 1) * float(without.mean())
    error = jackknife(variance, without + (variance - without.mean()))
    margin = float(quantile(np.array([n_writers - 1.0]))[0]) * error
    return {
        "consistency": _alike(variance),
        "low": _alike(variance + margin),
        "high": _alike(variance - margin),
    }


def _alike(variance: float) -> float:
    """Turn a variance of values from -1 to 1 into consistency, 0 to 1."""
    return float(1 - np.sqrt(np.clip(variance, 0, 1)))
