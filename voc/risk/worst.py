"""What one bad experience does: how much a customer's worst interaction adds to what the mean says of the outcome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from voc.intervals import Z95
from voc.journey.intervals import ROUNDING
from voc.risk.auc import Estimate, auc_gain
from voc.risk.crossfit import FOLDS, assign_folds

SEVERAL = 2
"""Interactions from which on a worst one is not the mean itself."""
_STEPS = 50
_DONE = 1e-9
_SEPARATED = 30.0
"""A weight on a standardised feature beyond this is a perfect separation, of which the likelihood has no maximum."""


@dataclass(frozen=True)
class Worst:
    """The effect of the worst interaction, at the same mean and number of interactions.

    Attributes:
        customers: how many with several interactions.
        events: how many of them went badly.
        deviation: standard deviation of how far the log-odds of the worst interaction are above the customer's mean.
        odds_ratio: by how much the odds of the bad outcome are multiplied for each such deviation, above 1 where one
            bad experience counts for more than its share in the mean.
        gain: area under the ROC curve with it, less that without, on customers that the fit did not see.
    """

    customers: int
    events: int
    deviation: float
    odds_ratio: Estimate
    gain: Estimate


def worst_effect(
    outcome: NDArray[np.bool_],
    mean: NDArray[np.float64],
    worst: NDArray[np.float64],
    contacts: NDArray[np.int64],
    least: int,
    seed: int = 0,
) -> Worst | None:
    """Estimate the effect by logistic regression; intervals are Wald's, and of the gain as in ``voc.risk.auc``.

    The number of interactions is held fixed too, since the worst of many is worse than the worst of few by chance.

    Args:
        outcome: whether it went badly, shape (customers,).
        mean: mean log-odds of the risk of each customer's interactions, made without the outcome.
        worst: the highest of them.
        contacts: number of interactions.
        least: customers with several interactions that each outcome takes.
        seed: of the folds.

    Returns:
        None with fewer customers, or where the regression has no finite answer.
    """
    rows = contacts >= SEVERAL
    happened = outcome[rows]
    if min(happened.sum(), (~happened).sum()) < max(least, FOLDS):
        return None
    above = (worst - mean)[rows]
    columns = np.column_stack([above, mean[rows], np.log(contacts[rows])])
    deviation = columns.std(0)
    varies = deviation > ROUNDING
    if not varies[0]:
        return None
    features = ((columns - columns.mean(0)) / deviation.clip(ROUNDING))[:, varies]
    fitted = _logistic(features, happened)
    if fitted is None:
        return None
    theta, covariance = fitted
    margin = Z95 * covariance[1, 1] ** 0.5
    ratio = Estimate(*(float(np.exp(theta[1] + sign * margin)) for sign in (0, -1, 1)))
    customer = np.arange(len(happened))
    fold = assign_folds(happened, customer, seed)
    scores = [_unseen(part, happened, fold) for part in (features, features[:, 1:])]
    if scores[0] is None or scores[1] is None:
        return None
    gain = auc_gain(happened, scores[0], scores[1], customer, fold)
    return Worst(len(happened), int(happened.sum()), float(deviation[0]), ratio, gain)


def _unseen(
    features: NDArray[np.float64], outcome: NDArray[np.bool_], fold: NDArray[np.int64]
) -> NDArray[np.float64] | None:
    """Return the log-odds of each row by the fit on the other folds; None where one has no finite answer."""
    log_odds = np.empty(len(outcome))
    for number in range(FOLDS):
        rows = fold == number
        fitted = _logistic(features[~rows], outcome[~rows])
        if fitted is None:
            return None
        log_odds[rows] = fitted[0][0] + features[rows] @ fitted[0][1:]
    return log_odds


def _logistic(
    features: NDArray[np.float64], outcome: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Fit by maximum likelihood (Newton); return intercept and weights with their covariance, or None."""
    design = np.column_stack([np.ones(len(outcome)), features])
    theta = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        risk = expit(design @ theta)
        information = (design * (risk * (1 - risk))[:, None]).T @ design
        try:
            covariance = np.linalg.inv(information)
        except np.linalg.LinAlgError:
            return None
        step = covariance @ (design.T @ (outcome - risk))
        theta = theta + step
        if np.abs(theta).max() > _SEPARATED:
            return None
        if np.abs(step).max() < _DONE:
            return theta, covariance
    return None
