"""Logistic regression with the sign of every weight fixed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit


def fit_logistic(
    features: NDArray[np.float64],
    outcome: NDArray[np.floating] | NDArray[np.bool_],
    directions: NDArray[np.int64],
    penalty: float | NDArray[np.float64],
    weight: NDArray[np.float64] | None = None,
    start: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Fit by maximum likelihood with an L2 penalty under sign constraints (L-BFGS-B; convex, one optimum).

    Args:
        features: shape (rows, features), no NaN.
        outcome: 0 to 1, shape (rows,); between 0 and 1 it is a share.
        directions: shape (features,), above 0 where a weight may not be negative, else it may not be positive.
        penalty: strength of the L2 penalty relative to one row, of all weights or of each; the intercept is free.
        weight: weight of each row; None weighs them alike.
        start: where to begin, as returned; saves time, and changes the result only within the solver's tolerance.

    Returns:
        The intercept and the weights, shape (1 + features,).
    """
    from scipy.optimize import minimize  # only for fitting: takes longer to import than one text to explain

    total = len(outcome)
    weight = np.full(total, 1 / total) if weight is None else weight / weight.sum()

    def objective(theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = theta[0] + features @ theta[1:]
        shrunk = penalty / total * theta[1:]
        value = weight @ (np.logaddexp(0, z) - outcome * z) + shrunk @ theta[1:] / 2
        slope = weight * (expit(z) - outcome)
        return value, np.concatenate([[slope.sum()], features.T @ slope + shrunk])

    bounds = [(None, None), *[(0, None) if sign > 0 else (None, 0) for sign in directions]]
    begin = np.zeros(features.shape[1] + 1) if start is None else start
    found = minimize(objective, begin, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000})
    theta: NDArray[np.float64] = found.x
    return theta


def platt(log_odds: NDArray[np.float64], outcome: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the scale, 0 or more, and the shift that make log-odds honest (Platt 1999, with its smoothed targets).

    Args:
        log_odds: of rows that the model was not fitted on.
        outcome: what happened.
    """
    n_bad, n_good = np.count_nonzero(outcome), np.count_nonzero(~outcome)
    targets = np.where(outcome, (n_bad + 1) / (n_bad + 2), 1 / (n_good + 2))
    shift, scale = fit_logistic(log_odds[:, None], targets, np.array([1]), penalty=0.0)
    return float(scale), float(shift)
