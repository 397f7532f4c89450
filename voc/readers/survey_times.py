"""Times in review and survey exports."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_CLOCK = re.compile(r"[ T,]+(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(?:([AaPp])\.?[Mm]\.?)?\s*(?:\+00:00)?$")
_NUMERIC = re.compile(r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})")
_NAMED = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y")
_MONTHS = 12
_LONGEST = 60
"""Characters of a time, with the month's name and the zone; matching takes more than their square."""


def time(value: str, zone: str = "", month_first: bool | None = None) -> datetime | None:
    """Return a time in UTC, None where it cannot be told.

    Args:
        value: ISO 8601, milliseconds since 1970, a date with slashes, dots or the month's name.
        zone: time zone where the value has none, such as ``America/Denver``; empty for UTC.
        month_first: whether 3/4/2026 is the 4th of March; None leaves it out if both readings are dates.

    >>> time("1772442848000").isoformat(), time("03/13/2026 02:05:00 PM", month_first=True).isoformat()
    ('2026-03-02T09:14:08+00:00', '2026-03-13T14:05:00+00:00')
    >>> time("2026-03-02 09:14:08", "America/Denver").isoformat(), time("3/4/2026")
    ('2026-03-02T16:14:08+00:00', None)
    """
    value = value.strip()
    if len(value) > _LONGEST:
        return None
    try:
        if re.fullmatch(r"\d{12,13}", value):
            return datetime.fromtimestamp(int(value) / 1000, UTC)
        read = _read(value, month_first)
        if read is None:
            return None
        return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone) if zone else UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError, KeyError):  # the last two: no such time zone
        return None


def _read(value: str, month_first: bool | None) -> datetime | None:
    """Read a time as it is written; raises ValueError for one that does not exist."""
    value = re.sub(r"\s*(?:UTC|GMT|Z)$", "+00:00", value)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        clock = _CLOCK.search(value)
    date = _date(value[: clock.start()] if clock else value.removesuffix("+00:00"), month_first)
    if date is None or clock is None:
        return date
    hour, minute, second, half = clock.groups()
    hours = int(hour) % 12 + 12 * (half in "Pp") if half else int(hour)
    return date.replace(hour=hours, minute=int(minute), second=int(second or 0))


def _date(value: str, month_first: bool | None) -> datetime | None:
    """Read a date with slashes, dots or the month's name."""
    match = _NUMERIC.fullmatch(value)
    if match is None:
        words = " ".join(value.replace(",", " ").replace(".", " ").split())
        return next((date for form in _NAMED if (date := _named(words, form)) is not None), None)
    first, mark, second, last = match.groups()
    if int(first) > _MONTHS * 100:  # 2026/3/4
        return datetime(int(first), int(second), int(last))
    if mark == "." or int(first) > _MONTHS:
        month_first = False
    elif int(second) > _MONTHS or first == second:
        month_first = True
    if month_first is None:
        return None
    month, day = (first, second) if month_first else (second, first)
    year = int(last) if int(last) > 99 else 2000 + int(last)  # noqa: PLR2004
    return datetime(year, int(month), int(day))


def _named(date: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(date, form)
    except ValueError:
        return None
