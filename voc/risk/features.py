"""What the risk model sees of an interaction: the signals of its units, averaged and at their peak."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from voc.model.heads import HEADS
from voc.schema import SIGNALS_KEPT
from voc.taxonomy import Emotion, Expectation, Goal, Intent, Label, Staff

if TYPE_CHECKING:
    # Only named here: a roadmap of saved scores needs no runtime of a model.
    from voc.model.predictor import Predictions

AGGREGATES = ("mean", "peak", "end")
"""How units become an interaction: average, strongest moment, last moment (peak and end: Kahneman et al. 1993)."""


def _polar(labels: type[Label]) -> list[str]:
    return [label.value for label in labels if label.polarity]


SIGNALS: dict[str, int] = {
    **{name: -Emotion(name).polarity for name in _polar(Emotion)},
    **{f"goal_{name}": -Goal(name).polarity for name in _polar(Goal)},
    **{f"expectation_{name}": -Expectation(name).polarity for name in _polar(Expectation)},
    **{f"staff_{name}": -Staff(name).polarity for name in _polar(Staff)},
    **{f"intent_{name}": -Intent(name).polarity for name in _polar(Intent)},
    "effort": 1,
    "ease": -1,
    "negative_valence": 1,
    "positive_valence": -1,
}
"""Signals with the direction in which each may move the risk: 1 raises, -1 lowers. All are 0 when absent, at most 1."""

FEATURES = tuple((signal, aggregate) for signal in SIGNALS for aggregate in AGGREGATES)
"""Columns of the feature matrix."""
DIRECTIONS = np.array([SIGNALS[signal] for signal, _ in FEATURES])


def unit_signals(predictions: Predictions) -> NDArray[np.float64]:
    """Return the signals of each unit, shape (units, signals), 0 to 1; NaN for units that were not scored."""
    values = predictions.values
    columns: dict[str, NDArray[np.float32]] = {}
    for prefix, head in (
        ("", "emotions"),
        ("goal_", "goal"),
        ("expectation_", "expectation"),
        ("staff_", "staff"),
        ("intent_", "intents"),
    ):
        for i, label in enumerate(HEADS[head].labels):
            columns[prefix + label] = values[head][:, i]
    present = values["effort_present"][:, 0]
    hardness = (values["effort"] - 3) / 2  # rating 1..5 around its middle, -1 very easy to 1 very hard
    columns["effort"] = present * hardness.clip(min=0)
    columns["ease"] = present * (-hardness).clip(min=0)
    columns["negative_valence"] = (-values["valence"]).clip(min=0)
    columns["positive_valence"] = values["valence"].clip(min=0)
    signals = np.stack([columns[signal] for signal in SIGNALS], axis=1).astype(np.float64)
    # An emotion that a user's model does not know is taken as not felt.
    signals[predictions.scored] = np.nan_to_num(signals[predictions.scored])
    return signals


def signals_column(signals: NDArray[np.float64], scored: NDArray[np.bool_]) -> pa.Array:
    """Lay out the signals that no other column of ``UNITS`` holds, as its column ``signals``.

    Args:
        signals: shape (units, SIGNALS).
        scored: whether each unit was scored.
    """
    at = list(SIGNALS)
    fields = [pa.array(signals[:, at.index(name)].astype(np.float32)) for name in SIGNALS_KEPT]
    return pa.StructArray.from_arrays(fields, names=list(SIGNALS_KEPT), mask=pa.array(~scored))


def table_signals(units: pa.Table) -> NDArray[np.float64]:
    """Read back what ``unit_signals`` gave.

    Args:
        units: schema ``UNITS``, only rows that were scored.

    Returns:
        Shape (units, SIGNALS).
    """
    valence = units["valence"].to_numpy()
    columns = {"negative_valence": (-valence).clip(min=0), "positive_valence": valence.clip(min=0)}
    for name in SIGNALS.keys() - columns.keys():
        holder = "signals" if name in SIGNALS_KEPT else "emotion_scores"
        columns[name] = pc.struct_field(units[holder], name).to_numpy()
    return np.nan_to_num(np.stack([columns[signal] for signal in SIGNALS], axis=1).astype(np.float64))


def table_features(units: pa.Table, interactions: pa.Table) -> NDArray[np.float64]:
    """Return the features of each interaction of saved scores.

    Args:
        units: schema ``UNITS``, the units of an interaction in their order.
        interactions: schema ``INTERACTIONS``.

    Returns:
        Shape (interactions, FEATURES); NaN where nothing was scored.
    """
    scored = units.filter(pc.is_null(units["null_reason"]))
    owner = pc.index_in(scored["interaction_id"], interactions["interaction_id"].combine_chunks()).to_numpy()
    order = np.argsort(owner, kind="stable")
    return interaction_features(table_signals(scored)[order], owner[order].astype(np.int64), interactions.num_rows)


def interaction_features(signals: NDArray[np.float64], owner: NDArray[np.int64], n: int) -> NDArray[np.float64]:
    """Aggregate unit signals to interactions.

    Args:
        signals: shape (units, signals), no NaN; the units of an interaction in their order.
        owner: interaction of each unit, 0 to n - 1, not decreasing.
        n: number of interactions.

    Returns:
        Shape (n, FEATURES); NaN for interactions without units.
    """
    features = np.full((n, len(SIGNALS), len(AGGREGATES)), np.nan)
    if len(owner):
        present, first, counts = np.unique(owner, return_index=True, return_counts=True)
        features[present, :, 0] = np.add.reduceat(signals, first) / counts[:, None]
        features[present, :, 1] = np.maximum.reduceat(signals, first)
        features[present, :, 2] = signals[first + counts - 1]
    return features.reshape(n, len(FEATURES))
