"""From logits to probabilities and values."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax

from voc.model.heads import HEADS

RANGES = {"valence": (-1.0, 1.0), "intensity": (0.0, 3.0), "effort": (1.0, 5.0)}
"""Ranges of the regression outputs, from the guidelines (valence scaled from -2..2)."""


def activate(logits: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """Turn logits of shape (texts, WIDTH) into one array a head.

    Returns:
        Multilabel heads: independent probabilities, shape (texts, labels). Multiclass heads: probabilities that sum to
        1, shape (texts, labels), the first class being null. Regression heads: values in ``RANGES``, shape (texts,).
    """
    outputs: dict[str, NDArray[np.float32]] = {}
    for head in HEADS.values():
        values = logits[:, head.columns]
        if head.kind == "multilabel":
            outputs[head.name] = expit(values)
        elif head.kind == "multiclass":
            outputs[head.name] = softmax(values, axis=1)
        else:
            outputs[head.name] = np.clip(values[:, 0], *RANGES[head.name])
    return outputs
