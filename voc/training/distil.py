"""What a teacher says of texts, as targets for its student. Needs the extra ``torch``."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm.auto import tqdm

from voc.errors import DataError
from voc.model.heads import CUE_COUNT, HEADS, WIDTH
from voc.model.outputs import activate
from voc.training.batches import encode
from voc.training.runs import load_network, load_tokenizer, read_summary

EVEN = 0.5
"""Probability from which the teacher thinks that there is evidence of effort, so that its rating means something."""
GOEMOTIONS_HEADS: tuple[str, ...] = ("go_emotions",)
"""Heads that GoEmotions trains."""
VOICES_HEADS = tuple(name for name in HEADS if name not in GOEMOTIONS_HEADS)
"""Heads that the labelled units train."""
Targets = dict[str, NDArray[np.float32]]
GOLD = 0.5
"""Share of the annotator in the targets of labelled texts; the rest is the teacher's. An even split: neither is free of
noise, and the teacher has seen these texts."""

BATCH = 32
"""Texts the teacher reads at a time: 60 a second on 2 cores, no faster with more."""


@dataclass(frozen=True)
class Teachers:
    """Folders of the finished runs that another learns from; where several are named, from their mean.

    Attributes:
        voices: asked for all heads but that of GoEmotions.
        goemotions: asked for that head; without any it learns from annotators alone.
    """

    voices: Sequence[Path] = ()
    goemotions: Sequence[Path] = ()

    def records(self) -> dict[str, list[dict[str, Any]]]:
        """Return their records by the names that a run's record has for them."""
        named = {"teachers": self.voices, "goemotions_teachers": self.goemotions}
        return {name: [read_summary(run) for run in runs] for name, runs in named.items()}


@dataclass(frozen=True)
class SoftLabels:
    """A teacher's logits.

    Attributes:
        units: float16 of shape (texts, WIDTH).
        tokens: cue evidence, float16 of shape (tokens of the text, 17) each, special tokens left out.
    """

    units: NDArray[np.float16]
    tokens: list[NDArray[np.float16]]

    def targets(self, heads: Sequence[str]) -> Targets:
        """Return one array a head: probabilities, and values of the regressions."""
        values = activate(self.units.astype(np.float32))
        targets: Targets = {}
        for name in heads:
            targets[name] = values[name][:, None] if HEADS[name].kind == "regression" else values[name]
        if "effort" in targets:
            present = targets["effort_present"] >= EVEN
            targets["effort"] = np.where(present, targets["effort"], np.nan)
        return targets


def opinion(teachers: Sequence[Path], texts: Sequence[str], name: str) -> SoftLabels:
    """Return the mean of what teachers say of texts; they must cut texts into the same tokens."""
    asked = [soft_labels(teacher, texts, name) for teacher in teachers]
    units = np.mean([soft.units.astype(np.float32) for soft in asked], axis=0).astype(np.float16)
    each = zip(*(soft.tokens for soft in asked), strict=True)
    return SoftLabels(units, [np.stack(tokens).mean(0, np.float32).astype(np.float16) for tokens in each])


def soft_labels(teacher: Path, texts: Sequence[str], name: str) -> SoftLabels:
    """Return what a teacher says of texts, from ``name`` in its run's folder if it has been asked before.

    Args:
        teacher: folder of the teacher's run.
        texts: what to label; the same at every call with this name.
        name: file name of the kept labels.
    """
    kept = teacher / name
    if not kept.exists():
        units, tokens = _ask(teacher, texts, name)
        lengths = [len(array) for array in tokens]
        np.savez(kept, units=units, tokens=np.concatenate(tokens), lengths=lengths, texts=_digest(texts))
    with np.load(kept) as arrays:
        if str(arrays["texts"]) != _digest(texts) or arrays["units"].shape[1] != WIDTH:
            raise DataError(f"{kept} was made from other texts: delete it to label these")
        bounds = np.cumsum(arrays["lengths"])[:-1]
        return SoftLabels(arrays["units"], np.split(arrays["tokens"], bounds))


def _digest(texts: Sequence[str]) -> str:
    """Return the SHA-256 of texts, to know kept labels of other ones: as many texts may be changed texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _ask(teacher: Path, texts: Sequence[str], name: str) -> tuple[NDArray[np.float16], list[NDArray[np.float16]]]:
    """Run the teacher in bfloat16, texts of like length together: twice as fast as float32, and as good.

    Int8 would be faster still, but took 2 to 4 points off the large encoder's stage, owner and goal.
    """
    network = load_network(teacher).to(torch.bfloat16)
    encoded = encode(load_tokenizer(teacher), texts, {}, None)
    lengths = np.array([len(ids) for ids in encoded.ids])
    units = np.zeros((len(texts), WIDTH), np.float16)
    tokens: list[NDArray[np.float16]] = [np.zeros((0, CUE_COUNT), np.float16)] * len(texts)
    order = np.argsort(lengths, kind="stable")
    with torch.inference_mode():
        for start in tqdm(range(0, len(texts), BATCH), desc=name, mininterval=10):
            rows = order[start : start + BATCH].tolist()
            ids, mask, _ = encoded.batch(rows)
            unit, token = network(ids, mask)
            units[rows] = unit.float().numpy()
            for row, evidence in zip(rows, token.float().numpy(), strict=True):
                tokens[row] = evidence[1 : lengths[row] - 1].astype(np.float16)
    return units, tokens


def mixed(gold: Targets, soft: Targets) -> Targets:
    """Return the even mixture of an annotator's targets and a teacher's; NaN where the annotator gave no value.

    A class that was not judged is the teacher's alone, and a head of which no teacher was asked the annotator's.
    """
    targets = {}
    for name, value in gold.items():
        if name not in soft:
            targets[name] = value
            continue
        head = HEADS[name]
        if head.kind == "multiclass":
            judged = ~np.isnan(value)[:, None]
            one_hot = np.eye(len(head.labels), dtype=np.float32)[np.nan_to_num(value).astype(np.int64)]
            value = np.where(judged, one_hot, soft[name])  # noqa: PLW2901
        other = np.where(np.isnan(soft[name]), value, soft[name])
        targets[name] = (GOLD * value + (1 - GOLD) * other).astype(np.float32)
    return targets
