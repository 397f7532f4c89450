"""Jobs whose truth is known: tables of Scores made from arrays, every column that is not given null."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from voc.schema import CUSTOMERS, DRIVERS, INTERACTIONS, SERVICE, STAGES, UNITS
from voc.scores import Scores


def fill(schema, n, **columns):
    made = {
        field.name: pa.array(columns[field.name], field.type) if field.name in columns else pa.nulls(n, field.type)
        for field in schema
    }
    return pa.table(made, schema=schema)


def job(interaction, customer_of, risk_of=None, customers=None, kind="pyarrow", taxonomy=None, **units):
    """Return scores; ``interaction`` is the interaction of each unit, the others have one value an interaction."""
    n, total = len(customer_of), len(interaction)
    units.setdefault("text", [f"text {i}" for i in range(total)])
    units.setdefault("cues", [[]] * total)
    units.setdefault("emotions", [[]] * total)
    units.setdefault("emotion", ["neutral"] * total)
    ids = [f"i{i}" for i in range(n)]
    tables = {
        "units": fill(
            UNITS,
            total,
            interaction_id=[ids[i] for i in interaction],
            unit_id=[f"u{i}" for i in range(total)],
            **units,
        ),
        "interactions": fill(
            INTERACTIONS,
            n,
            interaction_id=ids,
            customer_id=customer_of,
            risk=np.zeros(n) if risk_of is None else risk_of,
        ),
        "customers": CUSTOMERS.empty_table() if customers is None else customers,
        "stages": STAGES.empty_table(),
        "drivers": DRIVERS.empty_table(),
        "service": SERVICE.empty_table(),
    }
    return Scores(tables, kind, taxonomy)


def feelings(valence):
    """Return the strongest emotion that goes with a valence."""
    return np.select([valence > 0.3, valence < -0.3], ["satisfaction", "frustration"], "neutral").tolist()


def shuffled(scores, seed=0):
    """Return the same job with the rows of its units and interactions in another order."""
    rng = np.random.default_rng(seed)
    tables = dict(scores.tables)
    for name in ("units", "interactions"):
        tables[name] = tables[name].take(pa.array(rng.permutation(tables[name].num_rows)))
    return Scores(tables, taxonomy=scores.taxonomy)


def same(one, two, digits=1e-5):
    """Say whether two tables hold the same, numbers up to rounding of sums in another order."""
    return one.schema == two.schema and _same(one.to_pylist(), two.to_pylist(), digits)


def _same(one, two, digits):
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(_same(one[name], two[name], digits) for name in one)
    if isinstance(one, list):
        return len(one) == len(two) and all(_same(a, b, digits) for a, b in zip(one, two, strict=True))
    return one == two or (isinstance(one, float) and isinstance(two, float) and abs(one - two) <= digits)
