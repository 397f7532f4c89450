"""From logits to probabilities and values."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from voc.model.heads import HEADS, Head

Calibration = Mapping[str, tuple[float, float]]
"""Scale and shift of each head's logits, fitted on held-out texts; a head that is not named stays as it is."""

RANGES = {"valence": (-1.0, 1.0), "intensity": (0.0, 3.0), "effort": (1.0, 5.0)}
"""Ranges of the regression outputs, from the guidelines (valence scaled from -2..2)."""


def calibrated(head: Head, logits: NDArray[np.float32], calibration: Calibration | None) -> NDArray[np.float32]:
    """Return a head's logits, shape (..., its columns), out of all of them, shape (..., WIDTH), scaled and shifted."""
    scale, shift = (calibration or {}).get(head.name, (1.0, 0.0))
    return np.float32(scale) * logits[..., head.columns] + np.float32(shift)


def softmax(logits: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return probabilities that add up to 1, shape (texts, labels); those of ``scipy.special.softmax``.

    SciPy's takes a fifth of a second to import, because it also serves the arrays of other libraries.
    """
    parts = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.floating] = parts / parts.sum(axis=1, keepdims=True)
    return shares


def activate(logits: NDArray[np.float32], calibration: Calibration | None = None) -> dict[str, NDArray[np.float32]]:
    """Turn logits of shape (texts, WIDTH) into one array a head, calibrated.

    Returns:
        Multilabel heads: independent probabilities, shape (texts, labels). Multiclass heads: probabilities that sum to
        1, shape (texts, labels), the first class being null. Regression heads: values in ``RANGES``, shape (texts,).
    """
    outputs: dict[str, NDArray[np.float32]] = {}
    for head in HEADS.values():
        values = calibrated(head, logits, calibration)
        if head.kind == "multilabel":
            outputs[head.name] = expit(values)
        elif head.kind == "multiclass":
            outputs[head.name] = softmax(values)
        else:
            outputs[head.name] = np.clip(values[:, 0], *RANGES[head.name])
    return outputs


def decide(probabilities: NDArray[np.float32], null: float | None) -> NDArray[np.int64]:
    """Return the class of each text from a multiclass head, 0 for null.

    Args:
        probabilities: shape (texts, classes); rows of NaN become null.
        null: probability from which null is given, and below which the best other class; None for the most probable
            class, null or not.
    """
    known = np.nan_to_num(probabilities, nan=1.0)
    if null is None:
        return np.asarray(known.argmax(1), np.int64)
    return np.where(known[:, 0] >= null, 0, 1 + known[:, 1:].argmax(1))
