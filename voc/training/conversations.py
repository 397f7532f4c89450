"""Whole conversations written and labelled for the project: what happened in them, and the effort they were.

They fit what no public data is labelled for: when a turn says again what was said before, and how events add up to a
rating. Every fourth one is held out, to measure on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voc.schema import Interaction, Utterance
from voc.taxonomy import Role

CONVERSATIONS = Path(__file__).parent / "conversations.jsonl"
HELD_OUT_EVERY = 4
_START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Conversation:
    """One labelled conversation.

    Attributes:
        interaction: its turns.
        events: kind of event and the turns at which it happened.
        resolved: whether the customer got what they came for; None when it cannot be told.
        effort: 1 (very easy) to 5 (very hard), the annotator's view of the whole.
    """

    interaction: Interaction
    events: Mapping[str, frozenset[int]]
    resolved: bool | None
    effort: float


def read_conversations() -> tuple[list[Conversation], list[Conversation]]:
    """Return the conversations to fit on and those held out."""
    with CONVERSATIONS.open(encoding="utf-8") as lines:
        made = [_conversation(json.loads(line)) for line in lines]
    fit = [conversation for i, conversation in enumerate(made) if i % HELD_OUT_EVERY]
    return fit, made[::HELD_OUT_EVERY]


def _conversation(row: Mapping[str, object]) -> Conversation:
    turns: list[dict[str, object]] = row["turns"]  # type: ignore[assignment]
    events: list[dict[str, object]] = row["events"]  # type: ignore[assignment]
    kinds = {str(event["kind"]) for event in events}
    utterances = tuple(
        Utterance(
            str(turn["text"]),
            Role(str(turn["role"])),
            None if turn["at"] is None else _START + timedelta(seconds=float(turn["at"])),  # type: ignore[arg-type]
            None if turn["speaker"] is None else str(turn["speaker"]),
        )
        for turn in turns
    )
    return Conversation(
        Interaction(str(row["id"]), utterances, channel=str(row["channel"])),
        {kind: frozenset(int(e["turn"]) for e in events if e["kind"] == kind) for kind in kinds},  # type: ignore[call-overload]
        row["resolved"],  # type: ignore[arg-type]
        float(row["effort"]),  # type: ignore[arg-type]
    )
