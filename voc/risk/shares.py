"""Averages over all customers of what few of them have, with intervals, in time of the few."""

from __future__ import annotations

import numpy as np

from voc.arrays import Floats, Ints, add, distinct, ratio
from voc.journey.intervals import ROUNDING, Interval, interval


def shares(group: Ints, writer: Ints, total: Floats, size: Floats, n_groups: int) -> Interval:
    """Return each group's total over the size of all writers, with the interval of the jackknife by writer.

    It is the ratio of ``voc.journey.intervals.Sums`` with a pair for every writer, of whom most have a total of 0 in
    most groups: what leaving these out does is added up in closed form. Student's t gets one degree of freedom less
    than there are writers with something in the group, since only they tell how much it varies.

    Args:
        group: group of each value, 0 to ``n_groups`` - 1.
        writer: writer of each value.
        total: the values; those of a group and writer are added up.
        size: what each writer adds to the divisor, 0 or more; shape (writers,).
        n_groups: number of groups.

    Returns:
        Shape (n_groups,); the mean is NaN without any size, the interval with fewer than two writers in the group and
        where the values are all alike.
    """
    whole, n = size.sum(), np.count_nonzero(size)
    keys, pair = distinct(group * len(size) + writer)
    group, writer = keys // max(len(size), 1), keys % max(len(size), 1)
    own = add(pair, total, len(keys))
    mean = add(group, own, n_groups) / whole if whole else np.full(n_groups, np.nan)
    left = whole - size
    pulls = ratio(own - mean[group] * size[writer], left[writer])
    # Leaving out a writer who has nothing in the group raises its mean by this part.
    nothing = ratio(size, left) ** 2
    others = np.maximum(nothing.sum() - add(group, nothing[writer], n_groups), 0.0)
    variance = (add(group, pulls**2, n_groups) + mean**2 * others) * (n - 1) / max(n, 1)
    variance = np.where(variance > ROUNDING**2, variance, np.nan)
    return interval(mean, variance, add(group, np.ones(len(keys)), n_groups) - 1)
