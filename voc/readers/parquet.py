"""Tables as Parquet: one row an utterance. Columns of lists and structures are not read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from voc import limits
from voc.errors import InputError

SUFFIXES: tuple[str, ...] = (".parquet", ".pq")
_BATCH = 256
"""Rows that are unpacked at a time: with texts of the greatest length, 1 GB."""
_SMALL = 2**28
"""Bytes that any file may be unpacked to."""


def sniff(head: str) -> bool:
    """Tell by the magic number."""
    return head.startswith("PAR1")


def rows(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield ``(row number, row)``, or why a row cannot be used.

    Raises:
        InputError: if the file is not Parquet, is broken, or would be unpacked to far more than its size.
    """
    file = opened(path)
    flat = [i for i, field in enumerate(file.schema_arrow) if not pa.types.is_nested(field.type)]
    names = [file.schema_arrow.names[i] for i in flat]
    if not names:
        raise InputError(f"{path} has no plain column: those of lists and structures are not read")
    texts = [name for name in names if _is_text(file.schema_arrow.field(name).type)]
    number = size = 0
    try:
        # A text that stands in a file once and in a billion rows stays a single one.
        for batch in pq.ParquetFile(path, read_dictionary=texts).iter_batches(_BATCH, columns=names):
            size += sum(_size(column) for column in batch.columns if _is_packed(column.type))
            _check(path, size)
            for row, wrong in zip(*_values(batch), strict=True):
                number += 1
                yield number, wrong or row
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path} is broken: {error}") from error


def opened(path: Path) -> pq.ParquetFile:
    """Open a Parquet file whose content can be unpacked.

    Raises:
        InputError: if the file is not Parquet, or would be unpacked to far more than its size.
    """
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path} is not a Parquet file: {error}") from error
    about = file.metadata
    if about.num_columns > limits.MOST_COLUMNS:
        raise InputError(f"{path} has more than {limits.MOST_COLUMNS:,} columns (limit MOST_COLUMNS)")
    groups = [about.row_group(i) for i in range(about.num_row_groups)]
    # A value takes a byte at least, though runs of equal values are packed to nothing.
    values = sum(group.column(i).num_values for group in groups for i in range(group.num_columns))
    unpacked = max(values, 0) + sum(max(group.total_byte_size, 0) for group in groups)
    _check(path, unpacked)
    return file


def whole(path: Path) -> pa.Table:
    """Read a whole file, texts that are short as in ``rows``.

    Raises:
        InputError: as ``opened``, and if the file is broken, or its texts would be unpacked to far more than its size.
    """
    schema = opened(path).schema_arrow
    texts = [field.name for field in schema if _is_text(field.type)]
    try:
        table = pq.ParquetFile(path, read_dictionary=texts).read()
        size = sum(_size(chunk) for column in table.columns if _is_packed(column.type) for chunk in column.chunks)
        _check(path, size)
        return table.cast(schema)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path} is broken: {error}") from error


def _check(path: Path, unpacked: int) -> None:
    """Raise ``InputError`` if so many bytes are far more than the file's size."""
    if unpacked > max(_SMALL, limits.MOST_UNPACKED * path.stat().st_size):
        raise InputError(f"{path} unpacks to over {limits.MOST_UNPACKED:,} times its size (limit MOST_UNPACKED)")


def _size(column: pa.DictionaryArray) -> int:
    """Return the bytes of the texts of a column."""
    return pc.sum(pc.binary_length(column.dictionary).take(column.indices).cast(pa.int64())).as_py() or 0


def _is_text(kind: pa.DataType) -> bool:
    return any(test(kind) for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary))


def _is_packed(kind: pa.DataType) -> bool:
    """Return whether texts stand once each, with their numbers in the rows."""
    return pa.types.is_dictionary(kind) and _is_text(kind.value_type)


def _values(batch: pa.RecordBatch) -> tuple[list[dict[str, object]], list[str]]:
    """Return the rows of a batch, and for each what is wrong with it, empty if nothing is."""
    wrong = [""] * batch.num_rows
    columns: dict[str, list[object]] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        known = column
        if _is_packed(column.type):
            short = pc.less_equal(pc.binary_length(column.dictionary), 4 * limits.LONGEST_TEXT).take(column.indices)
            for row, fits in enumerate(short.to_pylist()):
                if fits is False:
                    wrong[row] = f"{name[:40]!r} has more than {limits.LONGEST_TEXT:,} characters (limit LONGEST_TEXT)"
            known = pa.DictionaryArray.from_arrays(pc.if_else(short, column.indices, None), column.dictionary)
            known = known.dictionary_decode()
        columns[name] = _pythonic(known, name, wrong)
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)], wrong


def _pythonic(column: pa.Array, name: str, wrong: list[str]) -> list[object]:
    """Return a column's values; where Python does not have one, such as the year 300,000, that is noted as wrong."""
    try:
        return list(column.to_pylist())
    except (ValueError, OverflowError):
        return [_one(value, row, name, wrong) for row, value in enumerate(column)]


def _one(value: pa.Scalar, row: int, name: str, wrong: list[str]) -> object:
    try:
        return value.as_py()
    except (ValueError, OverflowError) as error:
        wrong[row] = f"{name[:40]!r} cannot be read: {error}"
        return None
