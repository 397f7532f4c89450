"""What is measured of groups of units: of stages, and of whatever they roll up to.

First sums are made of the units, then measures of the sums; sums of parts of the customers add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from voc.arrays import Floats, Ints, add, distinct, ratio
from voc.journey import quotes, spreads
from voc.journey.evidence import MEASURES, Evidence
from voc.journey.intervals import Pairs
from voc.journey.owners import commonest
from voc.journey.quotes import QUOTES
from voc.journey.rollups import Rollups
from voc.journey.spreads import SPREADS
from voc.sums import lists, matrix
from voc.taxonomy import Cue, Emotion, Owner, Stage, Touchpoint, names

TOP_CUES = 3
N_QUOTES = 3
AVERAGED = ("net_emotion", "effort", "goal_rate", "expectation_net", "attitude")
"""Measures of units that have an interval."""
_NUMBERS = ("n", "n_interactions", "n_customers", "missed", "exceeded")
_LABELS = {"emotions": Emotion, "cues": Cue, "touchpoints": Touchpoint, "owners": Owner, "stages": Stage}
COUNTS = pa.schema(
    [
        ("group", pa.int64()),
        *((name, pa.int64()) for name in _NUMBERS),
        ("intensity", pa.float64()),
        ("n_intensity", pa.int64()),
        *((name, pa.list_(pa.int64(), len(kind))) for name, kind in _LABELS.items()),
    ]
)
"""One row a group that holds a unit: how many units, interactions, known customers, missed and exceeded expectations,
and of each label; ``intensity`` is a sum. With cues of the user's own the lists ``cues`` are longer, see
``Rollups.cues``."""
TOTALS = pa.schema([("n", pa.int64()), ("risk", pa.float64())])
"""One row: how many interactions have a risk, and the sum of it."""
SUMS = {"counts": COUNTS, "spreads": SPREADS, "quotes": QUOTES, "totals": TOTALS}
"""Schemas of the sums: ``spreads`` numbers group and measure (``AVERAGED``, then risk), ``quotes`` group and cue."""


def measure(evidence: Evidence, group: Ints, n_groups: int, rollups: Rollups) -> list[dict[str, Any]]:
    """Measure groups of units, columns ``voc.schema.GROUP``.

    ``n`` counts the scored units, ``share`` is theirs of all units that are in a group. ``emotions`` are shares of
    units. The measures of a unit are those of ``MEASURES``; ``risk`` is the mean risk of the interactions that touch
    the group. Intervals are 95%, by customer (``voc.journey.intervals``), null where only one customer tells or all say
    the same. ``expectation_missed`` and ``expectation_exceeded`` are shares of all units. ``top_cues`` are the cues of
    most units, each with ``quotes``: the units where it is surest. ``touchpoints`` count units, most first. ``owner``
    is the commonest of the units' owners, else of the owners that answer for their stages. ``priority`` is the share of
    all interactions that touch the group times how far their risk lies above the mean: what the group adds to the
    average risk.

    Args:
        evidence: the units.
        group: group of each unit, -1 for none.
        n_groups: number of groups.
        rollups: who answers for a stage, and what departments are called; with the cues of the evidence's taxonomy.

    Returns:
        One row a group.
    """
    return laid_out(summed(evidence, group, n_groups), n_groups, rollups)


def summed(evidence: Evidence, group: Ints, n_groups: int) -> dict[str, pa.Table]:
    """Add up what the measures of groups are made of, schemas ``SUMS``; see ``measure``."""
    touches = touched(evidence, group)
    risk = evidence.interaction_risk
    known = risk[~np.isnan(risk)]
    return {
        "counts": _counts(evidence, group, touches, n_groups),
        "spreads": _spreads(evidence, group, touches, n_groups),
        "quotes": _quotes(evidence, group),
        "totals": pa.table([[len(known)], [known.sum()]], schema=TOTALS),
    }


def laid_out(sums: Mapping[str, pa.Table], n_groups: int, rollups: Rollups) -> list[dict[str, Any]]:
    """Make the measures of groups from their sums, see ``measure``; also of sums of parts that were added up."""
    counts, at = sums["counts"], sums["counts"]["group"].to_numpy()
    dense: dict[str, NDArray[Any]] = {}
    for field in COUNTS.remove(0):
        values = matrix(counts[field.name]) if field.name in _LABELS else counts[field.name].to_numpy()
        dense[field.name] = np.zeros((n_groups, *values.shape[1:]), values.dtype)
        dense[field.name][at] = values
    n = dense["n"].astype(np.float64)
    columns: dict[str, Any] = {name: dense[name] for name in ("n", "n_interactions", "n_customers")}
    columns |= {"share": ratio(n, np.full(n_groups, n.sum()))} | _means(sums, dense, n_groups)
    rows = [{name: _known(values[i]) for name, values in columns.items()} for i in range(n_groups)]
    owners = commonest(dense["owners"], dense["stages"], rollups)
    cues = _cues(dense["cues"], quotes.listed(sums["quotes"]), names(rollups.cues))
    touchpoints = _touchpoints(dense["touchpoints"])
    emotions = (dense["emotions"] / np.maximum(n, 1)[:, None]).tolist()
    return [
        row
        | {"emotions": dict(zip(names(Emotion), emotions[i], strict=True))}
        | cues[i]
        | {"touchpoints": touchpoints[i], "owner": owners[i]}
        for i, row in enumerate(rows)
    ]


def table(heads: list[dict[str, Any]], rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Lay the groups that hold a unit out, each with what it is."""
    return pa.Table.from_pylist([head | row for head, row in zip(heads, rows, strict=True) if row["n"]], schema=schema)


