"""From texts to probabilities and cue spans: runtime, activation and patterns together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from voc.cues import find
from voc.cues.combine import combine
from voc.cues.prefilter import prefilter
from voc.model.artifacts import WEIGHTS, ModelConfig
from voc.model.backend import OWN, Output, open_runtime
from voc.model.device import CPU
from voc.model.domain import Domain
from voc.model.heads import WIDTH
from voc.model.outputs import activate
from voc.model.own_labels import OwnLabels
from voc.schema import CueSpan
from voc.taxonomy import Cue
from voc.text import is_blank, pipeline, plain_apostrophes

CHUNK = 1024
"""Texts predicted together: bounds memory, and is the step of the progress bar."""


@dataclass(frozen=True)
class Predictions:
    """What a model says of texts, row by row.

    Attributes:
        values: one array a head, see ``voc.model.outputs.activate``; NaN in the rows of blank texts. ``own`` are the
            probabilities of the user's own labels, where the model has some.
        cues: cue spans of each text.
        scored: whether the text was scored, bool of shape (texts,); False for blank texts.
        unusual: whether it is unlike what the model was trained on (``voc.model.domain``), bool of shape (texts,); None
            where the model does not tell.
    """

    values: dict[str, NDArray[np.float32]]
    cues: list[list[CueSpan]]
    scored: NDArray[np.bool_]
    unusual: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.cues)

    @classmethod
    def concat(cls, parts: Sequence[Predictions]) -> Predictions:
        """Join predictions row-wise; at least one part."""
        values = {name: np.concatenate([part.values[name] for part in parts]) for name in parts[0].values}
        cues = [cues for part in parts for cues in part.cues]
        flags = [part.unusual for part in parts if part.unusual is not None]
        unusual = np.concatenate(flags) if len(flags) == len(parts) else None
        return cls(values, cues, np.concatenate([part.scored for part in parts]), unusual)

    def take(self, rows: NDArray[np.int64]) -> Predictions:
        """Return the predictions of some rows, in that order; a row may be taken more than once."""
        values = {name: value[rows] for name, value in self.values.items()}
        unusual = None if self.unusual is None else self.unusual[rows]
        return Predictions(values, [self.cues[row] for row in rows], self.scored[rows], unusual)


class Predictor:
    """A model folder, ready to predict."""

    def __init__(self, folder: Path, weights: str = WEIGHTS, threads: int | None = None, device: str = CPU) -> None:
        """Load the model in ``folder``, which must have been verified; see ``open_runtime`` for the rest."""
        self.folder = folder
        self.config = ModelConfig.load(folder)
        self.domain = Domain.load(folder)
        self.own = OwnLabels.load(folder)
        self.runtime = open_runtime(folder, self.config.max_tokens, weights, threads, device)
        if self.own is not None:
            self.own.check(next(iter(self.runtime.run(["a b"]))).own)

    def predict(self, texts: Sequence[str | None]) -> Predictions:
        """Predict texts; missing and blank ones are not scored."""
        rows, outputs = self._run(texts)
        values = activate(_units(len(texts), rows, outputs), self.config.calibration)
        if self.own is not None:
            own = np.full((len(texts), len(self.own.labels)), np.nan, np.float32)
            for row, output in zip(rows, outputs, strict=True):
                own[row] = output.own
            values[OWN] = self.own.probabilities(own)
        cues: list[list[CueSpan]] = [[] for _ in texts]
        unusual = None if self.domain is None else np.zeros(len(texts), bool)
        if self.domain is not None and unusual is not None:
            unusual[rows] = [self.domain.unusual(output.pieces) for output in outputs]
        for row, output, kinds in zip(rows, outputs, self._possible(values["cues"][rows]), strict=True):
            if kinds:
                cues[row] = self._cues(str(texts[row]), output, values["cues"][row], kinds)
        scored = np.zeros(len(texts), bool)
        scored[rows] = True
        return Predictions(values, cues, scored, unusual)

    def logits(self, texts: Sequence[str | None]) -> NDArray[np.float32]:
        """Return the network's outputs as they are, shape (texts, WIDTH); NaN in the rows of blank texts."""
        return _units(len(texts), *self._run(texts))

    def _run(self, texts: Sequence[str | None]) -> tuple[list[int], list[Output]]:
        """Return the rows of the texts that are not blank, and what the network says of them."""
        rows = [row for row, text in enumerate(texts) if not is_blank(text)]
        return rows, list(self.runtime.run([str(texts[row]) for row in rows]))

    def _possible(self, units: NDArray[np.float32]) -> list[list[Cue]]:
        """Return the kinds of cue that hold in each text if a pattern finds them, and those that hold anyhow."""
        lowest = min(self.config.thresholds.cues, self.config.thresholds.cues_with_pattern)
        possible: list[list[Cue]] = [[] for _ in units]
        for row, kind in zip(*np.nonzero(units >= lowest), strict=True):
            possible[row].append(_CUES[kind])
        return possible

    def _cues(self, text: str, output: Output, unit: NDArray[np.float32], kinds: Sequence[Cue]) -> list[CueSpan]:
        """Return the cues of a text of which only ``kinds`` are possible: the others' patterns need not be tried."""
        plain = plain_apostrophes(text)
        possible = prefilter().possible(plain, kinds)
        patterns = find(pipeline()(plain), possible) if possible else []
        if not patterns and unit.max() < self.config.thresholds.cues:
            return []
        spans = output.spans
        return combine(text, unit, expit(output.tokens), spans, patterns, self.config.thresholds) if spans else []


_CUES = tuple(Cue)


def _units(count: int, rows: Sequence[int], outputs: Sequence[Output]) -> NDArray[np.float32]:
    """Return the logits of ``count`` texts, shape (count, WIDTH), NaN but for the rows with outputs."""
    logits = np.full((count, WIDTH), np.nan, np.float32)
    if outputs:
        logits[rows] = [output.unit for output in outputs]
    return logits
