import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from voc.shift.distance import Side, compare, js_distance

counts = st.lists(st.integers(0, 50), min_size=4, max_size=4).filter(any)


@given(counts, counts)
def test_distance_is_that_of_scipy_and_symmetric(one: list[int], two: list[int]) -> None:
    a, b = np.array(one, float), np.array(two, float)
    assert np.isclose(js_distance(a, b), jensenshannon(a, b, 2), atol=1e-6)
    assert np.isclose(js_distance(a, b), js_distance(b, a))
    assert np.isclose(js_distance(a, a), 0)


def side(codes: list[int], writers: list[int]) -> Side:
    return Side(np.array(codes), np.array(writers))


def test_units_of_one_writer_are_no_evidence_of_their_own() -> None:
    # 200 units each and wholly apart, but of three writers: chance divides three from three in 1 of 10 cases.
    one, two = side([0] * 200, list(range(3)) * 66 + [0, 1]), side([1] * 200, list(range(3)) * 66 + [0, 1])
    gap = compare(one, two, 2, np.random.default_rng(0))
    assert gap.distance == 1
    assert gap.p > 0.05
    many = compare(side([0] * 200, list(range(200))), side([1] * 200, list(range(200))), 2, np.random.default_rng(0))
    assert many.p == 0.001


def test_p_is_uniform_without_a_difference() -> None:
    p = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        sides = [Side(rng.integers(0, 5, 80), np.arange(80)) for _ in range(2)]
        p.append(compare(*sides, 5, rng).p)
    assert 0.35 < np.mean(p) < 0.65
    assert np.mean(np.array(p) <= 0.1) < 0.25
