"""Moments that matter: stages and cues that are better or worse than the same customers' own baseline."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from voc.arrays import Floats, Ints, add, ratio
from voc.errors import InputError
from voc.journey.evidence import MEASURES, Evidence
from voc.journey.intervals import FEWEST, ROUNDING, Pairs, adjusted, interval, p_values
from voc.journey.tables import MOMENTS
from voc.taxonomy import names

QUOTES = 3


def moments(evidence: Evidence, measure: str, false_discoveries: float) -> pa.Table:
    """Test each stage and cue against its customers' own baseline, schema ``MOMENTS``.

    For each customer who has units in a stage and elsewhere, the mean of the measure there is compared with the mean
    of all their other units; Student's t test of these paired differences, every customer counting once, gives ``p``
    and the 95% interval of ``difference``. ``effect_size`` is the mean difference in standard deviations (Cohen's dz).
    For cues likewise: units with the cue against the customer's units without. ``p_adjusted`` controls the false
    discovery rate over all stages and cues (Benjamini & Hochberg 1995). ``verdict`` is better or worse where
    ``p_adjusted`` is at most ``false_discoveries``, else null. ``mean`` and ``baseline`` are means over the
    ``n_customers`` compared; fewer than 6 of them give null tests. An interaction without a customer counts as one.
    A cue and the feeling are read from the same words: that they go together does not say that one causes the other.

    Args:
        evidence: the units.
        measure: one of ``MEASURES`` that has a good and a bad end.
        false_discoveries: share of false verdicts among all to put up with.

    Returns:
        One row a stage and cue that occurs, the surest first.

    Raises:
        InputError: if there is no such measure, or the rate is not between 0 and 1.
    """
    good = [name for name, how in MEASURES.items() if how.direction]
    if measure not in good:
        raise InputError(f"cannot compare moments by {measure!r}: use one of {', '.join(good)}")
    check_rate(false_discoveries)
    values = MEASURES[measure].values(evidence)
    told = ~np.isnan(values)
    total = add(evidence.writer[told], values[told], evidence.n_writers)
    count = np.bincount(evidence.writer[told], minlength=evidence.n_writers).astype(np.float64)
    everything = np.arange(len(evidence))
    stage, order = evidence.stages
    rows: list[dict[str, Any]] = []
    for kind, labels, unit, label in (
        ("stage", order, everything, stage),
        ("cue", names(evidence.taxonomy.cues), evidence.cues.unit, evidence.cues.cue),
    ):
        sums = Pairs(label, evidence.writer[unit], len(labels)).sums(values[unit])
        elsewhere = ratio(total[sums.writer] - sums.total, count[sums.writer] - sums.count)
        tested = _paired(sums.group, sums.total / sums.count, elsewhere, len(labels))
        n_units = sums.by_group(sums.count)
        for i in np.flatnonzero(n_units):
            row: dict[str, Any] = {name: part[i] for name, part in tested.items()}
            row["n_customers"] = int(row["n_customers"])
            rows.append({"kind": kind, "name": labels[i], "n_units": int(n_units[i]), "rows": unit[label == i]} | row)
    return _table(evidence, rows, values, MEASURES[measure].direction, false_discoveries)


def check_rate(rate: float) -> None:
    """Check a rate of false discoveries.

    Raises:
        InputError: if it is not between 0 and 1.
    """
    if not 0 < rate < 1:
        raise InputError(f"the rate of false discoveries must lie between 0 and 1, such as 0.05, and is {rate!r}")


def _paired(group: Ints, inside: Floats, elsewhere: Floats, n_groups: int) -> dict[str, Floats]:
    """Compare each customer's two means, a group at a time."""
    both = ~np.isnan(elsewhere)
    group, inside, elsewhere = group[both], inside[both], elsewhere[both]
    n = np.bincount(group, minlength=n_groups).astype(np.float64)
    mean, baseline = (ratio(add(group, part, n_groups), n) for part in (inside, elsewhere))
    difference = mean - baseline
    squares = add(group, (inside - elsewhere - difference[group]) ** 2, n_groups)
    spread = np.where(n >= FEWEST, np.sqrt(ratio(squares, n - 1)), np.nan)
    spread[spread < ROUNDING] = np.nan
    found = interval(difference, ratio(spread**2, n), n - 1)
    p = p_values(difference, ratio(spread**2, n), n - 1)
    return {
        "n_customers": n,
        "mean": mean,
        "baseline": baseline,
        "difference": difference,
        "low": found.low,
        "high": found.high,
        "effect_size": ratio(difference, spread),
        "p": p,
    }


def _table(
    evidence: Evidence, rows: list[dict[str, Any]], values: Floats, direction: int, false_discoveries: float
) -> pa.Table:
    """Judge the tests together, and prove each with the units that lie farthest on its side."""
    for row, p in zip(rows, adjusted(np.array([row["p"] for row in rows])), strict=True):
        good = row["difference"] * direction > 0
        row["p_adjusted"] = p
        row["verdict"] = ("better" if good else "worse") if p <= false_discoveries else None
        units = row.pop("rows")
        units = units[~np.isnan(values[units])]
        side = 1 if row["difference"] > 0 else -1
        row["quotes"] = evidence.quotes(units, side * values[units], QUOTES)
    rows.sort(key=lambda row: (np.isnan(row["p"]), row["p"], row["kind"], row["name"]))
    return pa.Table.from_pylist([{name: nulled(value) for name, value in row.items()} for row in rows], schema=MOMENTS)


def nulled(value: Any) -> Any:  # noqa: ANN401  (any cell)
    """Return a cell as a table holds it: None for NaN."""
    return None if isinstance(value, float) and np.isnan(value) else value
