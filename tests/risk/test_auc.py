import numpy as np
import pytest
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from voc.risk.auc import auc, auc_gain

BETWEEN, WITHIN, SHIFT = 1.0, 1.0, 1.2


def draw(rng, customers=80, each=4):
    """Scores of customers who differ, so their rows are alike; the AUC between customers is known."""
    cluster = np.repeat(np.arange(customers), each)
    outcome = rng.random(len(cluster)) < 0.3
    score = rng.normal(0, BETWEEN, customers)[cluster] + rng.normal(0, WITHIN, len(cluster)) + SHIFT * outcome
    return outcome, score, cluster


def test_value_is_the_area_also_with_ties():
    rng = np.random.default_rng(0)
    outcome, score, cluster = draw(rng)
    assert auc(outcome, score, cluster).value == pytest.approx(roc_auc_score(outcome, score))
    assert auc(outcome, score.round(), cluster).value == pytest.approx(roc_auc_score(outcome, score.round()))


def test_without_clusters_the_variance_is_delongs():
    rng = np.random.default_rng(1)
    outcome, score, _ = draw(rng)
    other = score + rng.normal(size=len(score))
    wins = [column[outcome][:, None] > column[~outcome] for column in (score, other)]
    by_bad, by_good = wins[0].mean(1) - wins[1].mean(1), wins[0].mean(0) - wins[1].mean(0)
    deviation = (by_bad.var(ddof=1) / len(by_bad) + by_good.var(ddof=1) / len(by_good)) ** 0.5
    gain = auc_gain(outcome, score, other, np.arange(len(score)))
    assert gain.value == pytest.approx(wins[0].mean() - wins[1].mean())
    assert gain.high - gain.value == pytest.approx(1.96 * deviation)


def test_saying_it_twice_makes_nothing_surer():
    outcome, score, _ = draw(np.random.default_rng(2))
    once = auc(outcome, score, np.arange(len(score)))
    twice = [np.tile(values, 2) for values in (outcome, score, np.arange(len(score)))]
    assert (auc(*twice).low, auc(*twice).high) == pytest.approx((once.low, once.high))
    unaware = auc(twice[0], twice[1], np.arange(len(twice[0])))
    assert unaware.high - unaware.low < 0.75 * (once.high - once.low)


def test_interval_covers_where_customers_have_several_rows():
    truth = norm.cdf(SHIFT / (2 * (BETWEEN**2 + WITHIN**2)) ** 0.5)
    rng = np.random.default_rng(3)
    found = [auc(*draw(rng)) for _ in range(600)]
    assert 0.93 <= np.mean([one.low <= truth <= one.high for one in found]) <= 0.97


def test_interval_of_a_gain_covers():
    rng = np.random.default_rng(4)
    hits = []
    for _ in range(600):
        outcome, score, cluster = draw(rng)
        noisy = score + rng.normal(0, 1.0, len(score))
        spread = (2 * (BETWEEN**2 + WITHIN**2)) ** 0.5, (2 * (BETWEEN**2 + WITHIN**2 + 1)) ** 0.5
        truth = norm.cdf(SHIFT / spread[0]) - norm.cdf(SHIFT / spread[1])
        gain = auc_gain(outcome, score, noisy, cluster)
        hits.append(gain.low <= truth <= gain.high)
    assert 0.93 <= np.mean(hits) <= 0.97


def test_folds_are_averaged_since_their_scales_differ():
    outcome, score, cluster = draw(np.random.default_rng(5))
    fold = cluster % 2
    shifted = score + 100 * fold
    inside = [roc_auc_score(outcome[fold == k], score[fold == k]) for k in (0, 1)]
    assert auc(outcome, shifted, cluster, fold).value == pytest.approx(np.mean(inside))
    assert auc(outcome, shifted, cluster).value < np.mean(inside) - 0.05


def test_no_interval_where_nothing_tells_it():
    outcome = np.array([True, True, False, False])
    for score in (np.array([4.0, 3, 2, 1]), np.ones(4)):
        found = auc(outcome, score, np.arange(4))
        assert (found.low, found.high) == (None, None)
    assert auc(outcome, np.array([4.0, 1, 2, 3]), np.array([0, 0, 1, 2])).low is None, "one customer with the outcome"
    same = auc_gain(outcome, np.array([4.0, 1, 2, 3]), np.array([8.0, 2, 4, 6]), np.arange(4))
    assert (same.value, same.low) == (0, None)
