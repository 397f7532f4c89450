"""Effort of an interaction: expressed in the customer's words, and observed in the shape of the conversation.

Ratings go from 1 (very easy) to 5 (very hard) and are null without evidence, as in the annotation guidelines.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from voc.taxonomy import Role
from voc.text import normalize

ONE_EVENT, SEVERAL_EVENTS = 4.0, 5.0
"""Rating of one negative cue and of several. Source: house rules of the annotation guidelines."""
REPEAT_WORDS = 4
"""Words from which a customer's turn that comes again word for word counts as repeated information: shorter ones are
answers ("yes please"). Source: ``voc.text.MIN_UNIT_TOKENS``, the shortest unit with content."""


def expressed(ratings: Sequence[float | None]) -> float | None:
    """Return the mean rating of the units that give evidence; null when none does."""
    known = [rating for rating in ratings if rating is not None]
    return sum(known) / len(known) if known else None


def observed(roles: Sequence[str], speakers: Sequence[str | None], texts: Sequence[str | None]) -> float | None:
    """Rate what the conversation shows by itself: hand-overs between agents and turns said again word for word.

    Args:
        roles: who spoke, one an utterance, in order.
        speakers: name of the speaker, or None.
        texts: what was said, or None.

    >>> observed(["customer", "agent", "agent"], [None, "Ann", "Bo"], ["hello", "hi", "hi"])
    4.0
    >>> observed(["customer", "agent"], [None, "Ann"], ["hello", "hi"]) is None
    True
    """
    agents = [s for role, s in zip(roles, speakers, strict=True) if role == Role.AGENT and s is not None]
    transfers = sum(before != after for before, after in pairwise(agents))
    turns = [
        tuple(normalize(text).text.lower().split())
        for role, text in zip(roles, texts, strict=True)
        if role == Role.CUSTOMER and text
    ]
    turns = [words for words in turns if len(words) >= REPEAT_WORDS]
    events = transfers + len(turns) - len(set(turns))
    if not events:
        return None
    return ONE_EVENT if events == 1 else SEVERAL_EVENTS


def overall(said: float | None, seen: float | None) -> float | None:
    """Combine expressed and observed effort: the higher one, since observed events only ever show effort, never ease.

    >>> overall(2.0, 4.0), overall(None, None)
    (4.0, None)
    """
    return max((rating for rating in (said, seen) if rating is not None), default=None)


def to_ces(rating: float) -> float:
    """Map a rating to the Customer Effort Score of 1 (very hard) to 7 (very easy), linearly.

    >>> to_ces(1.0), to_ces(3.0), to_ces(5.0)
    (7.0, 4.0, 1.0)
    """
    return 7 - (rating - 1) * 1.5


def to_ease(rating: float) -> float:
    """Map a rating to the scale of -5 (very hard) to 5 (very easy), linearly.

    >>> to_ease(1.0), to_ease(3.0), to_ease(5.0)
    (5.0, 0.0, -5.0)
    """
    return (3 - rating) * 2.5
