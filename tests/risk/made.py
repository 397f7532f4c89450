"""Customers whose levels are known: still, or drifting as an Ornstein-Uhlenbeck process."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from voc.risk.evidence import DRIVERS, UNDATED, Evidence

DAY = 86_400_000_000
START = 1_700_000_000_000_000


def evidence(customer, at, log_odds, contributions=None, valence=None, value=None):
    """Make rows; ``at`` is in days, NaN for none. Log-odds are one driver's unless contributions are given."""
    n = len(customer)
    at = np.asarray(at, np.float64)
    known = ~np.isnan(at)
    times = np.full(n, UNDATED)
    times[known] = START + np.round(at[known] * DAY).astype(np.int64)
    if contributions is None:
        contributions = np.zeros((n, len(DRIVERS)))
        contributions[:, 1] = log_odds
    valence = np.zeros(n) if valence is None else np.asarray(valence, np.float64)
    return Evidence(
        pa.array([f"i{i:07}" for i in range(n)]),
        pa.array(list(customer), pa.string()),
        times,
        contributions,
        valence,
        valence,
        valence,
        np.full(n, np.nan) if value is None else np.asarray(value, np.float64),
    )


def drifting(seed, n, contacts, gap, correlation, between=0.64, within=0.49, mean=-1.0):
    """Draw customers: 1 + Poisson contacts, exponential gaps in days, correlation of the level halving in days.

    Returns:
        The evidence, and each customer's level at the last contact, in the order of their names.
    """
    rng = np.random.default_rng(seed)
    counts = 1 + rng.poisson(contacts - 1, n)
    gaps = rng.exponential(gap, (n, counts.max()))
    level = np.empty(gaps.shape)
    level[:, 0] = rng.normal(size=n)
    for i in range(1, counts.max()):
        kept = np.exp2(-gaps[:, i] / correlation)
        level[:, i] = kept * level[:, i - 1] + np.sqrt(1 - kept**2) * rng.normal(size=n)
    level = mean + between**0.5 * level
    there = np.arange(counts.max()) < counts[:, None]
    log_odds = (level + within**0.5 * rng.normal(size=level.shape))[there]
    at = (rng.uniform(0, 30, n)[:, None] + gaps.cumsum(1))[there]
    customer = [f"c{i:05}" for i in np.nonzero(there)[0]]
    return evidence(customer, at, log_odds), level[np.arange(n), counts - 1]
