"""Unlabelled customer texts that a teacher labels for its student. Third-party data, marked *train*."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from voc.text import is_blank, split
from voc.training.data import read_voices

MIN_WORDS = 3
"""Shorter units ("yes", a number) teach nothing; a third of the chat turns are such."""


@dataclass(frozen=True)
class Pool:
    """One source of texts.

    Attributes:
        name: folder and file.
        units: units taken at random.
    """

    name: str
    units: int


POOLS = (
    Pool("chats/customer_turns", 7_000),
    Pool("clothing/reviews", 7_000),
    Pool("complaints/narratives", 7_000),
    Pool("patients/comments", 6_000),
    Pool("banking77/train", 3_000),
    Pool("churn_intent/chat", 232),
)
"""All pools; about as many units of each manner of writing, as far as there are."""


def read_pools(data: Path, seed: int = 0) -> list[str]:
    """Return distinct units of all pools, those of each pool drawn at random, none of them a unit that measures."""
    rng = np.random.default_rng(seed)
    measuring = {unit.text for unit in read_voices(data, "dev")}
    texts: list[str] = []
    for pool in POOLS:
        column = pq.read_table(data / f"{pool.name}.parquet", columns=["text"])["text"].to_pylist()
        rows = sorted({text for text in column if not is_blank(text)})
        units: dict[str, None] = {}
        for row in rng.permutation(len(rows)):
            spans = split(rows[row])
            found = (rows[row][start:end] for start, end in spans)
            units |= dict.fromkeys(text for text in found if len(text.split()) >= MIN_WORDS and text not in measuring)
            if len(units) >= pool.units:
                break
        texts += list(units)[: pool.units]
    return texts
