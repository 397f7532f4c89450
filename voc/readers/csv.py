"""Tables as CSV or TSV: a header line, one line an utterance.

Any separator of comma, semicolon, tab and bar; UTF-8, UTF-16 with a byte order mark or Windows-1252; quoted fields with
line breaks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from voc.readers.encoding import open_text

SUFFIXES: tuple[str, ...] = (".csv", ".tsv")
LONGEST_FIELD = 2**31 - 1
"""The most that the ``csv`` module takes on every platform."""


def sniff(head: str) -> bool:
    """Any text can be a table."""
    return bool(head.strip())


def rows(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield ``(line, row)``; a row with more fields than the header is yielded as the reason to reject it.

    Empty fields are None. The separator is found in the header line.
    """
    csv.field_size_limit(LONGEST_FIELD)
    with open_text(path, newline="") as file:
        separator = max(",;\t|", key=file.readline().count)
        file.seek(0)
        reader = csv.DictReader(file, delimiter=separator)
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader, None)
            except csv.Error as error:
                yield line, f"not CSV: {error}"
                continue
            if row is None:
                return
            if None in row:
                yield line, f"has {len(row[None])} more fields than the header"
            else:
                yield line, {name: value or None for name, value in row.items()}
