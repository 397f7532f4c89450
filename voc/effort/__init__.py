"""Effort of an interaction: expressed in the customer's words, and seen in the shape of the conversation.

Ratings go from 1 (very easy) to 5 (very hard) and are null without evidence, as in the annotation guidelines.
"""

from __future__ import annotations


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
