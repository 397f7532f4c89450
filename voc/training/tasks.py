"""What a teacher and a student train on. Needs the extra ``torch``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from tokenizers import Tokenizer

from voc.errors import DataError
from voc.model.heads import CUE_COUNT
from voc.training.batches import TrainingSet, encode
from voc.training.data import VoiceUnit, read_goemotions, read_voices, voice_targets
from voc.training.distil import GOEMOTIONS_HEADS, VOICES_HEADS, SoftLabels, Targets, Teachers, mixed, opinion
from voc.training.fit import Task
from voc.training.labelled import read_labelled
from voc.training.noise import as_speech, with_mention, with_typos
from voc.training.pools import read_passages, read_pools

STUDENT_BATCHES = {"goemotions": 32, "voices": 32, "pools": 48, "passages": 16}
"""Texts a step of a student. Not fitted: as many labelled units as GoEmotions, as there are about as many (39,000 and
43,000), and twice as many that only teachers label, of which there are four times as many."""
TEACHER_BATCHES = {"voices": 24, "goemotions": 64}
"""Texts a step of each set that a teacher can be trained on."""
NOISY, MENTIONS = 0.3, 0.15
"""Shares of the pools that the student reads as speech recognition or hurried thumbs would have written it, and with a
mention of who the writer is. The teacher read it without (counterfactual augmentation, Lu et al. 2018,
arXiv:1807.11714)."""


def teacher_tasks(tokenizer: Tokenizer, data: Path, on: str, teachers: Teachers) -> list[Task]:
    """Return the set that a teacher is trained on, the labelled units or GoEmotions, with others' opinions if asked."""
    if on == "goemotions":
        units, heads = None, GOEMOTIONS_HEADS
        texts, labels = read_goemotions(data, "train")
        gold = {"go_emotions": labels}
    else:
        units, heads = _labelled_units(data, read_pools(data), read_passages(data)), VOICES_HEADS
        texts, gold = [unit.text for unit in units], voice_targets(units)
    asked = getattr(teachers, on)
    soft = opinion(asked, texts, f"{on}.npz").targets(heads) if asked else {}
    return [Task(on, encode(tokenizer, texts, mixed(gold, soft), units), TEACHER_BATCHES[on])]


def student_tasks(tokenizer: Tokenizer, data: Path, teachers: Teachers) -> list[Task]:
    """Return GoEmotions, the labelled units, the pools and passages of them, with annotators' and teachers' labels.

    All heads learn from all texts: the teachers of a head are asked about each.

    Raises:
        DataError: if no teacher of voices is named.
    """
    texts, gold = read_goemotions(data, "train")
    targets, soft = _opinions(teachers, texts, "goemotions.npz")
    goemotions = encode_soft(tokenizer, texts, targets | mixed({"go_emotions": gold}, targets), soft)

    pool_texts, passages = read_pools(data), read_passages(data)
    units = _labelled_units(data, pool_texts, passages)
    texts = [unit.text for unit in units]
    targets, _ = _opinions(teachers, texts, "voices.npz")
    voices = encode(tokenizer, texts, targets | mixed(voice_targets(units), targets), units)

    sets = {"goemotions": goemotions, "voices": voices}
    for name, texts in (("pools", pool_texts), ("passages", passages)):
        targets, soft = _opinions(teachers, texts, f"{name}.npz")
        sets[name] = encode_soft(tokenizer, texts, targets, soft, np.random.default_rng(0))
    return [Task(name, sets[name], batch) for name, batch in STUDENT_BATCHES.items()]


def _opinions(teachers: Teachers, texts: Sequence[str], name: str) -> tuple[Targets, SoftLabels]:
    """Return what the teachers say of texts: each head's targets, and what those of voices say in full."""
    if not teachers.voices:
        raise DataError("no teacher of voices is named: see voc train teacher --on")
    soft = opinion(teachers.voices, texts, name)
    targets = soft.targets(VOICES_HEADS)
    if teachers.goemotions:
        targets |= opinion(teachers.goemotions, texts, name).targets(GOEMOTIONS_HEADS)
    return targets, soft


def _labelled_units(data: Path, pool_texts: list[str], passages: list[str]) -> list[VoiceUnit]:
    """Return the units with labels: real and authored ones, and those of the pools."""
    return [*read_voices(data, "train"), *read_labelled([*pool_texts, *passages])]


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
        chance = noise.random(len(texts))
        for row in np.flatnonzero(chance < NOISY):
            seen[row] = as_speech(texts[row]) if row % 2 else with_typos(texts[row], noise)
        for row in np.flatnonzero((chance >= NOISY) & (chance < NOISY + MENTIONS)):
            seen[row] = with_mention(texts[row], noise)
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
