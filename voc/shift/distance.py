"""How far two distributions are apart, and how far they would be by chance, knowing who wrote what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import rel_entr

from voc.arrays import Floats, Ints

PERMUTATIONS = 999
"""The smallest p is then 0.001: small enough for 16 tests at a rate of false discoveries of 5%."""
WRITERS = 2000
"""Writers of a side that are permuted, drawn at random if there are more: with so many, chance alone is far below any
distance that counts."""
_CHANCE = 0.95


@dataclass(frozen=True)
class Side:
    """One side's units in the bins of one measure.

    Attributes:
        code: bin of each unit.
        writer: who wrote it, from 0.
    """

    code: Ints
    writer: Ints


@dataclass(frozen=True)
class Gap:
    """Two distributions compared.

    Attributes:
        shares: of each bin, shape (2, bins), the reference first; NaN for a side without units.
        distance: Jensen-Shannon distance, base 2, 0 (alike) to 1 (nothing in common); NaN where a side has no units.
        chance: what 95% of random divisions of the same writers stay under.
        p: share of random divisions that are at least as far apart.
    """

    shares: Floats
    distance: float
    chance: float
    p: float


def js_distance(one: Floats, two: Floats) -> Floats:
    """Return the Jensen-Shannon distance (Lin 1991, Endres & Schindelin 2003) of counts along the last axis, base 2.

    >>> js_distance(np.array([[1.0, 1.0], [4.0, 0.0]]), np.array([[2.0, 2.0], [0.0, 1.0]])).tolist()
    [0.0, 1.0]
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        p, q = (counts / counts.sum(-1, keepdims=True) for counts in (one, two))
    middle = (p + q) / 2
    divergence = (rel_entr(p, middle) + rel_entr(q, middle)).sum(-1) / (2 * np.log(2))
    distance: Floats = np.sqrt(np.maximum(divergence, 0.0))
    return distance


def compare(reference: Side, current: Side, n_bins: int, rng: np.random.Generator) -> Gap:
    """Compare two sides by a permutation test of writers: units of one writer stay together.

    Args:
        reference: what to compare with.
        current: what is compared.
        n_bins: number of bins.
        rng: gives the permutations.
    """
    whole = np.stack([np.bincount(side.code, minlength=n_bins).astype(np.float64) for side in (reference, current)])
    total = whole.sum(1, keepdims=True)
    shares = np.divide(whole, total, out=np.full_like(whole, np.nan), where=total > 0)
    if not total.all():
        return Gap(shares, float("nan"), float("nan"), float("nan"))
    sides = [_by_writer(side, n_bins, rng) for side in (reference, current)]
    counts = np.concatenate(sides)
    chosen = np.zeros((PERMUTATIONS + 1, len(counts)), np.float32)
    chosen[0, : len(sides[0])] = 1
    chosen[1:] = rng.permuted(np.repeat(chosen[:1], PERMUTATIONS, 0), axis=1)
    first = (chosen @ counts).astype(np.float64)
    # A division that leaves a side without units is no division.
    distances = np.nan_to_num(js_distance(first, counts.sum(0) - first), nan=0.0)
    p = float((distances >= distances[0] - 1e-9).mean())  # the observed division is one of them
    return Gap(shares, float(js_distance(whole[0], whole[1])), float(np.quantile(distances[1:], _CHANCE)), p)


def _by_writer(side: Side, n_bins: int, rng: np.random.Generator) -> Floats:
    """Count each writer's units by bin, shape (writers, bins)."""
    writers, writer = np.unique(side.writer, return_inverse=True)
    counts = np.bincount(writer * n_bins + side.code, minlength=len(writers) * n_bins).reshape(len(writers), n_bins)
    drawn = rng.permutation(len(counts))[:WRITERS] if len(counts) > WRITERS else slice(None)
    return counts[drawn].astype(np.float32)
