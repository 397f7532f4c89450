"""A small additive risk model: logistic regression with the sign of every weight fixed, fitted on outcomes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import expit

from voc.arrays import listed, named
from voc.errors import ModelError
from voc.json_object import number, read_object
from voc.risk.features import DIRECTIONS, FEATURES, SIGNALS, VALENCE
from voc.risk.logistic import fit_logistic
from voc.risk.tone import fit_tone, no_tone, share_out
from voc.schema import BASELINE, POPULATION

_FURTHEST = 1e6
"""Log-odds of 40 are a probability of 1 to the last digit, so no fit goes near it, and sums of these stay finite."""

if TYPE_CHECKING:
    from voc.risk.fit_report import FitReport
    from voc.risk.outcomes import Bad, Level
    from voc.scores import Scores


@dataclass(frozen=True)
class RiskModel:
    """Log-odds of not recommending: an intercept plus one non-negative weight a feature, times its direction.

    Attributes:
        intercept: log-odds when every signal is 0.
        weights: signed weights, shape (FEATURES,), the sign of each as in ``SIGNALS``.
        tone: how reasons share out what valence adds, see ``voc.risk.tone``; shape (2, FEATURES).
        report: how well ``fit`` did; None for a model that was not fitted just now.
    """

    intercept: float
    weights: NDArray[np.float64]
    tone: NDArray[np.float64] = field(default_factory=no_tone)
    report: FitReport | None = field(default=None, repr=False, compare=False)

    @classmethod
    def fit(
        cls,
        scores: Scores,
        outcome: Any,  # noqa: ANN401  (any frame)
        column: str | None = None,
        by: Level | None = None,
        key: str | None = None,
        threshold: float | None = None,
        bad: Bad | None = None,
        before: date | None = None,
        min_events: int | None = None,
        seed: int = 0,
    ) -> RiskModel:
        """Refit to outcomes of your own; ``voc.risk.refit`` says how.

        Args:
            scores: what ``Analyzer.score`` gave or ``voc.read_scores`` read.
            outcome: name of an outcome of the interactions (``nps``, ``csat``, ``ces``, ``stars``); or a mapping from
                interaction or customer to the answer; or a frame, or a list of dictionaries, with a column of either.
            column: column of the frame with the answers; of a mapping what was asked (``nps`` …, or any name).
            by: whether the keys are interactions or customers; None finds it by what they have in common.
            key: column of the frame with the keys; None takes ``interaction_id``, else ``customer_id``.
            threshold: answers up to it (from it on where high ones are bad, see ``bad``) are bad; None follows the
                convention of what was asked, see ``voc.risk.outcomes``.
            bad: side of the answers that is bad; None is ``low`` for ratings, ``high`` (yes) for yes and no.
            before: leave out interactions from this time, or midnight of this date, on (naive: UTC); set it to when
                the outcome's period began, or what customers wrote as they left will seem to have foretold it.
            min_events: how many customers each of the two outcomes takes; None is ``voc.risk.refit.MIN_EVENTS``.
            seed: of the assignment of customers to folds.

        Returns:
            The model, with its ``report``.

        Raises:
            InputError: if keys do not meet, answers cannot be understood, or are too few or all alike.
        """
        from voc.risk.observed import observe
        from voc.risk.refit import refit

        observed = observe(scores.tables, outcome, column, by, key, threshold, bad, before)
        return refit(observed, min_events, seed)

    @classmethod
    def estimate(
        cls,
        features: NDArray[np.float64],
        outcome: NDArray[np.bool_],
        weight: NDArray[np.float64],
        penalty: float,
    ) -> RiskModel:
        """Fit the weights to features, see ``voc.risk.logistic``.

        The two weights of valence are free: it foretells outcomes best, and a penalty would make of one valence a
        little of each signal that goes along with it.

        Args:
            features: shape (interactions, FEATURES), no NaN.
            outcome: True where the customer would not recommend.
            weight: weight of each interaction.
            penalty: strength of the L2 penalty on the other weights, relative to one interaction.
        """
        penalties = np.where(np.isin(FEATURES, VALENCE), 0.0, penalty)
        theta = fit_logistic(features, outcome, DIRECTIONS, penalties, weight)
        return cls(float(theta[0]), theta[1:], fit_tone(features, weight))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all numbers: models that score and explain alike have the same."""
        numbers = np.concatenate([[self.intercept], self.weights, self.tone.ravel()])
        return hashlib.sha256(numbers.astype("<f8").tobytes()).hexdigest()

    def log_odds(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log-odds of not recommending, shape (interactions,); NaN where features are NaN."""
        return self.intercept + features @ self.weights

    def predict(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability of not recommending, 0 to 1, shape (interactions,); NaN where features are NaN."""
        risk: NDArray[np.float64] = expit(self.log_odds(features))
        return risk

    def contributions(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Split the log-odds: shape (interactions, 1 + SIGNALS), the baseline first; rows add up to ``log_odds``."""
        return np.column_stack([np.full(len(features), self.intercept), share_out(features, self.weights, self.tone)])

    def save(self, path: str | Path, about: dict[str, Any] | None = None) -> None:
        """Write the model as JSON, with ``about`` (data, command, metrics); by default what its report says."""
        if about is None:
            about = {} if self.report is None else {"report": self.report.to_dict()}
        weights = dict(zip(FEATURES, self.weights.tolist(), strict=True))
        tone = {
            name: dict(zip(FEATURES, row.tolist(), strict=True)) for name, row in zip(VALENCE, self.tone, strict=True)
        }
        content = {"intercept": self.intercept, "weights": weights, "tone": tone, "about": about}
        Path(path).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> RiskModel:
        """Read a model that ``save`` wrote.

        Raises:
            ModelError: if it cannot be read, its features are not those of this version, or a weight is no number or
                has the wrong sign.
        """
        try:
            content = read_object(Path(path))
            intercept = number(content["intercept"], "intercept", -_FURTHEST, _FURTHEST)
            weights = _weights(content["weights"], "weights", -_FURTHEST)
            tone = np.array([_weights(content["tone"][name], name, 0.0) for name in VALENCE])
        except _OtherFeaturesError as error:
            raise ModelError(f"{path} was fitted on other features: fit the risk model again") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{path} is not a risk model ({error}): fit one with 'voc risk fit'") from error
        if (weights * DIRECTIONS < 0).any():
            raise ModelError(f"{path} has weights of the wrong sign, such as anger that lowers risk: fit it again")
        return cls(intercept, weights, tone)


class _OtherFeaturesError(ValueError):
    """Numbers of other features than those of this version."""


def _weights(given: object, name: str, low: float) -> NDArray[np.float64]:
    """Return a number for each feature, in their order."""
    if not isinstance(given, dict):
        raise ValueError(f"{name} is not an object")
    numbers = np.array([number(value, key[:40], low, _FURTHEST) for key, value in given.items()], np.float64)
    if tuple(given) != FEATURES:
        raise _OtherFeaturesError
    return numbers


def reason_lists(
    contributions: NDArray[np.float64], known: NDArray[np.bool_], pull: NDArray[np.float64] | None = None
) -> pa.ListArray:
    """Name contributions, strongest first, leaving out zeros; with the pull, which comes last, they are the log-odds.

    Args:
        contributions: of interactions or customers, shape (rows, 1 + SIGNALS), the baseline first.
        known: rows that have reasons; the others are null.
        pull: what the population adds to a customer, shape (rows,); None where it adds nothing.
    """
    order = np.argsort(-np.abs(contributions), axis=1, kind="stable")
    ranked = np.take_along_axis(contributions, order, axis=1)
    kept = (ranked != 0) & known[:, None]
    if pull is not None:
        last = np.full((len(pull), 1), contributions.shape[1])
        order, ranked = np.hstack([order, last]), np.hstack([ranked, pull[:, None]])
        kept = np.hstack([kept, known[:, None]])
    parts = [named((BASELINE, *SIGNALS, POPULATION), order[kept]), pa.array(ranked[kept])]
    rows = pa.StructArray.from_arrays(parts, ["driver", "contribution"])
    return listed(np.count_nonzero(kept, axis=1), rows, ~known)
