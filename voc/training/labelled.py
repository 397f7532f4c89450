"""Units and passages of the pools that were labelled for the project. The labels are here, the texts stay in the data.

A label finds its text by the first 16 digits of its SHA-256; cues have offsets instead of quotes, which would be words
of the text. A field that a label lacks was not judged.

Of single units stage, goal, owner, expectation, staff and intents were labelled twice; where the two annotators
disagreed a third one decided. The goal and owner of the first waves' complaints, clothing reviews and chats are the
second one's: the first left both null far more often than those of ``voices/train``.

Passages, half of them drawn at random and half where the model was least sure of the goal, were labelled once, with
130 of ``voices/train`` at hand. A blind second pass on 400 agrees at emotions .89, cues .89, stage .92, owner .93,
goal .86: on patients .62, whose goals are therefore left out, as are stage and owner of bank questions, for which no
examples were at hand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from voc.errors import DataError
from voc.training.data import VoiceUnit

LABELLED = Path(__file__).parent / "labelled.jsonl"
"""Labels, one a line, fields as in the guidelines, ``cues`` a list of ``[cue, start, end]``."""
DIGITS = 16


def key(text: str) -> str:
    """Return what a label knows its text by."""
    return sha256(text.encode()).hexdigest()[:DIGITS]


def unit_of(record: dict[str, Any], source: str, text: str) -> VoiceUnit:
    """Return a text with its label, whose cues have offsets, as a unit whose cues have quotes."""
    quotes = [[cue, text[start:end]] for cue, start, end in record["cues"]]
    return VoiceUnit(record["id"], source, text, record | {"cues": quotes})


def read_labelled(texts: Sequence[str]) -> list[VoiceUnit]:
    """Return the labelled units, their texts found among those of the pools.

    Args:
        texts: what ``voc.training.pools`` gives, units and passages.

    Raises:
        DataError: if a label's text is not among them.
    """
    found = {key(text): text for text in texts}
    units = []
    with LABELLED.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            source, digest = record["id"].rsplit("-", 1)
            text = found.get(digest)
            if text is None:
                raise DataError(f"no text of the pools has the label {record['id']}: the data is not what was labelled")
            units.append(unit_of(record, source, text))
    return units
