"""What an interaction was about, how it felt, what it cost, and how it ended."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from voc.arrays import (
    Floats,
    Ints,
    add,
    codes,
    distinct,
    first,
    first_known,
    flattened,
    floats,
    largest,
    last,
    listed,
    mean,
    named,
    nullable,
    numbered,
)
from voc.effort.conversations import effort, timing
from voc.effort.fitted import fitted
from voc.effort.resolution import resolution
from voc.model.heads import HEADS
from voc.risk.model import reason_lists
from voc.schema import INTERACTIONS, OUTCOMES
from voc.scored import Scored
from voc.taxonomy import NEUTRAL, Cue, Emotion, Goal, Role, names

GIVEN = ("interaction_id", "customer_id", "channel", *OUTCOMES, "value")
"""Columns of which an interaction has the first value that is not null: exports name the customer, or give the value or
the rating, in some rows only, and a greeting may come before them."""
LABELS = ["valence", "emotion", "effort", "cues", "stage", "goal", "owner"]
"""Columns of a unit that an interaction is summarised from."""


def interactions(scored: Scored) -> pa.Table:
    """Summarise each interaction, schema ``INTERACTIONS``.

    Stage and owner are the most probable ones over all the customer's units (probabilities added up), null where every
    unit's own is null. ``peak`` is the valence furthest from 0, ``end`` the last one. ``emotion`` is the one that most
    units have, the earlier of equals, neutral only where no unit has one. ``effort_expressed`` is the mean rating of
    the units that give evidence. ``resolved``: see ``voc.effort.resolution``.
    """
    n = scored.n_interactions
    rows = np.flatnonzero(scored.predictions.scored)
    labels = scored.labels.select(LABELS).take(pa.array(rows))
    of = scored.units.interaction[rows]
    told = np.bincount(of, minlength=n) > 0
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        name: first_known(scored.utterances[name], scored.units.first_rows) for name in GIVEN
    }
    columns |= timing(scored.utterances, scored.units.first_rows) | _feeling(labels, of, n)
    said, answered = mean(of, floats(labels["effort"]), n), floats(columns["n_agent_turns"]) > 0
    goals, chances = codes(labels["goal"], names(Goal)), scored.predictions.values["goal"][rows]
    resolved = resolution(goals, chances, of, answered, fitted()["untold"])
    columns |= effort(scored.utterances, scored.units.first_rows, said, resolved)
    for head in ("stage", "owner"):
        probabilities = scored.predictions.values[head][rows, 1:]
        found = most_probable(probabilities, labels[head].is_valid().to_numpy(), of, n)
        columns[head] = named(HEADS[head].labels[1:], found)
    columns |= {
        "n_units": pa.array(np.bincount(scored.units.interaction, minlength=n)),
        "cues": _cues(labels, of, n),
        "agents": _agents(scored.utterances, scored.units.first_rows),
        "resolved": nullable(resolved).cast(pa.bool_()),
        "risk": nullable(scored.risk),
        "reasons": reason_lists(scored.risk_model.contributions(scored.features), told),
    }
    return pa.table({field.name: columns[field.name].cast(field.type) for field in INTERACTIONS}, schema=INTERACTIONS)


def _feeling(labels: pa.Table, of: Ints, n: int) -> dict[str, pa.Array]:
    """Summarise valence and emotion.

    Args:
        labels: the scored units.
        of: interaction of each.
        n: number of interactions.
    """
    valence = floats(labels["valence"])
    peak, end = largest(of, np.abs(valence), n), last(of, n)
    emotion = codes(labels["emotion"], names(Emotion))
    felt = np.flatnonzero(emotion >= 0)
    _, pair = distinct(of[felt] * len(Emotion) + emotion[felt])
    commonest = largest(of[felt], np.bincount(pair)[pair], n)
    strongest = np.append(emotion[felt], len(Emotion))[commonest]
    strongest[end < 0] = -1
    return {
        "valence": nullable(mean(of, valence, n)),
        "peak": nullable(_at(valence, peak)),
        "end": nullable(_at(valence, end)),
        "emotion": named((*names(Emotion), NEUTRAL), strongest),
    }


def _at(values: Floats, rows: Ints) -> Floats:
    """Return the values of rows; NaN for -1."""
    return np.append(values, np.nan)[rows]


def _cues(labels: pa.Table, of: Ints, n: int) -> pa.ListArray:
    """List each kind of cue once, in order of appearance."""
    spans, unit = flattened(labels["cues"])
    # Cues of the user's own taxonomy come after the shipped ones.
    shown = pc.struct_field(spans, "cue")
    known = tuple(dict.fromkeys((*names(Cue), *sorted(pc.unique(shown).drop_null().to_pylist()))))
    cues = codes(shown, known)
    pairs, pair = distinct(of[unit] * len(known) + cues)
    pairs = pairs[np.argsort(first(pair, len(pairs)))]
    return listed(np.bincount(pairs // len(known), minlength=n), named(known, pairs % len(known)))


def _agents(utterances: pa.Table, first_rows: Ints) -> pa.ListArray:
    """List the agents and bots with a name who speak in each interaction once, in order of appearance."""
    speaker, known = numbered(utterances["speaker"])
    theirs = np.flatnonzero((codes(utterances["role"], (Role.AGENT, Role.BOT)) >= 0) & (speaker >= 0))
    of = np.searchsorted(first_rows, theirs, side="right") - 1
    pairs, pair = distinct(of * max(len(known), 1) + speaker[theirs])
    rows = np.sort(first(pair, len(pairs)))
    counts = np.bincount(of[rows], minlength=len(first_rows))
    return listed(counts, known.take(pa.array(speaker[theirs[rows]])))


def most_probable(probabilities: NDArray[np.float32], own: NDArray[np.bool_], of: Ints, n: int) -> Ints:
    """Return the class with the largest sum of probabilities over the units with a class of their own, else -1.

    Args:
        probabilities: shape (units, classes).
        own: whether each unit has a class.
        of: interaction of each unit.
        n: number of interactions.
    """
    of = of[own]
    sums = np.stack([add(of, column, n) for column in probabilities[own].T], axis=1)
    return np.where(np.bincount(of, minlength=n) > 0, sums.argmax(1), -1)
