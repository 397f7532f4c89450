"""How much two turns say the same: cosine of their words, and information in common; rare words count more."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

IDF = Path(__file__).parent / "idf.json"
"""Weights of words, see ``voc.training.effort``."""
_WORD = re.compile(r"\w+")

Vector = dict[str, float]
"""A text's words with their weights, of length 1; empty for a text without words."""


def tokens(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text.lower())


def vector(text: str | None) -> Vector:
    """Return the words of a text with weights (1 + ln count) x information (Salton & Buckley 1988, "ltc"), of length 1.

    >>> similarity(vector("my order number is 4412"), vector("Order number 4412, as I said")) > 0.6
    True
    >>> similarity(vector("my order number is 4412"), vector("thank you so much"))
    0.0
    """
    weights, rare = idf()
    counts = Counter(tokens(text or ""))
    raw = {word: (1 + math.log(count)) * weights.get(word, rare) for word, count in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in raw.values()))
    return {word: weight / length for word, weight in raw.items()}


def similarity(a: Vector, b: Vector) -> float:
    """Return the cosine of two vectors, 0 (no word in common) to 1."""
    if len(a) > len(b):
        a, b = b, a
    return sum((weight * b[word] for word, weight in a.items() if word in b), start=0.0)


def shared(a: Vector, b: Vector) -> float:
    """Return the information that two turns have in common: the length of their common words' weights, 0 without any.

    A length rather than a sum, as in the cosine: many words that everybody says do not add up to a rare one.

    >>> shared(vector("Yes please"), vector("yes, please")) < shared(vector("it is 4412"), vector("4412"))
    True
    """
    weights, rare = idf()
    return math.sqrt(sum(weights.get(word, rare) ** 2 for word in a if word in b))


@cache
def idf() -> tuple[Mapping[str, float], float]:
    """Return the information of frequent words in nats, the negative log of how many texts have them; and of others."""
    table = json.loads(IDF.read_text(encoding="utf-8"))
    return table["words"], table["rare"]
