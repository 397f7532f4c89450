"""CSV and TSV with a header line, any encoding that is UTF-8 or Windows-1252, quoted fields with line breaks."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path


def rows(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield ``(line, row)``; a row with more fields than the header is yielded as the reason to reject it.

    Empty fields are None. The separator is found in the header line: comma, semicolon, tab or bar.
    """
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with path.open(encoding=_encoding(path), errors="replace", newline="") as file:
        header = file.readline()
        file.seek(0)
        separator = max(",;\t|", key=header.count)
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


def _encoding(path: Path) -> str:
    """Return UTF-8 (with or without a byte order mark) where the first megabyte is valid, else Windows-1252."""
    with path.open("rb") as file:
        head = file.read(2**20)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end < len(head) - 3:  # not just a character cut at the end of the sample
            return "cp1252"
    return "utf-8-sig"
