"""Groups of rows as array operations: sums, first and last rows, largest values; and the Arrow columns made of them.

A group is a number from 0 to ``n`` - 1 for each row; -1 stands for nothing in every array of rows or labels.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Times = NDArray[np.datetime64]

SPARSE = 16
"""Range of keys, as a multiple of how many there are, from which on ticking them off would take much memory."""


def distinct(keys: Ints) -> tuple[Ints, Ints]:
    """Return the distinct keys, in any order, and the place of each key among them.

    Keys from 0 that leave few numbers out are ticked off, 10 times as fast as hashing them, which others are.

    >>> keys, place = distinct(np.array([7, 3, 7]))
    >>> keys[place].tolist()
    [7, 3, 7]
    """
    if not len(keys) or keys.min() < 0 or keys.max() > SPARSE * len(keys):
        coded = pa.array(keys, pa.int64()).dictionary_encode()
        return coded.dictionary.to_numpy(), coded.indices.to_numpy().astype(np.int64)
    seen = np.zeros(keys.max() + 1, bool)
    seen[keys] = True
    return np.flatnonzero(seen), (np.cumsum(seen) - 1)[keys]


def add(group: Ints, values: NDArray[np.floating], n: int) -> Floats:
    """Add values up by group, shape (n,)."""
    totals: Floats = np.bincount(group, values, n).astype(np.float64)
    return totals


def ratio(above: Floats, below: Floats) -> Floats:
    """Divide; NaN where the divisor is 0."""
    known: Bools = below != 0
    quotient: Floats = np.divide(above, below, out=np.full(np.shape(below), np.nan), where=known)
    return quotient


def mean(group: Ints, values: Floats, n: int) -> Floats:
    """Average the values that are not NaN by group, shape (n,); NaN where there is none.

    >>> mean(np.array([0, 0, 2, 2]), np.array([1.0, 2.0, 5.0, np.nan]), 3).tolist()
    [1.5, nan, 5.0]
    """
    known = ~np.isnan(values)
    count = np.bincount(group[known], minlength=n).astype(np.float64)
    return ratio(add(group[known], values[known], n), count)


def median(group: Ints, values: Floats, counts: Ints, n: int) -> Floats:
    """Return the median by group of values that occur several times each, shape (n,); NaN where there is none.

    >>> median(np.array([0, 2, 0, 2]), np.array([9.0, 1.0, 3.0, 5.0]), np.array([1, 1, 2, 1]), 3).tolist()
    [3.0, nan, 3.0]
    """
    order = np.lexsort((values, group))
    group, values, counts = group[order], values[order], counts[order]
    total = np.bincount(group, counts, n).astype(np.int64)
    upto, start, some = np.cumsum(counts), np.cumsum(total) - total, total > 0
    # The value in the middle, or the two there, by their place among all side by side.
    low, high = (
        values[np.searchsorted(upto, (start + (total - 1 + more) // 2)[some], side="right")] for more in (0, 1)
    )
    middle = np.full(n, np.nan)
    middle[some] = (low + high) / 2
    return middle


def last(group: Ints, n: int) -> Ints:
    """Return the last row of each group, shape (n,).

    >>> last(np.array([0, 2, 0]), 3).tolist()
    [2, -1, 1]
    """
    rows = np.full(n, -1)
    rows[group] = np.arange(len(group))  # where an index is repeated, numpy keeps the last value
    return rows


def first(group: Ints, n: int) -> Ints:
    """Return the first row of each group, shape (n,).

    >>> first(np.array([0, 2, 0]), 3).tolist()
    [0, -1, 1]
    """
    rows = np.full(n, -1)
    rows[group[::-1]] = np.arange(len(group))[::-1]
    return rows


def first_known(column: pa.ChunkedArray, starts: Ints) -> pa.ChunkedArray:
    """Return the first value that is not null of each group of rows that lie together; null where there is none.

    Args:
        column: the values.
        starts: first row of each group, increasing; each ends where the next one starts.

    >>> first_known(pa.chunked_array([[None, "a", "b", None, "c"]]), np.array([0, 3, 4])).to_pylist()
    ['a', None, 'c']
    """
    known = np.append(np.flatnonzero(column.is_valid()), len(column))
    rows = known[np.searchsorted(known, starts)]
    return column.take(pa.array(rows, mask=rows >= np.append(starts[1:], len(column))))


def largest(group: Ints, values: NDArray[np.number], n: int) -> Ints:
    """Return the row with the largest value of each group, the first of equals, shape (n,).

    >>> largest(np.array([0, 0, 2, 0]), np.array([1, 5, 2, 5]), 3).tolist()
    [1, -1, 2]
    """
    top = np.full(n, -np.inf)
    np.maximum.at(top, group, values)
    rows = np.append(np.flatnonzero(values == top[group]), -1)
    return rows[first(group[rows[:-1]], n)]


def codes(column: pa.Array | pa.ChunkedArray, labels: Sequence[str]) -> Ints:
    """Return the index of each value among the labels; -1 where it is null or none of them."""
    found = pc.fill_null(pc.index_in(column, pa.array(labels, pa.string()), skip_nulls=True), -1)
    indices: Ints = found.to_numpy(zero_copy_only=False) if isinstance(found, pa.Array) else found.to_numpy()
    return indices.astype(np.int64)


def numbered(column: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """Number the values of a column in order of first appearance.

    Returns:
        The number of each row's value, -1 where it is null; and the values.
    """
    coded = column.combine_chunks().dictionary_encode()
    numbers: Ints = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return numbers, coded.dictionary


def floats(column: pa.Array | pa.ChunkedArray) -> Floats:
    """Return numbers, or truth as 0 and 1, as floats; NaN for null."""
    values: Floats = pc.fill_null(pc.cast(column, pa.float64()), float("nan")).to_numpy()
    return values


def times(column: pa.ChunkedArray) -> Times:
    """Return times in microseconds (UTC), NaT for null."""
    values: Times = pc.cast(column, pa.timestamp("us")).to_numpy()
    return values


def seconds_from(earlier: Times, later: Times) -> Floats:
    """Return the seconds between times; NaN where one is not known or they are the wrong way round."""
    seconds = (later - earlier) / np.timedelta64(1, "s")
    return np.where(seconds >= 0, seconds, np.nan)


def named(labels: Sequence[str], indices: Ints) -> pa.Array:
    """Return the label of each index, null for -1."""
    return pa.array(labels, pa.string()).take(pa.array(indices, mask=indices < 0))


def nullable(values: Floats) -> pa.Array:
    """Return floats with null for NaN."""
    return pa.array(values, mask=np.isnan(values))


def listed(counts: Ints, values: pa.Array, null: Bools | None = None) -> pa.ListArray:
    """Cut values that lie one after the other into lists.

    Args:
        counts: length of each list.
        values: what is in them, as many as the counts add up to.
        null: lists that are null; their count must be 0.
    """
    offsets = pa.array(np.append(0, np.cumsum(counts))).cast(pa.int32())
    return pa.ListArray.from_arrays(offsets, values, mask=None if null is None else pa.array(null))


def flattened(lists: pa.ChunkedArray) -> tuple[pa.Array, Ints]:
    """Return the values of all lists, and the row of each."""
    array = lists.combine_chunks()
    rows: Ints = pc.list_parent_indices(array).to_numpy(zero_copy_only=False).astype(np.int64)
    return pc.list_flatten(array), rows
