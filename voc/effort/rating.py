"""One rating of 1 to 5 out of what the customer said and what was seen, with contributions that add up.

On the log-odds scale of ``(rating - 1) / 4`` every piece of evidence has a contribution, and their sum is the rating.
The weights were fitted on conversations labelled for the project, none below 0: no event ever lowers the rating.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from voc.arrays import Floats
from voc.effort.fitted import fitted
from voc.schema import Seen
from voc.taxonomy import Event

BASELINE, EXPRESSED, UNRESOLVED = "baseline", "expressed", "unresolved"
EDGE = 0.05
"""Ratings closer than this to 1 or 5, as a share of the scale, count as this close: log-odds would be infinite."""

Contributions = dict[str, float]
"""Log-odds by driver, strongest first; their sum is the log-odds of the rating."""


def log_odds(rating: ArrayLike) -> Floats:
    """Return the log-odds of ratings.

    >>> log_odds([3.0, 4.0]).round(3).tolist()
    [0.0, 1.099]
    """
    share = np.clip((np.asarray(rating) - 1) / 4, EDGE, 1 - EDGE)
    odds: Floats = np.log(share / (1 - share))
    return odds


def evidence(said: float | None, seen: Sequence[Seen], resolved: bool | None) -> dict[str, float]:
    """Return what a conversation shows, as numbers that its weights multiply.

    The number of turns is left out on purpose: in the conversations that the weights were fitted on, the laborious ones
    are longer, but elsewhere long ones may just have much to book.
    """
    counts = Counter(found.event for found in seen)
    return {
        BASELINE: 1.0,
        EXPRESSED: 0.0 if said is None else float(log_odds(said)),
        **{event.value: float(counts[event]) for event in Event},
        UNRESOLVED: float(resolved is False),
    }


def rate(
    said: float | None, seen: Sequence[Seen], resolved: bool | None, answered: bool
) -> tuple[float | None, Contributions]:
    """Rate an interaction.

    Args:
        said: the rating that the customer's words express; None without evidence.
        seen: events.
        resolved: whether the customer's goal was met in the end; None when it cannot be told.
        answered: whether somebody answered, so that it is a conversation and its shape tells of effort.

    Returns:
        The rating, None without evidence; and the contributions. Without a conversation the words alone tell.
    """
    if not answered:
        return said, {} if said is None else {EXPRESSED: float(log_odds(said))}
    weights = fitted()["weights"]
    values = evidence(said, seen, resolved)
    parts = {name: weights[name] * value for name, value in values.items() if weights[name] * value}
    return rating_of(sum(parts.values())), dict(sorted(parts.items(), key=lambda part: -abs(part[1])))


def rating_of(total: float) -> float:
    """Return the rating of log-odds."""
    return 1 + 4 / (1 + math.exp(-total))
