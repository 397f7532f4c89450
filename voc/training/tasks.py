"""What a teacher and a student train on. Needs the extra ``torch``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from tokenizers import Tokenizer

from voc.model.heads import CUE_COUNT
from voc.training.batches import TrainingSet, encode
from voc.training.data import read_goemotions, read_voices, voice_targets
from voc.training.distil import SoftLabels, Targets, mixed, soft_labels
from voc.training.fit import Task
from voc.training.noise import as_speech, with_typos
from voc.training.pools import read_pools

TEACHER_BATCH = 24
GOEMOTIONS_BATCH, VOICES_BATCH, POOL_BATCH = 32, 16, 32
NOISY = 0.3
"""Share of the pool that the student reads as speech recognition or hurried thumbs would have written it."""


def teacher_tasks(tokenizer: Tokenizer, data: Path) -> list[Task]:
    """Return the labelled units."""
    units = read_voices(data, "train")
    voices = encode(tokenizer, [unit.text for unit in units], voice_targets(units), units)
    return [Task("voices", voices, TEACHER_BATCH)]


def student_tasks(tokenizer: Tokenizer, data: Path, teacher: Path) -> list[Task]:
    """Return GoEmotions, the labelled units and the pools, the teacher's opinion on each included."""
    texts, gold = read_goemotions(data, "train")
    soft = soft_labels(teacher, texts, "goemotions.npz")
    goemotions = encode_soft(tokenizer, texts, {"go_emotions": gold} | soft.targets(), soft)

    units = read_voices(data, "train")
    texts = [unit.text for unit in units]
    soft = soft_labels(teacher, texts, "voices.npz")
    voices = encode(tokenizer, texts, mixed(voice_targets(units), soft.targets()), units)

    texts = read_pools(data)
    soft = soft_labels(teacher, texts, "pools.npz")
    pools = encode_soft(tokenizer, texts, soft.targets(), soft, np.random.default_rng(0))
    return [
        Task("goemotions", goemotions, GOEMOTIONS_BATCH),
        Task("voices", voices, VOICES_BATCH),
        Task("pools", pools, POOL_BATCH),
    ]


def encode_soft(
    tokenizer: Tokenizer, texts: list[str], targets: Targets, soft: SoftLabels, noise: np.random.Generator | None = None
) -> TrainingSet:
    """Encode texts with a teacher's evidence for each token.

    Args:
        tokenizer: cuts texts as the teacher's does.
        texts: what the teacher has read.
        targets: one array a head.
        soft: what it said.
        noise: makes a share of the texts noisy, whose tokens then have no targets; None leaves all as they are.
    """
    seen = list(texts)
    if noise is not None:
        for row in np.flatnonzero(noise.random(len(texts)) < NOISY):
            seen[row] = as_speech(texts[row]) if row % 2 else with_typos(texts[row], noise)
    encoded = encode(tokenizer, seen, targets, None)
    tokens = []
    for clean, given, ids, logits in zip(texts, seen, encoded.ids, soft.tokens, strict=True):
        tokens.append(_token_targets(logits, len(ids)) if given == clean else np.full((len(ids), CUE_COUNT), np.nan))
    return TrainingSet(encoded.ids, targets, [array.astype(np.float32) for array in tokens])


def _token_targets(logits: NDArray[np.float16], length: int) -> NDArray[np.float32]:
    """Return probabilities for the tokens of a text, with rows of 0 for the special ones around them."""
    targets = np.zeros((length, CUE_COUNT), np.float32)
    inside = logits[: length - 2].astype(np.float32)
    targets[1 : 1 + len(inside)] = expit(inside)
    return targets
