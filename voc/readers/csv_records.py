"""Records of a CSV file whose quotation marks may not fit, and whose first line may name the separator."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

from voc import limits
from voc.errors import InputError

_SEPARATORS = ",;\t|"
_LONGEST = 5000
"""Lines that a record may have; a quotation mark that nobody closed would swallow the rest of the file."""

_END = "\0end"
"""Stands after the last line: only an open quotation reads on to it. No line has a NUL."""

Record = tuple[int, list[str] | str]


def beyond(fields: list[str], width: int) -> str:
    """Return the reason if a record has values beyond the ``width`` of the header; empty if not, or only empty ones."""
    more = any(map(str.strip, fields[width:]))
    return f"has {len(fields) - width} more fields than the header" if more else ""


def records(source: Iterable[str], ragged: bool = False) -> Iterator[Record]:
    """Yield ``(line, fields)`` or ``(line, reason)`` of each record; the first with a value is the header.

    A record whose quotation marks do not fit costs as few lines as can be: the reader goes on at the line after its
    first, and what has not as many fields as the header, or as the last record before, belongs to it until a record
    comes that has.

    Args:
        source: lines with their ends; at most one record of them is held.
        ragged: whether the last record may have fewer fields than the header where its line has no end. Else it is cut
            off.

    Raises:
        InputError: if too many lines have to be read again.
    """
    lines = _Lines(source)
    separator = _separator(lines)
    width = usual = again = 0
    broken = False
    while lines.peek():
        number = lines.number
        fields, taken = _record(lines, separator)
        if fields is None:
            lines.put_back(taken[1:])
            broken = True
            again += len(taken)
            if again > limits.MOST_LINES_AGAIN:
                raise InputError("has too many quotation marks that do not fit (limit MOST_LINES_AGAIN)")
            yield number, "opens a quotation that does not end where a field ends"
        elif (width and fields) or any(map(str.strip, fields)):
            width = width or len(fields)
            cut = not ragged and len(fields) < width and not taken[-1].endswith(("\n", "\r"))
            whole = len(fields) in (width, usual) or (len(fields) > width and not beyond(fields, width))
            broken = broken and not whole
            if cut or broken:
                yield number, "is cut off" if cut else "belongs to a record that is broken"
            else:
                usual = len(fields)
                yield number, fields


def _separator(lines: _Lines) -> str:
    """Return the separator: what Excel's first line names, else what gives the first line the most fields."""
    while lines.peek().isspace():
        next(lines)
    named = re.fullmatch(r'"?sep=([,;|\t:^~])"?\s*', lines.peek())
    if named:
        next(lines)
        return named[1]
    return max(_SEPARATORS, key=lambda mark: _width(lines.peek(), mark))


def _width(line: str, separator: str) -> int:
    """Return how many fields a line has; none where one is too long to be a field."""
    try:
        return len(next(csv.reader([line], delimiter=separator), []))
    except csv.Error:
        return 0


def _record(lines: _Lines, separator: str) -> tuple[list[str] | None, list[str]]:
    """Take one record; return its fields, None where its quotation marks do not fit, and its lines."""
    taken: list[str] = []

    def feed() -> Iterator[str]:
        size = 0
        while len(taken) < _LONGEST and size < limits.LONGEST_LINE and lines.peek():
            taken.append(next(lines))
            size += len(taken[-1])
            yield taken[-1]
        yield _END

    try:
        fields = next(csv.reader(feed(), delimiter=separator))
        if len(taken) > 1:  # no guessing where quotations end once they pass the end of a line
            fields = next(csv.reader(taken, delimiter=separator, strict=True))
    except csv.Error:
        return None, taken
    return None if fields and _END in fields[-1] else fields, taken


class _Lines(Iterator[str]):
    """Lines with their number, some of which can be put back."""

    def __init__(self, source: Iterable[str]) -> None:
        self._source = iter(source)
        self._waiting: deque[str] = deque()
        self.number = 1

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._source)
        self.number += 1
        return line

    def peek(self) -> str:
        """Return the next line without taking it; empty at the end."""
        if not self._waiting:
            self._waiting.extend(islice(self._source, 1))
        return self._waiting[0] if self._waiting else ""

    def put_back(self, lines: list[str]) -> None:
        """Make lines that were taken the next ones again."""
        self._waiting.extendleft(reversed(lines))
        self.number -= len(lines)
