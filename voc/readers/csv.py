"""Tables as CSV or TSV: a header line, one line an utterance.

Any separator of comma, semicolon, tab and bar, or the one that Excel's line ``sep=`` names; UTF-8, UTF-16 with a byte
order mark or Windows-1252; quoted fields with line breaks. A quotation that does not end where a field ends costs its
record only.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from voc import limits
from voc.errors import InputError
from voc.readers.csv_records import beyond, records
from voc.readers.encoding import open_text

SUFFIXES: tuple[str, ...] = (".csv", ".tsv")


def sniff(head: str) -> bool:
    """Any text can be a table."""
    return bool(head.strip())


def rows(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield ``(line, row)``; a record that is broken or has more values than the header has names gives the reason.

    Empty fields are None. A row that has fewer fields than the header lacks the other columns, so that its cost is
    that of what it holds; only the first row has all of them.

    Raises:
        InputError: if a line is too long, there are too many columns, or the header is broken.
    """
    csv.field_size_limit(limits.LONGEST_LINE)
    with open_text(path, newline="") as file:
        header: list[str] | None = None
        row: dict[str, object] = {}
        for line, fields in records(file, ragged=True):
            if isinstance(fields, str):
                if header is None:
                    raise InputError(f"{path} has a header that {fields}")
                yield line, fields
            elif header is None:
                header = fields
                row = dict.fromkeys(header)
                if len(header) > limits.MOST_COLUMNS:
                    raise InputError(f"{path} has more than {limits.MOST_COLUMNS:,} columns (limit MOST_COLUMNS)")
            elif more := beyond(fields, len(header)):
                yield line, more
            else:
                yield line, row | {name: value or None for name, value in zip(header, fields, strict=False)}
                row = {}
