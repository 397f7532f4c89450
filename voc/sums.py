"""Tables of sums: rows with the same keys are added up, so that sums of parts become those of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from voc.arrays import Ints, first, numbered


def keyed(table: pa.Table, keys: Sequence[str]) -> tuple[Ints, Ints]:
    """Number the rows of a table by their keys, in the order of the keys; null is a key, the last one.

    Returns:
        The number of each row, and the first row of each number.
    """
    if not keys:
        return np.zeros(table.num_rows, np.int64), np.arange(min(table.num_rows, 1))
    code = np.zeros(table.num_rows, np.int64)
    for key in keys:
        number, values = numbered(table[key])
        # Numbered anew after every key, so that many of them do not overflow.
        code = np.unique(code * (len(values) + 1) + number + 1, return_inverse=True)[1]
    n = int(code.max(initial=-1)) + 1
    order = pc.sort_indices(
        table.select(keys).take(pa.array(first(code, n))), [(key, "ascending") for key in keys]
    ).to_numpy()
    place = np.empty(n, np.int64)
    place[order] = np.arange(n)
    return place[code], first(place[code], n)


def added(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """Add up the rows that have the same keys; without keys, all.

    Args:
        table: columns of keys, and of numbers or lists of numbers of one length, without nulls.
        keys: which columns are keys.

    Returns:
        The same columns, in the order of the keys.
    """
    group, rows = keyed(table, keys)
    columns = []
    for field in table.schema:
        if field.name in keys:
            columns.append(table[field.name].take(pa.array(rows)).combine_chunks())
            continue
        values = matrix(table[field.name]) if pa.types.is_fixed_size_list(field.type) else table[field.name].to_numpy()
        total = np.zeros((len(rows), *values.shape[1:]), values.dtype)
        np.add.at(total, group, values)
        columns.append(lists(total) if values.ndim > 1 else pa.array(total, field.type))
    return pa.table(columns, schema=table.schema)


def matrix(column: pa.ChunkedArray) -> NDArray[Any]:
    """Return a column of lists of one length as an array, shape (rows, length)."""
    values: NDArray[Any] = column.combine_chunks().flatten().to_numpy()
    return values.reshape(len(column), column.type.list_size)


def lists(values: NDArray[Any]) -> pa.FixedSizeListArray:
    """Return the rows of an array as lists of one length."""
    return pa.FixedSizeListArray.from_arrays(pa.array(values.ravel()), values.shape[1])
