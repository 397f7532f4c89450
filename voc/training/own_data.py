"""Reads a user's own labelled texts: JSON Lines in the form of the guidelines, any part of the fields."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from voc.errors import DataError
from voc.model.heads import HEADS, NONE
from voc.readers.rows import whole
from voc.taxonomy import Emotion, Intent, names
from voc.text import is_blank

CHOICES = ("stage", "goal", "expectation", "staff", "owner")
RATINGS = {"valence": (-2, 2), "intensity": (0, 3), "effort": (1, 5)}
LISTS = {"emotions": names(Emotion), "intent": names(Intent)}
LABEL, LABELS, DRAFT = "label", "labels", "draft"
FIELDS = (*LISTS, *RATINGS, *CHOICES, LABEL, LABELS)
"""Fields that can be learned. ``label`` is one of labels of your own that exclude each other, ``labels`` a list."""
_IGNORED = ("id", "text", "cues", "source", DRAFT)


@dataclass(frozen=True, slots=True)
class OwnExample:
    """One text and what somebody says of it; a field that is not there was not judged."""

    text: str
    record: dict[str, Any]


@dataclass(frozen=True)
class _Place:
    """A line of a file."""

    path: Path
    number: int

    def error(self, what: str) -> DataError:
        """Return an error that begins with the place."""
        return DataError(f"{self.path}:{self.number}: {what}")


def read_own(path: Path) -> tuple[list[OwnExample], int]:
    """Read the examples, and count the drafts, which nobody has checked yet (``"draft": true``) and which are left out.

    Raises:
        DataError: if a line is no JSON object, has no text, or a field holds what it cannot; the message says where.
    """
    examples, drafts = [], 0
    try:
        # splitlines would also cut at U+0085, U+2028 and U+2029, which may stand in JSON as they are.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {path}: {getattr(error, 'strerror', None) or 'it is not UTF-8'}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        example = _example(line, _Place(path, number).error)
        if example.record.get(DRAFT) is True:
            drafts += 1
        else:
            examples.append(example)
    if any(LABEL in e.record for e in examples) and any(LABELS in e.record for e in examples):
        raise DataError(
            f"{path} holds both 'label' (one of several) and 'labels' (any number of them): use one of them"
        )
    return examples, drafts


def _example(line: str, error: Callable[[str], DataError]) -> OwnExample:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise error("not JSON: write one object a line") from None
    if not isinstance(record, dict):
        raise error('not an object: write {"text": "...", "emotions": [...]}')
    record = {field: _whole(value) for field, value in record.items()}
    text = record.get("text")
    if not isinstance(text, str) or is_blank(text):
        raise error("no text: every record needs a field text that is not blank")
    for field, value in record.items():
        if field in FIELDS:
            _check(field, value, error)
        elif field not in _IGNORED and (close := get_close_matches(field, FIELDS, 1, 0.8)):
            raise error(f"unknown field {field!r}: did you mean {close[0]!r}?")
    return OwnExample(text, record)


def _whole(value: Any) -> Any:  # noqa: ANN401  (any JSON)
    """Replace halves of surrogate pairs in a text or a list of names; many tools cut an emoji in two."""
    if isinstance(value, list):
        return [whole(name) if isinstance(name, str) else name for name in value]
    return whole(value) if isinstance(value, str) else value


def _check(field: str, value: Any, error: Callable[[str], DataError]) -> None:  # noqa: ANN401  (any JSON)
    """Check one field against the guidelines."""
    if field in LISTS or field == LABELS:
        if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
            raise error(f"{field} must be a list of names")
        for name in value if field in LISTS else ():
            _known(field, name, LISTS[field], error)
    elif field in CHOICES and value is not None:
        _known(field, value, HEADS[field].labels[1:], error)
    elif field == LABEL and not (isinstance(value, str) and value.strip()):
        raise error("label must be a name")
    elif field in RATINGS:
        low, high = RATINGS[field]
        number = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        if not number and not (field == "effort" and value is None):
            raise error(f"{field} must be a number from {low} to {high}{' or null' if field == 'effort' else ''}")


def _known(field: str, name: Any, known: tuple[str, ...], error: Callable[[str], DataError]) -> None:  # noqa: ANN401
    if name not in known or name == NONE:
        close = get_close_matches(str(name), known, 1)
        hint = f"did you mean {close[0]!r}?" if close else f"use one of {', '.join(known)}"
        other = "; names of your own go into 'labels'" if field in LISTS else ""
        raise error(f"{field}: {name!r} is not in the guidelines: {hint}{other}")
