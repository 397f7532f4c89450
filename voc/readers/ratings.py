"""Ratings as surveys and stores write them: numbers, stars and the words of the five-point scale."""

from __future__ import annotations

import re

_WORDS = {
    "very satisfied": 5.0,
    "extremely satisfied": 5.0,
    "satisfied": 4.0,
    "somewhat satisfied": 4.0,
    "neutral": 3.0,
    "neither satisfied nor dissatisfied": 3.0,
    "dissatisfied": 2.0,
    "somewhat dissatisfied": 2.0,
    "very dissatisfied": 1.0,
    "extremely dissatisfied": 1.0,
}

_RATING = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:%|stars?|points?|(?:/|out of|of)\s*\d+|[-–—:(=].*)?", re.IGNORECASE)
NOT_ANSWERED = frozenset(
    {"", "n/a", "na", "none", "null", "nan", "-", "–", "not answered", "no answer", "not applicable"}
)


def rating(value: str) -> float | None:
    """Return a rating, None where there is none.

    >>> rating("4"), rating("4,5"), rating("8/10"), rating("10 - Extremely likely"), rating("★★★☆☆")
    (4.0, 4.5, 8.0, 10.0, 3.0)
    >>> rating("Somewhat satisfied"), rating("Promoter"), rating("3 weeks late")
    (4.0, None, None)
    """
    value = value.strip()
    if value and not value.strip("★☆⭐"):
        return float(value.count("★") + value.count("⭐"))
    match = _RATING.fullmatch(value)
    return float(match[1].replace(",", ".")) if match else _WORDS.get(value.lower())
