"""A fit is measured where it was not made, and signals add what they are worth."""

import numpy as np
import pytest
from scipy.special import expit

from voc.risk.features import SIGNALS
from voc.training.transfer import recalibrated_error, transfer


def domain(rng: np.random.Generator, weights: dict[str, float], rows: int = 600) -> tuple[np.ndarray, np.ndarray]:
    """Make interactions with outcomes by the given weights."""
    signals = rng.random((rows, len(SIGNALS)))
    log_odds = sum(weight * (signals[:, list(SIGNALS).index(name)] - 0.5) for name, weight in weights.items())
    return signals, rng.random(rows) < expit(log_odds)


def test_what_decides_the_outcome_adds_to_valence_and_what_does_not_adds_nothing() -> None:
    rng = np.random.default_rng(0)
    weights = {"negative_valence": 4.0, "anger": 6.0}
    sets = {name: domain(rng, weights) for name in "abc"}
    found = transfer(sets, ["a", "b"], penalty=1.0)
    assert set(found) == {"a", "b", "c"}
    for measured in found.values():
        gains = measured["gains"]
        assert gains["emotion"]["low"] > 0.05
        assert abs(gains["effort"]["value"]) < 0.02
        assert measured["AUC"]["value"] > measured["AUC, mean valence"]["high"]


def test_a_domain_is_not_measured_by_a_fit_on_itself() -> None:
    rng = np.random.default_rng(1)
    sets = {"a": domain(rng, {"anger": 8.0}), "b": domain(rng, {"frustration": 8.0})}
    found = transfer(sets, ["a", "b"], penalty=1.0)
    assert max(measured["AUC"]["value"] for measured in found.values()) < 0.65


def test_the_intercept_mends_a_shift_and_not_a_slope() -> None:
    rng = np.random.default_rng(2)
    z = rng.normal(0, 2, 5000)
    outcome = rng.random(5000) < expit(z)
    assert recalibrated_error(outcome, z + 3) == pytest.approx(recalibrated_error(outcome, z), abs=1e-6)
    assert recalibrated_error(outcome, z + 300) == pytest.approx(recalibrated_error(outcome, z), abs=1e-6)
    assert recalibrated_error(outcome, z + 3) < 0.04
    assert recalibrated_error(outcome, z * 5) > 0.08
