"""What the groups of rows give, against a plain count."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.arrays import (
    SPARSE,
    add,
    distinct,
    first,
    first_known,
    largest,
    last,
    listed,
    mean,
    median,
    named,
    seconds_from,
)

N = 6
ROWS = st.lists(st.tuples(st.integers(0, N - 1), st.sampled_from([-2.0, 0.5, 1.0, 3.0, float("nan")])), max_size=20)


@given(ROWS)
def test_groups_are_what_a_plain_count_gives(rows: list[tuple[int, float]]) -> None:
    group = np.array([i for i, _ in rows], np.int64)
    values = np.array([value for _, value in rows], np.float64)
    told = np.nan_to_num(values)
    valued, counts = ~np.isnan(values), 1 + np.arange(len(values)) % 3
    measured = [mean(group, values, N), median(group[valued], values[valued], counts[valued], N), add(group, told, N)]
    measured += [first(group, N), last(group, N), largest(group, told, N)]
    for i, (average, middle, total, begin, end, top) in enumerate(zip(*measured, strict=True)):
        own = np.flatnonzero(group == i)
        known = values[own][~np.isnan(values[own])]
        assert average == pytest.approx(known.mean() if len(known) else np.nan, nan_ok=True)
        repeated = np.repeat(values[own], counts[own])[~np.isnan(np.repeat(values[own], counts[own]))]
        assert middle == pytest.approx(np.median(repeated) if len(known) else np.nan, nan_ok=True)
        assert total == told[own].sum()
        assert (begin, end) == ((own[0], own[-1]) if len(own) else (-1, -1))
        assert top == max(own, key=lambda row: told[row], default=-1)


@given(st.lists(st.lists(st.sampled_from(["", "a", "b", None]), min_size=1, max_size=4)), st.integers(1, 5))
def test_the_first_value_known_of_rows_that_lie_together_is_a_plain_searchs(
    groups: list[list[str | None]], size: int
) -> None:
    values = [value for group in groups for value in group]
    chunks = [values[i : i + size] for i in range(0, len(values), size)]
    starts = np.cumsum([0, *map(len, groups)])[:-1]
    found = first_known(pa.chunked_array(chunks, pa.string()), starts).to_pylist()
    assert found == [next((value for value in group if value is not None), None) for group in groups]


@pytest.mark.parametrize("step", [1, 3, 1000 * SPARSE])
@given(keys=st.lists(st.integers(-2, 9), max_size=20))
def test_keys_are_told_apart_whether_they_lie_close_or_far_apart(step: int, keys: list[int]) -> None:
    array = np.array(keys, np.int64) * step
    found, place = distinct(array)
    assert Counter(found.tolist()) == Counter(set(array.tolist()))
    assert found[place].tolist() == array.tolist()


def test_lists_and_labels_keep_their_nulls() -> None:
    labels = named(("a", "b"), np.array([1, -1, 0]))
    lists = listed(np.array([2, 0, 0, 1]), labels, np.array([False, False, True, False]))
    assert lists.to_pylist() == [["b", None], [], None, ["a"]]


def test_no_time_has_passed_between_times_that_are_unknown_or_go_back() -> None:
    times = np.array(["2026-01-01T00:00:00", "2026-01-01T00:00:01.5", "NaT"], "datetime64[us]")
    np.testing.assert_array_equal(seconds_from(times[[0, 1, 0]], times[[1, 0, 2]]), [1.5, np.nan, np.nan])
