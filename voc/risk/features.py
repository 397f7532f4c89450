"""What the risk model sees of an interaction: the signals of its units, averaged by how much each unit tells.

A long statement tells more than a short one, and several more than one: a unit's weight is the square root of its
words, and a signal of the interaction is ``sum(weight * signal) / (sum(weight) + PRIOR)``, the mean drawn towards 0
where little was said (a reliability, as of the mean of a test's items). Peak and end (Kahneman et al. 1993) were tried
beside it and foretell nothing more: a peak grows with the number of units, and that is all it added to a plain mean.
"""

from __future__ import annotations

from collections.abc import Sequence
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

PRIOR = 10.0
"""Weight of the neutral mean: as much as two and a half units of 16 words. Fitted, with the square root, on clothing
and patients, each left out in turn: mean AUC .864 for plain means, .880 for 5 to 20, and half the calibration error."""


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

FEATURES = tuple(SIGNALS)
"""Columns of the feature matrix."""
DIRECTIONS = np.array(list(SIGNALS.values()))
VALENCE = ("negative_valence", "positive_valence")


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
        units: schema ``UNITS``.
        interactions: schema ``INTERACTIONS``.

    Returns:
        Shape (interactions, FEATURES); NaN where nothing was scored.
    """
    scored = units.filter(pc.is_null(units["null_reason"]))
    owner = pc.index_in(scored["interaction_id"], interactions["interaction_id"].combine_chunks()).to_numpy()
    order = np.argsort(owner, kind="stable")
    signals, weights = table_signals(scored)[order], unit_weights(scored["text"])[order]
    return interaction_features(signals, weights, owner[order].astype(np.int64), interactions.num_rows)


def unit_weights(texts: pa.Array | pa.ChunkedArray | Sequence[str | None]) -> NDArray[np.float64]:
    """Return how much each unit tells, the square root of its words; 0 for null."""
    column = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(texts, pa.string())
    words = pc.fill_null(pc.count_substring_regex(column, r"\S+"), 0)
    weights: NDArray[np.float64] = np.sqrt(words.to_numpy())
    return weights


def interaction_features(
    signals: NDArray[np.float64], weights: NDArray[np.float64], owner: NDArray[np.int64], n: int
) -> NDArray[np.float64]:
    """Aggregate unit signals to interactions.

    Args:
        signals: shape (units, signals), no NaN.
        weights: see ``unit_weights``, shape (units,).
        owner: interaction of each unit, 0 to n - 1, not decreasing.
        n: number of interactions.

    Returns:
        Shape (n, FEATURES); NaN for interactions without units.
    """
    features = np.full((n, len(FEATURES)), np.nan)
    if len(owner):
        present, first = np.unique(owner, return_index=True)
        total = np.add.reduceat(weights, first)
        features[present] = np.add.reduceat(signals * weights[:, None], first) / (total + PRIOR)[:, None]
    return features
