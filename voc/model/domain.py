"""Says whether a text is unlike those that the model was trained and measured on, by its words.

How surprising its word pieces are to a unigram model of the training units (Jelinek & Mercer 1980), a mean over the
pieces. The network's own outputs do not tell: recipes, news and program code lie nearer to the middle of the training
outputs than customers do (area under the ROC curve of the Mahalanobis distance .43, of this measure .87, against the
development units), since the network finds nothing in them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voc.errors import ModelError
from voc.model.artifacts import DOMAIN

UNSEEN = 0.1
"""Times that a word piece counts beside those it was seen. Of .1 and 1 the one that tells better (.87 against .85)."""
PRIOR = 5
"""Pieces of average surprise that are added to every text, so that one rare word does not make a short text unusual."""


@dataclass(frozen=True)
class Domain:
    """The words of training units.

    Attributes:
        counts: how often each word piece was seen, by its id in the tokenizer; those never seen are left out.
        vocabulary: number of word pieces that the tokenizer knows.
        threshold: surprise from which a text is unusual, in nats a piece: what 99% of the texts that the model was
            measured on stay under.
        profile: what the model was measured on, fields of ``voc.shift.profile.Profile``.
    """

    counts: Mapping[str, int]
    vocabulary: int
    threshold: float
    profile: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def _nats(self) -> NDArray[np.float64]:
        """Surprise of each word piece."""
        counts = np.full(self.vocabulary, UNSEEN)
        counts[[int(piece) for piece in self.counts]] += list(self.counts.values())
        nats: NDArray[np.float64] = np.log(counts.sum()) - np.log(counts)
        return nats

    @cached_property
    def _average(self) -> float:
        """Surprise of a training text's average piece."""
        total = sum(self.counts.values())
        return math.fsum(n / total * float(self._nats[int(piece)]) for piece, n in self.counts.items())

    def surprise(self, pieces: Sequence[int]) -> float:
        """Return the surprise of a text, given the ids of its word pieces, in nats a piece."""
        told = float(self._nats[np.asarray(pieces, np.int64)].sum()) + PRIOR * self._average
        return told / (len(pieces) + PRIOR)

    def unusual(self, pieces: Sequence[int]) -> bool:
        """Return whether a text is unusual."""
        return self.surprise(pieces) > self.threshold

    def save(self, folder: Path) -> None:
        """Write ``domain.json``."""
        (folder / DOMAIN).write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Domain | None:
        """Read ``domain.json``; None where the model has none.

        Raises:
            ModelError: if it is not what ``save`` writes.
        """
        path = folder / DOMAIN
        if not path.is_file():
            return None
        try:
            domain = cls(**json.loads(path.read_text(encoding="utf-8")))
            if not domain.threshold > 0 or not np.isfinite(domain._average):
                raise ValueError("its numbers make no sense")
        except (ValueError, TypeError, IndexError, AttributeError) as error:
            raise ModelError(f"{path} cannot be used ({error}): fit it again with 'voc train domain'") from error
        return domain
