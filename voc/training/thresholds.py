"""Chooses the thresholds on the development sets: a grid search for each, by F1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.special import expit

from voc.cues import find
from voc.cues.combine import combine
from voc.model.artifacts import Thresholds
from voc.model.backend import Runtime
from voc.model.heads import CHOICES, HEADS
from voc.model.outputs import Calibration, activate, decide
from voc.model.predictor import Predictions
from voc.schema import CueSpan
from voc.text import pipeline, plain_apostrophes
from voc.training.data import VoiceUnit, read_goemotions, read_voices, voice_targets
from voc.training.evaluate import Metrics, voices_metrics
from voc.training.metrics import multiclass

GRID = np.round(np.arange(0.06, 0.8, 0.02), 2)
NULLS = np.round(np.arange(0.3, 0.8, 0.02), 2)
PRIOR, SMOOTHING = 100.0, 5.0
"""Weight of the common curve in gold texts, and width of the smoothing in grid steps, for thresholds of single labels.
Found on the development set of GoEmotions alone, in 20 random halvings: thresholds from one half give the other half a
macro-F1 of .515, against .507 with the plain best threshold of each label."""
BY_KAPPA = ("expectation", "staff")
"""Heads with a threshold of null, which nine texts in ten are: kappa of expectation is .53 with it and .49 without on
8,000 passages that chose nothing. Stage, goal and owner are given the most probable class: a threshold chosen on dev
makes them no better there (goal .742, else .744) and worse on those passages (.682, else .697)."""
START = Thresholds(0.3, (0.3,) * len(HEADS["go_emotions"].labels), 0.4, 0.2, 0.3, 0.4, 0.4, dict.fromkeys(CHOICES))
"""Where the search starts; every value is replaced."""


class VoicesOutputs:
    """Outputs on units of voices, kept so that thresholds can be tried without running the model again."""

    def __init__(self, runtime: Runtime, units: list[VoiceUnit], calibration: Calibration) -> None:
        """Run the model and the patterns once."""
        self.units = units
        texts = [unit.text for unit in units]
        self._raw = list(runtime.run(texts))
        self._patterns = [find(doc) for doc in pipeline().pipe(map(plain_apostrophes, texts))]
        self._values = activate(np.stack([raw.unit for raw in self._raw]), calibration)

    def predictions(self, thresholds: Thresholds) -> Predictions:
        """Return what the model would predict with these thresholds."""
        cues: list[list[CueSpan]] = []
        for unit, raw, values, patterns in zip(
            self.units, self._raw, self._values["cues"], self._patterns, strict=True
        ):
            cues.append(combine(unit.text, values, expit(raw.tokens), raw.spans, patterns, thresholds))
        return Predictions(self._values, cues, np.ones(len(self.units), bool))

    def half(self, number: int) -> VoicesOutputs:
        """Return every second unit, from the first (0) or the second (1) on."""
        part = copy(self)
        part.units, part._raw, part._patterns = self.units[number::2], self._raw[number::2], self._patterns[number::2]
        part._values = {name: values[number::2] for name, values in self._values.items()}
        return part

    def metrics(self, thresholds: Thresholds) -> Metrics:
        """Return all metrics with these thresholds."""
        return voices_metrics(self.units, self.predictions(thresholds), thresholds)

    def null_threshold(self, head: str) -> float:
        """Return the threshold of null that makes Cohen's kappa of a head best."""
        gold = voice_targets(self.units)[head].astype(np.int64)
        scores = [multiclass(head, gold, decide(self._values[head], null))[f"{head} kappa"] for null in NULLS]
        return float(NULLS[_middle_best(np.nan_to_num(scores))])

    def metric(self, thresholds: Thresholds, name: str) -> float:
        """Return one metric with these thresholds."""
        return self.metrics(thresholds)[name]


def choose(runtime: Runtime, data: Path, calibration: Calibration) -> Thresholds:
    """Choose all thresholds on the development parts of GoEmotions and voices."""
    texts, gold = read_goemotions(data, "dev")
    values = activate(np.stack([raw.unit for raw in runtime.run(texts)]), calibration)["go_emotions"]
    start = replace(START, go_emotions=per_label(gold, values))
    return choose_voices(VoicesOutputs(runtime, read_voices(data, "dev"), calibration), start)


def crossfit(runtime: Runtime, data: Path, calibration: Calibration) -> Metrics:
    """Return the metrics on voices dev when each half is measured with thresholds chosen on the other; their mean."""
    outputs = VoicesOutputs(runtime, read_voices(data, "dev"), calibration)
    halves = [outputs.half(1 - i).metrics(choose_voices(outputs.half(i), START)) for i in (0, 1)]
    return {name: float(np.mean([half[name] for half in halves])) for name in halves[0]}


def choose_voices(outputs: VoicesOutputs, start: Thresholds) -> Thresholds:
    """Choose the thresholds of the voices heads, one a head, in the order in which they depend on each other."""
    best = start
    for field, metric in (
        ("emotions", "emotions micro-F1"),
        ("intents", "intents micro-F1"),
        ("cues", "cues micro-F1"),
        ("cues_with_pattern", "cues micro-F1"),
        ("cues", "cues micro-F1"),
        ("tokens", "cue spans F1"),
        ("effort", "effort present F1"),
    ):
        grid = [replace(best, **{field: float(value)}) for value in GRID]  # type: ignore[arg-type]
        best = _argmax(grid, lambda thresholds, metric=metric: outputs.metric(thresholds, metric))  # type: ignore[misc]
    return replace(best, nulls=start.nulls | {head: outputs.null_threshold(head) for head in BY_KAPPA})


def per_label(gold: NDArray[np.float32], values: NDArray[np.float32]) -> tuple[float, ...]:
    """Return a threshold for each label, by F1 on the grid, drawn to what suits all labels where a label is rare.

    Args:
        gold: 0/1 of shape (texts, labels).
        values: probabilities of the same shape.
    """
    given = values[:, :, None] >= GRID
    hits = (given * gold[:, :, None]).sum(0)
    support = gold.sum(0)[:, None]
    curves = gaussian_filter1d(2 * hits / np.maximum(given.sum(0) + support, 1), SMOOTHING, axis=1, mode="nearest")
    height = np.maximum(curves.max(1, keepdims=True), 1e-9)
    common = (curves / height).mean(0) * height
    best = ((support * curves + PRIOR * common) / (support + PRIOR)).argmax(1)
    return tuple(float(value) for value in GRID[best])


def _argmax(grid: Sequence[Thresholds], score: Callable[[Thresholds], float]) -> Thresholds:
    return grid[_middle_best([score(thresholds) for thresholds in grid])]


def _middle_best(scores: Sequence[float] | NDArray[np.float64]) -> int:
    """Return the index of the best score after smoothing over its neighbours, so that one lucky value cannot win."""
    padded = np.pad(np.asarray(scores, float), 1, mode="edge")
    return int(np.convolve(padded, [0.25, 0.5, 0.25], "valid").argmax())
