"""What customers answered or did, and which of it is bad: the conventions of each question, with their sources."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from voc.errors import InputError, shape
from voc.frames import is_missing
from voc.readers.ratings import NOT_ANSWERED, of_another_scale, rating
from voc.schema import OUTCOMES

Level = Literal["interaction", "customer"]
"""What an answer is about."""
Bad = Literal["low", "high"]
"""Which answers are bad."""

_YES = frozenset({"yes", "y", "true", "t"})
_NO = frozenset({"no", "n", "false", "f"})
HALFWAY = 0.5
"""Between no, 0, and yes, 1."""
NPS_DETRACTOR = 6
"""Detractors answer 0 to 6 (Reichheld 2003, "The one number you need to grow", Harvard Business Review 81(12))."""
CSAT_TOPS = (5, 7, 10, 100)
"""Highest answers of the usual satisfaction scales, see ``voc.schema.OUTCOMES``."""
CES_1_TOP = 5
"""The first Customer Effort Score runs from 1 to 5, 5 being hardest (Dixon, Freeman & Toman 2010, Harvard Business
Review 88(7)); the second from 1 to 7, 7 being easiest (Dixon, Toman & DeLisi 2013, The Effortless Experience)."""
CES_1 = "the harder half of 1 to 5, Dixon, Freeman & Toman 2010"
CES_2 = "the harder half of 1 to 7, Dixon, Toman & DeLisi 2013"
MIDDLE = "the middle answer is neither good nor bad (Likert 1932)"
STARS = "1 and 2 stars are negative (Zhang, Zhao & LeCun 2015, arXiv:1509.01626)"


@dataclass(frozen=True)
class Rule:
    """Which answers are bad.

    Attributes:
        name: what was asked.
        bad: side of the limit that is bad.
        limit: from where on answers are bad.
        inclusive: whether the limit itself is bad.
        told: which these are in words, with the source.
    """

    name: str
    bad: Bad
    limit: float
    inclusive: bool
    told: str

    def is_bad(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which answers are bad."""
        beyond: NDArray[np.bool_] = values < self.limit if self.bad == "low" else values > self.limit
        return beyond | (values == self.limit) if self.inclusive else beyond

    def __str__(self) -> str:
        """Return the rule in words."""
        return f"{self.name} {self.told}"


def answer(value: object, name: str = "") -> float | None:
    """Return an answer as a number, yes as 1 and no as 0; None where there is none.

    Args:
        value: the answer.
        name: what was asked; ``nps`` and ``stars``, in any case, are out of 10 and 5.

    Raises:
        InputError: if it is neither a number, a rating nor yes or no, or out of another number than what was asked is.

    >>> answer(True), answer("No"), answer("8/10"), answer("n/a"), answer(float("nan"))
    (1.0, 0.0, 8.0, None, None)
    """
    if is_missing(value):
        return None
    if isinstance(value, (bool, int, float)):
        return float(value)
    text = str(value).strip().lower()
    if text in NOT_ANSWERED:
        return None
    if text in _YES | _NO:
        return float(text in _YES)
    number = rating(text)
    if number is None:
        raise InputError(f"outcome {shape(value)} is neither a number nor yes or no")
    if reason := of_another_scale(name, text):
        raise InputError(reason)
    return number


def rule(name: str, values: NDArray[np.float64], threshold: float | None = None, bad: Bad | None = None) -> Rule:
    """Say which answers are bad.

    Args:
        name: what was asked; ``nps``, ``csat``, ``ces`` and ``stars``, in any case, have a convention.
        values: all answers, at least one, no NaN.
        threshold: limit of the user's own, itself bad; None follows the convention.
        bad: side of the user's own; None is ``low``, and ``high`` for yes and no.

    Raises:
        InputError: if ``bad`` is no side, there is no convention, or the answers do not tell the scale; the message
            says what to pass.
    """
    if bad is not None and bad not in get_args(Bad):
        raise InputError(f"bad is {bad!r}: pass 'low' or 'high'")
    kind = name.lower()
    low, high = OUTCOMES.get(kind, (-math.inf, math.inf))
    if values.min() < low or values.max() > high:
        found = values.min() if values.min() < low else values.max()
        raise InputError(f"{name} has an answer {found:g}, but runs from {low:g} to {high:g}")
    yes_or_no = kind not in OUTCOMES and bool(np.isin(values, (0, 1)).all())
    side: Bad = bad or ("high" if yes_or_no else "low")
    if threshold is not None:
        told = f"{threshold:g} or {'more' if side == 'high' else 'less'}"
        return Rule(name, side, threshold, inclusive=True, told=told)
    if kind in OUTCOMES:
        return _convention(name, kind, values, bad)
    if not yes_or_no:
        raise InputError(
            f"{name} has answers from {values.min():g} to {values.max():g}, and no convention says which are bad: pass "
            f"threshold (and bad), or name the question: {', '.join(OUTCOMES)}"
        )
    return Rule(name, side, HALFWAY, inclusive=False, told="yes" if side == "high" else "no")


def _convention(name: str, kind: str, values: NDArray[np.float64], bad: Bad | None) -> Rule:
    """Return the convention of a known question."""
    if bad == "high" and kind != "ces":
        raise InputError(f"high answers of {name} are good by convention: pass threshold with bad='high' to turn it")
    if kind == "nps":
        return Rule(
            name, "low", NPS_DETRACTOR, inclusive=True, told=f"{NPS_DETRACTOR} or less (detractors, Reichheld 2003)"
        )
    if kind == "stars":
        return Rule(name, "low", 3.0, inclusive=False, told=f"below 3 ({STARS})")
    if kind == "ces":
        return _effort_score(name, values, bad)
    top = next(top for top in CSAT_TOPS if values.max() <= top)
    bottom = 0 if top == CSAT_TOPS[-1] or values.min() < 1 else 1
    middle = (bottom + top) / 2
    why = f"the lower half of {bottom} to {top}, by the highest answer {values.max():g}; {MIDDLE}"
    return Rule(name, "low", middle, inclusive=False, told=f"below {middle:g} ({why})")


def _effort_score(name: str, values: NDArray[np.float64], bad: Bad | None) -> Rule:
    """Return which answers mean much effort; up to 5, the answers do not tell which of the two scores they are."""
    if bad == "high":
        if values.max() > CES_1_TOP:
            raise InputError(f"{name} has answers over {CES_1_TOP}, where high ones are easy: leave bad out")
        return Rule(name, "high", 3.0, inclusive=False, told=f"above 3 ({CES_1})")
    if bad is None and values.max() <= CES_1_TOP:
        raise InputError(
            f"{name} has answers up to {values.max():g}, which fit both effort scores: pass bad='high' for the one "
            "from 1 to 5 where 5 is hardest, bad='low' for the one from 1 to 7 where 7 is easiest"
        )
    return Rule(name, "low", 4.0, inclusive=False, told=f"below 4 ({CES_2})")
