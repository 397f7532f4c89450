"""Objects out of text that should be JSON, whatever its state: the whole ones, and what is left of broken ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from voc import limits
from voc.errors import InputError


class Broken(str):
    """Why a record could not be read, in the place where it should have been."""


class Loose(dict[str, object]):
    """Plain members of an object that is broken."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An object is broken, and what comes now is from inside it, or after it.

    Attributes:
        line: whether it starts a line as the objects of JSON Lines do, so that it is no part of one before it.
    """

    line: bool


_BLOCK = 2**20
"""Characters read at a time."""
_TAIL = 16
"""An error this close to the end may be a literal or an escape that is cut there; the longest is ``\\ud83d\\ude00``."""
_DEEP = 5000
"""Characters that are decoded, at least, before Python gives up on objects in objects in objects."""
_OBJECT = re.compile(r'\{(?=\s*(?:["}]|\Z))')
_LINE = re.compile(r'\{[ \t]*"')
_MEMBER = re.compile(r'"(\w+)"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)(?=\s*[,}\]])')
_DECODER = json.JSONDecoder(strict=False)  # raw line breaks and tabs in texts are common and do no harm


class Scanner:
    """Finds the largest whole objects in text that should be JSON, in memory as large as the largest of them.

    It tries to decode at every brace. Where that works, the object is whole and the scan goes on behind it. Where it
    does not, the scan goes on inside, so it comes upon the whole objects in a broken one, and after it.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._before = 0  # characters of the file before the text that is held
        self._last = "\n"  # the last of them
        self._broken: list[int] = []
        self._why: dict[int, str] = {}
        self._wasted = 0  # characters decoded in vain

    def scan(self) -> Iterator[dict[str, object] | Broken | Opened]:
        """Yield objects, and for broken ones ``Opened``, their parts and where they are ``Broken``."""
        while True:
            brace = _OBJECT.search(self._text, self._at)
            end = brace.start() if brace else len(self._text)
            yield from self._members(end)
            line = (self._text[end - 1] if end else self._last) == "\n"
            self._at = end
            if brace is None:
                if not self._read():
                    break
                continue
            found = self._decode()
            if isinstance(found, Broken):
                yield Opened(line and _LINE.match(self._text, self._at) is not None)
                self._at += 1
            else:
                value, end = found
                yield from self._breaks(self._before + self._at)
                self._at = end
                yield value
        yield from self._breaks(self._before + len(self._text) + 1)

    def _read(self) -> bool:
        """Drop what is done with and read on; tell whether there was more.

        What is held doubles, so a large object is not decoded more than a few times before it is whole.
        """
        if len(self._text) - self._at > limits.LARGEST_DOCUMENT:
            raise InputError(
                f"has a JSON object of more than {limits.LARGEST_DOCUMENT:,} characters (limit LARGEST_DOCUMENT)"
            )
        more = self._file.read(max(_BLOCK, len(self._text) - self._at))
        if not more:
            return False
        self._before += self._at
        self._last = self._text[self._at - 1] if self._at else self._last
        self._text = self._text[self._at :] + more
        self._at = 0
        return True

    def _decode(self) -> tuple[dict[str, object], int] | Broken:
        """Return the object that starts here and where it ends, reading on as long as it may only be cut."""
        while True:
            try:
                return _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                place, why = error.pos, error.msg
            except (ValueError, RecursionError) as error:
                self._waste(_DEEP)
                return self._break(self._at, str(error))
            cut = place >= len(self._text) - _TAIL or why.startswith("Unterminated string")
            if not cut or not self._read():
                self._waste(place - self._at)
                return self._break(self._run_on(place), why)

    def _waste(self, characters: int) -> None:
        """Count what was decoded in vain.

        Raises:
            InputError: if that is more than a broken file takes.
        """
        self._wasted += characters
        if self._wasted > _BLOCK + limits.MOST_DECODED_AGAIN * (self._before + len(self._text)):
            raise InputError("is JSON that is broken in too many places to be put together (limit MOST_DECODED_AGAIN)")

    def _break(self, place: int, why: str) -> Broken:
        """Note a break, unless it was: objects around each other break at the same place."""
        place += self._before
        if place not in self._why:
            self._broken.append(place)
            self._why[place] = f"broken or cut off at character {place + 1} of the file: {why}"
        return Broken(self._why[place])

    def _run_on(self, place: int) -> int:
        """Return where the text before a break begins if it lost its end, and so runs on into the next object."""
        end = place
        while end > self._at and self._text[end - 1].isspace():
            end -= 1
        start = self._text.rfind('"', self._at, end - 1)
        return start if start >= 0 and self._text[end - 1] == '"' and "{" in self._text[start:end] else place

    def _breaks(self, end: int) -> Iterator[Broken]:
        """Yield the breaks before a place that were not yielded yet."""
        for place in sorted(place for place in self._broken if place < end):
            self._broken.remove(place)
            yield Broken(self._why[place])

    def _members(self, end: int) -> Iterator[Loose]:
        """Yield the plain members between the last object and ``end``: there are none unless something is broken."""
        members = Loose()
        for name, value in _MEMBER.findall(self._text, self._at, end):
            try:
                members.setdefault(name, _DECODER.decode(value))
            except ValueError:
                continue
        if members:
            yield members
