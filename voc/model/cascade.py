"""Runs two models: a small one on every text, and a large one where the small one is unsure.

The rule is a sum over the small model's probabilities, fitted to predict on how many emotions and cues of a text the
two models differ. It looks at one text alone, so a text takes the same way alone and in any batch.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voc.errors import ModelError
from voc.json_object import read_object
from voc.model.artifacts import CASCADE, MANIFEST, ModelConfig, sha256, verify
from voc.model.backend import Output, Runtime, open_runtime
from voc.model.device import CPU
from voc.model.heads import HEADS
from voc.model.outputs import Calibration, activate, calibrated

JUDGED = ("emotions", "cues")
"""Heads whose labels must not suffer."""


@dataclass(frozen=True)
class Member:
    """One of the two models, which lies beside the cascade's folder.

    Attributes:
        name: name of its folder.
        sha256: of its manifest, so that thresholds of one model are never used with another.
    """

    name: str
    sha256: str

    @classmethod
    def of(cls, folder: Path) -> Member:
        """Return the member that a model folder is."""
        return cls(folder.name, sha256(folder / MANIFEST))


@dataclass(frozen=True)
class Rule:
    """When the large model is asked.

    Attributes:
        small: model that reads every text.
        large: model that reads those of which the small one is unsure.
        weights: of the small model's probability p of each label of ``JUDGED``, then of each p (1 - p).
        bias: what is added.
        threshold: expected number of labels that differ, above which the large model is asked.
    """

    small: Member
    large: Member
    weights: tuple[float, ...]
    bias: float
    threshold: float

    def save(self, folder: Path) -> None:
        """Write ``cascade.json``."""
        (folder / CASCADE).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Rule:
        """Read ``cascade.json``.

        Raises:
            ModelError: if it cannot be read, or does not fit this version's outputs.
        """
        path = folder / CASCADE
        try:
            content = read_object(path)
            small, large = (Member(str(m["name"]), str(m["sha256"])) for m in (content["small"], content["large"]))
            weights = tuple(float(weight) for weight in content["weights"])
            rule = cls(small, large, weights, float(content["bias"]), float(content["threshold"]))
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{path} cannot be read ({error!r}): install the model again") from error
        finite = np.isfinite([*weights, rule.bias, rule.threshold]).all()
        if len(weights) != 2 * sum(len(HEADS[head].labels) for head in JUDGED) or not finite:
            raise ModelError(f"{path} was made by another version of voc: train or install the model again")
        return rule

    def expected(self, probabilities: dict[str, NDArray[np.float32]]) -> NDArray[np.float64]:
        """Return on how many labels of each text the two models are expected to differ, shape (texts,).

        Args:
            probabilities: what the small model says, see ``voc.model.outputs.activate``.
        """
        return np.asarray((evidence(probabilities) * self.weights).sum(1) + self.bias)


def evidence(probabilities: dict[str, NDArray[np.float32]]) -> NDArray[np.float64]:
    """Return what the rule reads: p and p (1 - p) of each label of ``JUDGED``, shape (texts, 2 * labels)."""
    p = np.concatenate([probabilities[head] for head in JUDGED], axis=1).astype(np.float64)
    return np.concatenate([p, p * (1 - p)], axis=1)


@dataclass(frozen=True, slots=True)
class CascadeOutput:
    """Calibrated outputs for one text, of the model that has read it last.

    Attributes:
        unit: logits, calibrated, float32 of shape (WIDTH,).
        output: that model's own outputs.
        passed: whether the large model was asked.
    """

    unit: NDArray[np.float32]
    output: Output
    passed: bool

    @property
    def tokens(self) -> NDArray[np.float32]:
        """Cue evidence of each token, see ``Output``."""
        return self.output.tokens

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Source offsets of the tokens, see ``Output``."""
        return self.output.spans

    @property
    def pieces(self) -> Sequence[int]:
        """Ids of the tokens, see ``Output``."""
        return self.output.pieces

    @property
    def own(self) -> None:
        """Labels of the user's own, which a cascade does not have."""
        return


class CascadeRuntime:
    """A cascade's folder and its two models, ready to run."""

    def __init__(self, folder: Path, threads: int | None = None, device: str = CPU) -> None:
        """Verify and load both models.

        Args:
            folder: a verified cascade folder; its models lie beside it.
            threads: see ``open_runtime``.
            device: the large model's; the small one runs on the CPU.

        Raises:
            ModelError: if a model is missing, altered, or not the one that the rule was fitted to.
        """
        self.rule = Rule.load(folder)
        self._small, self._small_calibration = _open(folder, self.rule.small, threads)
        self._large, self._large_calibration = _open(folder, self.rule.large, threads, device)

    def run(self, texts: Sequence[str]) -> Iterator[CascadeOutput]:
        """Score texts (not blank) and yield their outputs in order."""
        if not texts:
            return
        outputs: list[Output] = list(self._small.run(texts))
        units = _calibrated(outputs, self._small_calibration)
        passed = self.rule.expected(activate(units)) > self.rule.threshold
        rows = np.flatnonzero(passed).tolist()
        if rows:
            asked = list(self._large.run([texts[row] for row in rows]))
            units[rows] = _calibrated(asked, self._large_calibration)
            for row, output in zip(rows, asked, strict=True):
                outputs[row] = output
        for unit, output, large in zip(units, outputs, passed, strict=True):
            yield CascadeOutput(unit, output, bool(large))


def _open(folder: Path, member: Member, threads: int | None, device: str = CPU) -> tuple[Runtime, Calibration]:
    path = folder.parent / member.name
    if Path(member.name).name != member.name or not (path / MANIFEST).is_file():
        raise ModelError(f"{folder} needs the model {member.name!r} beside it: install it there")
    if sha256(path / MANIFEST) != member.sha256:
        raise ModelError(f"{folder} was made for another {member.name}: run voc train cascade again")
    verify(path)
    config = ModelConfig.load(path)
    return open_runtime(path, config.max_tokens, threads=threads, device=device), config.calibration


def _calibrated(outputs: Sequence[Output], calibration: Calibration) -> NDArray[np.float32]:
    """Return the calibrated logits of outputs, shape (outputs, WIDTH)."""
    logits = np.array([output.unit for output in outputs], np.float32)
    return np.concatenate([calibrated(head, logits, calibration) for head in HEADS.values()], axis=1)
