"""Says whether a text is unlike those that the model was trained and measured on.

How far the network's outputs lie from those of training texts, by the Mahalanobis distance (Lee et al. 2018, "A Simple
Unified Framework for Detecting Out-of-Distribution Samples"; here one class, since the heads have no common one).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voc.errors import ModelError
from voc.model.artifacts import DOMAIN
from voc.model.heads import WIDTH


@dataclass(frozen=True)
class Domain:
    """Where the outputs of training texts lie.

    Attributes:
        mean: of the outputs, shape (WIDTH,).
        scale: lower triangular factor L of the inverse covariance L L', row by row, WIDTH (WIDTH + 1) / 2 numbers.
        threshold: distance from which a text is unusual: what 99% of the texts that the model was measured on stay
            under.
        profile: what the model was measured on, fields of ``voc.shift.profile.Profile``.
    """

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    threshold: float
    profile: Mapping[str, Any] = field(default_factory=dict)

    def distance(self, logits: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the distance of each text's outputs, shape (texts, WIDTH); NaN for rows of NaN.

        Every row is computed on its own, so that a text has the same distance in any batch, to the last bit.
        """
        factor = np.zeros((WIDTH, WIDTH))
        factor[np.tril_indices(WIDTH)] = self.scale
        centred = logits.astype(np.float64) - np.asarray(self.mean)
        return np.array([np.linalg.norm(row @ factor) for row in centred], np.float64)

    def unusual(self, logits: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Return whether each text is unusual; False for rows of NaN."""
        far: NDArray[np.bool_] = self.distance(logits) > self.threshold
        return far

    def save(self, folder: Path) -> None:
        """Write ``domain.json``."""
        (folder / DOMAIN).write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Domain | None:
        """Read ``domain.json``; None where the model has none.

        Raises:
            ModelError: if it is not what ``save`` writes for these outputs.
        """
        path = folder / DOMAIN
        if not path.is_file():
            return None
        try:
            domain = cls(**json.loads(path.read_text(encoding="utf-8")))
            fits = len(domain.mean) == WIDTH and len(domain.scale) == WIDTH * (WIDTH + 1) // 2
            if not fits or not domain.threshold > 0:
                raise ValueError("it is for other outputs")
        except (ValueError, TypeError) as error:
            raise ModelError(f"{path} cannot be used ({error}): fit it again with 'voc train domain'") from error
        return domain
