"""The sparse jackknife is the plain one, and its intervals cover."""

import numpy as np
import pytest

from voc.journey.intervals import Pairs
from voc.risk import shares as plain


def shares(group, writer, total, size, n_groups):
    """Return the shares of values."""
    return plain.shares(plain.totals(group, writer, total, size), plain.sizes(size), n_groups)


def test_it_is_the_jackknife_over_all_customers_also_those_with_nothing() -> None:
    rng = np.random.default_rng(0)
    n_groups, n_writers = 4, 15
    size = rng.integers(1, 6, n_writers).astype(float)
    group, writer = rng.integers(0, n_groups, 30), rng.integers(0, n_writers - 4, 30)
    total = rng.normal(0.2, 0.3, 30)
    found = shares(group, writer, total, size, n_groups)
    for g in range(n_groups):
        own = np.bincount(writer[group == g], total[group == g], n_writers)
        mean = own.sum() / size.sum()
        without = np.array([(own.sum() - own[w]) / (size.sum() - size[w]) for w in range(n_writers)])
        error = np.sqrt((n_writers - 1) / n_writers * ((without - mean) ** 2).sum())
        assert found.mean[g] == pytest.approx(mean)
        freedom = len(np.unique(writer[group == g])) - 1
        t = {3: 3.1824, 4: 2.7764, 5: 2.5706, 6: 2.4469, 7: 2.3646, 8: 2.3060}[freedom]
        assert found.high[g] - mean == pytest.approx(t * error, rel=1e-4)
        assert mean - found.low[g] == pytest.approx(t * error, rel=1e-4)


def test_where_all_have_something_it_is_the_interval_of_the_journey() -> None:
    rng = np.random.default_rng(1)
    writer = np.repeat(np.arange(9), 3)
    total = rng.normal(size=27)
    journey = Pairs(np.zeros(27, int), writer, 1).sums(total)
    found = shares(np.zeros(27, int), writer, total, np.full(9, 3.0), 1)
    assert found.mean[0] == pytest.approx(journey.mean[0])
    assert ((found.high - found.mean) / 2.3060) ** 2 == pytest.approx(journey.variance, rel=1e-4)


def test_too_few_or_all_alike_have_no_interval() -> None:
    size = np.array([1.0, 1.0, 1.0, 0.0])
    group, writer = np.array([0, 0, 1, 1, 1]), np.array([0, 0, 0, 1, 2])
    found = shares(group, writer, np.array([0.1, 0.4, 0.3, 0.3, 0.3]), size, 3)
    assert found.mean.tolist() == pytest.approx([0.5 / 3, 0.3, 0.0])
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()
    assert np.isnan(shares(group[:0], writer[:0], np.empty(0), np.zeros(0), 2).mean).all()


@pytest.mark.parametrize(("customers", "rate"), [(40, 0.03), (200, 0.02), (1000, 0.004)])
def test_intervals_cover(customers: int, rate: float) -> None:
    """With one degree of freedom less than there are customers in all, the first covers 88%."""
    rng = np.random.default_rng(customers)
    truth = rate * (0.2 - 0.03)
    covered = []
    for _ in range(500):
        size = rng.integers(1, 12, customers)
        writer = np.repeat(np.arange(customers), rng.binomial(size, rate))
        fall = rng.beta(1.5, 6, len(writer)) - 0.03
        found = shares(np.zeros(len(writer), int), writer, fall, size.astype(float), 1)
        if not np.isnan(found.low[0]):
            covered.append(found.low[0] <= truth <= found.high[0])
    assert len(covered) > 450
    assert 0.92 <= np.mean(covered) <= 0.98
