"""Nested cross-validation: penalty and calibration are chosen inside, without the rows that measure them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from voc.risk.logistic import fit_logistic, platt

PENALTIES = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
"""L2 penalties tried, relative to one row."""
FOLDS = 5


@dataclass(frozen=True)
class CrossFit:
    """A fit on all rows, and what fits without a row's fold say of it.

    Attributes:
        theta: intercept and weights, calibrated, shape (1 + features,).
        penalty: the one chosen for all rows.
        log_odds: of each row by the fit on the other folds, calibrated there too, shape (rows,).
    """

    theta: NDArray[np.float64]
    penalty: float
    log_odds: NDArray[np.float64]


def assign_folds(outcome: NDArray[np.bool_], customer: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Return the fold of each row, 0 to FOLDS - 1: a customer is in one only, and outcomes are spread evenly."""
    fold = np.empty(len(outcome), np.int64)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    for number, (_, test) in enumerate(folds.split(outcome, outcome, customer)):
        fold[test] = number
    return fold


def cross_fit(
    features: NDArray[np.float64],
    directions: NDArray[np.int64],
    outcome: NDArray[np.bool_],
    fold: NDArray[np.int64],
) -> CrossFit:
    """Fit, choosing the penalty by the likelihood of left-out folds and then scaling log-odds by ``platt`` on them.

    Each row is measured by a fit for which the same was done without its fold. Scaling keeps the sign of every weight.

    Args:
        features: shape (rows, features), no NaN.
        directions: sign of each weight, see ``fit_logistic``.
        outcome: shape (rows,), both values in every fold.
        fold: fold of each row, at least three.
    """
    paths: dict[frozenset[int], NDArray[np.float64]] = {}

    def path(without: frozenset[int]) -> NDArray[np.float64]:
        """Fit with every penalty, strongest first, each from where the last ended; leaving out 1 and 2 is done once."""
        if without not in paths:
            rows = ~np.isin(fold, list(without))
            part, happened = features[rows], outcome[rows]
            thetas: list[NDArray[np.float64]] = []
            for penalty in PENALTIES[::-1]:
                start = thetas[-1] if thetas else None
                thetas.append(fit_logistic(part, happened, directions, penalty, start=start))
            paths[without] = np.array(thetas[::-1])
        return paths[without]

    def train(without: frozenset[int]) -> tuple[NDArray[np.float64], float]:
        """Choose and calibrate on what is left out of fits on the folds that may be seen."""
        seen = ~np.isin(fold, list(without))
        unseen = np.full((len(PENALTIES), len(outcome)), np.nan)
        for number in np.unique(fold[seen]).tolist():
            rows = fold == number
            thetas = path(without | {number})
            unseen[:, rows] = thetas[:, :1] + thetas[:, 1:] @ features[rows].T
        losses = np.logaddexp(0, unseen[:, seen]) - outcome[seen] * unseen[:, seen]
        best = int(losses.mean(1).argmin())
        scale, shift = platt(unseen[best, seen], outcome[seen])
        theta = scale * path(without)[best]
        theta[0] += shift
        return theta, PENALTIES[best]

    log_odds = np.empty(len(outcome))
    for number in np.unique(fold).tolist():
        theta, _ = train(frozenset({number}))
        rows = fold == number
        log_odds[rows] = theta[0] + features[rows] @ theta[1:]
    theta, penalty = train(frozenset())
    return CrossFit(theta, penalty, log_odds)
