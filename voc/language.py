"""Tells texts that are surely in another language than English, so that they get no score instead of a wrong one.

The detector is py3langid: naive Bayes on byte sequences, a model of 5 MB inside its package, no network. How much more
likely the best language makes a text than English grows with its length, so a short text has to be very unlike English:
in doubt it is English. So are texts of English and another language, and those in Nigerian Pidgin.

A unit is also told by the utterance around it, never by other utterances: a unit that leans away from English is in
another language where its whole utterance surely is. So a text is read the same in any batch, and what is said later
changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from voc.privacy.pseudonyms import PLACEHOLDER
from voc.text import is_blank

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"
_RUN = re.compile(r"(.)\1{3,}")
"""A sign held down (noooooo) or a word blacked out (XXXX), which would count as evidence as often as it is there."""
NOT_ENGLISH = "not English"
"""``null_reason`` of a text in another language begins so; its ISO 639 code follows in brackets."""
CERTAIN = 22.0
"""Log-likelihood ratio to English from which a text is surely in another language. Fitted by ``voc evaluate language``:
the smallest whole number that calls at most 0.2% of every set of English training texts foreign, if it has 1,000 of
them. It misses 1% of 300 short customer texts in 12 languages, which had no say in it."""
LONGEST = 2000
"""Characters that are read: a ratio is far above ``CERTAIN`` long before."""
_NO_LANGUAGE = {"zxx", "pcm"}
"""Labels of the detector that are no reason to give no score: figures and signs, and Nigerian Pidgin."""
WORDS = "frequent-words.txt"
"""File with the words that are in five or more of the authored texts, see ``voc.training.language.frequent_words``."""
_APART = str.maketrans(
    dict.fromkeys('.,!?;:()"*/-\N{EN DASH}\N{EM DASH}\N{HORIZONTAL ELLIPSIS}', " ") | {"\u2019": "'"}
)
_FEWEST_WORDS, _SHARE = 3, 0.6
"""A text with so many different frequent words, and this share of its words, is English without asking the detector,
which takes half a second to load and most of the time of a text. Of 784 foreign texts (300 short customer texts in 12
languages, and the examples of all of spaCy's languages) none has more than half. Of 2,800 English training texts the
detector is sure of another language for one that has as many, and errs (``disagree`` of ``voc evaluate language``)."""


def other_language(text: str | None) -> str | None:
    """Return the ISO 639 code of a text's language if it is surely not English, else None.

    >>> other_language("Das Paket kam viel zu spät."), other_language("Perfekt!"), other_language("Late again.")
    ('de', None, None)
    """
    return None if text is None or is_blank(text) else _sure(*lead(text))


def other_languages(text: str, spans: Sequence[tuple[int, int]]) -> list[str | None]:
    """Return the language of each unit of an utterance as ``other_language``, with the evidence of all of it.

    Args:
        text: the utterance, not blank.
        spans: start and end of each unit.

    >>> text = "Niemand neemt de telefoon op. Ik wacht al drie weken op mijn geld. But Maria was nice to me."
    >>> other_languages(text, [(0, 29), (30, 66), (67, 92)]), other_language(text[:29])
    (['nl', 'nl', None], None)
    """
    leads = [lead(text[start:end]) for start, end in spans]
    if len(spans) > 1 and any(0 < ratio < CERTAIN for _, ratio in leads):
        whole = _sure(*lead(text))
        return [_sure(code, ratio) or (whole if ratio > 0 else None) for code, ratio in leads]
    return [_sure(code, ratio) for code, ratio in leads]


def lead(text: str) -> tuple[str, float]:
    """Return the likeliest language of a text, and the logarithm of how much likelier it makes the text than English.

    The ratio is 0 for English, and where nothing tells. Placeholders do not count: their letters come of the key.
    """
    text = PLACEHOLDER.sub(" ", text)[:LONGEST]
    return (ENGLISH, 0.0) if not text.strip() or has_english_words(text) else ask(text)


def ask(text: str) -> tuple[str, float]:
    """Return what the detector alone says, see ``lead``."""
    text = _RUN.sub(r"\1\1\1", text)
    code, best = _identifier().classify(text)
    return (ENGLISH, 0.0) if code == ENGLISH else (code, best - dict(_identifier().rank(text))[ENGLISH])


def has_english_words(text: str) -> bool:
    """Return whether a text is English by its frequent words alone, see ``_FEWEST_WORDS``."""
    words = set(cut(text))
    found = len(words & _frequent())
    return found >= _FEWEST_WORDS and found >= _SHARE * len(words)


def cut(text: str) -> list[str]:
    """Return the words of a text in lower case, without punctuation."""
    return text.lower().translate(_APART).split()


@cache
def _frequent() -> frozenset[str]:
    return frozenset(files("voc").joinpath(WORDS).read_text(encoding="utf-8").split())


def _sure(code: str, ratio: float) -> str | None:
    return code if ratio >= CERTAIN else None


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """Load the detector (half a second), once a process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(set(identifier.labels) - _NO_LANGUAGE)
    return identifier
