"""Text in, the same text without personal data out, with the way back to the offsets of the text that came in."""

from __future__ import annotations

import re
import secrets
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path

from voc.errors import InputError, MissingExtraError
from voc.privacy.kinds import Found, Kind
from voc.privacy.pseudonyms import PLACEHOLDER, placeholder

SHORTEST_KEY = 16
"""Bytes that a key has at least: 128 bits cannot be tried out."""
NO_NAMES = (
    "people's names are not redacted: no English spaCy model with named entities is installed; install one such as "
    "en_core_web_sm, or leave the kind NAME out to redact without names"
)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without personal data.

    Attributes:
        text: with placeholders, such as ``[EMAIL_kqztbcdf]``.
        found: what was there, in order, without overlap; offsets into the text that came in.
        starts: offset of each placeholder in ``text``.
        ends: offset behind it.
    """

    text: str
    found: tuple[Found, ...] = ()
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Return where the piece ``start:end`` of ``text`` stood in the text that came in.

        A placeholder, or a part of one, stands for all that it replaced.
        """
        return self._offset(start, behind=False), max(self._offset(end, behind=True), self._offset(start, behind=False))

    def _offset(self, offset: int, behind: bool) -> int:
        place = bisect_right(self.starts, offset - behind) - 1
        if place < 0:
            return offset
        found = self.found[place]
        if offset < self.ends[place] or (behind and offset == self.ends[place]):
            return found.end if behind else found.start
        return found.end + offset - self.ends[place]


class Redactor:
    """Replaces personal data by placeholders that are the same for the same value and key.

    Attributes:
        kinds: what is looked for.
        lasting: whether its key was passed, so that another run can have the same placeholders.
        missing: what was asked for and cannot be found here: names, where no spaCy model is installed.
        names_model: the spaCy model that finds names, None if there is none.
    """

    def __init__(
        self, key: bytes | str | None = None, kinds: Iterable[str] | None = None, names: str | Path | None = None
    ) -> None:
        """Make ready.

        Args:
            key: secret of 16 bytes or more that placeholders are made with; the same key gives the same placeholders in
                every process and run. Default: a random one for this redactor.
            kinds: values of ``Kind``; default all.
            names: spaCy model that finds names, or the folder of one; default the best English one that is installed.

        Raises:
            MissingExtraError: if Presidio is not installed.
            InputError: if a kind is not known, or the key is too short.
        """
        try:
            from voc.privacy import recognisers
            from voc.privacy.names import People, installed
        except ImportError as error:
            raise MissingExtraError("redaction", "privacy") from error
        unknown = sorted(set(kinds or ()) - set(Kind))
        if unknown:
            raise InputError(f"kinds to redact {', '.join(unknown)} are not known; they are: {', '.join(Kind)}")
        self._key = _checked(key)
        self.lasting = key is not None
        self.kinds = frozenset(Kind(kind) for kind in kinds) if kinds is not None else frozenset(Kind)
        model = (str(names) if names else installed()) if Kind.NAME in self.kinds else None
        self._people = None if model is None else People(model)
        self.names_model = model
        self.missing = frozenset({Kind.NAME} & self.kinds) if model is None else frozenset()
        self._patterns = recognisers.find

    @property
    def warning(self) -> str:
        """What to tell a user whose texts are redacted without names; empty if nothing is missing."""
        return NO_NAMES if self.missing else ""

    def __reduce__(self) -> tuple[type[Redactor], tuple[bytes, list[Kind], str | None], dict[str, bool]]:
        """Travel to other processes with the key, so that their placeholders are the same."""
        return Redactor, (self._key, sorted(self.kinds), self.names_model), {"lasting": self.lasting}

    def __repr__(self) -> str:
        """Return what is redacted, never the key."""
        return f"Redactor(kinds: {', '.join(sorted(self.kinds - self.missing))}; names by {self.names_model})"

    def about(self) -> dict[str, object]:
        """Return what was redacted, for the record of a run: of the key only what tells it from another."""
        told = placeholder(Kind.NUMBER, "", self._key)
        return {"kinds": sorted(self.kinds - self.missing), "names_model": self.names_model, "key": told}

    def redact_mail(self, value: str) -> str:
        """Replace the e-mail addresses in an id or a name, and nothing else.

        Ids that differ stay different, but for their case: who wrote them meant two customers. So the value is the
        address as it is written, also where a text that spells it so means the same address.
        """
        found = _merge([one for one in self._patterns(value) if one.kind == Kind.EMAIL], value)
        return self._replace(value, [replace(one, value=value[one.start : one.end].lower()) for one in found]).text

    def redact(self, text: str) -> Redacted:
        """Redact one text."""
        return next(self.redact_many([text]))

    def redact_many(self, texts: Sequence[str]) -> Iterator[Redacted]:
        """Redact texts, each by itself, in order."""
        names: Iterable[list[Found]] = repeat([]) if self._people is None else self._people.find(texts)
        for text, people in zip(texts, names, strict=False):
            found = [one for one in self._patterns(text) if one.kind in self.kinds]
            yield self._replace(text, _merge([*found, *people], text) if found or people else ())

    def _replace(self, text: str, found: Sequence[Found]) -> Redacted:
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        size = position = 0
        for one in found:
            shown = placeholder(one.kind, one.value, self._key)
            parts += (text[position : one.start], shown)
            starts.append(size + one.start - position)
            size = starts[-1] + len(shown)
            ends.append(size)
            position = one.end
        return Redacted("".join((*parts, text[position:])), tuple(found), tuple(starts), tuple(ends))


def _checked(key: bytes | str | None) -> bytes:
    """Return the key as bytes; a random one for None."""
    if key is None:
        return secrets.token_bytes(32)
    key = key.encode() if isinstance(key, str) else key
    if len(key) < SHORTEST_KEY:
        raise InputError(f"the key of the redaction has {len(key)} bytes: take at least {SHORTEST_KEY} random ones")
    return key


def _merge(found: Sequence[Found], text: str) -> list[Found]:
    """Join what overlaps: all of it is covered, and the longest, the first of equals, says what it is.

    What touches a placeholder of an earlier redaction is left out, so that redacting again changes nothing.
    """
    taken = [match.span() for match in re.finditer(PLACEHOLDER, text)]
    free = [one for one in found if not any(one.start < end and start < one.end for start, end in taken)]
    merged: list[Found] = []
    for one in sorted(free, key=lambda one: (one.start, one.start - one.end)):
        last = merged[-1] if merged else None
        if last is None or one.start >= last.end:
            merged.append(one)
            continue
        longer = one if one.end - one.start > last.end - last.start else last
        merged[-1] = Found(longer.kind, last.start, max(last.end, one.end), longer.value)
    return merged
