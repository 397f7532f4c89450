"""Drivers and roadmap: how much average risk, and how much value at risk, would fall if a problem went away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.arrays import Floats, Ints, add, distinct
from voc.errors import InputError
from voc.journey.evidence import Evidence
from voc.journey.intervals import Interval
from voc.journey.owners import owner_codes
from voc.journey.rollups import Rollups
from voc.risk.model import RiskModel
from voc.risk.problems import Problems, problems
from voc.risk.removal import SIGNAL_COLUMNS, Falls, falls
from voc.risk.shares import shares
from voc.schema import DRIVERS

if TYPE_CHECKING:
    from voc.scores import Scores

PROBLEM = ("stage", "cue", "emotion")
"""What tells one problem from another."""
BY = (*PROBLEM, "owner")
"""What problems can be grouped by."""


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
    columns = ["unit_id", *SIGNAL_COLUMNS]
    units = tables["units"].select(columns).filter(pc.is_null(tables["units"]["null_reason"]))
    found = problems(evidence, units["emotion_scores"], by, rollups)
    fall = falls(units, evidence.interaction, found.group, found.unit, model)
    measured = _counts(evidence, found, fall) | _drops(evidence, tables["customers"], fall, found.n_groups)
    owner = found.labels.get("owner") or _owners(evidence, found, rollups)
    rows: dict[str, Any] = found.labels | {"owner": owner, "quotes": found.quotes(evidence.units["text"])}
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


def _counts(evidence: Evidence, found: Problems, fall: Falls) -> dict[str, Ints]:
    """Count units, interactions, and customers who are known."""
    writer = evidence.writer_of[fall.interaction]
    known = evidence.known[writer]
    people, _ = distinct(fall.group[known] * evidence.n_writers + writer[known])
    members = {"n_units": found.group, "n_interactions": fall.group, "n_customers": people // evidence.n_writers}
    return {name: np.bincount(group, minlength=found.n_groups) for name, group in members.items()}


def _owners(evidence: Evidence, found: Problems, rollups: Rollups) -> list[str | None]:
    """Return the commonest owner of each group's units, else of those that answer for their stages."""
    departments = list(rollups.owner)
    owners: list[str | None] = [None] * found.n_groups
    own, answering = owner_codes(evidence, rollups)
    for codes in (answering, own):
        code = codes[found.unit]
        some = code >= 0
        keys = found.group[some] * len(departments) + code[some]
        counts = np.bincount(keys, minlength=found.n_groups * len(departments)).reshape(
            found.n_groups, len(departments)
        )
        for group in np.flatnonzero(counts.any(1)):
            owners[group] = departments[counts[group].argmax()]
    return owners


def _value(evidence: Evidence, customers: pa.Table) -> Floats:
    """Return the value of each writer; NaN where it is not known."""
    ids, values = (customers[name].combine_chunks() for name in ("customer_id", "value"))
    value: Floats = (
        values.take(pc.index_in(evidence.customers, ids, skip_nulls=True)).to_numpy(zero_copy_only=False).astype(float)
    )
    return value


def _drops(evidence: Evidence, customers: pa.Table, fall: Falls, n_groups: int) -> dict[str, Floats]:
    """Average the fall over all scored interactions, and add it up in value over the customers."""
    scored, _ = distinct(evidence.interaction)
    size = add(evidence.writer_of[scored], np.ones(len(scored)), evidence.n_writers)
    writer = evidence.writer_of[fall.interaction]
    risk = shares(fall.group, writer, fall.fall, size, n_groups)
    value = _value(evidence, customers)
    valued = (size > 0) & ~np.isnan(value)
    some = valued[writer]
    worth = value[writer] * fall.fall / size[writer]
    mean = shares(fall.group[some], writer[some], worth[some], valued.astype(np.float64), n_groups)
    # Of a group without a value nothing is known, which is not that nothing would be won.
    n = np.where(np.bincount(fall.group[some], minlength=n_groups) > 0, float(np.count_nonzero(valued)), np.nan)
    return risk.columns("risk_drop") | Interval(mean.mean * n, mean.low * n, mean.high * n).columns("value_drop")
