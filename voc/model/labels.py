"""From probabilities to labels: one Arrow table row a text, nulls where nothing was scored."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from voc.arrays import Ints, listed, named
from voc.model.artifacts import Thresholds
from voc.model.backend import OWN
from voc.model.heads import CHOICES, HEADS
from voc.model.outputs import decide
from voc.model.own_labels import OwnLabels
from voc.model.predictor import Predictions
from voc.schema import PREDICTIONS, CueSpan
from voc.taxonomy import NEUTRAL

BLANK = "blank text"
"""``null_reason`` of a text without anything to read."""


def predictions_table(
    predictions: Predictions,
    thresholds: Thresholds,
    risk: NDArray[np.float64],
    reason: str = BLANK,
    own: OwnLabels | None = None,
) -> pa.Table:
    """Build the columns of ``classify``.

    Args:
        predictions: what the model says.
        thresholds: see ``Thresholds``.
        risk: risk of each text, 0 to 1, NaN where it was not scored.
        reason: why rows that were not scored are null.
        own: the user's own labels, if the model has some.
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
        "labels": _own(predictions, own),
        "unusual": _flags(predictions),
        "null_reason": named((reason,), np.where(scored, -1, 0)),
    }
    for name in CHOICES:
        columns[name] = _choice(name, predictions, thresholds)
    return pa.table({name: columns[name] for name in PREDICTIONS.names}, schema=PREDICTIONS)


def _own(predictions: Predictions, own: OwnLabels | None) -> pa.Array:
    if own is None:
        return pa.nulls(len(predictions), PREDICTIONS.field("labels").type)
    return own.column(predictions.values[OWN], predictions.scored)


def has_effort(predictions: Predictions, thresholds: Thresholds) -> NDArray[np.bool_]:
    """Return whether each text has evidence of effort or ease: a cue, or the effort output over its threshold."""
    present = predictions.values["effort_present"][:, 0] >= thresholds.effort
    found = np.fromiter((any(c.cue.polarity for c in cues) for cues in predictions.cues), bool, len(predictions))
    evidence: NDArray[np.bool_] = predictions.scored & (present | found)
    return evidence


def _flags(predictions: Predictions) -> pa.Array:
    if predictions.unusual is None:
        return pa.nulls(len(predictions), pa.bool_())
    return pa.array(predictions.unusual, mask=~predictions.scored)


def _numbers(values: NDArray[np.floating], known: NDArray[np.bool_]) -> pa.Array:
    return pa.array(values.astype(np.float32), mask=~known)


def _struct(values: NDArray[np.float32], labels: tuple[str, ...], scored: NDArray[np.bool_]) -> pa.Array:
    fields = [pa.array(values[:, i].astype(np.float32), from_pandas=True) for i in range(len(labels))]
    return pa.StructArray.from_arrays(fields, names=list(labels), mask=pa.array(~scored))


def _choice(head: str, predictions: Predictions, thresholds: Thresholds) -> pa.Array:
    """Name the class of each text; null has no name."""
    return named(HEADS[head].labels[1:], decide(predictions.values[head], thresholds.nulls[head]) - 1)


def _lists(head: str, values: NDArray[np.float32], threshold: float, scored: NDArray[np.bool_]) -> pa.Array:
    """List the labels over the threshold, strongest first."""
    over = (values >= threshold) & scored[:, None]
    row, label = np.nonzero(over)
    strongest = np.lexsort((-values[row, label], row))
    return listed(over.sum(1), named(HEADS[head].labels, label[strongest]), ~scored)


def _emotion(values: NDArray[np.float32], threshold: float, scored: NDArray[np.bool_]) -> pa.Array:
    """Take the strongest emotion if it is over the threshold, else neutral."""
    labels = HEADS["emotions"].labels
    known = np.nan_to_num(values)
    best = np.where(known.max(1) >= threshold, known.argmax(1), len(labels))
    return named((*labels, NEUTRAL), np.where(scored, best, -1))


def _cues(predictions: Predictions) -> pa.Array:
    spans = list(chain.from_iterable(predictions.cues))
    fields = PREDICTIONS.field("cues").type.value_type
    columns = [pa.array([getattr(span, field.name) for span in spans], field.type) for field in fields]
    return listed(
        _lengths(predictions.cues), pa.StructArray.from_arrays(columns, fields=list(fields)), ~predictions.scored
    )


def _lengths(cues: Sequence[Sequence[CueSpan]]) -> Ints:
    return np.fromiter(map(len, cues), np.int64, len(cues))
