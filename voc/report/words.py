"""Labels and numbers as people read them; shared by the report, the pictures and the view of one analysis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from voc.schema import BASELINE, POPULATION
from voc.taxonomy import Cue, Emotion, Label, OwnCue, Stage, names

UNKNOWN = "–"
"""Shown for null: unknown is neither zero nor neutral."""
REASONS = 3
QUOTES, QUOTE_LENGTH = 3, 300
_EVERYBODY = {BASELINE, POPULATION}
_ZERO_WIDTH_JOINER = "\u200d"
_DRIVERS = {
    "goal_met": "goal met",
    "goal_unmet": "goal not met",
    "expectation_exceeded": "better than expected",
    "expectation_missed": "worse than expected",
    "staff_positive": "helpful staff",
    "staff_negative": "unhelpful staff",
    "intent_leave": "says they will leave",
    "intent_stay": "says they will stay",
    "intent_recommend": "recommends to others",
    "intent_warn": "warns others",
    "intent_escalate": "takes the complaint further",
    "effort": "high effort",
    "ease": "little effort",
    "negative_valence": "negative tone",
    "positive_valence": "positive tone",
}


def clean(text: str) -> str:
    r"""Replace what could steer a terminal or turn a line around (control and bidi characters) with a blank.

    The length stays, so offsets still hold. The joiner inside emoji is kept.

    >>> clean("a\x1b[31mb")
    'a [31mb'
    """
    return "".join(c if c.isprintable() or c == _ZERO_WIDTH_JOINER else " " for c in text)


def words(label: str | None) -> str:
    """Return a label in words.

    >>> words("repeat_contact"), words(None)
    ('repeat contact', '–')
    """
    return UNKNOWN if label is None else clean(label).replace("_", " ")


def driver(name: str) -> str:
    """Return the driver of a reason in words.

    >>> driver("goal_unmet"), driver("anger")
    ('goal not met', 'anger')
    """
    return _DRIVERS.get(name, words(name))


def problem(cue: str | None, emotion: str | None) -> str:
    """Name a problem after its cue, its emotion, or both.

    >>> problem("wait", None), problem(None, "anger"), problem("wait", "anger")
    ('wait', 'anger', 'wait with anger')
    """
    told = [words(label) for label in (cue, emotion) if label is not None]
    return " with ".join(told) or UNKNOWN


def polarity(kind: Iterable[Label | OwnCue], name: str) -> int:
    """Return -1 bad, 0 neither, 1 good; 0 for neutral and for labels of a user's own model.

    >>> polarity(Cue, "wait"), polarity(Emotion, "neutral")
    (-1, 0)
    """
    return {label.value: label.polarity for label in kind}.get(name, 0)


def along_journey(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of a table of stages in the order of the journey, which is the table's for a user's own stages.

    >>> along_journey([{"stage": "exit"}, {"stage": "usage"}])
    [{'stage': 'usage'}, {'stage': 'exit'}]
    """
    order = names(Stage)
    if any(row["stage"] not in order for row in rows):
        return rows
    return sorted(rows, key=lambda row: order.index(row["stage"]))


def known(value: float | None) -> bool:
    """Return whether there is a number: neither null nor NaN."""
    return value is not None and not math.isnan(value)


def percent(value: float | None, digits: int = 0) -> str:
    """Return a share or probability in percent.

    >>> percent(0.3086), percent(None)
    ('31%', '–')
    """
    return f"{value * 100:.{digits}f}%" if value is not None and known(value) else UNKNOWN


def interval(low: float | None, high: float | None) -> str:
    """Return the interval of a probability; empty when it is not known.

    >>> interval(0.25, 0.37), interval(None, 0.4)
    ('25–37%', '')
    """
    if low is None or high is None or not (known(low) and known(high)):
        return ""
    return f"{low * 100:.0f}–{high * 100:.0f}%"


def signed(value: float | None, digits: int = 2, minus: str = "\N{MINUS SIGN}") -> str:
    """Return a number that always shows its sign, except for zero.

    >>> signed(0.131), signed(-0.001, minus="-"), signed(None)
    ('+0.13', '0.00', '–')
    """
    if value is None or not known(value):
        return UNKNOWN
    text = f"{value:+.{digits}f}"
    return text[1:] if not float(text) else text.replace("-", minus)


