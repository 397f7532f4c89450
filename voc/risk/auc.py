"""Area under the ROC curve with its interval, also where a customer has several rows, and of differences.

The variance is that of DeLong, DeLong & Clarke-Pearson (1988, Biometrics 44:837), in the form of Obuchowski (1997,
Biometrics 53:567) for rows that come in clusters; without clusters the two are the same. Of cross-validated scores the
areas inside the folds are averaged (LeDell, Petersen & van der Laan 2015, Electronic Journal of Statistics 9:1583),
since scores of different fits need not be on one scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import rankdata

from voc.intervals import Z95

_NO_SPREAD = 1e-12
"""Variances below are rounding: ranks that separate the outcomes fully, or are all tied, do not tell their spread."""


@dataclass(frozen=True)
class Estimate:
    """A number with its 95% interval.

    Attributes:
        value: the number.
        low: lower end; None where the rows do not tell how sure it is.
        high: upper end, likewise.
    """

    value: float
    low: float | None
    high: float | None


def auc(
    outcome: NDArray[np.bool_],
    score: NDArray[np.float64],
    cluster: NDArray[np.int64],
    fold: NDArray[np.int64] | None = None,
) -> Estimate:
    """Return the AUC, 0 to 1; the interval is symmetric in log-odds (Pepe 2003, section 5.2), so it stays inside.

    Args:
        outcome: shape (rows,), both values in every fold.
        score: higher where the outcome is more likely.
        cluster: rows of one customer have the same number; a cluster lies in one fold.
        fold: fold of each row; None is a single one.
    """
    value, variance = _folds(outcome, score[:, None], np.array([1.0]), cluster, fold)
    if variance < _NO_SPREAD:
        return Estimate(value, None, None)
    margin = Z95 * variance**0.5 / (value * (1 - value))
    return Estimate(value, float(expit(logit(value) - margin)), float(expit(logit(value) + margin)))


def auc_gain(
    outcome: NDArray[np.bool_],
    score: NDArray[np.float64],
    base: NDArray[np.float64],
    cluster: NDArray[np.int64],
    fold: NDArray[np.int64] | None = None,
) -> Estimate:
    """Return the AUC of ``score`` less that of ``base`` on the same rows; arguments as of ``auc``."""
    value, variance = _folds(outcome, np.column_stack([score, base]), np.array([1.0, -1.0]), cluster, fold)
    if variance < _NO_SPREAD:
        return Estimate(value, None, None)
    margin = Z95 * variance**0.5
    return Estimate(value, value - margin, value + margin)


def _folds(
    outcome: NDArray[np.bool_],
    scores: NDArray[np.float64],
    sign: NDArray[np.float64],
    cluster: NDArray[np.int64],
    fold: NDArray[np.int64] | None,
) -> tuple[float, float]:
    """Return the mean over folds of the signed sum of AUCs, and its variance; folds share no cluster."""
    folds = np.zeros(len(outcome), np.int64) if fold is None else fold
    parts = []
    for number in np.unique(folds):
        rows = folds == number
        placed = np.column_stack([_placements(outcome[rows], column) for column in scores[rows].T]) @ sign
        parts.append(_mean_and_variance(outcome[rows], placed, cluster[rows]))
    values, variances = zip(*parts, strict=True)
    return float(np.mean(values)), float(np.sum(variances)) / len(parts) ** 2


def _placements(outcome: NDArray[np.bool_], score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each row the share of the rows with the other outcome that it is on the right side of, ties half."""
    ranks = rankdata(score)
    placed = np.empty(len(score))
    placed[outcome] = (ranks[outcome] - rankdata(score[outcome])) / np.count_nonzero(~outcome)
    placed[~outcome] = 1 - (ranks[~outcome] - rankdata(score[~outcome])) / np.count_nonzero(outcome)
    return placed


def _mean_and_variance(
    outcome: NDArray[np.bool_], placed: NDArray[np.float64], cluster: NDArray[np.int64]
) -> tuple[float, float]:
    """Return the area and its variance; 0 where fewer than two clusters have one of the outcomes."""
    value = float(placed[outcome].mean())
    _, owner = np.unique(cluster, return_inverse=True)
    sums, clusters = [], []
    for side in (outcome, ~outcome):
        sums.append(np.bincount(owner[side], weights=placed[side] - value, minlength=owner.max() + 1))
        clusters.append(len(np.unique(owner[side])))
    if min(clusters) < 2:  # noqa: PLR2004  (a variance takes two)
        return value, 0.0
    n_bad, n_good, n = np.count_nonzero(outcome), np.count_nonzero(~outcome), owner.max() + 1
    within = [
        k / (k - 1) * float(total @ total) / size**2
        for k, total, size in zip(clusters, sums, (n_bad, n_good), strict=True)
    ]
    between = 2 * n / (n - 1) * float(sums[0] @ sums[1]) / (n_bad * n_good)
    return value, max(within[0] + within[1] + between, 0.0)
