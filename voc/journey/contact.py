"""Service against experience: what contact with customer service explains, and what everything else does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from voc.arrays import Floats, add, ratio
from voc.journey.evidence import MEASURES, Evidence
from voc.journey.intervals import Pairs, jackknife, means, quantile
from voc.journey.moments import nulled
from voc.journey.rollups import Rollups
from voc.journey.tables import CONTACT
from voc.taxonomy import Owner, Stage, names

SERVICE, EXPERIENCE, UNEXPLAINED = "service", "experience", "unexplained"


def service_experience(evidence: Evidence, rollups: Rollups) -> pa.Table:
    """Split net emotion and risk into contact with customer service and all else, schema ``CONTACT``.

    A unit is contact with service by its stage or owner (``[service]`` of the taxonomy; shipped: stage support, or
    owner customer service). ``mean`` is the measure's mean over the part's units, with its 95% interval by customer;
    ``contribution`` is what the part adds to the mean over all units: the two parts' add up to it.

    ``explained`` says why interactions differ. Each interaction's units give one sum of each part, divided by the
    number of its units: of polarities for net emotion, of unit risk less the mean unit risk for risk. A linear
    regression of the interaction's net emotion or risk on these two gives R²; its split is the Shapley value, the mean
    of what a part adds alone and on top of the other (Lindeman, Merenda & Gold 1980). ``unexplained`` is 1 less R²: 0
    for net emotion, which the parts make up. Intervals: jackknife over customers, Student's t, null below 6 customers.
    """
    stages, owners = rollups.service["stages"], rollups.service["owners"]
    in_stage = np.isin(evidence.codes("stage", names(Stage)), [names(Stage).index(stage) for stage in stages])
    of_owner = np.isin(evidence.codes("owner", names(Owner)), [names(Owner).index(owner) for owner in owners])
    contact = in_stage | of_owner
    rows: list[dict[str, Any]] = []
    for name in ("net_emotion", "risk"):
        parts = _parts(evidence, name, contact)
        for part, explained in zip(
            (SERVICE, EXPERIENCE, UNEXPLAINED), _explained(evidence, name, contact), strict=True
        ):
            rows.append({"measure": name, "part": part} | parts.get(part, {}) | explained)
    return pa.Table.from_pylist([{name: nulled(value) for name, value in row.items()} for row in rows], schema=CONTACT)


def _parts(evidence: Evidence, measure: str, contact: NDArray[np.bool_]) -> dict[str, dict[str, Any]]:
    """Average the units of each part."""
    how = MEASURES[measure]
    sums = Pairs(np.where(contact, 0, 1), evidence.writer, 2).sums(how.values(evidence))
    columns = means(sums, how.low, how.high).columns("mean")
    columns["contribution"] = ratio(sums.by_group(sums.total), np.full(2, sums.count.sum()))
    n, customers = sums.by_group(sums.count), sums.by_group(evidence.known[sums.writer].astype(np.float64))
    return {
        part: {"n_units": int(n[i]), "n_customers": int(customers[i])} | {k: v[i] for k, v in columns.items()}
        for i, part in enumerate((SERVICE, EXPERIENCE))
    }


def _explained(evidence: Evidence, measure: str, contact: NDArray[np.bool_]) -> list[dict[str, float]]:
    """Explain the differences between interactions: by service, by experience, not at all."""
    values, n = MEASURES[measure].values(evidence), evidence.interactions.num_rows
    if not len(evidence):
        return [{}, {}, {}]
    if measure == "risk":
        values = values - values.mean()
    count = add(evidence.interaction, np.ones(len(evidence)), n)
    service, other = (ratio(add(evidence.interaction, values * part, n), count) for part in (contact, ~contact))
    outcome = evidence.interaction_risk if measure == "risk" else service + other
    rows = np.flatnonzero(count)
    y, s, e = (part[rows] - part[rows].mean() for part in (outcome, service, other))
    moments = np.stack([np.ones(len(rows)), y, s, e, y * y, s * s, e * e, y * s, y * e, s * e])
    writers, index = np.unique(evidence.writer_of[rows], return_inverse=True)
    by_writer = np.stack([add(index, part, len(writers)) for part in moments])
    total = by_writer.sum(1)
    estimates, without = shapley(total), shapley(total[:, None] - by_writer)
    margin = float(quantile(np.array([len(writers) - 1.0]))[0])
    found = []
    for estimate, left in zip(estimates.tolist(), without, strict=True):
        error = margin * jackknife(estimate, left)
        low, high = (np.clip(estimate + sign * error, 0, 1) for sign in (-1, 1))
        found.append({"explained": estimate, "explained_low": float(low), "explained_high": float(high)})
    return found


def shapley(moments: Floats) -> Floats:
    """Split the variance of y between s and e.

    Args:
        moments: sums of 1, y, s, e, yy, ss, ee, ys, ye, se; shape (10, ...).

    Returns:
        Shares of s, of e and of neither, shape (3, ...), adding up to 1; NaN where y does not vary. A part that does
        not vary has none.
    """
    n, y, s, e, yy, ss, ee, ys, ye, se = moments
    with np.errstate(divide="ignore", invalid="ignore"):  # nobody left: NaN
        var_y, var_s, var_e = yy / n - (y / n) ** 2, ss / n - (s / n) ** 2, ee / n - (e / n) ** 2
        cov_ys, cov_ye, cov_se = ys / n - y * s / n**2, ye / n - y * e / n**2, se / n - s * e / n**2
    flat = np.finfo(np.float32).eps ** 2  # the tables hold float32: a smaller variance is rounding
    var_y = np.where(var_y > flat, var_y, np.nan)
    alone_s = np.where(var_s > flat, ratio(cov_ys**2, np.where(var_s > flat, var_s, 1.0) * var_y), 0 * var_y)
    alone_e = np.where(var_e > flat, ratio(cov_ye**2, np.where(var_e > flat, var_e, 1.0) * var_y), 0 * var_y)
    determinant = var_s * var_e - cov_se**2
    regular = determinant > np.finfo(np.float32).eps * var_s * var_e
    explained = cov_ys**2 * var_e + cov_ye**2 * var_s - 2 * cov_ys * cov_ye * cov_se
    both = np.where(regular, explained / (np.where(regular, determinant, 1.0) * var_y), np.fmax(alone_s, alone_e))
    both = np.clip(both, 0, 1)
    of_s = (alone_s + both - alone_e) / 2
    return np.stack([of_s, both - of_s, 1 - both])
