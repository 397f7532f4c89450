"""Ratings as surveys and stores write them: numbers, stars and the words of the five-point scale."""

from __future__ import annotations

import re

from voc.errors import shape
from voc.schema import OUTCOMES

ONE_SCALE = frozenset({"nps", "stars"})
"""Outcomes that are always out of the top of their range; others are kept as exported."""
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

_OUT_OF = r"(?:/|out of|of)\s*(\d+)"
_RATING = re.compile(
    rf"(\d+(?:[.,]\d+)?)\s*(?:(%)|stars?|points?|{_OUT_OF}|[-–—:(=](?:\s*{_OUT_OF})?.*)?", re.IGNORECASE
)
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


def top(value: str) -> float | None:
    """Return the highest rating that a rating says it is out of, None where it says none.

    >>> top("8/10"), top("4 out of 5"), top("4 (of 5)"), top("80%"), top("★★★☆☆")
    (10.0, 5.0, 5.0, 100.0, 5.0)
    >>> top("4"), top("4 stars"), top("10 - Extremely likely"), top("★★★"), top("Promoter")
    (None, None, None, None, None)
    """
    value = value.strip()
    if value and not value.strip("★☆⭐"):
        stars = sum(map(value.count, "★☆⭐"))
        return float(stars) if "☆" in value else None
    match = _RATING.fullmatch(value)
    if not match:
        return None
    return 100.0 if match[2] else next((float(found) for found in match.group(3, 4) if found), None)


def of_another_scale(name: str, value: str) -> str:
    """Return the reason if a rating is out of another number than the outcome, such as 4/10 for ``stars``; else empty.

    Args:
        name: what was asked, in any case; only those of ``ONE_SCALE`` can be of another.
        value: as exported.
    """
    if name.lower() not in ONE_SCALE:
        return ""
    low, high = OUTCOMES[name.lower()]
    same = top(value) in {None, high}
    return "" if same else f"{name} {shape(value)} is not out of {high:g}: convert it to {low:g} to {high:g}"
