"""The statistics behind the measures: against scipy where a plain case has one, and in simulations."""

import numpy as np
import pytest
from scipy import stats

from voc.journey.intervals import Pairs, adjusted, jackknife, means


def test_one_value_a_customer_gives_the_usual_t_interval() -> None:
    values = np.random.default_rng(0).normal(size=20)
    found = means(Pairs(np.zeros(20, int), np.arange(20), 1).sums(values))
    expected = stats.ttest_1samp(values, 0).confidence_interval()
    assert (found.low[0], found.high[0]) == pytest.approx((expected.low, expected.high))


def test_the_closed_form_is_the_jackknife() -> None:
    rng = np.random.default_rng(1)
    writer, group = rng.integers(0, 12, 80), rng.integers(-1, 3, 80)
    values = np.where(rng.random(80) < 0.2, np.nan, rng.normal(size=80))
    sums = Pairs(group, writer, 3).sums(values)
    for g in range(3):
        own = (group == g) & ~np.isnan(values)
        without = np.array([values[own & (writer != w)].mean() for w in np.unique(writer[own])])
        assert sums.mean[g] == pytest.approx(values[own].mean())
        assert sums.variance[g] ** 0.5 == pytest.approx(jackknife(float(values[own].mean()), without))


def test_too_few_or_all_alike_have_no_interval() -> None:
    group, writer = np.array([0, 0, 1, 1, 2]), np.array([0, 0, 1, 2, 3])
    found = means(Pairs(group, writer, 4).sums(np.array([0.1, 0.5, 0.3, 0.3, np.nan])))
    assert found.mean[:2] == pytest.approx([0.3, 0.3])
    assert np.isnan(found.mean[2:]).all()
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()


@pytest.mark.parametrize("customers", [15, 60])
def test_intervals_cover(customers: int) -> None:
    rng = np.random.default_rng(customers)
    jobs = 2000
    sizes = rng.integers(1, 12, jobs * customers)
    level = rng.normal(0, 0.4, jobs * customers)
    writer = np.repeat(np.arange(jobs * customers), sizes)
    values = level[writer] + rng.normal(0, 0.5, len(writer))
    found = means(Pairs(writer // customers, writer, jobs).sums(values))
    assert 0.93 <= np.mean((found.low <= 0) & (found.high >= 0)) <= 0.97


def test_adjusted_p_never_falls_below_p_and_keeps_the_order() -> None:
    p = np.array([0.2, 0.001, np.nan, 0.01, 0.9])
    q = adjusted(p)
    assert np.isnan(q[2])
    told = ~np.isnan(p)
    assert (q[told] >= p[told]).all()
    assert (np.argsort(q[told]) == np.argsort(p[told])).all()
    assert np.isnan(adjusted(np.full(3, np.nan))).all()
