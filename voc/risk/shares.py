"""Averages over all customers of what few of them have, with intervals, in time of the few."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from voc.arrays import Floats, Ints, add, distinct, ratio
from voc.journey.intervals import ROUNDING, Interval, interval
from voc.journey.spreads import SPREADS, pulls, spread

SIZES = pa.schema([("size", pa.int64()), ("n", pa.int64())])
"""How many writers (``n``) add how much to the divisor."""


def totals(group: Ints, writer: Ints, values: Floats, size: Floats) -> pa.Table:
    """Add values up by group and writer, and summarise the writers of each group, schema ``SPREADS``.

    Args:
        group: group of each value.
        writer: writer of each value.
        values: the values.
        size: what each writer adds to the divisor, a whole number, 0 or more; shape (writers,).
    """
    keys, pair = distinct(group * len(size) + writer)
    group, writer = keys // max(len(size), 1), keys % max(len(size), 1)
    return spread(group, size[writer], add(pair, values, len(keys)))


def sizes(size: Floats) -> pa.Table:
    """Count the writers by what they add to the divisor, schema ``SIZES``; those who add nothing are no writers."""
    values, n = np.unique(size[size > 0].astype(np.int64), return_counts=True)
    return pa.table([values, n], schema=SIZES)


def shares(spreads: pa.Table, sizes: pa.Table, n_groups: int) -> Interval:
    """Return each group's total over the size of all writers, with the interval of the jackknife by writer.

    It is the ratio of ``voc.journey.spreads.means`` with all writers in every group, of whom most have a total of 0 in
    most groups: what leaving these out does is added up in closed form. Student's t gets one degree of freedom less
    than there are writers with something in the group, since only they tell how much it varies.

    Args:
        spreads: of ``totals``, groups from 0 to ``n_groups`` - 1.
        sizes: of all writers, also of those with nothing in any group.
        n_groups: number of groups.

    Returns:
        Shape (n_groups,); the mean is NaN without any size, the interval with fewer than two writers in the group and
        where the values are all alike.
    """
    group, size, n, total, squares = (spreads[name].to_numpy() for name in SPREADS.names)
    every, writers = sizes["size"].to_numpy(), sizes["n"].to_numpy()
    whole, count = float((every * writers).sum()), int(writers.sum())
    mean = add(group, n * total, n_groups) / whole if whole else np.full(n_groups, np.nan)
    moved = pulls(size, n, total, squares, np.full(len(group), whole), mean[group])
    # Leaving out a writer who has nothing in the group raises its mean by this part.
    nothing = float((writers * ratio(every, whole - every) ** 2).sum())
    some = n * ratio(size.astype(np.float64), whole - size) ** 2
    others = np.maximum(nothing - add(group, some, n_groups), 0.0)
    variance = (add(group, moved, n_groups) + mean**2 * others) * (count - 1) / max(count, 1)
    variance = np.where(variance > ROUNDING**2, variance, np.nan)
    return interval(mean, variance, add(group, n.astype(np.float64), n_groups) - 1)
