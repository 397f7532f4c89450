"""Texts with what must not matter: speech recognition, hurried thumbs, who the writer is. A student reads past it."""

from __future__ import annotations

import re

import numpy as np

TYPO_RATE = 0.1
"""Share of the words of four letters or more that get a slip: about one a sentence."""
PEOPLE = (
    "woman", "man", "girl", "young man", "old lady", "grandfather", "mother of four", "widow", "single dad", "teenager",
    "Muslim", "Christian", "Jew", "Hindu", "Sikh", "Buddhist", "Catholic", "atheist", "Black woman", "Black man",
    "white woman", "white man", "Asian man", "Latina", "Arab", "Roma", "Indian", "Pakistani", "Pole", "Mexican", "Turk",
    "Nigerian", "Jamaican", "German", "American", "refugee", "immigrant", "foreigner", "gay man", "lesbian", "bisexual",
    "transgender man", "transgender woman", "non-binary person", "wheelchair user", "blind person", "deaf person",
    "disabled veteran", "autistic person", "pensioner", "student", "nurse", "farmer", "cleaner", "lawyer",
)  # fmt: skip
"""Words for people, written for the project."""
FRAMES = (
    "{who} here. {text}", "Speaking as a {who}: {text}", "{text} Regards, a {who}", "From a {who}: {text}",
    "I'm a {who}. {text}", "{text} (I'm a {who}, if that matters.)", "Hello, {who} writing. {text}",
)  # fmt: skip
"""Where the words are put; other frames than those of ``voc.training.fairness``, which measures."""
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


def with_mention(text: str, rng: np.random.Generator) -> str:
    """Return the text with a mention of who the writer is."""
    return str(rng.choice(FRAMES)).format(who=rng.choice(PEOPLE), text=text)
