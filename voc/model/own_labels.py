"""Labels of a user's own that ``voc train own`` added to a model."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import expit

from voc.arrays import listed, named
from voc.errors import ModelError
from voc.json_object import number, read_object
from voc.model.outputs import softmax

FILE = "own.json"


@dataclass(frozen=True)
class OwnLabels:
    """What ``own.json`` of a model folder says.

    Attributes:
        labels: names, in the order of the output ``own``.
        exclusive: whether a text has exactly one of them; else any number.
        threshold: probability from which a label is given, where there may be any number.
    """

    labels: tuple[str, ...]
    exclusive: bool
    threshold: float

    def save(self, folder: Path) -> None:
        """Write ``own.json``."""
        (folder / FILE).write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> OwnLabels | None:
        """Read ``own.json``; None where the model has no labels of the user's own.

        Raises:
            ModelError: if it is something else.
        """
        path = folder / FILE
        if not path.is_file():
            return None
        try:
            content = read_object(path)
            labels, exclusive = content["labels"], content["exclusive"]
            if not isinstance(labels, list) or not labels or not all(isinstance(label, str) for label in labels):
                raise ValueError("labels is not a list of names")
            if not isinstance(exclusive, bool):
                raise ValueError("exclusive is not true or false")
            return cls(tuple(labels), exclusive, number(content["threshold"], "threshold", 0, 1))
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"{path} cannot be read ({error}): train the model again") from error

    def check(self, logits: NDArray[np.floating] | None) -> None:
        """Check that a model's output is of these labels.

        Raises:
            ModelError: if it is not.
        """
        if logits is None or np.shape(logits) != (len(self.labels),):
            raise ModelError(f"the model does not give the {len(self.labels)} labels of {FILE}: train the model again")

    def probabilities(self, logits: NDArray[np.floating]) -> NDArray[np.float32]:
        """Return the probability of each label, shape (texts, labels); NaN where the logits are."""
        shares: NDArray[np.float32] = (softmax(logits) if self.exclusive else expit(logits)).astype(np.float32)
        return shares

    def given(self, probabilities: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Return which labels each text gets, shape (texts, labels); none where the probabilities are NaN."""
        known = np.nan_to_num(probabilities)
        given: NDArray[np.bool_] = known >= self.threshold
        if self.exclusive:
            given = np.eye(len(self.labels), dtype=bool)[known.argmax(1)] & ~np.isnan(probabilities)
        return given

    def column(self, probabilities: NDArray[np.float32], scored: NDArray[np.bool_]) -> pa.Array:
        """List the given labels with their probability, strongest first; null where nothing was scored."""
        given = self.given(probabilities) & scored[:, None]
        row, label = np.nonzero(given)
        order = np.lexsort((-probabilities[row, label], row))
        row, label = row[order], label[order]
        fields = [named(self.labels, label), pa.array(probabilities[row, label], pa.float32())]
        return listed(given.sum(1), pa.StructArray.from_arrays(fields, ["label", "score"]), ~scored)
