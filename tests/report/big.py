"""Scores of many customers, laid out by columns, which takes no time to speak of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from tests.report.tables import scored
from voc.schema import CUSTOMERS, INTERACTIONS, UNITS
from voc.scores import TABLES, Scores

CONTACTS = 3
DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
SAID = "I have rung three times about customer {} and nobody has called me back about the bill, number {}."


def columns(schema, n, **values):
    """Make a table of n rows; columns without values are null."""
    arrays = [pa.array(values[f.name], f.type) if f.name in values else pa.nulls(n, f.type) for f in schema]
    return pa.table(arrays, schema=schema)


def many(n):
    """Make n customers C-00000, C-00001, ... whose risk, 0 to 1, falls with their number; each has three contacts.

    The value at risk rises with the number, and every tenth customer has none. Even ones are angry, odd ones confused.
    """
    ids = [f"C-{i:05}" for i in range(n)]
    risk = [1 - i / n for i in range(n)]
    why = [
        [{"driver": "anger" if i % 2 == 0 else "confusion", "contribution": 2.0},
         {"driver": "gratitude", "contribution": -0.5}]
        for i in range(n)
    ]  # fmt: skip
    customers = columns(
        CUSTOMERS,
        n,
        customer_id=ids,
        n_interactions=[CONTACTS] * n,
        last_at=[DAY + timedelta(days=i % 90) for i in range(n)],
        risk=risk,
        risk_low=[value / 2 for value in risk],
        risk_high=[(1 + value) / 2 for value in risk],
        value_at_risk=[None if i % 10 == 0 else float(i) for i in range(n)],
        reasons=why,
    )
    pairs = [(i, k) for i in range(n) for k in range(CONTACTS)]
    names = [f"5f1c2a7e-{i:05}-{k}" for i, k in pairs]
    interactions = columns(
        INTERACTIONS,
        len(pairs),
        interaction_id=names,
        customer_id=[ids[i] for i, _ in pairs],
        channel=["chat"] * len(pairs),
        started_at=[DAY + timedelta(days=30 * k) for _, k in pairs],
        stage=["billing"] * len(pairs),
        emotion=["anger"] * len(pairs),
        risk=[risk[i] for i, _ in pairs],
        effort=[4.5] * len(pairs),
        resolved=[k == CONTACTS - 1 for _, k in pairs],
        n_agent_turns=[1] * len(pairs),
        n_wait=[k for _, k in pairs],
    )
    units = columns(
        UNITS,
        len(pairs),
        interaction_id=names,
        customer_id=[ids[i] for i, _ in pairs],
        text=[SAID.format(i, k) for i, k in pairs],
        valence=[-0.5] * len(pairs),
        emotion=["anger"] * len(pairs),
        cues=[[]] * len(pairs),
        emotions=[["anger"]] * len(pairs),
    )
    rest = {name: TABLES[name].empty_table() for name in TABLES}
    small = {name: table for name, table in scored().items() if name in ("stages", "drivers")}
    return Scores(rest | small | {"customers": customers, "interactions": interactions, "units": units})
