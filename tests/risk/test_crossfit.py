import tracemalloc

import numpy as np
import pytest
from scipy.special import expit

from voc.risk.auc import auc
from voc.risk.crossfit import FOLDS, assign_folds, cross_fit
from voc.risk.logistic import fit_logistic, platt
from voc.risk.reliability import bands, calibration_error, calibration_noise

TRUE = np.array([2.0, 1.0, 0.0, -1.5, -0.5, 0.0])
SIGNS = np.array([1, 1, 1, -1, -1, -1])


def draw(n, seed):
    rng = np.random.default_rng(seed)
    features = rng.random((n, len(TRUE)))
    chance = expit(-1.2 + features @ TRUE)
    return features, rng.random(n) < chance, chance


def test_coefficients_and_risks_of_a_known_model_are_recovered():
    features, outcome, chance = draw(5000, 0)
    fitted = cross_fit(features, SIGNS, outcome, assign_folds(outcome, np.arange(len(outcome)), 0))
    assert np.abs(fitted.theta[1:] - TRUE).max() < 0.35
    assert np.abs(expit(fitted.log_odds) - chance).mean() < 0.03
    assert calibration_error(outcome, expit(fitted.log_odds)) < 2 * calibration_noise(chance)


def test_signs_hold_whatever_the_outcome_says():
    features, outcome, _ = draw(400, 1)
    fold = assign_folds(outcome, np.arange(len(outcome)), 0)
    for happened in (outcome, ~outcome):
        theta = cross_fit(features, SIGNS, happened, fold).theta
        assert (theta[1:] * SIGNS >= 0).all()
    against = cross_fit(features[:, :2], SIGNS[:2], ~outcome, fold)
    assert np.ptp(against.log_odds) < 0.2, "signals that only point the wrong way get no weight"
    assert expit(against.log_odds).mean() == pytest.approx(1 - outcome.mean(), abs=0.03)


@pytest.mark.parametrize("seed", range(5))
def test_folds_split_no_customer_and_share_out_outcomes(seed):
    rng = np.random.default_rng(seed)
    customer = rng.integers(0, 120, 500)
    outcome = rng.random(500) < 0.2
    fold = assign_folds(outcome, customer, seed)
    assert all(len(np.unique(fold[customer == name])) == 1 for name in np.unique(customer))
    assert set(fold) == set(range(FOLDS))
    assert np.ptp([outcome[fold == k].mean() for k in range(FOLDS)]) < 0.12


def test_what_only_recognises_a_customer_is_worth_nothing():
    rng = np.random.default_rng(3)
    customer = np.repeat(np.arange(60), 6)
    marks = rng.random((60, 12))
    features = np.column_stack([marks, 1 - marks])[customer] + rng.normal(0, 0.01, (360, 24))
    outcome = np.repeat(rng.permutation(60) < 30, 6)
    signs = np.ones(24, int)

    def area(group):
        fold = assign_folds(outcome, group, 0)
        return auc(outcome, cross_fit(features, signs, outcome, fold).log_odds, group, fold).value

    assert area(customer) < 0.6
    assert area(np.arange(360)) > area(customer) + 0.15, "rows of a customer on both sides would look like skill"


def test_platt_repairs_log_odds_and_never_turns_them_around():
    rng = np.random.default_rng(4)
    true = rng.normal(-0.5, 1.5, 20_000)
    outcome = rng.random(20_000) < expit(true)
    scale, shift = platt((true - 1) / 3, outcome)
    assert (scale, shift) == pytest.approx((3, 1), abs=0.15)
    assert platt(-true, outcome)[0] == 0


def test_weights_of_rows_count_like_repeats():
    features, outcome, _ = draw(300, 5)
    twice = np.arange(300) < 100
    repeated = fit_logistic(
        np.concatenate([features, features[twice]]), np.concatenate([outcome, outcome[twice]]), SIGNS, 0.0
    )
    np.testing.assert_allclose(fit_logistic(features, outcome, SIGNS, 0.0, 1.0 + twice), repeated, atol=1e-3)


def test_bands_add_up_and_tell_risks_that_came_true():
    _, outcome, chance = draw(5000, 6)
    rows = bands(outcome, chance)
    assert len(rows) == 10
    assert sum(row.rows for row in rows) == 5000
    assert [row.risk for row in rows] == sorted((row.risk for row in rows), reverse=True)
    assert rows[-1].reached == 1
    assert rows[0].lift == pytest.approx(outcome[np.argsort(-chance)[:500]].mean() / outcome.mean(), rel=0.02)
    assert sum(row.low <= row.risk <= row.high for row in rows) >= 8
    assert calibration_error(outcome, chance) == pytest.approx(
        sum(row.rows * abs(row.risk - row.observed) for row in rows) / 5000
    )
    assert calibration_error(outcome, chance / 2) > 5 * calibration_noise(chance)
    assert calibration_error(outcome, chance) < 2 * calibration_noise(chance)
    (only,) = bands(outcome, np.full(5000, 0.5))
    assert (only.rows, only.lift, only.reached) == (5000, 1, 1)


def test_calibration_noise_takes_little_memory_however_many_rows() -> None:
    few, many = np.random.default_rng(0).random(40), np.random.default_rng(0).random(20_000)
    assert calibration_noise(few) > 5 * calibration_noise(many)
    drawn = np.random.default_rng(3).random((1000, 2_500)) < many[:2_500]
    errors = [calibration_error(outcome, many[:2_500]) for outcome in drawn]
    assert calibration_noise(many[:2_500], seed=3) == np.mean(errors), "blocks change no draw"
    tracemalloc.start()
    calibration_noise(many)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000
