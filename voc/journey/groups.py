"""What is measured of groups of units: of stages, and of whatever they roll up to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from voc.arrays import Floats, Ints, add, distinct, ratio
from voc.journey.evidence import MEASURES, Evidence
from voc.journey.intervals import Pairs, means
from voc.journey.owners import owner_codes
from voc.journey.rollups import Rollups
from voc.taxonomy import Emotion, Touchpoint, names

TOP_CUES = 3
QUOTES = 3


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
        rollups: who answers for a stage, and what departments are called.

    Returns:
        One row a group.
    """
    touches = touched(evidence, group)
    counts = _counts(evidence, group, touches, n_groups)
    n = counts["n"].astype(np.float64)
    columns: dict[str, Any] = counts | {"share": ratio(n, np.full(n_groups, n.sum()))}
    columns |= _unit_measures(evidence, group, n_groups) | _risk(evidence, touches, n_groups)
    rows = [{name: _known(values[i]) for name, values in columns.items()} for i in range(n_groups)]
    labels = zip(
        _emotions(evidence, group, n),
        _cues(evidence, group, n_groups),
        _touchpoints(evidence, group, n_groups),
        _owners(evidence, group, n_groups, rollups),
        strict=True,
    )
    return [
        row | {"emotions": emotions} | cues | {"touchpoints": touchpoints, "owner": owner}
        for row, (emotions, cues, touchpoints, owner) in zip(rows, labels, strict=True)
    ]


def table(heads: list[dict[str, Any]], rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Lay the groups that hold a unit out, each with what it is."""
    return pa.Table.from_pylist([head | row for head, row in zip(heads, rows, strict=True) if row["n"]], schema=schema)


def _known(value: Any) -> int | float | None:  # noqa: ANN401  (a numpy scalar)
    """Return a number for a table, None for NaN."""
    return None if np.isnan(value) else value.item()


def _unit_measures(evidence: Evidence, group: Ints, n_groups: int) -> dict[str, Floats]:
    """Average what the units tell."""
    pairs = Pairs(group, evidence.writer, n_groups)
    columns: dict[str, Floats] = {}
    for name in ("net_emotion", "effort", "goal_rate", "expectation_net", "attitude"):
        how = MEASURES[name]
        columns |= means(pairs.sums(how.values(evidence)), how.low, how.high).columns(name)
    columns["intensity"] = pairs.sums(MEASURES["intensity"].values(evidence)).mean
    expectation = MEASURES["expectation_net"].values(evidence)
    columns["expectation_missed"] = pairs.sums((expectation < 0).astype(float)).mean
    columns["expectation_exceeded"] = pairs.sums((expectation > 0).astype(float)).mean
    return columns


def touched(evidence: Evidence, group: Ints) -> tuple[Ints, Ints]:
    """Return the distinct pairs of group and interaction, as two arrays."""
    some = group >= 0
    n = evidence.interactions.num_rows
    keys, _ = distinct(group[some] * n + evidence.interaction[some])
    return keys // max(n, 1), keys % max(n, 1)


def _counts(evidence: Evidence, group: Ints, touches: tuple[Ints, Ints], n_groups: int) -> dict[str, Ints]:
    """Count units, interactions, and customers who are known."""
    groups, interactions = touches
    writers = evidence.writer_of[interactions]
    known = evidence.known[writers]
    people, _ = distinct(groups[known] * evidence.n_writers + writers[known])
    counted = {"n": group[group >= 0], "n_interactions": groups, "n_customers": people // max(evidence.n_writers, 1)}
    return {name: np.bincount(members, minlength=n_groups) for name, members in counted.items()}


def _risk(evidence: Evidence, touches: tuple[Ints, Ints], n_groups: int) -> dict[str, Floats]:
    """Average the risk of the interactions that touch each group."""
    groups, interactions = touches
    risk = evidence.interaction_risk
    found = means(Pairs(groups, evidence.writer_of[interactions], n_groups).sums(risk[interactions]), 0, 1)
    known = float(np.count_nonzero(~np.isnan(risk)))
    above = found.mean - (np.nansum(risk) / known if known else np.nan)
    n = add(groups, np.ones(len(groups)), n_groups)
    return found.columns("risk") | {"priority": ratio(n, np.full(n_groups, known)) * above}


def _emotions(evidence: Evidence, group: Ints, n: Floats) -> list[dict[str, float]]:
    """Return the share of each group's ``n`` units with each emotion."""
    unit, emotion = evidence.emotions
    shares = _cross(group[unit], emotion, len(n), len(Emotion)) / np.maximum(n, 1)[:, None]
    return [dict(zip(names(Emotion), row.tolist(), strict=True)) for row in shares]


def _cross(group: Ints, label: Ints, n_groups: int, n_labels: int) -> NDArray[np.int64]:
    """Count labels in groups, shape (n_groups, n_labels); -1 is neither."""
    some = (group >= 0) & (label >= 0)
    counts = np.bincount(group[some] * n_labels + label[some], minlength=n_groups * n_labels)
    return counts.reshape(n_groups, n_labels)


def _cues(evidence: Evidence, group: Ints, n_groups: int) -> list[dict[str, Any]]:
    """Return the commonest cues with quotes."""
    cues = evidence.cues
    groups = group[cues.unit]
    labels = names(evidence.taxonomy.cues)
    rows = []
    for i, counts in enumerate(_cross(groups, cues.cue, n_groups, len(labels))):
        top = [cue for cue in _ranked(counts)[:TOP_CUES] if counts[cue]]
        quotes = []
        for cue in top:
            own = np.flatnonzero((groups == i) & (cues.cue == cue))
            texts = evidence.quotes(cues.unit[own], cues.score[own], QUOTES)
            quotes.append({"cue": labels[cue], "texts": texts})
        rows.append({"top_cues": [labels[cue] for cue in top], "quotes": quotes})
    return rows


def _ranked(counts: NDArray[np.int64]) -> list[int]:
    """Return the labels, commonest first; ties in the labels' order."""
    order: list[int] = np.argsort(-counts, kind="stable").tolist()
    return order


def _touchpoints(evidence: Evidence, group: Ints, n_groups: int) -> list[list[dict[str, Any]]]:
    """Count the touchpoints."""
    labels = names(Touchpoint)
    counted = _cross(group, evidence.codes("touchpoint", labels), n_groups, len(labels))
    return [
        [{"touchpoint": labels[i], "n": counts[i].item()} for i in _ranked(counts) if counts[i]] for counts in counted
    ]


def _owners(evidence: Evidence, group: Ints, n_groups: int, rollups: Rollups) -> list[str | None]:
    """Return the commonest owner."""
    departments = list(rollups.owner)
    own, answering = owner_codes(evidence, rollups)
    found: list[str | None] = []
    for said, usual in zip(
        _cross(group, own, n_groups, len(departments)),
        _cross(group, answering, n_groups, len(departments)),
        strict=True,
    ):
        counts = said if said.any() else usual
        found.append(departments[_ranked(counts)[0]] if counts.any() else None)
    return found
