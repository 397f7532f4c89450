"""What the model says of a text as a row of numbers, for somebody else's model to learn from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voc.model.artifacts import Thresholds
from voc.model.heads import HEADS, NONE
from voc.model.labels import has_effort
from voc.model.predictor import Predictions
from voc.taxonomy import Cue, names

_PREFIXES = {
    "emotions": "emotion",
    "cues": "cue",
    "stage": "stage",
    "goal": "goal",
    "expectation": "expectation",
    "staff": "staff",
    "owner": "owner",
    "intents": "intent",
}
"""First part of the names of a head's features."""


def _of(head: str) -> tuple[str, ...]:
    return tuple(f"{_PREFIXES[head]}_{label}" for label in HEADS[head].labels if label != NONE)


EMOTIONS = _of("emotions")
"""Probability of each emotion, 0 to 1."""
EFFORT = ("effort", "effort_evidence", *_of("cues"))
"""Effort, 1 to 5, NaN without evidence; whether there is evidence, 0 or 1; score of each cue, 0 to 1."""
FEATURES = (
    *EMOTIONS,
    "valence",
    "intensity",
    *EFFORT,
    *(name for head in ("stage", "goal", "expectation", "staff", "owner", "intents") for name in _of(head)),
    "risk",
)
"""All features in the order of the columns.

``valence`` is -1 to 1, ``intensity`` 0 to 3, ``risk`` 0 to 1. The others are probabilities, 0 to 1; those of stage,
goal, expectation, staff and owner add up to the probability that the text tells of one at all.
"""


def feature_matrix(predictions: Predictions, thresholds: Thresholds, risk: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lay predictions out as numbers.

    The score of a cue is that of its span where there is one, else the model's probability, which is then below the
    threshold of a span.

    Args:
        predictions: what the model says of each text.
        thresholds: see ``Thresholds``.
        risk: risk of each text, 0 to 1, NaN where it was not scored.

    Returns:
        Shape (texts, FEATURES); NaN in the rows that were not scored, and ``effort`` where there is no evidence of it.
    """
    values, scored = predictions.values, predictions.scored
    evidence = has_effort(predictions, thresholds)
    columns: dict[str, NDArray[np.floating]] = {
        "valence": values["valence"],
        "intensity": values["intensity"],
        "effort": np.where(evidence, values["effort"], np.nan),
        "effort_evidence": np.where(scored, evidence, np.nan),
        "risk": risk,
    }
    for head in _PREFIXES:
        scores = _cue_scores(predictions) if head == "cues" else values[head]
        columns |= dict(zip(_of(head), scores.T[-len(_of(head)) :], strict=True))
    return np.column_stack([columns[name] for name in FEATURES]).astype(np.float64)


def _cue_scores(predictions: Predictions) -> NDArray[np.float32]:
    """Return the score of each cue, shape (texts, cues)."""
    scores = predictions.values["cues"].copy()
    column = {cue: i for i, cue in enumerate(names(Cue))}
    for row, spans in enumerate(predictions.cues):
        for span in spans:
            if span.cue in column:  # cues of the user's own are no features
                scores[row, column[span.cue]] = span.score
    return scores
