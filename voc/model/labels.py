"""From probabilities to labels: one Arrow table row a text, nulls where nothing was scored."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from voc.model.artifacts import Thresholds
from voc.model.heads import CHOICES, HEADS
from voc.model.outputs import decide
from voc.model.predictor import Predictions
from voc.schema import PREDICTIONS
from voc.taxonomy import NEUTRAL

BLANK = "blank text"
"""``null_reason`` of a text without anything to read."""


def predictions_table(
    predictions: Predictions, thresholds: Thresholds, risk: NDArray[np.float64], reason: str = BLANK
) -> pa.Table:
    """Build the columns of ``classify``.

    Args:
        predictions: what the model says.
        thresholds: see ``Thresholds``.
        risk: risk of each text, 0 to 1, NaN where it was not scored.
        reason: why rows that were not scored are null.
    """
    values, scored = predictions.values, predictions.scored
    columns: dict[str, pa.Array] = {
        "valence": _numbers(values["valence"], scored),
        "emotion": _emotion(values["emotions"], thresholds.emotions, scored),
        "emotions": _lists("emotions", values["emotions"], thresholds.emotions, scored),
        "emotion_scores": _struct(values["emotions"], HEADS["emotions"].labels, scored),
        "go_emotions": _struct(values["go_emotions"], HEADS["go_emotions"].labels, scored),
        "intensity": _numbers(values["intensity"], scored),
        "effort": _numbers(values["effort"], has_effort(predictions, thresholds)),
        "cues": _cues(predictions),
        "stage_scores": _struct(values["stage"][:, 1:], HEADS["stage"].labels[1:], scored),
        "intents": _lists("intents", values["intents"], thresholds.intents, scored),
        "risk": _numbers(risk, scored),
        "null_reason": pa.array([None if done else reason for done in scored], pa.string()),
    }
    for name in CHOICES:
        columns[name] = _choice(name, predictions, thresholds)
    return pa.table({name: columns[name] for name in PREDICTIONS.names}, schema=PREDICTIONS)


def has_effort(predictions: Predictions, thresholds: Thresholds) -> NDArray[np.bool_]:
    """Return whether each text has evidence of effort or ease: a cue, or the effort output over its threshold."""
    present = predictions.values["effort_present"][:, 0] >= thresholds.effort
    found = np.array([bool(cues) for cues in predictions.cues], bool)
    evidence: NDArray[np.bool_] = predictions.scored & (present | found)
    return evidence


def _numbers(values: NDArray[np.floating], known: NDArray[np.bool_]) -> pa.Array:
    return pa.array(values.astype(np.float32), mask=~known)


def _struct(values: NDArray[np.float32], labels: tuple[str, ...], scored: NDArray[np.bool_]) -> pa.Array:
    fields = [pa.array(values[:, i].astype(np.float32)) for i in range(len(labels))]
    return pa.StructArray.from_arrays(fields, names=list(labels), mask=pa.array(~scored))


def _choice(head: str, predictions: Predictions, thresholds: Thresholds) -> pa.Array:
    """Take the most probable class unless null is probable enough."""
    labels = (None, *HEADS[head].labels[1:])
    return pa.array([labels[i] for i in decide(predictions.values[head], thresholds.nulls[head])], pa.string())


def _lists(head: str, values: NDArray[np.float32], threshold: float, scored: NDArray[np.bool_]) -> pa.Array:
    """List the labels over the threshold, strongest first."""
    labels = HEADS[head].labels
    rows: list[list[str] | None] = []
    for row, done in zip(values, scored, strict=True):
        over = sorted(np.flatnonzero(row >= threshold), key=lambda i: -row[i])
        rows.append([labels[i] for i in over] if done else None)
    return pa.array(rows, pa.list_(pa.string()))


def _emotion(values: NDArray[np.float32], threshold: float, scored: NDArray[np.bool_]) -> pa.Array:
    """Take the strongest emotion if it is over the threshold, else neutral."""
    labels = HEADS["emotions"].labels
    best = np.nan_to_num(values).argmax(1)
    names = [labels[i] if row[i] >= threshold else NEUTRAL for row, i in zip(values, best, strict=True)]
    return pa.array([name if done else None for name, done in zip(names, scored, strict=True)], pa.string())


def _cues(predictions: Predictions) -> pa.Array:
    rows = [
        [{"cue": c.cue.value, "start": c.start, "end": c.end, "score": c.score} for c in cues] if done else None
        for cues, done in zip(predictions.cues, predictions.scored, strict=True)
    ]
    return pa.array(rows, PREDICTIONS.field("cues").type)
