"""How the interaction risk does on a domain whose outcomes its fit never saw, and what each kind of signal adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit

from voc.risk.auc import auc, auc_gain
from voc.risk.features import DIRECTIONS, FEATURES, SIGNALS, VALENCE
from voc.risk.model import RiskModel
from voc.risk.refit import PARTS
from voc.risk.reliability import calibration_error

Outcomes = tuple[NDArray[np.float64], NDArray[np.bool_]]
"""Features of each interaction, and whether the customer would not recommend."""
LABELS = 200
"""Outcomes of a new domain that the intercept is set by."""
DRAWS = 20
"""Draws of them; the error of the mean is then a fifth of the spread."""


def transfer(sets: Mapping[str, Outcomes], trainable: Sequence[str], penalty: float) -> dict[str, dict[str, Any]]:
    """Measure each domain with a fit on the trainable domains other than itself.

    Args:
        sets: domains by name.
        trainable: those that may be fitted on.
        penalty: see ``RiskModel.estimate``.

    Returns:
        A domain: ``AUC`` of the fit and of mean valence without a fit, with 95% intervals; ``ECE`` as it is and with
        the intercept set by 200 outcomes of the domain; and ``gains``: AUC added, with interval, by emotion, by effort
        and by all signals to a fit on valence alone.
    """
    found = {}
    for name, (features, outcome) in sets.items():
        ask = partial(_log_odds, [sets[other] for other in trainable if other != name], features, penalty)
        alone = np.arange(len(outcome))
        full, valence = ask([*SIGNALS]), ask(VALENCE)
        added = {part: ask([*VALENCE, *signals]) for part, signals in PARTS.items()} | {"all signals": full}
        found[name] = {
            "AUC": asdict(auc(outcome, full, alone)),
            "AUC, mean valence": asdict(auc(outcome, _mean_valence(features), alone)),
            "ECE": calibration_error(outcome, expit(full)),
            f"ECE, intercept from {LABELS} outcomes": recalibrated_error(outcome, full),
            "gains": {part: asdict(auc_gain(outcome, more, valence, alone)) for part, more in added.items()},
        }
    return found


def stack(sets: Sequence[Outcomes]) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """Return the features and outcomes of several domains, and a weight a row: each domain has the same in total."""
    weight = np.concatenate([np.full(len(outcome), 1 / len(outcome)) for _, outcome in sets])
    return np.concatenate([x for x, _ in sets]), np.concatenate([outcome for _, outcome in sets]), weight


def recalibrated_error(outcome: NDArray[np.bool_], log_odds: NDArray[np.float64], seed: int = 0) -> float:
    """Return the calibration error after the intercept is set by some outcomes, measured on the others, mean of draws.

    The intercept is the maximum-likelihood one: the mean risk of the chosen rows becomes the share of bad outcomes.
    """
    rng = np.random.default_rng(seed)
    errors = []
    for _ in range(DRAWS):
        chosen = np.zeros(len(outcome), bool)
        chosen[rng.choice(len(outcome), min(LABELS, len(outcome) // 2), replace=False)] = True
        share = (outcome[chosen].sum() + 0.5) / (chosen.sum() + 1)  # Jeffreys: never 0 or 1
        level = logit(share) - log_odds[chosen]  # the shift that each row alone would ask for: the answer is among them
        shift = brentq(lambda s, z=log_odds[chosen], p=share: expit(z + s).mean() - p, level.min() - 1, level.max() + 1)
        errors.append(calibration_error(outcome[~chosen], expit(log_odds[~chosen] + shift)))
    return float(np.mean(errors))


def _mean_valence(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how negative each interaction is on average."""
    columns = _columns(VALENCE)
    value: NDArray[np.float64] = features[:, columns] @ DIRECTIONS[columns]
    return value


def _columns(signals: Sequence[str]) -> NDArray[np.bool_]:
    """Return which features are these signals."""
    return np.isin(FEATURES, signals)


def _log_odds(
    fitted: Sequence[Outcomes],
    features: NDArray[np.float64],
    penalty: float,
    signals: Sequence[str],
) -> NDArray[np.float64]:
    """Fit some features on domains, each with the same total weight, and ask about another's."""
    columns = _columns(signals)
    x, outcome, weight = stack(fitted)
    return RiskModel.estimate(np.where(columns, x, 0), outcome, weight, penalty).log_odds(features * columns)