def _known(value: Any) -> int | float | None:  # noqa: ANN401  (a numpy scalar)
    """Return a number for a table, None for NaN."""
    return None if np.isnan(value) else value.item()


def touched(evidence: Evidence, group: Ints) -> tuple[Ints, Ints]:
    """Return the distinct pairs of group and interaction, as two arrays."""
    some = group >= 0
    n = evidence.interactions.num_rows
    keys, _ = distinct(group[some] * n + evidence.interaction[some])
    return keys // max(n, 1), keys % max(n, 1)


def _counts(evidence: Evidence, group: Ints, touches: tuple[Ints, Ints], n_groups: int) -> pa.Table:
    """Count, schema ``COUNTS``."""
    groups, interactions = touches
    writers = evidence.writer_of[interactions]
    known = evidence.known[writers]
    people, _ = distinct(groups[known] * evidence.n_writers + writers[known])
    some = np.flatnonzero(group >= 0)
    own, intensity = group[some], MEASURES["intensity"].values(evidence)[some]
    expectation = MEASURES["expectation_net"].values(evidence)[some]
    felt = ~np.isnan(intensity)
    unit, emotion = evidence.emotions
    columns: dict[str, NDArray[Any]] = {
        "n": np.bincount(own, minlength=n_groups),
        "n_interactions": np.bincount(groups, minlength=n_groups),
        "n_customers": np.bincount(people // max(evidence.n_writers, 1), minlength=n_groups),
        "missed": np.bincount(own[expectation < 0], minlength=n_groups),
        "exceeded": np.bincount(own[expectation > 0], minlength=n_groups),
        "intensity": add(own[felt], intensity[felt], n_groups),
        "n_intensity": np.bincount(own[felt], minlength=n_groups),
        "emotions": _cross(group[unit], emotion, n_groups, len(Emotion)),
        "cues": _cross(group[evidence.cues.unit], evidence.cues.cue, n_groups, len(evidence.taxonomy.cues)),
        "touchpoints": _cross(group, evidence.codes("touchpoint", names(Touchpoint)), n_groups, len(Touchpoint)),
        "owners": _cross(group, evidence.codes("owner", names(Owner)), n_groups, len(Owner)),
        "stages": _cross(group, evidence.codes("stage", names(Stage)), n_groups, len(Stage)),
    }
    there = np.flatnonzero(columns["n"])
    made = [lists(values[there]) if values.ndim > 1 else pa.array(values[there]) for values in columns.values()]
    return pa.table([pa.array(there), *made], schema=_counts_schema(len(evidence.taxonomy.cues)))


def _counts_schema(n_cues: int) -> pa.Schema:
    return COUNTS.set(COUNTS.get_field_index("cues"), pa.field("cues", pa.list_(pa.int64(), n_cues)))


def _cross(group: Ints, label: Ints, n_groups: int, n_labels: int) -> NDArray[np.int64]:
    """Count labels in groups, shape (n_groups, n_labels); -1 is neither."""
    some = (group >= 0) & (label >= 0)
    counts = np.bincount(group[some] * n_labels + label[some], minlength=n_groups * n_labels)
    return counts.reshape(n_groups, n_labels)


def _spreads(evidence: Evidence, group: Ints, touches: tuple[Ints, Ints], n_groups: int) -> pa.Table:
    """Summarise what the writers tell in each group, schema ``SPREADS``."""
    groups, interactions = touches
    pairs = Pairs(group, evidence.writer, n_groups)
    told = [pairs.sums(MEASURES[name].values(evidence)) for name in AVERAGED]
    risk = evidence.interaction_risk[interactions]
    told.append(Pairs(groups, evidence.writer_of[interactions], n_groups).sums(risk))
    parts = [spreads.spread(i * n_groups + one.group, one.count, one.total) for i, one in enumerate(told)]
    return pa.concat_tables(parts)


def _quotes(evidence: Evidence, group: Ints) -> pa.Table:
    """Find the units of each group where each cue is surest, schema ``QUOTES``."""
    cues = evidence.cues
    some = np.flatnonzero(group[cues.unit] >= 0)
    unit = cues.unit[some]
    texts = evidence.units["text"].take(pa.array(unit))
    number = group[unit] * len(evidence.taxonomy.cues) + cues.cue[some]
    return quotes.best(number, cues.score[some], texts, N_QUOTES)


def _means(sums: Mapping[str, pa.Table], dense: Mapping[str, NDArray[Any]], n_groups: int) -> dict[str, Floats]:
    """Average what units and interactions tell."""
    found = spreads.means(sums["spreads"], (len(AVERAGED) + 1) * n_groups)
    columns: dict[str, Floats] = {}
    for i, name in enumerate((*AVERAGED, "risk")):
        columns |= found.part(i * n_groups, n_groups).cut(MEASURES[name].low, MEASURES[name].high).columns(name)
    n = dense["n"].astype(np.float64)
    columns["intensity"] = ratio(dense["intensity"], dense["n_intensity"].astype(np.float64))
    columns["expectation_missed"] = ratio(dense["missed"].astype(np.float64), n)
    columns["expectation_exceeded"] = ratio(dense["exceeded"].astype(np.float64), n)
    known, risk = float(sums["totals"]["n"][0].as_py()), float(sums["totals"]["risk"][0].as_py())
    above = columns["risk"] - (risk / known if known else np.nan)
    touching = dense["n_interactions"].astype(np.float64)
    columns["priority"] = ratio(touching, np.full(n_groups, known)) * above
    return columns


def _cues(counts: NDArray[np.int64], texts: Mapping[int, list[str]], labels: Sequence[str]) -> list[dict[str, Any]]:
    """Return the commonest cues of each group with quotes."""
    rows = []
    for i, own in enumerate(counts):
        top = [cue for cue in _ranked(own)[:TOP_CUES] if own[cue]]
        said = [{"cue": labels[cue], "texts": texts.get(i * len(labels) + cue, [])} for cue in top]
        rows.append({"top_cues": [labels[cue] for cue in top], "quotes": said})
    return rows


def _ranked(counts: NDArray[np.int64]) -> list[int]:
    """Return the labels, commonest first; ties in the labels' order."""
    order: list[int] = np.argsort(-counts, kind="stable").tolist()
    return order


def _touchpoints(counted: NDArray[np.int64]) -> list[list[dict[str, Any]]]:
    """Lay the touchpoints of each group out, most first."""
    labels = names(Touchpoint)
    return [
        [{"touchpoint": labels[i], "n": counts[i].item()} for i in _ranked(counts) if counts[i]] for counts in counted
    ]
