"""How the totals of a group's writers spread: what is kept of them so that the mean and its interval can be made.

The jackknife looks at what each writer adds to a ratio (see ``voc.journey.intervals``), and that is the same function
of the total for all writers with as many values. So writers are kept by their number of values: how many they are, the
mean of their totals, and the sum of the squares around it. These add up across parts of the writers (Chan, Golub &
LeVeque 1983, The American Statistician 37:242), and no writer is kept.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from voc.arrays import Floats, Ints, add, distinct, ratio
from voc.journey.intervals import ROUNDING, Interval, interval

SPREADS = pa.schema(
    [(name, pa.int64()) for name in ("group", "size", "n")] + [("mean", pa.float64()), ("squares", pa.float64())]
)
"""One row a group and number of values: ``size`` values each have ``n`` writers, whose totals have this ``mean`` and
this sum of squared deviations from it."""


def spread(group: Ints, size: Floats, total: Floats) -> pa.Table:
    """Summarise the totals of writers, schema ``SPREADS``.

    Args:
        group: group of each pair of group and writer.
        size: number of values of each pair, whole.
        total: their sum.
    """
    return _joined(group, size.astype(np.int64), np.ones(len(group), np.int64), total, np.zeros(len(group)))


def merged(spreads: pa.Table) -> pa.Table:
    """Join rows of the same group and size, schema ``SPREADS``."""
    return _joined(*(spreads[name].to_numpy() for name in SPREADS.names))


def _joined(group: Ints, size: Ints, n: Ints, mean: Floats, squares: Floats) -> pa.Table:
    span = int(size.max(initial=0)) + 1
    keys, place = distinct(group * span + size)
    order = np.argsort(keys)
    rank = np.empty(len(keys), np.int64)
    rank[order] = np.arange(len(keys))
    keys, place = keys[order], rank[place]
    count = add(place, n.astype(np.float64), len(keys))
    middle = add(place, n * mean, len(keys)) / count
    around = add(place, squares + n * (mean - middle[place]) ** 2, len(keys))
    return pa.table([keys // span, keys % span, count.astype(np.int64), middle, around], schema=SPREADS)


def means(spreads: pa.Table, n_groups: int) -> Interval:
    """Return the mean value of each group with its interval; see ``voc.journey.intervals.means``.

    Args:
        spreads: schema ``SPREADS``, groups from 0 to ``n_groups`` - 1.
        n_groups: number of groups.
    """
    group, size, n, total, squares = (spreads[name].to_numpy() for name in SPREADS.names)
    whole = add(group, (n * size).astype(np.float64), n_groups)
    mean = ratio(add(group, n * total, n_groups), whole)
    writers = add(group, n.astype(np.float64), n_groups)
    moved = pulls(size, n, total, squares, whole[group], mean[group])
    variance = add(group, moved, n_groups) * ratio(writers - 1, writers)
    variance = np.where((writers > 1) & (variance > ROUNDING**2), variance, np.nan)
    return interval(mean, variance, writers - 1)


def pulls(size: Ints, n: Ints, total: Floats, squares: Floats, whole: Floats, mean: Floats) -> Floats:
    """Return the sum, over the writers of each row, of the squares of how far each moves the mean."""
    return ratio(squares + n * (total - mean * size) ** 2, (whole - size) ** 2)
