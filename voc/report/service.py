"""Customer service in the report: speed of response, solved in one contact, attitude and effort."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from voc.report import words as w

AGENTS_SHOWN = 100


def service_rows(service: pa.Table) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Return the rows of the channels and of the agents, those with most interactions first, and how many agents are.

    Of the agents at most ``AGENTS_SHOWN`` are given.
    """
    rows = sorted(service.to_pylist(), key=lambda row: -(row["n_interactions"] or 0))
    channels = [_row(row) for row in rows if row["agent"] is None]
    agents = [row for row in rows if row["agent"] is not None]
    return channels, [_row(row) for row in agents[:AGENTS_SHOWN]], len(agents)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "channel": w.words(row["channel"]),
        "agent": w.UNKNOWN if row["agent"] is None else w.clean(row["agent"]),
        "n": w.number(row["n_interactions"]),
        "first_response": w.duration(row["first_response_s"]),
        "longest_wait": w.duration(row["longest_wait_s"]),
        "resolved": w.percent(row["resolved"]),
        "first_contact_resolution": w.percent(row["first_contact_resolution"]),
        "attitude": w.signed(row["attitude"], 1),
        "effort": w.number(row["effort"], 1),
    }
