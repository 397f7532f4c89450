"""Readers of exports: files in, utterances and rejects out. One module a format, each with one function ``rows``.

A bad row never stops a file, nor a bad file a job: it becomes a ``Reject`` with file, position and reason, and the rest
is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from voc.errors import InputError
from voc.readers.rows import Columns, Row, RowError, parse, table

if TYPE_CHECKING:
    from voc.readers.detect import Reader

__all__ = ["AUTO", "Columns", "Reject", "files", "read", "read_file"]

AUTO = "auto"
"""Name that stands for finding the format file by file."""
UNKNOWN = "has no format that is known: name one with --format (voc formats lists them)"


@dataclass(frozen=True, slots=True)
class Reject:
    """A row or file that was not used.

    Attributes:
        file: where it is.
        position: line of a text file, or record counted from 1, as its format's reader says; 0 for the file as a whole.
        reason: why, and what would do.
    """

    file: str
    position: int
    reason: str


def read(paths: Sequence[Path], format: str = AUTO, columns: Columns | None = None) -> tuple[pa.Table, list[Reject]]:
    """Read exports into one table.

    Args:
        paths: files, or folders whose files of known formats are read in order of name.
        format: one of ``voc.readers.detect.FORMATS``, or ``auto`` to find it file by file.
        columns: which column is what, in tables whose columns do not have the default names.

    Returns:
        A table with the schema ``UTTERANCES``, and what could not be used.

    Raises:
        InputError: if a path does not exist, the format's name is not known, a table lacks a column that is needed, or
            there is one file only and it cannot be read.
    """
    rejects: list[Reject] = []
    rows: list[Row] = []
    known = list(files(paths, format, columns))
    for path, name in known:
        for found in read_file(path, name, columns):
            if isinstance(found, Reject):
                rejects.append(found)
            else:
                rows.append(found)
    if len(known) == len(rejects) == 1 and not rejects[0].position:
        raise InputError(f"{rejects[0].file} {rejects[0].reason}")
    return table(rows), rejects


def files(paths: Sequence[Path], format: str = AUTO, columns: Columns | None = None) -> Iterator[tuple[Path, str]]:
    """Yield the files to read and the name of each one's format, empty where it is not known; as ``read``."""
    from voc.readers.detect import find  # imports every reader, which scoring frames has no need of

    yield from find(paths, format, (columns or Columns()) != Columns())


def read_file(path: Path, format: str, columns: Columns | None = None) -> Iterator[Row | Reject]:
    """Read one file, in memory that does not grow with it where its format allows.

    Args:
        path: the file.
        format: one of ``voc.readers.detect.FORMATS``, or empty where it is not known.
        columns: as for ``read``; formats that are no tables have names of their own.

    Yields:
        Rows of ``UTTERANCES`` and rejects, in the order of the file.

    Raises:
        InputError: if a table lacks a column that is needed.
    """
    from voc.readers.detect import FORMATS, TABLES

    if not format:
        yield Reject(str(path), 0, UNKNOWN)
        return
    named = columns or Columns()
    if format not in TABLES:
        named = Columns()
    checked = format not in TABLES
    for position, row in _rows(FORMATS[format], path):
        if isinstance(row, str):
            yield Reject(str(path), position, row)
            continue
        if not checked:
            named.check(row, str(path))
            checked = True
        try:
            yield parse(row, named, f"{path.stem}-{position}")
        except RowError as error:
            yield Reject(str(path), position, str(error))
        except RecursionError:
            yield Reject(str(path), position, _DEEP)


_DEEP = "is nested too deep to be read"


def _rows(reader: Reader, path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield what a reader yields; why the file as a whole cannot be read comes last, as its position 0."""
    try:
        yield from reader.rows(path)
    except InputError as error:
        yield 0, str(error).removeprefix(f"{path} ")
    except RecursionError:
        yield 0, _DEEP
