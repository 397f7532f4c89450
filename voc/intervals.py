"""95% intervals: the normal quantile that they are made with, and the interval of a share."""

from __future__ import annotations

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
