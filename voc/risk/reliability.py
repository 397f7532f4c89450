"""Whether risks come true: outcomes by decile of risk, and the expected calibration error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voc.intervals import share_interval

BANDS = 10
_DRAWS = 1000
"""Outcomes drawn: the mean of their errors is then known to a thirtieth of their spread."""
_AT_ONCE = 1_000_000
"""Numbers drawn at a time, 8 MB; bounds memory, and changes no result."""


@dataclass(frozen=True)
class Band:
    """Rows of about the same risk.

    Attributes:
        rows: how many.
        risk: mean risk, 0 to 1.
        observed: share of bad outcomes, 0 to 1.
        low: lower end of its 95% interval (Wilson 1927; rows taken as independent).
        high: upper end.
        lift: ``observed`` over the share among all rows.
        reached: share of all bad outcomes in this band and those of higher risk.
    """

    rows: int
    risk: float
    observed: float
    low: float
    high: float
    lift: float
    reached: float


def bands(outcome: NDArray[np.bool_], risk: NDArray[np.float64]) -> tuple[Band, ...]:
    """Cut rows into deciles of risk, highest first; rows of the same risk stay together, so there may be fewer.

    Args:
        outcome: shape (rows,), some True.
        risk: 0 to 1.
    """
    band = _band(risk)
    made, reached = [], 0
    for number in np.unique(band)[::-1]:
        rows = band == number
        n, bad = int(np.count_nonzero(rows)), int(np.count_nonzero(outcome[rows]))
        reached += bad
        low, high = share_interval(bad / n, n)
        lift, share = bad / n / float(outcome.mean()), reached / int(outcome.sum())
        made.append(Band(n, float(risk[rows].mean()), bad / n, float(low), float(high), lift, share))
    return tuple(made)


def calibration_error(outcome: NDArray[np.bool_], risk: NDArray[np.float64]) -> float:
    """Return the expected calibration error over deciles of risk (Guo et al. 2017, arXiv:1706.04599, equal counts)."""
    return float(_gaps(outcome[None], risk, _band(risk))[0])


def calibration_noise(risk: NDArray[np.float64], seed: int = 0) -> float:
    """Return the calibration error that risks which are exactly right would show with as many independent rows.

    The mean over outcomes drawn from the risks themselves (consistency resampling, Bröcker & Smith 2007).
    """
    rng, band = np.random.default_rng(seed), _band(risk)
    at_once = max(1, _AT_ONCE // len(risk))
    counts = [min(at_once, _DRAWS - done) for done in range(0, _DRAWS, at_once)]
    gaps = [_gaps(rng.random((count, len(risk))) < risk, risk, band) for count in counts]
    return float(np.concatenate(gaps).mean())


def _band(risk: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the decile of each row."""
    edges = np.quantile(risk, np.arange(1, BANDS) / BANDS)
    decile: NDArray[np.int64] = np.searchsorted(edges, risk, side="right")
    return decile


def _gaps(outcomes: NDArray[np.bool_], risk: NDArray[np.float64], band: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the calibration error of each row of outcomes, shape (draws, rows)."""
    gaps = np.zeros(len(outcomes))
    for number in np.unique(band):
        rows = band == number
        gaps += np.abs(outcomes[:, rows].sum(1) - risk[rows].sum()) / len(risk)
    return gaps
