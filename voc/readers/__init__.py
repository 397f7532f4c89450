"""Readers of exports: files in, utterances and rejects out. One module a format, each with one function ``rows``.

A bad row never stops a file: it becomes a ``Reject`` with file, position and reason, and the rest is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from voc.errors import InputError
from voc.readers import csv, jsonl, parquet
from voc.readers.rows import Columns, RowError, parse, table


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not used.

    Attributes:
        file: where it is.
        position: line of a text file, or row of a table, counted from 1.
        reason: why, and what would do.
    """

    file: str
    position: int
    reason: str


Rows = Callable[[Path], Iterator[tuple[int, dict[str, object] | str]]]
FORMATS: dict[str, tuple[Rows, tuple[str, ...]]] = {
    "csv": (csv.rows, (".csv", ".tsv")),
    "jsonl": (jsonl.rows, (".jsonl", ".ndjson")),
    "parquet": (parquet.rows, (".parquet", ".pq")),
}
"""Reader and file suffixes of each format. A reader yields ``(position, row)``, or ``(position, reason)``."""


def read(paths: Sequence[Path], format: str = "auto", columns: Columns | None = None) -> tuple[pa.Table, list[Reject]]:
    """Read exports.

    Args:
        paths: files, or folders whose files of known formats are read in order of name.
        format: one of ``FORMATS``, or ``auto`` to go by each file's suffix.
        columns: which column is what.

    Returns:
        A table with the schema ``UTTERANCES``, and the rows that could not be used.

    Raises:
        InputError: if a file is not there, its format is not known, or a column that is needed is missing.
    """
    columns = columns or Columns()
    rejects: list[Reject] = []
    rows: list[dict[str, object]] = []
    for path in _files(paths):
        reader = FORMATS[_format(path, format)][0]
        checked = False
        for position, row in reader(path):
            if isinstance(row, str):
                rejects.append(Reject(str(path), position, row))
                continue
            if not checked:
                columns.check(row, str(path))
                checked = True
            try:
                rows.append(parse(row, columns, f"{path.stem}-{position}"))
            except RowError as error:
                rejects.append(Reject(str(path), position, str(error)))
    return table(rows), rejects


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield files; look into folders one level deep."""
    known = {suffix for _, suffixes in FORMATS.values() for suffix in suffixes}
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.suffix.lower() in known)
        elif path.is_file():
            yield path
        else:
            raise InputError(f"{path} does not exist")


def _format(path: Path, format: str) -> str:
    """Return the name of the file's format."""
    if format in FORMATS:
        return format
    if format == "auto":
        for name, (_, suffixes) in FORMATS.items():
            if path.suffix.lower() in suffixes:
                return name
    raise InputError(f"{path}: format is not known; pass --format with one of {', '.join(FORMATS)}")
