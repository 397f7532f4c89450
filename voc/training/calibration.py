"""Makes probabilities honest: one scale and one shift a head (Platt 1999), fitted on texts that never train."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax

from voc.model.backend import Runtime
from voc.model.heads import HEADS, Head
from voc.training.data import read_goemotions, read_voices, voice_targets


def calibrate(runtime: Runtime, data: Path) -> dict[str, tuple[float, float]]:
    """Fit all heads: GoEmotions on its development set, the others on the held-out texts of our own.

    A multiclass head gets a scale only, its classes being relative to each other; a regression the least-squares line.
    """
    texts, go_gold = read_goemotions(data, "dev")
    units = read_voices(data, "held-out")
    gold = voice_targets(units) | {"go_emotions": go_gold}
    own = np.stack([raw.unit for raw in runtime.run([unit.text for unit in units])])
    go = np.stack([raw.unit for raw in runtime.run(texts)])
    return {
        name: fit_head(head, gold[name], (go if name == "go_emotions" else own)[:, head.columns])
        for name, head in HEADS.items()
    }


def fit_head(head: Head, gold: NDArray[np.float32], logits: NDArray[np.float32]) -> tuple[float, float]:
    """Return the scale and shift of a head's logits that make the gold labels most likely.

    Args:
        head: which head.
        gold: its targets, see ``voice_targets``.
        logits: shape (texts, columns of the head).
    """
    if head.kind == "regression":
        known = ~np.isnan(gold[:, 0])
        if known.sum() < 2 or np.ptp(logits[known]) == 0:  # noqa: PLR2004  (a line takes two points)
            return 1.0, 0.0
        scale, shift = np.polyfit(logits[known, 0], gold[known, 0], 1)
        return float(scale), float(shift)

    def negative_log_likelihood(parameters: NDArray[np.float64]) -> float:
        if head.kind == "multiclass":
            logs = log_softmax(np.exp(parameters[0]) * logits, axis=1)
            return -float(logs[np.arange(len(gold)), gold.astype(np.int64)].mean())
        values = np.exp(parameters[0]) * logits + parameters[1]
        return float((np.logaddexp(0, values) - gold * values).mean())

    start = np.zeros(1 if head.kind == "multiclass" else 2)
    best = minimize(
        negative_log_likelihood, start, method="Nelder-Mead", bounds=[(-2.0, 2.0), (-4.0, 4.0)][: len(start)]
    ).x
    return float(np.exp(best[0])), float(best[1]) if len(best) > 1 else 0.0
