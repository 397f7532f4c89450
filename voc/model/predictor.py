"""From texts to probabilities and cue spans: runtime, activation and patterns together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from voc.cues import find
from voc.cues.combine import combine
from voc.model.artifacts import WEIGHTS, ModelConfig
from voc.model.heads import HEADS, WIDTH
from voc.model.outputs import activate, calibrated
from voc.model.runtime import OnnxRuntime, Raw
from voc.schema import CueSpan
from voc.text import is_blank, pipeline

CHUNK = 1024
"""Texts predicted together: bounds memory, and is the step of the progress bar."""


@dataclass(frozen=True)
class Predictions:
    """What a model says of texts, row by row.

    Attributes:
        values: one array a head, see ``voc.model.outputs.activate``; NaN in the rows of blank texts.
        cues: cue spans of each text.
        scored: whether the text was scored, bool of shape (texts,); False for blank texts.
    """

    values: dict[str, NDArray[np.float32]]
    cues: list[list[CueSpan]]
    scored: NDArray[np.bool_]

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.cues)

    @classmethod
    def concat(cls, parts: Sequence[Predictions]) -> Predictions:
        """Join predictions row-wise; at least one part."""
        values = {name: np.concatenate([part.values[name] for part in parts]) for name in HEADS}
        cues = [cues for part in parts for cues in part.cues]
        return cls(values, cues, np.concatenate([part.scored for part in parts]))

    def take(self, rows: NDArray[np.int64]) -> Predictions:
        """Return the predictions of some rows, in that order; a row may be taken more than once."""
        values = {name: value[rows] for name, value in self.values.items()}
        return Predictions(values, [self.cues[row] for row in rows], self.scored[rows])


class Predictor:
    """A model folder, ready to predict."""

    def __init__(self, folder: Path, weights: str = WEIGHTS, threads: int | None = None) -> None:
        """Load the model in ``folder``, which must have been verified; see ``OnnxRuntime`` for the rest."""
        self.folder = folder
        self.config = ModelConfig.load(folder)
        self.runtime = OnnxRuntime(folder, self.config.max_tokens, weights, threads)

    def predict(self, texts: Sequence[str | None]) -> Predictions:
        """Predict texts; missing and blank ones are not scored."""
        logits = np.full((len(texts), WIDTH), np.nan, np.float32)
        cues: list[list[CueSpan]] = [[] for _ in texts]
        rows = [row for row, text in enumerate(texts) if not is_blank(text)]
        for row, (raw, found) in zip(rows, self._score([str(texts[row]) for row in rows]), strict=True):
            logits[row] = raw.unit
            cues[row] = found
        scored = np.zeros(len(texts), bool)
        scored[rows] = True
        return Predictions(activate(logits, self.config.calibration), cues, scored)

    def logits(self, texts: Sequence[str | None]) -> NDArray[np.float32]:
        """Return the network's outputs as they are, shape (texts, WIDTH); NaN in the rows of blank texts."""
        logits = np.full((len(texts), WIDTH), np.nan, np.float32)
        rows = [row for row, text in enumerate(texts) if not is_blank(text)]
        for row, raw in zip(rows, self.runtime.run([str(texts[row]) for row in rows]), strict=True):
            logits[row] = raw.unit
        return logits

    def _score(self, texts: Sequence[str]) -> Iterator[tuple[Raw, list[CueSpan]]]:
        """Yield raw outputs and cues of each text."""
        docs = pipeline().pipe(texts)
        for text, doc, raw in zip(texts, docs, self.runtime.run(texts), strict=True):
            unit = expit(calibrated(HEADS["cues"], raw.unit, self.config.calibration))
            patterns = find(doc)
            if len(raw.spans) and (patterns or unit.max() >= self.config.thresholds.cues):
                yield raw, combine(text, unit, expit(raw.tokens), raw.spans, patterns, self.config.thresholds)
            else:
                yield raw, []
