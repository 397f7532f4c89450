"""Unlabelled customer texts that a teacher labels for its student. Third-party data, marked *train*."""

from __future__ import annotations

from collections.abc import Iterator
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


def read_pools(data: Path, seed: int = 0) -> list[str]:
    """Return distinct units of all pools, those of each drawn at random, of no row that holds a text that measures."""
    rng = np.random.default_rng(seed)
    texts: list[str] = []
    for pool in POOLS:
        found: dict[str, None] = {}
        for row, spans in _rows(data, pool, rng):
            units = (row[start:end] for start, end in spans)
            found |= dict.fromkeys(unit for unit in units if len(unit.split()) >= MIN_WORDS)
            if len(found) >= pool.units:
                break
        texts += list(found)[: pool.units]
    return texts


def read_passages(data: Path, seed: int = 0) -> list[str]:
    """Return distinct passages of all pools, each of two or three units that follow one another, as ``read_pools``."""
    rng = np.random.default_rng(seed)
    texts: list[str] = []
    for pool in POOLS:
        found: dict[str, None] = {}
        for row, spans in _rows(data, pool, rng):
            if len(found) >= pool.passages:
                break
            first = 0
            while (last := first + int(rng.choice(RUNS))) <= len(spans):
                passage = row[spans[first][0] : spans[last - 1][1]]
                if len(passage.split()) <= MAX_UNIT_TOKENS:
                    found[passage] = None
                first = last
        texts += list(found)[: pool.passages]
    return texts


def _rows(data: Path, pool: Pool, rng: np.random.Generator) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Yield a pool's distinct rows in random order, none that holds a text that measures, and where its units are."""
    measuring = [unit.text for unit in read_voices(data, "dev")]
    column = pq.read_table(data / f"{pool.name}.parquet", columns=["text"])["text"].to_pylist()
    rows = sorted({text for text in column if not is_blank(text)})
    for i in rng.permutation(len(rows)):
        if not any(text in rows[i] for text in measuring):
            yield rows[i], split(rows[i])
