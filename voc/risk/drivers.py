"""Drivers and roadmap: how much average risk, and how much value at risk, would fall if a problem went away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.arrays import Floats, Ints, add, distinct, floats
from voc.errors import InputError
from voc.journey.evidence import Evidence
from voc.journey.intervals import Interval
from voc.journey.owners import commonest
from voc.journey.quotes import QUOTES, listed
from voc.journey.rollups import Rollups
from voc.journey.spreads import SPREADS
from voc.risk.model import RiskModel
from voc.risk.problems import Problems, labels, problems
from voc.risk.removal import SIGNAL_COLUMNS, Falls, falls
from voc.risk.shares import SIZES, shares, sizes, totals
from voc.schema import DRIVERS
from voc.sums import lists, matrix
from voc.taxonomy import Owner, Stage, names

if TYPE_CHECKING:
    from voc.scores import Scores

PROBLEM = ("stage", "cue", "emotion")
"""What tells one problem from another."""
BY = (*PROBLEM, "owner")
"""What problems can be grouped by."""
PROBLEMS = pa.schema(
    [
        *((name, pa.int64()) for name in ("group", "n_units", "n_interactions", "n_customers")),
        ("owners", pa.list_(pa.int64(), len(Owner))),
        ("stages", pa.list_(pa.int64(), len(Stage))),
    ]
)
"""One row a problem: how many units, interactions, known customers, and units of each owner and stage."""
VALUED = pa.schema([("n", pa.int64())])
"""One row: how many customers have a value and a scored interaction."""
SUMS = {"problems": PROBLEMS, "risk": SPREADS, "value": SPREADS, "sizes": SIZES, "valued": VALUED, "quotes": QUOTES}
"""Schemas of the sums. ``risk`` and ``value`` summarise what each customer adds to the fall of risk, and of value;
``sizes`` counts customers by their scored interactions. ``group`` is a key of ``voc.risk.problems``."""


def drivers(
    evidence: Evidence,
    tables: Mapping[str, pa.Table],
    model: RiskModel,
    rollups: Rollups,
    by: str | Sequence[str] = PROBLEM,
) -> pa.Table:
    """Rank problems by how far the mean risk of all interactions would fall without them.

    A problem is a group of units with a bad cue or a bad strongest emotion. ``risk_drop`` is the fall of the mean risk
    over all scored interactions when the group's units are taken out and the risk model looks at what is left; an
    interaction of which nothing is left has the baseline risk, that of one which says nothing. Below 0: what was taken
    out spoke for staying. ``value_drop`` adds up, over the customers whose value is known, value times the fall of the
    customer's mean interaction risk; null where no customer of the row has a value.

    **This is what the model attributes, not what an experiment would show**: nobody knows what these customers would
    have written had the problem not been there, or whether they would then have stayed. Rows do not add up, since two
    of them may hold the same units and since risk is no sum; a coarser row is computed anew from the union of its
    units.

    Intervals are 95%, jackknife by customer (``voc.risk.shares``): what other customers like these would give. They are
    null where fewer than two customers have the problem, or all have it alike. An interaction whose customer is unknown
    is taken to be somebody else's.

    Args:
        evidence: the units.
        tables: ``units`` and ``customers`` of the same job.
        model: the risk model.
        rollups: who answers for a stage, and what departments are called.
        by: what a row is, one or more of ``BY``. A unit of which the stage or owner is not known is left out where
            rows are of stages or owners.

    Returns:
        Schema ``DRIVERS``, without the columns of ``PROBLEM`` that are not in ``by``; largest ``risk_drop`` first, then
        largest ``value_drop``, then in the order of the taxonomy. ``cue`` is null where units have a bad emotion but no
        bad cue, ``emotion`` where their strongest is not bad. ``owner`` is the commonest of the units' owners, else of
        the owners that answer for their stages. ``quotes`` are the three surest units, distinct.

    Raises:
        InputError: if ``by`` is empty, repeats itself or holds something else.
    """
    by = checked(by)
    return laid_out(summed(evidence, tables["units"], tables["customers"], model, rollups, by), rollups, by)


def summed(
    evidence: Evidence,
    units: pa.Table,
    values: pa.Table,
    model: RiskModel,
    rollups: Rollups,
    by: Sequence[str] = PROBLEM,
) -> dict[str, pa.Table]:
    """Add up what the table of drivers is made of, schemas ``SUMS``; see ``drivers``.

    Args:
        evidence: the units.
        units: schema ``UNITS``, of the same job.
        values: ``customer_id`` and ``value`` of customers.
        model: the risk model.
        rollups: used where rows are of owners.
        by: what a row is.
    """
    units = units.select(["null_reason", *SIGNAL_COLUMNS]).filter(pc.is_null(units["null_reason"]))
    found = problems(evidence, units["emotion_scores"], by, rollups)
    fall = falls(units, evidence.interaction, found.group, found.unit, model)
    scored, _ = distinct(evidence.interaction)
    size = add(evidence.writer_of[scored], np.ones(len(scored)), evidence.n_writers)
    value = _value(evidence, values)
    valued = (size > 0) & ~np.isnan(value)
    writer = evidence.writer_of[fall.interaction]
    some = valued[writer]
    worth = value[writer] * fall.fall / size[writer]
    return {
        "problems": _counts(evidence, found, fall),
        "risk": totals(found.keys[fall.group], writer, fall.fall, size),
        "value": totals(found.keys[fall.group[some]], writer[some], worth[some], valued.astype(np.float64)),
        "sizes": sizes(size),
        "valued": pa.table([[int(valued.sum())]], schema=VALUED),
        "quotes": found.quotes(evidence.units["text"]),
    }


def laid_out(sums: Mapping[str, pa.Table], rollups: Rollups, by: Sequence[str] = PROBLEM) -> pa.Table:
    """Make the table of drivers from its sums, see ``drivers``; also of sums of parts that were added up."""
    counts, keys = sums["problems"], sums["problems"]["group"].to_numpy()
    named = labels(keys, by, rollups)
    owner = named.get("owner") or commonest(matrix(counts["owners"]), matrix(counts["stages"]), rollups)
    said = listed(sums["quotes"])
    measured = {name: counts[name].to_numpy() for name in ("n_units", "n_interactions", "n_customers")}
    measured |= _drops(sums, keys)
    rows: dict[str, Any] = named | {"owner": owner, "quotes": [said.get(key, []) for key in keys.tolist()]}
    rows |= {name: pa.array(values, from_pandas=True) for name, values in measured.items()}
    schema = pa.schema([field for field in DRIVERS if field.name in by or field.name not in PROBLEM])
    table = pa.table({name: pa.array(rows[name]).cast(schema.field(name).type) for name in schema.names}, schema=schema)
    # In single precision, so that what is equal but for the order of a sum is equal.
    worth, fallen = (np.nan_to_num(measured[name]).astype(np.float32) for name in ("value_drop", "risk_drop"))
    return table.take(pa.array(np.lexsort((-worth, -fallen))))


def roadmap(scores: Scores, by: str | Sequence[str]) -> pa.Table:
    """Return the ``drivers`` of scores, also of saved ones.

    Raises:
        InputError: as ``drivers``, and if the scores hold no risk model.
    """
    if scores.risk_model is None:
        raise InputError(
            "these scores hold no risk model (risk.json): score the input again, or pass Scores(risk_model=)"
        )
    return drivers(Evidence.of(scores.tables, scores.taxonomy), scores.tables, scores.risk_model, scores.taxonomy, by)


def checked(by: str | Sequence[str]) -> tuple[str, ...]:
    """Return what to group by as a tuple.

    Raises:
        InputError: see ``drivers``.
    """
    by = (by,) if isinstance(by, str) else tuple(by)
    if not by or len(set(by)) < len(by) or not set(by) <= set(BY):
        raise InputError(f"cannot group problems by {by!r}: use one or more of {', '.join(BY)}, each once")
    return by


def _counts(evidence: Evidence, found: Problems, fall: Falls) -> pa.Table:
    """Count, schema ``PROBLEMS``."""
    writer = evidence.writer_of[fall.interaction]
    known = evidence.known[writer]
    people, _ = distinct(fall.group[known] * evidence.n_writers + writer[known])
    members = (found.group, fall.group, people // max(evidence.n_writers, 1))
    columns = [np.bincount(group, minlength=found.n_groups) for group in members]
    for column, kind in (("owner", Owner), ("stage", Stage)):
        code = evidence.codes(column, names(kind))[found.unit]
        pairs = found.group[code >= 0] * len(kind) + code[code >= 0]
        columns.append(np.bincount(pairs, minlength=found.n_groups * len(kind)).reshape(-1, len(kind)))
    made = [lists(values) if values.ndim > 1 else pa.array(values) for values in columns]
    return pa.table([pa.array(found.keys), *made], schema=PROBLEMS)


def _value(evidence: Evidence, customers: pa.Table) -> Floats:
    """Return the value of each writer; NaN where it is not known."""
    ids, values = (customers[name].combine_chunks() for name in ("customer_id", "value"))
    return floats(values.take(pc.index_in(evidence.customers, ids, skip_nulls=True)))


def _drops(sums: Mapping[str, pa.Table], keys: Ints) -> dict[str, Floats]:
    """Average the fall over all scored interactions, and add it up in value over the customers."""
    n_valued = int(sums["valued"]["n"][0].as_py())
    every = pa.table([[1], [n_valued]], schema=SIZES)
    found = []
    for spreads, size in ((sums["risk"], sums["sizes"]), (sums["value"], every)):
        place = pa.array(np.searchsorted(keys, spreads["group"].to_numpy()))
        found.append(shares(spreads.set_column(0, SPREADS.field("group"), place), size, len(keys)))
    risk, mean = found
    # Of a group without a value nothing is known, which is not that nothing would be won.
    n = np.where(np.isin(keys, sums["value"]["group"].to_numpy()), float(n_valued), np.nan)
    return risk.columns("risk_drop") | Interval(mean.mean * n, mean.low * n, mean.high * n).columns("value_drop")
