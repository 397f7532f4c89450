"""Where in a TOML file a key stands: ``tomllib`` tells lines of broken syntax only, and people look for lines."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

_TOKEN = re.compile(
    r"""(?P<text>\"{3}(?:\\[\s\S]|[^\\])*?\"{3,5}|'{3}[\s\S]*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
    r"|\#[^\n]*|(?P<open>[\[{])|(?P<close>[\]}])|(?P<line>\n)"
)
"""What may hold a bracket or the end of a line, and brackets and ends of lines that are none of a text or comment."""


def line_of(source: str, path: Sequence[str | int]) -> int:
    r"""Return the line, from 1, on which a key or an element of an array begins.

    The first lines of a file are a file of their own, once the brackets that are open behind them are closed. So the
    line of a key is the first one with which a file holds it, which holds for every way to write it: tables, dotted and
    quoted keys.

    Args:
        source: a file that ``tomllib`` reads.
        path: keys, and numbers of elements from 0; of what is not there, the line of the last part that is.

    >>> source = "[cue.wait]\npolarity = -1\nphrases = [\n  'a',\n  'b',\n]"
    >>> [line_of(source, ["cue", "wait", *path]) for path in ([], ["polarity"], ["phrases"], ["phrases", 1])]
    [1, 2, 3, 5]
    """
    content = tomllib.loads(source)
    while path and not _holds(content, path):
        path = path[:-1]
    cuts = _cuts(source)
    return max(bisect_left(cuts, True, key=lambda cut: _holds(tomllib.loads(source[: cut[0]] + cut[1]), path)), 1)


def _cuts(source: str) -> list[tuple[int, str]]:
    """Return where the first 0, 1, 2 … lines of a file end, each with what closes the brackets that are open there.

    Lines that end inside a text end where the line does on which the text ends.
    """
    cuts = [(0, "")]
    closing, inside = "", 0
    for token in _TOKEN.finditer(source + "\n"):
        if token["text"]:
            inside += token["text"].count("\n")
        elif token["open"]:
            closing = {"[": "]", "{": "}"}[token["open"]] + closing
        elif token["close"]:
            closing = closing[1:]
        elif token["line"]:
            cuts += [(token.end(), closing)] * (inside + 1)
            inside = 0
    return cuts


def _holds(content: Any, path: Sequence[str | int]) -> bool:  # noqa: ANN401  (any TOML)
    for part in path:
        if isinstance(part, int):
            if not isinstance(content, list) or part >= len(content):
                return False
        elif not isinstance(content, dict) or part not in content:
            return False
        content = content[part]
    return True
