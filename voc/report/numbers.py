"""The top of the report: what was read, the headline numbers, and the main findings in sentences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.arrays import Floats, Ints
from voc.journey.evidence import MEASURES, Evidence
from voc.journey.intervals import Pairs, means
from voc.report import words as w

EFFORT_MIDDLE = 3.0
"""Middle of the scale from 1 (very easy) to 5 (very hard); above it a customer had to work."""


def about(interactions: pa.Table) -> str:
    """Say what was read: period and channels."""
    counts = pc.value_counts(interactions["channel"].drop_null()).to_pylist()
    counts.sort(key=lambda row: (-row["counts"], row["values"]))
    channels = ", ".join(f"{w.words(row['values'])} ({row['counts']:,})" for row in counts)
    period = pc.min_max(interactions["started_at"]).as_py()
    parts = [f"{w.day(period['min'])} to {w.day(period['max'])} (UTC)"] if period["min"] else []
    return "; ".join([*parts, *([f"channels: {channels}"] if channels else [])])


def headlines(evidence: Evidence) -> list[dict[str, str]]:
    """Return the numbers at the top: label, value, and what the value means and how sure it is."""
    interactions = evidence.interactions
    n = interactions.num_rows
    scored = n - interactions["risk"].null_count
    customers = int(pc.count_distinct(interactions["customer_id"], mode="only_valid").as_py())
    rows = [
        ("Interactions", w.number(n), f"{scored:,} of them hold words of a customer that could be read"),
        ("Customers", w.number(customers), "known by an id"),
        _risk(evidence),
        _feeling(evidence),
        _effort(evidence),
        _goals(evidence),
    ]
    return [{"label": label, "value": value, "note": note} for label, value, note in rows]


def _risk(evidence: Evidence) -> tuple[str, str, str]:
    mean, likely = _mean(evidence.interaction_risk, evidence.writer_of, 0)
    return "Average risk", w.percent(mean), f"estimated chance that a customer would not recommend or return{likely}"


def _feeling(evidence: Evidence) -> tuple[str, str, str]:
    felt = MEASURES["net_emotion"].values(evidence)
    net, likely = _mean(felt, evidence.writer, -1)
    good, bad = (float(np.mean(felt == sign)) if len(felt) else None for sign in (1, -1))
    value = f"{w.percent(good)} / {w.percent(bad)}"
    return "Good / bad statements", value, f"the rest are neutral; good less bad: {w.percent_points(net)}{likely}"


def _effort(evidence: Evidence) -> tuple[str, str, str]:
    told = pc.fill_null(pc.greater(evidence.interactions["effort"], EFFORT_MIDDLE), False)
    hard = told.to_numpy().astype(np.float64)
    mean, likely = _mean(hard, evidence.writer_of, 0)
    note = f"{int(hard.sum()):,} of {len(hard):,} interactions show effort above 3 on the scale of 1 to 5{likely}"
    return "Took effort", w.percent(mean), note


def _goals(evidence: Evidence) -> tuple[str, str, str]:
    resolved = evidence.interactions["resolved"]
    met = pc.fill_null(pc.cast(resolved, pa.float64()), float("nan")).to_numpy()
    mean, likely = _mean(met, evidence.writer_of, 0)
    told = len(met) - resolved.null_count
    note = f"{int(np.nansum(met)):,} of the {told:,} interactions that tell whether the goal was met{likely}"
    return "Got what they came for", w.percent(mean), note


def _mean(values: Floats, writer: Ints, low: float) -> tuple[float | None, str]:
    """Return the mean, and the words for its 95% interval by customer; NaN are left out."""
    found = means(Pairs(np.zeros(len(values), np.int64), writer, 1).sums(values), low, 1)
    mean, lower, upper = (float(part[0]) for part in (found.mean, found.low, found.high))
    if np.isnan(mean):
        return None, ""
    if np.isnan(lower):
        return mean, ""
    between = (
        w.interval(lower, upper) if low == 0 else f"{w.percent_points(lower).split()[0]} to {w.percent_points(upper)}"
    )
    return mean, f"; likely {between}"


def short(tables: dict[str, pa.Table], first: dict[str, Any] | None) -> list[str]:
    """Say the main findings in sentences, each only where the tables carry it.

    Args:
        tables: of the scores.
        first: the first thing to fix, as ``voc.report.problems`` gives it.
    """
    found = _stage_sentences(tables["stages"].to_pylist())
    if first:
        owner = "" if first["owner"] == w.UNKNOWN else f" {w.capital(first['owner'])} can most likely change it."
        found.append(
            f"First thing to fix: {first['problem']} at the stage {first['stage']}, seen in {first['n_interactions']} "
            f"interactions of {first['n_customers']} customers.{owner}"
        )
    for row in _riskiest(tables["customers"]):
        between = w.interval(row["risk_low"], row["risk_high"])
        if row["customer_id"] is not None and w.known(row["risk"]):
            likely = f", likely {between}" if between else ""
            found.append(f"Customer most at risk: {w.clean(row['customer_id'])} ({w.percent(row['risk'])}{likely}).")
    return found


def _riskiest(customers: pa.Table) -> list[dict[str, Any]]:
    columns = customers.select(["customer_id", "risk", "risk_low", "risk_high"])
    order = [("risk", "descending"), ("customer_id", "ascending")]
    rows: list[dict[str, Any]] = columns.sort_by(order).slice(0, 1).to_pylist()
    return rows


def _stage_sentences(stages: list[dict[str, Any]]) -> list[str]:
    """Name the unhappiest and the happiest stage, and the one that adds most to the average risk."""
    found = []
    # Counted in statements, not as a share: a stage with five statements should not lead the report.
    nothing: dict[str, Any] = {}
    surplus = [(row["net_emotion"] * (row["n"] or 0), row) for row in stages if w.known(row["net_emotion"])]
    for sign, kind, more, fewer in ((-1, "Unhappiest", "bad", "good"), (1, "Happiest", "good", "bad")):
        most, row = max(surplus, key=lambda pair: sign * pair[0], default=(0.0, nothing))
        if most * sign > 0:
            low, high = row["net_emotion_low"], row["net_emotion_high"]
            chance = " This may be chance." if w.known(low) and w.known(high) and low <= 0 <= high else ""
            found.append(
                f"{kind} stage: {w.words(row['stage'])}. Of {w.number(row['n'])} statements, {more} ones outnumber "
                f"{fewer} ones by {abs(row['net_emotion']) * 100:.0f} in 100.{chance}"
            )
    urgent = max((row for row in stages if w.known(row["priority"])), key=lambda row: row["priority"], default=None)
    if urgent and urgent["priority"] > 0:
        owner = f" It belongs to {w.words(urgent['owner'])}." if urgent["owner"] else ""
        found.append(
            f"Stage that goes with most extra risk: {w.words(urgent['stage'])}, which adds "
            f"{w.points(urgent['priority'], 1).removeprefix('+')} percentage points to the average risk.{owner}"
        )
    return found
