"""Lists of conversations in a JSON object, as the APIs of help desks give them, in flat memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import ijson

from voc.readers import documents
from voc.readers.documents import Format, Row
from voc.readers.encoding import open_text

_HEAD = 2**16


class Rebuilt(Row):
    """A conversation put together from what was left of a broken one."""


def members(head: str) -> set[str]:
    """Return the names of the members of objects in the start of a JSON file, none where it is not JSON."""
    if not head.lstrip().startswith(("{", "[")):
        return set()
    return set(re.findall(r'(?<!\\)"(\w+)"\s*:', head))


def is_list(path: Path, key: str) -> bool:
    """Tell whether a file is an object, or objects, with its records in the list ``key``."""
    with open_text(path) as file:
        head = file.read(_HEAD).lstrip()
    return head.startswith("{") and re.search(rf'(?<!\\)"{key}"\s*:\s*\[', head) is not None


def stream(path: Path, key: str, format: Format, listed: bool) -> Iterator[tuple[int, Row | str]]:
    """Yield what ``documents.rows`` yields, but hold one record at a time of a list ``key``, however long.

    Where the file is no such object, or is broken, ``documents.rows`` reads it, less the records that were read.

    Args:
        path: the file.
        key: name of the list.
        format: the format of a record.
        listed: whether the file is an object with lists, as ``is_list`` tells.

    Raises:
        InputError: if nothing in the file is a record of this format.
    """
    index = done = 0
    if listed:
        with suppress(ijson.JSONError):
            for number, item in enumerate(_items(path, key), 1):
                before = index
                for row in _of_item(format, item, f"{path.stem}-{number}"):
                    index += 1
                    yield index, row
                done += index > before and _is_record(format, item)
            return
    for position, row in documents.rows(path, _less(format, key, done)):
        yield index + position, row


def _is_record(format: Format, item: object) -> bool:
    return isinstance(item, dict) and not isinstance(item, Rebuilt) and format.known(item)


def _of_item(format: Format, item: object, name: str) -> Iterator[Row | str]:
    """Yield the rows of what stands in the list."""
    if isinstance(item, Rebuilt) or (isinstance(item, dict) and format.known(item)):
        yield from format.turns(item, name)
    else:
        yield f"not one of {format.name}"


def _items(path: Path, key: str) -> Iterator[object]:
    with open_text(path) as file:
        yield from ijson.items(_Bytes(file.read), f"{key}.item", multiple_values=True, use_float=True)


class _Bytes:
    """A file of UTF-8 for ijson, whatever the encoding was."""

    def __init__(self, read: Callable[[int], str]) -> None:
        self._read = read

    def read(self, size: int) -> bytes:
        """Return about ``size`` bytes, none at the end."""
        return self._read(size).encode()


def _less(format: Format, key: str, done: int) -> Format:
    """Return the format for records in a list ``key`` as well, without the first ``done`` that are whole."""
    left = done

    def known(doc: Row) -> bool:
        return isinstance(doc.get(key), list) or format.known(doc)

    def turns(doc: Row, name: str) -> Iterator[Row | str]:
        nonlocal left
        listed = None if format.known(doc) else doc.get(key)
        for number, item in enumerate(listed if isinstance(listed, list) else [doc], 1):
            read = list(_of_item(format, item, f"{name}-{number}" if listed else name))
            if left and read and _is_record(format, item):
                left -= 1
            else:
                yield from read

    return replace(format, known=known, turns=turns)


def in_order(found: Iterator[Row | str], where: str) -> Iterator[Row | str]:
    """Yield reasons with ``where`` they are, then the rows of a conversation by time; as they came if one has none."""
    read: list[tuple[datetime | None, Row]] = []
    for row in found:
        if isinstance(row, str):
            yield f"{where}: {row}"
        else:
            time = row.get("timestamp")
            read.append((time if isinstance(time, datetime) else None, row))
    if all(time for time, _ in read):
        read.sort(key=lambda pair: pair[0] or datetime.min)
    yield from (row for _, row in read)
