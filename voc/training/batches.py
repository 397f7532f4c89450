"""Encodes training sets and plans the batches of a whole run ahead, so that a run can resume at any step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from voc.model.heads import CUE_COUNT
from voc.text import normalize
from voc.training.data import VoiceUnit, token_targets

MAX_TOKENS = 128
"""Training texts are cut here; the longest unit of voices has 60 words, 99.9% of GoEmotions under 60 word pieces."""
POOL = 64
"""Batches that are sorted by length together, to save padding."""


@dataclass(frozen=True)
class TrainingSet:
    """Encoded texts with targets.

    Attributes:
        ids: token ids of each text.
        targets: one array a head, first axis texts (see ``voc.training.data.voice_targets``); of a multiclass head
            class indices of shape (texts,) or probabilities of shape (texts, classes).
        tokens: cue evidence of each text, 0 to 1 of shape (tokens, 17), NaN where it is not known; None for a set
            without it.
    """

    ids: list[list[int]]
    targets: dict[str, NDArray[np.float32]]
    tokens: list[NDArray[np.float32]] | None = None

    def batch(self, rows: Sequence[int]) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
        """Return padded input ids, their mask, and targets; token targets under the name ``tokens``."""
        length = max(len(self.ids[row]) for row in rows)
        ids = torch.zeros(len(rows), length, dtype=torch.long)
        mask = torch.zeros(len(rows), length, dtype=torch.long)
        for i, row in enumerate(rows):
            ids[i, : len(self.ids[row])] = torch.tensor(self.ids[row])
            mask[i, : len(self.ids[row])] = 1
        targets = {name: torch.from_numpy(values[rows]) for name, values in self.targets.items()}
        if self.tokens is not None:
            tokens = np.zeros((len(rows), length, CUE_COUNT), np.float32)
            for i, row in enumerate(rows):
                tokens[i, : len(self.tokens[row])] = self.tokens[row]
            targets["tokens"] = torch.from_numpy(tokens)
        return ids, mask, targets


def encode(
    tokenizer: Tokenizer, texts: Sequence[str], targets: dict[str, NDArray[np.float32]], units: list[VoiceUnit] | None
) -> TrainingSet:
    """Encode texts; with ``units`` (the labelled units of the texts) also their token targets."""
    encodings = tokenizer.encode_batch([normalize(text).text for text in texts])
    ids = [encoding.ids[:MAX_TOKENS] for encoding in encodings]
    tokens = None
    if units is not None:
        tokens = [token_targets(u, e.offsets)[:MAX_TOKENS] for u, e in zip(units, encodings, strict=True)]
    return TrainingSet(ids, targets, tokens)


def plan(lengths: Sequence[int], batch: int, steps: int, rng: np.random.Generator) -> list[list[int]]:
    """Plan ``steps`` batches of ``batch`` rows: pass after pass in random order, rows of like length together."""
    batches: list[list[int]] = []
    while len(batches) < steps:
        order = rng.permutation(len(lengths))
        made: list[list[int]] = []
        for start in range(0, len(order), batch * POOL):
            pool = sorted(order[start : start + batch * POOL], key=lambda row: lengths[row])
            made += [[int(row) for row in pool[i : i + batch]] for i in range(0, len(pool), batch)]
        rng.shuffle(made)
        batches += made
    return batches[:steps]
