"""Two periods or segments: what changed, how surely, and who is newly at risk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.special import logit, ndtr

from voc.arrays import Floats, Ints, add, distinct, ratio
from voc.errors import InputError
from voc.intervals import Z95
from voc.journey.evidence import MEASURES, Evidence
from voc.journey.groups import touched
from voc.journey.intervals import FEWEST, ROUNDING, Pairs, Sums, adjusted, interval, p_values
from voc.journey.moments import check_rate, nulled
from voc.journey.tables import CHANGES, NEWLY_AT_RISK
from voc.taxonomy import Emotion, names

OVERALL = ("net_emotion", "intensity", "effort", "goal_rate", "expectation_net", "attitude", "risk")
BY_STAGE = ("net_emotion", "effort", "goal_rate", "expectation_net", "risk")
AT_RISK_SHARE = 0.1
"""Share of the customers before who are at risk where the caller names no risk: the top decile, as in lift tables."""


@dataclass(frozen=True)
class _Family:
    """Means of groups on one side.

    Attributes:
        kind: overall, stage, cue or emotion.
        names: of the groups; one null for overall.
        measure: what is averaged.
        directions: 1 where more is better for the customer, -1 where less is, 0 neither; of each group.
        sums: the values.
    """

    kind: str
    names: tuple[str | None, ...]
    measure: str
    directions: tuple[int, ...]
    sums: Sums


def changes(after: Evidence, before: Evidence, false_discoveries: float) -> pa.Table:
    """Compare two jobs, schema ``CHANGES``: overall, by stage, by cue and by emotion.

    ``difference`` is ``value`` less ``before``. Its variance is the jackknife that leaves out one customer at a time,
    from both sides where they are on both, so two periods of the same customers are compared as pairs and two segments
    as strangers. Student's t gives the 95% interval and ``p``, with the degrees of freedom of Welch and Satterthwaite,
    and never more than there are customers less one; null where either side has fewer than 6 customers. ``p_adjusted``
    controls the false discovery rate over the whole table (Benjamini & Hochberg 1995). ``verdict`` is better or worse
    for the customer (changed where neither), null where ``p_adjusted`` is above ``false_discoveries``. Measures are
    those of ``MEASURES``, risk being that of the interactions; ``share`` is the share of units with the cue or emotion;
    ``n`` counts the units or interactions averaged.
    """
    check_rate(false_discoveries)
    joint = _joint(after, before)
    rows: list[dict[str, Any]] = []
    for one, two in zip(_families(after, np.arange(after.n_writers)), _families(before, joint), strict=True):
        rows.extend(_rows(one, two))
    for row, p in zip(rows, adjusted(np.array([row["p"] for row in rows])), strict=True):
        row["p_adjusted"] = p
        sign = np.sign(row["difference"]) * row.pop("direction")
        row["verdict"] = {1: "better", -1: "worse", 0: "changed"}[int(sign)] if p <= false_discoveries else None
    return pa.Table.from_pylist([{name: nulled(value) for name, value in row.items()} for row in rows], schema=CHANGES)


def _joint(after: Evidence, before: Evidence) -> Ints:
    """Number the writers of ``before`` as those of ``after`` where they are the same customers, else on from there."""
    same = pc.index_in(before.customers, after.customers, skip_nulls=True)
    codes: Ints = pc.fill_null(same, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    new = np.flatnonzero(codes < 0)
    codes[new] = after.n_writers + np.arange(len(new))
    return codes


def _families(evidence: Evidence, writer_codes: Ints) -> list[_Family]:
    """Average everything that is compared."""
    writer = writer_codes[evidence.writer]
    stage, order = evidence.stages
    known = evidence.taxonomy.cues
    everything = np.zeros(len(evidence), np.int64)
    found = []
    for kind, labels, group, measures in (
        ("overall", (None,), everything, OVERALL),
        ("stage", order, stage, BY_STAGE),
    ):
        pairs = Pairs(group, writer, len(labels))
        for name in measures:
            how = MEASURES[name]
            if name == "risk":
                groups, interactions = touched(evidence, group)
                owners = writer_codes[evidence.writer_of[interactions]]
                sums = Pairs(groups, owners, len(labels)).sums(evidence.interaction_risk[interactions])
            else:
                sums = pairs.sums(how.values(evidence))
            found.append(_Family(kind, labels, name, (how.direction,) * len(labels), sums))
    for kind, members, (unit, label) in (
        ("cue", known, (evidence.cues.unit, evidence.cues.cue)),
        ("emotion", Emotion, evidence.emotions),
    ):
        directions = tuple(member.polarity for member in members)
        found.append(_Family(kind, names(members), "share", directions, _shares(unit, label, writer, len(members))))
    return found


def _shares(unit: Ints, label: Ints, writer: Ints, n_labels: int) -> Sums:
    """Count the units with each label, against all units of every writer."""
    writers, counts = np.unique(writer, return_counts=True)
    place = np.searchsorted(writers, writer[unit])
    total = add(label * len(writers) + place, np.ones(len(label)), n_labels * len(writers))
    return Sums(
        np.repeat(np.arange(n_labels), len(writers)),
        np.tile(writers, n_labels),
        total,
        np.tile(counts, n_labels).astype(np.float64),
        n_labels,
    )


def _rows(one: _Family, two: _Family) -> list[dict[str, Any]]:
    """Compare the groups of one family that occur on either side."""
    variance, freedom = _difference(one.sums, two.sums)
    value, before = one.sums.mean, two.sums.mean
    difference = value - before
    found = interval(difference, variance, freedom)
    p = p_values(difference, variance, freedom)
    n, n_before = (side.by_group(side.count) for side in (one.sums, two.sums))
    said = one.sums.by_group(one.sums.total) + two.sums.by_group(two.sums.total)
    some = said > 0 if one.measure == "share" else (n + n_before) > 0
    return [
        {"kind": one.kind, "name": one.names[i], "measure": one.measure, "direction": one.directions[i]}
        | {"n": int(n[i]), "n_before": int(n_before[i]), "value": value[i], "before": before[i], "p": p[i]}
        | {"difference": difference[i], "low": found.low[i], "high": found.high[i]}
        for i in np.flatnonzero(some)
    ]


def _difference(one: Sums, two: Sums) -> tuple[Floats, Floats]:
    """Return the jackknife variance of the difference of each group's means, and its degrees of freedom."""
    freedoms, variances, pulls = [], [], []
    for side, sign in ((one, 1.0), (two, -1.0)):
        n = side.n_writers
        freedoms.append(np.where(n >= FEWEST, n - 1, np.nan))
        variances.append(side.variance)
        pulls.append(sign * side.pulls * np.sqrt(ratio(n - 1, n))[side.group])
    group = np.concatenate([one.group, two.group])
    writer = np.concatenate([one.writer, two.writer])
    span = int(writer.max(initial=0)) + 1
    keys, index = distinct(group * span + writer)
    joint = add(index, np.concatenate(pulls), len(keys))
    variance = add(keys // span, joint**2, one.n_groups)
    variance[variance <= ROUNDING**2] = np.nan
    # A share that is 0 throughout on one side does not vary there: the other side's freedom is what is left.
    apart = [np.nan_to_num(part) for part in variances]
    freedom = ratio((apart[0] + apart[1]) ** 2, apart[0] ** 2 / freedoms[0] + apart[1] ** 2 / freedoms[1])
    shared = add(keys // span, np.ones(len(keys)), one.n_groups) - 1  # pairs of one customer have no more than this
    return np.where(np.isnan(freedom), np.nan, variance), np.minimum(freedom, shared)


def newly_at_risk(after: pa.Table, before: pa.Table, at_risk: float | None) -> pa.Table:
    """List the customers at risk now who were not before, surest first, schema ``NEWLY_AT_RISK``.

    At risk is a customer whose risk is at least ``at_risk``. ``probability`` is that of the true risk being so, from
    the customer's interval (normal on the log-odds); null without one. ``risk_before`` is null for a new customer.

    Args:
        after: schema ``CUSTOMERS``.
        before: schema ``CUSTOMERS``.
        at_risk: 0 to 1; None: the risk that a tenth of the customers before reach.

    Returns:
        One row a customer; none where ``at_risk`` is None and there are no customers before.

    Raises:
        InputError: if ``at_risk`` is not between 0 and 1.
    """
    if at_risk is not None and not 0 < at_risk < 1:
        raise InputError(f"at_risk is a probability between 0 and 1, such as 0.5, and is {at_risk!r}")
    risks = before["risk"].drop_null().to_numpy()
    if at_risk is None and not len(risks):
        return NEWLY_AT_RISK.empty_table()
    threshold = float(np.quantile(risks, 1 - AT_RISK_SHARE)) if at_risk is None else at_risk
    then = dict(zip(before["customer_id"].to_pylist(), before["risk"].to_pylist(), strict=True))
    rows = []
    for row in after.filter(pc.greater_equal(after["risk"], threshold)).to_pylist():
        earlier = then.get(row["customer_id"])
        if earlier is None or earlier < threshold:
            kept = {name: row[name] for name in NEWLY_AT_RISK.names if name in row}
            rows.append(kept | {"risk_before": earlier, "probability": _probability(row, threshold)})
    rows.sort(key=lambda row: (-(row["probability"] or 0.0), -row["risk"], row["customer_id"]))
    return pa.Table.from_pylist(rows, schema=NEWLY_AT_RISK)


def _probability(row: dict[str, Any], threshold: float) -> float | None:
    """Return the probability that the true risk reaches the threshold, from the interval's distance to the risk."""
    if row["risk_low"] is None or row["risk_high"] is None or not row["risk_low"] < row["risk_high"]:
        return None
    deviation = (logit(row["risk_high"]) - logit(row["risk_low"])) / (2 * Z95)
    return float(ndtr((logit(row["risk"]) - logit(threshold)) / deviation))
