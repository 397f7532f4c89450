"""Texts as speech recognition or hurried thumbs would have written them: what a student learns to read past."""

from __future__ import annotations

import re

import numpy as np

TYPO_RATE = 0.1
"""Share of the words of four letters or more that get a slip: about one a sentence."""
_WORD = re.compile(r"[A-Za-z]{4,}")
_MARKS = re.compile(r"[^\w\s']+|(?<!\w)'|'(?!\w)")


def as_speech(text: str) -> str:
    """Return the text in lower case without punctuation, as speech recognition writes it."""
    return " ".join(_MARKS.sub(" ", text.lower()).split())


def with_typos(text: str, rng: np.random.Generator, rate: float = TYPO_RATE) -> str:
    """Return the text with slips in some words of four letters or more: letters swapped, dropped or doubled."""

    def slip(match: re.Match[str]) -> str:
        word = match.group()
        if rng.random() >= rate:
            return word
        at = int(rng.integers(1, len(word) - 1))
        match int(rng.integers(3)):
            case 0:
                return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            case 1:
                return word[:at] + word[at + 1 :]
            case _:
                return word[:at] + word[at] + word[at:]

    return _WORD.sub(slip, text)
