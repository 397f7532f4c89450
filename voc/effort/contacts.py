"""Effort over time: customers who come back about the same matter, and how long it took to get it solved.

An issue is a chain of contacts of one customer about the same stage and owner, each within ``WINDOW`` of the one
before. Only the past decides whether a contact is a repeated one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.arrays import Floats, Ints, first, floats, mean, nullable, numbered, seconds_from, times

WINDOW = np.timedelta64(7, "D")
"""Longest time between two contacts about one matter. Source: the usual window of the repeat contact proxy for first
contact resolution (aicxstack.com/glossary/first-contact-resolution)."""

COLUMNS = ("customer_id", "started_at", "duration_s", "channel", "stage", "owner", "resolved")
"""Columns of an interaction that tell."""
SUMMARY = pa.schema(
    [
        ("customer_id", pa.string()),
        ("n_repeat_contacts", pa.int32()),
        ("n_channel_switches", pa.int32()),
        ("first_contact_resolution", pa.float64()),
        ("time_to_resolution_s", pa.float64()),
    ]
)
"""What is known of a customer's contacts."""


@dataclass(frozen=True)
class Issues:
    """Interactions grouped into issues.

    Attributes:
        contact: rows of the interactions, issue after issue, the contacts of each in order of time.
        issue: issue of each contact, from 0, not decreasing.
        at_once: whether each issue was solved in its only contact, 0 or 1; NaN where one contact does not tell.
    """

    contact: Ints
    issue: Ints
    at_once: Floats

    def of_interactions(self) -> Ints:
        """Return the issue of each interaction, in the order of the interactions."""
        placed = np.empty_like(self.issue)
        placed[self.contact] = self.issue
        return placed


def issues(interactions: pa.Table) -> Issues:
    """Group interactions into issues.

    Without a customer, a time, a stage or an owner nothing tells what belongs together: such an interaction is an issue
    of its own. Contacts at the same time come in the order of ``resolved`` (no, yes, not known), duration and channel,
    so that the order of the rows does not matter.

    Args:
        interactions: with ``COLUMNS`` of the schema ``INTERACTIONS``.
    """
    time = times(interactions["started_at"])
    about = np.stack([numbered(interactions[name])[0] for name in ("owner", "stage", "customer_id")])
    known = ~np.isnat(time) & (about >= 0).all(0)
    rows, alone = np.flatnonzero(known), np.flatnonzero(~known)
    ties = (_alphabetical(interactions["channel"]), *(floats(interactions[n]) for n in ("duration_s", "resolved")))
    rows = rows[np.lexsort((*(tie[rows] for tie in ties), time[rows], *about[:, rows]))]
    goes_on = (about[:, rows[1:]] == about[:, rows[:-1]]).all(0) & (np.diff(time[rows]) <= WINDOW)
    chained = np.cumsum(np.append(True, ~goes_on)[: len(rows)]) - 1
    n = len(alone) + (chained[-1] + 1 if len(rows) else 0)
    contact = np.concatenate([rows, alone])
    issue = np.concatenate([chained, np.arange(n - len(alone), n)])
    only = np.bincount(issue, minlength=n) == 1
    at_once = np.where(only, floats(interactions["resolved"])[contact[first(issue, n)]], 0.0)
    return Issues(contact, issue, at_once)


def _alphabetical(column: pa.ChunkedArray) -> Ints:
    """Number the values of a column in alphabetic order, null last."""
    number, values = numbered(column)
    rank = np.append(np.argsort(pc.sort_indices(values).to_numpy()), len(values))
    return rank[number]


def summaries(interactions: pa.Table) -> pa.Table:
    """Summarise the issues of each customer, in order of their first row, schema ``SUMMARY``.

    ``n_repeat_contacts``: contacts after the first about an issue. ``n_channel_switches``: those of them in another
    channel than the one before. ``first_contact_resolution``: share of issues solved in their only contact, among those
    whose first contact tells whether the goal was met or that took more than one. ``time_to_resolution_s``: mean
    seconds from the first contact to the end of the one with the goal met, null where no issue was solved or no times
    are known.

    Args:
        interactions: with ``COLUMNS`` of the schema ``INTERACTIONS``.
    """
    found = issues(interactions)
    customer, ids = numbered(interactions["customer_id"])
    n, opening = len(ids), found.contact[first(found.issue, len(found.at_once))]
    known = np.flatnonzero(customer[opening] >= 0)
    whose = customer[opening[known]]

    before, again = found.contact[:-1], found.contact[1:]
    repeated = found.issue[1:] == found.issue[:-1]
    channel, _ = numbered(interactions["channel"])
    switched = repeated & (channel[again] != channel[before]) & (channel[again] >= 0) & (channel[before] >= 0)
    columns = {
        "customer_id": ids,
        "n_repeat_contacts": pa.array(np.bincount(customer[again[repeated]], minlength=n)),
        "n_channel_switches": pa.array(np.bincount(customer[again[switched]], minlength=n)),
        "first_contact_resolution": nullable(mean(whose, found.at_once[known], n)),
        "time_to_resolution_s": nullable(mean(whose, _times(interactions, found)[known], n)),
    }
    return pa.table({field.name: columns[field.name].cast(field.type) for field in SUMMARY}, schema=SUMMARY)


def _times(interactions: pa.Table, found: Issues) -> Floats:
    """Return the seconds from the start of each issue to the end of the first contact that solved it."""
    started, n = times(interactions["started_at"]), len(found.at_once)
    solved = np.flatnonzero(floats(interactions["resolved"])[found.contact] == 1)
    issue, seconds = found.issue[solved], np.full(n, np.nan)
    ends = first(issue, n)
    some = np.flatnonzero(ends >= 0)
    opening, closing = found.contact[first(found.issue, n)[some]], found.contact[solved[ends[some]]]
    lasted = np.nan_to_num(floats(interactions["duration_s"])[closing])
    seconds[some] = seconds_from(started[opening], started[closing]) + lasted
    return seconds
