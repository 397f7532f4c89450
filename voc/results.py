"""Lays scored units out: as rows of the table of units, and as the objects of an analysis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from voc.journey.renamed import renamed
from voc.journey.rollups import Rollups
from voc.language import NOT_ENGLISH
from voc.risk.features import signals_column
from voc.schema import UNITS, Analysis, Reason, Seen, Unit
from voc.scored import Scored
from voc.taxonomy import Event, Role
from voc.touchpoints import find as find_touchpoints

NOT_CUSTOMER = "not a customer turn"
"""``null_reason`` of what somebody else says."""


def explain_nulls(
    labels: pa.Table, language: Sequence[str | None], customer: NDArray[np.bool_] | None = None
) -> pa.Table:
    """Say which units are null because of their language, or because somebody else speaks."""
    others = pa.array([code and f"{NOT_ENGLISH} ({code})" for code in language], pa.string())
    reasons = pc.coalesce(others, labels["null_reason"])
    if customer is not None:
        reasons = pc.if_else(pa.array(customer), reasons, NOT_CUSTOMER)
    return labels.set_column(labels.schema.get_field_index("null_reason"), "null_reason", reasons)


def units_table(scored: Scored) -> pa.Table:
    """Lay the units out, schema ``UNITS``."""
    units = scored.units
    given = ("interaction_id", "customer_id", "role", "channel", "timestamp")
    rows = scored.utterances.select(given).take(pa.array(units.utterance))
    first = np.searchsorted(units.interaction, units.interaction)
    numbers = pa.array(np.arange(len(units)) - first).cast(pa.string())
    columns = {name: rows[name] for name in given}
    columns["unit_id"] = pc.binary_join_element_wise(rows["interaction_id"], numbers, ":")
    columns["text"] = pa.array(units.text, pa.string())
    columns |= {"start": pa.array(units.start.astype(np.int32)), "end": pa.array(units.end.astype(np.int32))}
    columns |= {name: scored.labels[name] for name in scored.labels.column_names}
    touchpoints = find_touchpoints(units.to_score(), rows["channel"].to_pylist())
    columns["touchpoint"] = pa.array(touchpoints, pa.string())
    columns["signals"] = signals_column(scored.signals, scored.predictions.scored)
    return pa.table({name: columns[name] for name in UNITS.names}, schema=UNITS)


def _reasons(rows: list[dict[str, Any]] | None) -> tuple[Reason, ...]:
    """Build the reasons of a table's cell."""
    return tuple(Reason(row["driver"], row["contribution"]) for row in rows or ())


def analysis(row: dict[str, Any], units: tuple[Unit, ...]) -> Analysis:
    """Build the analysis of one interaction from its row of ``INTERACTIONS`` and its units."""
    names = ("emotion", "valence", "effort", "stage", "owner", "resolved", "risk")
    return Analysis(
        units=units,
        reasons=_reasons(row["reasons"]),
        effort_reasons=_reasons(row["effort_reasons"]),
        events=tuple(Seen(Event(seen["event"]), seen["turn"], seen["of"]) for seen in row["events"]),
        **{name: row[name] for name in names},
    )


def units_of(scored: Scored, taxonomy: Rollups) -> tuple[Unit, ...]:
    """Build the unit objects of all interactions, in order."""
    roles = scored.utterances["role"].to_pylist()
    units = scored.units
    first_rows = units.first_rows[units.interaction]
    made = []
    for i, row in enumerate(renamed(scored.labels, taxonomy).to_pylist()):
        made.append(
            Unit(
                text=units.text[i] or "",
                role=Role(roles[units.utterance[i]]),
                utterance=int(units.utterance[i] - first_rows[i]),
                start=int(units.start[i]),
                end=int(units.end[i]),
                cues=tuple(scored.predictions.cues[i]),
                emotions=tuple(row["emotions"] or ()),
                intents=tuple(row["intents"] or ()),
                labels=tuple(label["label"] for label in row["labels"] or ()),
                **{
                    name: row[name]
                    for name in (
                        *("valence", "emotion", "intensity", "effort", "stage", "goal"),
                        *("expectation", "staff", "owner", "risk", "null_reason", "unusual"),
                    )
                },
            )
        )
    return tuple(made)
