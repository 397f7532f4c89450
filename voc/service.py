"""The three factors of customer service by channel and agent: speed of response, first contact resolution, attitude."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean, median
from typing import Any

import pyarrow as pa

from voc.effort.contacts import COLUMNS, at_once, issues
from voc.schema import SERVICE
from voc.scored import Scored
from voc.taxonomy import Role, Staff
from voc.units import interaction_index

TIMES = ("first_response_s", "longest_wait_s")


def service(scored: Scored, interactions: pa.Table) -> pa.Table:
    """Summarise the service in each channel and by each agent there, schema ``SERVICE``.

    A row without an agent is the whole channel. Only interactions in which an agent or a bot answers count, and
    they count for each agent who speaks in them. Times are medians in seconds. ``resolved`` is the share of goals
    met among those told of, ``first_contact_resolution`` the share of issues solved in their only contact (see
    ``voc.effort.contacts``), ``attitude`` the mean of what customers say of staff, -1 (all bad) to 1 (all good),
    ``effort`` the mean rating; each null where nothing tells.
    """
    rows = interactions.select([*COLUMNS, *TIMES, "n_agent_turns", "effort"]).to_pylist()
    solved: dict[int, bool | None] = {}
    for issue in issues(rows):
        solved |= dict.fromkeys(issue, at_once([rows[i] for i in issue]))
    groups: dict[tuple[str | None, str | None], list[int]] = {}
    for i, agents in enumerate(_agents(scored)):
        if rows[i]["n_agent_turns"]:
            for agent in (None, *sorted(agents)):
                groups.setdefault((rows[i]["channel"], agent), []).append(i)
    attitudes = _attitudes(scored)
    made = [
        {"channel": channel, "agent": agent}
        | _factors([rows[i] for i in members], [solved[i] for i in members])
        | {"attitude": _mean(value for i in members for value in attitudes[i])}
        for (channel, agent), members in groups.items()
    ]
    made.sort(key=lambda row: (row["channel"] or "", row["agent"] or ""))
    return pa.Table.from_pylist(made, schema=SERVICE)


def _agents(scored: Scored) -> list[set[str]]:
    """Return the names of the agents and bots who speak in each interaction."""
    found: list[set[str]] = [set() for _ in range(scored.n_interactions)]
    roles, speakers = (scored.utterances[name].to_pylist() for name in ("role", "speaker"))
    interactions, _ = interaction_index(scored.utterances)
    for interaction, role, speaker in zip(interactions, roles, speakers, strict=True):
        if role in (Role.AGENT, Role.BOT) and speaker is not None:
            found[interaction].add(speaker)
    return found


def _attitudes(scored: Scored) -> list[list[float]]:
    """Return what the units of each interaction say of staff, -1 or 1."""
    found: list[list[float]] = [[] for _ in range(scored.n_interactions)]
    for interaction, staff in zip(scored.units.interaction, scored.labels["staff"].to_pylist(), strict=True):
        if staff is not None:
            found[interaction].append(float(Staff(staff).polarity))
    return found


def _factors(rows: Sequence[dict[str, Any]], solved: Sequence[bool | None]) -> dict[str, Any]:
    """Summarise a group of interactions."""
    return {
        "n_interactions": len(rows),
        **{name: _median(row[name] for row in rows) for name in TIMES},
        "resolved": _mean(row["resolved"] for row in rows),
        "first_contact_resolution": _mean(solved),
        "effort": _mean(row["effort"] for row in rows),
    }


def _mean(values: Iterable[float | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return fmean(known) if known else None


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None
