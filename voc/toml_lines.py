"""Where in a TOML file a key stands: ``tomllib`` tells lines of broken syntax only, and people look for lines."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

_CLOSING = ("", "\n]", "\n]]", "\n]]]")
"""What may be missing behind the first lines of an array; deeper ones count as their third level."""


def line_of(source: str, path: Sequence[str | int]) -> int:
    r"""Return the line, from 1, on which a key or an element of an array begins.

    The first lines of a file are a file of their own, unless they end inside an array or a text. So the line of a key
    is the first one with which a file holds it, which holds for every way to write it: tables, dotted and quoted keys.

    Args:
        source: a file that ``tomllib`` reads.
        path: keys, and numbers of elements from 0; of what is not there, the line of the last part that is.

    >>> source = "[cue.wait]\npolarity = -1\nphrases = [\n  'a',\n  'b',\n]"
    >>> [line_of(source, ["cue", "wait", *path]) for path in ([], ["polarity"], ["phrases"], ["phrases", 1])]
    [1, 2, 3, 5]
    """
    lines = source.split("\n")
    while path and not _holds(tomllib.loads(source), path):
        path = path[:-1]
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        if _holds(_read_from(lines, middle), path):
            high = middle
        else:
            low = middle + 1
    # Inside an array, which only its last line makes a file: close it by hand.
    while path and isinstance(path[-1], int) and low < len(lines):
        start = "\n".join(lines[:low])
        if any((content := _read(start + closing)) is not None and _holds(content, path) for closing in _CLOSING):
            break
        low += 1
    return max(low, 1)


def _read(source: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        return None


def _read_from(lines: list[str], n: int) -> dict[str, Any]:
    """Read the first lines, ``n`` or as many more as it takes to make a file."""
    for end in range(n, len(lines) + 1):
        content = _read("\n".join(lines[:end]))
        if content is not None:
            return content
    return {}


def _holds(content: Any, path: Sequence[str | int]) -> bool:  # noqa: ANN401  (any TOML)
    for part in path:
        if isinstance(part, int):
            if not isinstance(content, list) or part >= len(content):
                return False
        elif not isinstance(content, dict) or part not in content:
            return False
        content = content[part]
    return True
