"""Transcripts with personal data planted in them, by a seeded generator; all of it invented.

``transcripts.jsonl`` has 200 texts with slots such as ``{phone}``. A slot is filled with a value that fits the country,
with right check digits, in one of the ways in which people write or say it; slots in ``DECOYS`` hold what must stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.privacy import values

DECOYS = {"price", "date", "time", "quantity", "model", "version", "flight", "year", "expiry", "room", "errorcode"}
SLOT = re.compile(r"\{([\w.]+)\}")


@dataclass(frozen=True)
class Item:
    """A planted value: slot, whether it must stay, and where it is."""

    slot: str
    decoy: bool
    start: int
    end: int


@dataclass(frozen=True)
class Transcript:
    """A filled text; odd numbers were looked at while the rules were written, even ones only measure."""

    number: int
    text: str
    items: tuple[Item, ...]

    @property
    def held_out(self) -> bool:
        return self.number % 2 == 0


def transcripts(seed: int = 0) -> list[Transcript]:
    lines = (Path(__file__).parent / "transcripts.jsonl").read_text(encoding="utf-8").splitlines()
    return [_fill(**json.loads(line), seed=seed) for line in lines]


def _fill(id: int, country: str, text: str, seed: int) -> Transcript:
    random = Random(f"{seed}-{id}")
    parts, items, size, position = [], [], 0, 0
    for slot in SLOT.finditer(text):
        make: Callable[[Random, str], str] = values.MAKERS[slot[1]]
        value = make(random, country)
        parts += (text[position : slot.start()], value)
        start = size + slot.start() - position
        size, position = start + len(value), slot.end()
        hidden = re.search(r"(?<=[a-z])/.*", value) if slot[1] == "url" else None
        if slot[1] != "name":
            items.append(Item(slot[1], slot[1] in DECOYS, start + (hidden.start() if hidden else 0), size))
    return Transcript(id, "".join((*parts, text[position:])), tuple(items))