def points(value: float | None, digits: int = 2) -> str:
    """Return a difference of probabilities in percentage points, with its sign.

    >>> points(0.0044)
    '+0.44'
    """
    return signed(None if value is None else value * 100, digits)


def signed_interval(low: float | None, high: float | None, scale: float = 1.0) -> str:
    """Return the interval of a number that shows its sign; empty when it is not known.

    >>> signed_interval(-0.3, 0.05)
    '−0.30 to +0.05'
    """
    if low is None or high is None or not (known(low) and known(high)):
        return ""
    return f"{signed(low * scale)} to {signed(high * scale)}"


def quotes(texts: Iterable[str] | None, limit: int = QUOTES, length: int = QUOTE_LENGTH) -> list[str]:
    """Return quotes that cannot fill the page, nor turn its lines around; blank ones are left out.

    >>> quotes(["one", " ", "three hundred"], length=6)
    ['one', 'three…']
    """
    cleaned = (clean(text).strip() for text in texts or ())
    return [text if len(text) <= length else text[: length - 1].rstrip() + "…" for text in cleaned if text][:limit]


def percent_points(value: float | None) -> str:
    """Return a balance of shares in whole percentage points, with its sign.

    >>> percent_points(-0.011)
    '−1 point'
    """
    told = signed(None if value is None else value * 100, 0)
    unit = "point" if told[1:] == "1" else "points"
    return told if told == UNKNOWN else f"{told} {unit}"


def duration(seconds: float | None) -> str:
    """Return a time in the largest unit of which it has one at least.

    >>> duration(11), duration(853.5), duration(7200), duration(218203), duration(None)
    ('11 s', '14 min', '2.0 h', '2.5 days', '–')
    """
    if seconds is None or not known(seconds):
        return UNKNOWN
    for size, name, digits in ((86400.0, "days", 1), (3600.0, "h", 1), (60.0, "min", 0)):
        if seconds >= size:
            return f"{seconds / size:,.{digits}f} {name}"
    return f"{seconds:.0f} s"


def capital(text: str) -> str:
    """Return a text with its first letter in upper case.

    >>> capital("customer service")
    'Customer service'
    """
    return text[:1].upper() + text[1:]


def number(value: float | None, digits: int = 0) -> str:
    """Return a number with separated thousands.

    >>> number(12345.6), number(4.18, 1), number(None)
    ('12,346', '4.2', '–')
    """
    return f"{value:,.{digits}f}" if value is not None and known(value) else UNKNOWN


def day(time: datetime | None) -> str:
    """Return the date of a time, year first, since day and month are read differently around the world."""
    return time.strftime("%Y-%m-%d") if time is not None else UNKNOWN


def top_reasons(reasons: Iterable[Mapping[str, object]] | None, limit: int = REASONS) -> list[tuple[str, float]]:
    """Return the strongest reasons as words and contribution; what holds for everybody is no reason.

    Args:
        reasons: rows of driver and contribution, any order.
        limit: how many.
    """
    told = [
        (driver(str(row["driver"])), float(str(row["contribution"])))
        for row in reasons or ()
        if row["driver"] not in _EVERYBODY and row["contribution"]
    ]
    return sorted(told, key=lambda reason: -abs(reason[1]))[:limit]


def strongest_cue(
    cues: Sequence[str] | None,
    emotions: Mapping[str, float | None] | None,
    sign: int,
    kinds: Iterable[Label | OwnCue] = Cue,
) -> str:
    """Name what made a stage bad (sign -1) or good (1).

    Args:
        cues: cues of the stage, commonest first.
        emotions: share of each emotion, asked where no cue fits.
        sign: -1 or 1.
        kinds: all cues there are.
    """
    fitting = [cue for cue in cues or () if polarity(kinds, cue) == sign]
    if fitting:
        return words(fitting[0])
    shares = {name: share or 0.0 for name, share in (emotions or {}).items() if polarity(Emotion, name) == sign}
    strongest = max(shares, key=lambda name: shares[name], default=None)
    return words(strongest) if strongest is not None and shares[strongest] > 0 else ""
