"""Conversations out of JSON, whatever its state.

JSON exports hold one conversation, an array of them, or one a line, and they come cut off. ``rows`` reads all of these
for the formats that describe themselves as a ``Format``: a conversation that is whole is given to the format as it is,
and one that is broken is put together again from those of its parts that are whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voc.errors import InputError, code, shape
from voc.readers.encoding import open_text
from voc.readers.json_scan import Broken, Loose, Opened, Scanner
from voc.readers.rows import RowError, storable

Row = dict[str, object]
"""A JSON object, or a row with the column names of ``voc.readers.rows.Columns``."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


Part = Row | Broken
"""What is left of a broken conversation: whole objects, ``Loose`` members and ``Broken`` places, in order."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a format keeps conversations in JSON.

    Attributes:
        name: what to call the format in a message.
        first: a plain member of the outermost object that each conversation has once, or "" when there is none.
        known: whether an object is a conversation of this format.
        part: whether an object is a part of one that ``rebuild`` can use.
        rebuild: makes a conversation from what is left of a broken one; ``Broken`` goes among its records.
        turns: yields the rows of a conversation, or reasons, given a name for it should it have none of its own.
    """

    name: str
    first: str
    known: Callable[[Row], bool]
    part: Callable[[Row], bool]
    rebuild: Callable[[Sequence[Part]], Row]
    turns: Callable[[Row, str], Iterator[Row | str]]


def rows(path: Path, format: Format) -> Iterator[tuple[int, Row | str]]:
    """Yield ``(index, row)`` or ``(index, reason)``, counted from 1 through the file.

    Raises:
        InputError: if nothing in the file is a conversation of this format.
    """
    index, understood = 0, False
    for count, found in enumerate(_conversations(path, format), 1):
        if isinstance(found, list):
            conversation = format.rebuild(found)
        elif format.known(found):
            conversation, understood = found, True
        else:
            index += 1
            yield index, f"not a conversation of {format.name}"
            continue
        for row in format.turns(conversation, path.stem if count == 1 else f"{path.stem}-{count}"):
            index += 1
            understood = understood or not isinstance(row, str)
            yield index, row
    if not understood:
        raise InputError(f"{path} is not {format.name}, or nothing of it is left")


def each(records: object, row: Callable[[Row], Row]) -> Iterator[Row | str]:
    """Yield the row of each record of a list, or why there is none."""
    for record in records if isinstance(records, list) else []:
        if isinstance(record, Broken):
            yield str(record)
        elif not isinstance(record, dict):
            yield "not a JSON object"
        else:
            try:
                yield row(record)
            except RowError as error:
                yield str(error)


def pick(record: Row, *names: str) -> object:
    """Return the first member of these names that is not null."""
    return next((record[name] for name in names if record.get(name) is not None), None)


def section(record: Row, *names: str) -> Row:
    """Return the first member of these names as an object, empty where it is none."""
    value = pick(record, *names)
    return value if isinstance(value, dict) else {}


def records(record: Row, *names: str) -> list[Row]:
    """Return the objects in the list that is the first member of these names."""
    value = pick(record, *names)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def row(**columns: object) -> Row:
    """Return a row without the columns that nothing is known of; the text is always there."""
    return {name: value for name, value in columns.items() if value is not None or name == "text"}


def word(value: object) -> str | None:
    """Return an id, a name or a label as text that can be stored, null for anything else.

    >>> word(7), word(" Ann "), word(""), word(True)
    ('7', 'Ann', None, None)
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return storable(str(value)).strip() or None


def said(value: object) -> str | None:
    """Return what was said as text that can be stored, null where nothing is there.

    Raises:
        RowError: if it is not text.
    """
    if value is not None and not isinstance(value, str):
        raise RowError(f"the text is not text but {type(value).__name__}")
    return None if value is None else storable(value)


def after(start: datetime, value: object, per_second: int) -> datetime | None:
    """Return the time so many parts of a second after ``start``, null where no number is given.

    >>> after(EPOCH, "1500", 1000)
    datetime.datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=datetime.timezone.utc)

    Raises:
        RowError: if it is not a number or out of range.
    """
    if value is None or value == "":
        return None
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError
        seconds, rest = divmod(int(value), per_second)
        return start + timedelta(seconds=seconds, microseconds=rest * 10**6 // per_second)
    except (ValueError, OverflowError):
        raise RowError(f"time {shape(value)} is not a number of 1/{per_second} seconds in range") from None


def moment(value: object) -> datetime | None:
    """Return an ISO 8601 time in UTC, null where none is given.

    Raises:
        RowError: if it is not ISO 8601 or out of range.
    """
    if value is None or value == "":
        return None
    try:
        time = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
        if time is not None:
            return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise RowError(f"time {shape(value)} is not ISO 8601 (such as 2026-03-14T09:12:31+00:00)")


def unknown(what: str, value: object) -> RowError:
    """Return the error for a value that the format's documentation does not have."""
    return RowError(f"{what} {code(value)} is not known")


def _conversations(path: Path, format: Format) -> Iterator[Row | list[Part]]:
    """Yield the outermost objects of a file as they are, and for each broken one the list of its parts."""
    gatherer = _Gatherer(format)
    with open_text(path) as file:
        for found in Scanner(file).scan():
            yield from gatherer.take(found)
    yield from gatherer.flush()


class _Gatherer:
    """Keeps the parts of a broken conversation together, and those of different ones apart."""

    def __init__(self, format: Format) -> None:
        self._format = format
        self._parts: list[Part] = []
        self._inside = False  # a broken object

    def take(self, found: Part | Opened) -> Iterator[Row | list[Part]]:
        """Take what comes next; yield what is complete by that."""
        if isinstance(found, Opened):
            if found.line:
                yield from self.flush()
            self._inside = True
        elif isinstance(found, Loose):
            if any(
                isinstance(part, Loose) and self._format.first in part.keys() & found.keys() for part in self._parts
            ):
                yield from self.flush()
            if self._inside:
                self._parts.append(found)
        elif isinstance(found, Broken):
            self._parts.append(found)
        elif self._format.known(found) or not (self._inside or self._format.part(found)):
            yield from self.flush()
            self._inside = False
            yield found
        elif self._format.part(found):
            self._keep(found)

    def flush(self) -> Iterator[list[Part]]:
        """Yield the parts there are, with a reason where nothing says yet that they are not all."""
        if any(type(part) is dict for part in self._parts) and not any(
            isinstance(part, Broken) for part in self._parts
        ):
            self._parts.append(Broken("cut off before the next conversation"))
        if self._parts:
            yield self._parts
        self._parts = []

    def _keep(self, part: Row) -> None:
        if not self._inside:
            self._parts.append(Broken("what comes here is in no conversation; something before it is broken"))
            self._inside = True
        self._parts.append(part)
