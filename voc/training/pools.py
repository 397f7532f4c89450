"""Unlabelled customer texts that a teacher labels for its student. Third-party data, marked *train*."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from voc.text import MAX_UNIT_TOKENS, is_blank, split
from voc.training.data import read_voices

MIN_WORDS = 3
"""Shorter units ("yes", a number) teach nothing; a third of the chat turns are such."""
RUNS = (2, 3)
"""Units of a passage, as likely the one as the other: three in four labelled reviews and half the labelled complaints
have several sentences, where ``read_pools`` gives single ones."""


@dataclass(frozen=True)
class Pool:
    """One source of texts.

    Attributes:
        name: folder and file.
        units: units taken at random.
        passages: passages taken at random.
    """

    name: str
    units: int
    passages: int = 0


POOLS = (
    Pool("chats/customer_turns", 28_000),
    Pool("clothing/reviews", 40_000, 12_000),
    Pool("complaints/narratives", 40_000, 12_000),
    Pool("patients/comments", 6_000, 2_000),
    Pool("banking77/train", 9_000, 1_000),
    Pool("churn_intent/chat", 232),
)
"""All pools; none is more than a third of the whole, and a sixth or more of all but the smallest is left for the
cascade."""


Spans = list[tuple[int, int]]


def read_pools(data: Path, seed: int = 0) -> list[str]:
    """Return distinct units of all pools, those of each drawn at random, of no row that holds a text that measures."""

    def units(row: str, spans: Spans) -> list[str]:
        found = (row[start:end] for start, end in spans)
        return [unit for unit in found if len(unit.split()) >= MIN_WORDS]

    return _drawn(data, np.random.default_rng(seed), {pool.name: pool.units for pool in POOLS}, units)


def read_passages(data: Path, seed: int = 0) -> list[str]:
    """Return distinct passages of all pools, each of two or three units that follow one another, as ``read_pools``."""
    rng = np.random.default_rng(seed)

    def passages(row: str, spans: Spans) -> list[str]:
        found, first = [], 0
        while (last := first + int(rng.choice(RUNS))) <= len(spans):
            found.append(row[spans[first][0] : spans[last - 1][1]])
            first = last
        return [passage for passage in found if len(passage.split()) <= MAX_UNIT_TOKENS]

    return _drawn(data, rng, {pool.name: pool.passages for pool in POOLS}, passages)


def _drawn(
    data: Path, rng: np.random.Generator, wanted: dict[str, int], cut: Callable[[str, Spans], list[str]]
) -> list[str]:
    """Return so many distinct texts of each pool, cut from rows in random order that hold no text that measures."""
    measuring = [unit.text for unit in read_voices(data, "dev")]
    texts: list[str] = []
    for name, number in wanted.items():
        column = pq.read_table(data / f"{name}.parquet", columns=["text"])["text"].to_pylist()
        rows = sorted({text for text in column if not is_blank(text)})
        found: dict[str, None] = {}
        for row in (rows[i] for i in rng.permutation(len(rows))):
            if len(found) >= number:
                break
            if not any(text in row for text in measuring):
                found |= dict.fromkeys(cut(row, split(row)))
        texts += list(found)[:number]
    return texts
