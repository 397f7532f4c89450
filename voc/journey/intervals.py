"""Means of groups with intervals that know that the words of one customer belong together.

Every mean is a ratio of sums over customers. Its standard error is the jackknife that leaves out one customer at a
time, which for a ratio has a closed form (Efron & Tibshirani 1993, ch. 11; for clusters: the CR3 estimator, MacKinnon,
Nielsen & Webb 2023); its interval is Student's t with one degree of freedom less than there are customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from voc.arrays import Floats, Ints, add, distinct, ratio

LEVEL = 0.95
"""Of all intervals."""
FEWEST = 6
"""Customers that a test takes: with fewer not even a sign test in which all agree is significant at 5% (2 / 2**5)."""
ROUNDING = 1e-9
"""Standard errors up to here are rounding: the values are all alike, and nothing tells how sure their mean is."""


@dataclass(frozen=True)
class Sums:
    """Sums of values in each group by each writer; pairs of group and writer are distinct.

    Attributes:
        group: group of each pair, 0 to ``n_groups`` - 1.
        writer: writer of each pair.
        total: sum of the values.
        count: number of values, above 0.
        n_groups: number of groups.
    """

    group: Ints
    writer: Ints
    total: Floats
    count: Floats
    n_groups: int

    def by_group(self, values: Floats) -> Floats:
        """Add values of pairs up."""
        return add(self.group, values, self.n_groups)

    @cached_property
    def n_writers(self) -> Floats:
        """Writers in each group."""
        return self.by_group(np.ones(len(self.group)))

    @cached_property
    def mean(self) -> Floats:
        """Mean of each group; NaN where it has no value."""
        return ratio(self.by_group(self.total), self.by_group(self.count))

    @cached_property
    def pulls(self) -> Floats:
        """How far each writer moves the group's mean: its value less the one without the writer; NaN for a single one.

        Their sum of squares, times (G - 1) / G for G writers, is the jackknife's variance of the mean.
        """
        left = self.by_group(self.count)[self.group] - self.count
        return ratio(self.total - self.mean[self.group] * self.count, left)

    @cached_property
    def variance(self) -> Floats:
        """Jackknife variance of each group's mean; NaN for fewer than two writers and where all values are alike."""
        n = self.n_writers
        variance = self.by_group(self.pulls**2) * ratio(n - 1, n)
        return np.where((n > 1) & (variance > ROUNDING**2), variance, np.nan)


class Pairs:
    """The pairs of group and writer that values fall into, found once and used for many values."""

    def __init__(self, group: Ints, writer: Ints, n_groups: int) -> None:
        """Find the pairs; a value whose group is -1 is left out."""
        self._rows = np.flatnonzero(group >= 0)
        span = int(writer.max(initial=0)) + 1
        keys, self._pair = distinct(group[self._rows] * span + writer[self._rows])
        self._group, self._writer = keys // span, keys % span
        self._n_groups = n_groups

    def sums(self, values: Floats) -> Sums:
        """Add values up, shape as ``group``; NaN are left out."""
        values = values[self._rows]
        told = ~np.isnan(values)
        total = add(self._pair, np.where(told, values, 0.0), len(self._group))
        count = add(self._pair, told.astype(np.float64), len(self._group))
        some = count > 0
        return Sums(self._group[some], self._writer[some], total[some], count[some], self._n_groups)


@dataclass(frozen=True)
class Interval:
    """An estimate a group and its 95% interval; NaN where it cannot be told.

    Attributes:
        mean: the estimate.
        low: lower bound.
        high: upper bound.
    """

    mean: Floats
    low: Floats
    high: Floats

    def columns(self, name: str) -> dict[str, Floats]:
        """Return the columns ``name``, ``name_low`` and ``name_high``."""
        return {name: self.mean, f"{name}_low": self.low, f"{name}_high": self.high}

    def part(self, start: int, n: int) -> Interval:
        """Return those of ``n`` groups from one on."""
        return Interval(*(values[start : start + n] for values in (self.mean, self.low, self.high)))

    def cut(self, low: float, high: float) -> Interval:
        """Return the interval cut off at the smallest and largest possible value."""
        return Interval(self.mean, np.maximum(self.low, low), np.minimum(self.high, high))


def interval(mean: Floats, variance: Floats, freedom: Floats, low: float = -np.inf, high: float = np.inf) -> Interval:
    """Return Student's t interval, cut off at the smallest and largest possible value."""
    margin = quantile(freedom) * np.sqrt(variance)
    return Interval(mean, mean - margin, mean + margin).cut(low, high)


def quantile(freedom: Floats) -> Floats:
    """Return Student's t quantile of a two-sided interval; NaN without a degree of freedom."""
    from scipy.stats import t  # takes longer to import than one text to explain

    values: Floats = t.ppf((1 + LEVEL) / 2, np.where(freedom > 0, freedom, np.nan))
    return values


def means(sums: Sums, low: float = -np.inf, high: float = np.inf) -> Interval:
    """Return the mean of each group with its interval."""
    return interval(sums.mean, sums.variance, sums.n_writers - 1, low, high)


def p_values(estimate: Floats, variance: Floats, freedom: Floats) -> Floats:
    """Return two-sided p of Student's t test that the estimate is 0; NaN where the variance is."""
    from scipy.stats import t

    p: Floats = 2 * t.sf(np.abs(ratio(estimate, np.sqrt(variance))), np.where(freedom > 0, freedom, np.nan))
    return p


def adjusted(p: Floats) -> Floats:
    """Adjust p for the number of tests (Benjamini & Hochberg 1995), leaving NaN out.

    >>> adjusted(np.array([0.01, np.nan, 0.04])).round(3).tolist()
    [0.02, nan, 0.04]
    """
    from scipy.stats import false_discovery_control

    result = np.full(len(p), np.nan)
    told = ~np.isnan(p)
    if told.any():
        result[told] = false_discovery_control(p[told], method="bh")
    return result


def jackknife(estimate: float, without: Floats) -> float:
    """Return the standard error of an estimate from the estimates without each writer, NaN where there are too few.

    Args:
        estimate: from all.
        without: from all but one, shape (writers,).
    """
    n = len(without)
    if n < FEWEST or np.isnan(estimate) or np.isnan(without).any():
        return float("nan")
    error = float(np.sqrt((n - 1) / n * ((without - estimate) ** 2).sum()))
    return error if error > ROUNDING else float("nan")
