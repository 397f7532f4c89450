"""A small additive risk model: logistic regression with the sign of every weight fixed, fitted on outcomes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from voc.errors import ModelError
from voc.risk.features import AGGREGATES, DIRECTIONS, FEATURES, SIGNALS
from voc.schema import BASELINE


@dataclass(frozen=True)
class RiskModel:
    """Log-odds of not recommending: an intercept plus one non-negative weight a feature, times its direction.

    Attributes:
        intercept: log-odds when every signal is 0.
        weights: signed weights, shape (FEATURES,), the sign of each as in ``SIGNALS``.
    """

    intercept: float
    weights: NDArray[np.float64]

    @classmethod
    def fit(
        cls,
        features: NDArray[np.float64],
        outcome: NDArray[np.bool_],
        weight: NDArray[np.float64],
        penalty: float,
    ) -> RiskModel:
        """Fit by maximum likelihood with an L2 penalty under sign constraints (L-BFGS-B; convex, one optimum).

        Args:
            features: shape (interactions, FEATURES), no NaN.
            outcome: True where the customer would not recommend.
            weight: weight of each interaction.
            penalty: strength of the L2 penalty relative to one interaction.
        """
        weight = weight / weight.sum()
        total = len(outcome)

        def objective(theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            z = theta[0] + features @ theta[1:]
            value = weight @ (np.logaddexp(0, z) - outcome * z) + penalty / total * theta[1:] @ theta[1:] / 2
            slope = weight * (expit(z) - outcome)
            return value, np.concatenate([[slope.sum()], features.T @ slope + penalty / total * theta[1:]])

        bounds = [(None, None), *[(0, None) if sign > 0 else (None, 0) for sign in DIRECTIONS]]
        start = np.zeros(features.shape[1] + 1)
        found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000})
        return cls(float(found.x[0]), found.x[1:])

    def log_odds(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log-odds of not recommending, shape (interactions,); NaN where features are NaN."""
        return self.intercept + features @ self.weights

    def predict(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability of not recommending, 0 to 1, shape (interactions,); NaN where features are NaN."""
        risk: NDArray[np.float64] = expit(self.log_odds(features))
        return risk

    def contributions(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Split the log-odds: shape (interactions, 1 + SIGNALS), the baseline first; rows add up to ``log_odds``."""
        parts = (features * self.weights).reshape(len(features), len(SIGNALS), len(AGGREGATES)).sum(2)
        return np.column_stack([np.full(len(features), self.intercept), parts])

    def save(self, path: Path, about: dict[str, Any]) -> None:
        """Write the model as JSON, with ``about`` (data, command, metrics)."""
        weights = {f"{signal}.{how}": w for (signal, how), w in zip(FEATURES, self.weights.tolist(), strict=True)}
        content = {"intercept": self.intercept, "weights": weights, "about": about}
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> RiskModel:
        """Read a model that ``save`` wrote.

        Raises:
            ModelError: if its features are not those of this version.
        """
        content = json.loads(path.read_text(encoding="utf-8"))
        expected = [f"{signal}.{how}" for signal, how in FEATURES]
        if list(content["weights"]) != expected:
            raise ModelError(f"{path} was fitted on other features: fit the risk model again")
        return cls(float(content["intercept"]), np.array(list(content["weights"].values())))


def reasons(contributions: NDArray[np.float64]) -> list[dict[str, Any]]:
    """Name the contributions of one interaction, strongest first, leaving out zeros; their sum is the log-odds."""
    named = zip((BASELINE, *SIGNALS), contributions.tolist(), strict=True)
    rows = [{"driver": name, "contribution": value} for name, value in named if value]
    return sorted(rows, key=lambda row: -abs(float(row["contribution"])))
