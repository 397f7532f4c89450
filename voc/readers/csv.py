"""Tables as CSV or TSV: a header line, one line an utterance.

Any separator of comma, semicolon, tab and bar; UTF-8, UTF-16 with a byte order mark or Windows-1252; quoted fields with
line breaks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from voc import limits
from voc.errors import InputError
from voc.readers.encoding import open_text

SUFFIXES: tuple[str, ...] = (".csv", ".tsv")


def sniff(head: str) -> bool:
    """Any text can be a table."""
    return bool(head.strip())


def rows(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield ``(line, row)``; a row with more fields than the header is yielded as the reason to reject it.

    Empty fields are None. The separator is found in the header line. A row that has fewer fields than the header lacks
    the other columns, so that its cost is that of what it holds; only the first row has all of them.

    Raises:
        InputError: if a line is too long, or there are too many columns.
    """
    csv.field_size_limit(limits.LONGEST_LINE)
    with open_text(path, newline="") as file:
        separator = max(",;\t|", key=file.readline().count)
        file.seek(0)
        reader = csv.reader(file, delimiter=separator)
        header: list[str] | None = None
        row: dict[str, object] = {}
        while True:
            line = reader.line_num + 1
            try:
                fields = next(reader, None)
            except csv.Error as error:
                yield line, f"not CSV: {error}"
                continue
            if fields is None:
                return
            if header is None:
                header = fields
                row = dict.fromkeys(header)
                if len(header) > limits.MOST_COLUMNS:
                    raise InputError(f"{path} has more than {limits.MOST_COLUMNS:,} columns (limit MOST_COLUMNS)")
            elif len(fields) > len(header):
                yield line, f"has {len(fields) - len(header)} more fields than the header"
            elif fields:
                yield line, row | {name: value or None for name, value in zip(header, fields, strict=False)}
                row = {}
