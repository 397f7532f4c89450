"""Intervals of shares and of their differences."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z95 = 1.96
"""Normal quantile of a two-sided 95% interval."""


def share_interval(share: ArrayLike, n: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 95% interval of a share (Wilson 1927), which stays within 0 to 1 and is never empty.

    Args:
        share: 0 to 1, any shape.
        n: number of observations, above 0, the same shape.

    >>> low, high = share_interval([0.0, 0.5], [10, 10])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.237], [0.278, 0.763])
    """
    p, n = np.asarray(share, np.float64), np.asarray(n, np.float64)
    middle = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    margin = Z95 / (1 + Z95**2 / n) * np.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2))
    return (middle - margin).clip(0, 1), (middle + margin).clip(0, 1)


def net_interval(signs: Sequence[int], groups: Sequence[Hashable]) -> tuple[float, float]:
    """Return the 95% interval of the share of good less that of bad.

    The adjusted Wald interval for the difference of two shares of the same units (Bonett & Price 2012,
    doi:10.1348/000711010X502733), with the number of units divided by the design effect of the groups (Kish 1965):
    what one customer says in one call is not independent. Where all units are alike the design effect cannot be
    estimated, and only the groups are counted.

    Args:
        signs: -1 bad, 0 neither, 1 good, one a unit.
        groups: interaction of each unit.

    Returns:
        Ends from -1 to 1; NaN for units of fewer than two groups, which tell nothing of how groups differ.

    >>> low, high = net_interval([1, 1, 0, -1], ["a", "b", "c", "d"])
    >>> round(low, 2), round(high, 2)
    (-0.65, 0.95)
    >>> net_interval([1, 1], ["a", "a"])
    (nan, nan)
    """
    numbers = {group: i for i, group in enumerate(dict.fromkeys(groups))}
    count = len(numbers)
    if count < 2:  # noqa: PLR2004
        return float("nan"), float("nan")
    x = np.asarray(signs, np.float64)
    n = _effective(x, np.array([numbers[group] for group in groups]), count)
    good, bad = (((x == sign).mean() * n + 1) / (n + 2) for sign in (1, -1))
    margin = Z95 * ((good + bad - (good - bad) ** 2) / (n + 2)) ** 0.5
    return max(-1.0, float(good - bad - margin)), min(1.0, float(good - bad + margin))


def _effective(x: NDArray[np.float64], group: NDArray[np.int64], count: int) -> float:
    """Return the number of independent units that would tell as much."""
    variance = x.var() / len(x)
    if not variance:
        return float(count)
    sums = np.bincount(group, weights=x - x.mean(), minlength=count)
    clustered = count / (count - 1) * (sums**2).sum() / len(x) ** 2
    return float(len(x) / max(clustered / variance, 1.0))
