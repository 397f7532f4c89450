"""Intervals are those of the textbooks."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from voc.intervals import share_interval


@given(st.integers(1, 50).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_is_wilsons(pair):
    k, n = pair
    expected = binomtest(k, n).proportion_ci(method="wilson")
    np.testing.assert_allclose(share_interval(k / n, n), expected, atol=1e-4)
