"""Effort over time: customers who come back about the same matter, and how long it took to get it solved.

An issue is a chain of contacts of one customer about the same stage and owner, each within ``WINDOW`` of the one
before. Only the past decides whether a contact is a repeated one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import fmean
from typing import Any

WINDOW = timedelta(days=7)
"""Longest time between two contacts about one matter. Source: the usual window of the repeat contact proxy for first
contact resolution (aicxstack.com/glossary/first-contact-resolution)."""

COLUMNS = ("customer_id", "started_at", "duration_s", "channel", "stage", "owner", "resolved")
"""Columns of an interaction that tell."""
Row = Mapping[str, Any]
"""An interaction with ``COLUMNS``."""


def issues(rows: Sequence[Row]) -> list[list[int]]:
    """Group interactions into issues.

    Args:
        rows: interactions.

    Returns:
        Indices of each issue's contacts in order of time. Without a customer, a time, a stage or an owner nothing tells
        what belongs together: such an interaction is an issue of its own.
    """
    known = [i for i, row in enumerate(rows) if row["customer_id"] is not None and row["started_at"] is not None]
    known.sort(key=lambda i: rows[i]["started_at"])
    timed = set(known)
    found = [[i] for i in range(len(rows)) if i not in timed]
    latest: dict[tuple[str, str, str], list[int]] = {}
    for i in known:
        row = rows[i]
        if row["stage"] is None or row["owner"] is None:
            found.append([i])
            continue
        about = (row["customer_id"], row["stage"], row["owner"])
        issue = latest.get(about)
        if issue is None or row["started_at"] - rows[issue[-1]]["started_at"] > WINDOW:
            issue = latest[about] = []
            found.append(issue)
        issue.append(i)
    return found


def by_customer(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """Summarise the issues of each customer.

    Returns:
        ``n_repeat_contacts``: contacts after the first about an issue. ``n_channel_switches``: those of them in another
        channel than the one before. ``first_contact_resolution``: share of issues solved in their only contact, among
        those whose first contact tells whether the goal was met or that took more than one. ``time_to_resolution_s``:
        mean seconds from the first contact to the end of the one with the goal met, null where no issue was solved or
        no times are known.
    """
    groups: dict[str, list[list[int]]] = {}
    for issue in issues(rows):
        customer = rows[issue[0]]["customer_id"]
        if customer is not None:
            groups.setdefault(customer, []).append(issue)
    return {customer: _summary([[rows[i] for i in issue] for issue in own]) for customer, own in groups.items()}


def _summary(own: Sequence[Sequence[Row]]) -> dict[str, Any]:
    solved_at_once = [once for issue in own if (once := at_once(issue)) is not None]
    times = [time for issue in own if (time := _time(issue)) is not None]
    pairs = [(a["channel"], b["channel"]) for issue in own for a, b in pairwise(issue)]
    return {
        "n_repeat_contacts": len(pairs),
        "n_channel_switches": sum(a != b for a, b in pairs if None not in (a, b)),
        "first_contact_resolution": fmean(solved_at_once) if solved_at_once else None,
        "time_to_resolution_s": fmean(times) if times else None,
    }


def at_once(issue: Sequence[Row]) -> bool | None:
    """Return whether an issue was solved in its only contact; null where one contact does not tell."""
    return False if len(issue) > 1 else issue[0]["resolved"]


def _time(issue: Sequence[Row]) -> float | None:
    """Return the seconds to the end of the first contact that solved the issue."""
    start: datetime | None = issue[0]["started_at"]
    solved = next((row for row in issue if row["resolved"]), None)
    if start is None or solved is None:
        return None
    return float((solved["started_at"] - start).total_seconds() + (solved["duration_s"] or 0.0))
