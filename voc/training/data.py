"""Reads the training and evaluation data. The data is third-party and lies outside the project."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from voc.errors import DataError
from voc.model.heads import HEADS, NONE, Head
from voc.text import normalize

AUTHORED = Path(__file__).parent / "authored"
"""Labelled texts written for the project, which train beside the data."""
HELD_OUT = Path(__file__).parent / "held-out.jsonl"
"""Labelled texts written for the project that never train: for watching a run and for calibration."""


@dataclass(frozen=True, slots=True)
class VoiceUnit:
    """One labelled unit of the voices data.

    Attributes:
        id: unique name.
        source: where the text comes from (``cfpb``, ``clothing``, ``authored`` …).
        text: the text as written.
        record: the annotation record, fields as in the guidelines.
    """

    id: str
    source: str
    text: str
    record: dict[str, Any]

    def cue_spans(self) -> list[tuple[str, int, int]]:
        """Return ``(cue, start, end)`` of each quoted cue, offsets into ``text``."""
        spans = []
        for cue, quote in self.record["cues"]:
            start = self.text.index(quote)
            spans.append((cue, start, start + len(quote)))
        return spans


def require(folder: Path) -> Path:
    """Return ``folder`` if the data is there.

    Raises:
        DataError: if it is not.
    """
    if not (folder / "goemotions").is_dir() or not (folder / "voices").is_dir():
        raise DataError(f"no training data in {folder.resolve()}: pass --data FOLDER with goemotions/ and voices/")
    return folder


def json_lines(path: Path) -> list[dict[str, Any]]:
    """Read a file with an object a line."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_voices(folder: Path, part: str) -> list[VoiceUnit]:
    """Read ``train`` (real units, and authored ones there and here), ``held-out`` or ``dev`` of the voices data."""
    if part == "held-out":
        return [VoiceUnit(str(r["id"]), str(r["source"]), str(r["text"]), r) for r in json_lines(HELD_OUT)]
    labels = {row["id"]: row for row in json_lines(folder / "voices" / f"labels-{part}.jsonl")}
    rows = [(row, labels[row["id"]]) for row in json_lines(folder / "voices" / f"{part}.jsonl")]
    if part == "train":
        for path in (folder / "voices" / "authored.jsonl", *sorted(AUTHORED.glob("*.jsonl"))):
            rows += [(row, row) for row in json_lines(path)]
    return [VoiceUnit(str(r["id"]), str(r["source"]), str(r["text"]), label) for r, label in rows]


def read_goemotions(folder: Path, part: str) -> tuple[list[str], NDArray[np.float32]]:
    """Read ``train``, ``dev`` or ``test`` of GoEmotions: texts and a 0/1 matrix of shape (rows, 28)."""
    table = pq.read_table(folder / "goemotions" / f"{part}.parquet", columns=["text", "labels"])
    index = {label: i for i, label in enumerate(HEADS["go_emotions"].labels)}
    targets = np.zeros((table.num_rows, len(index)), np.float32)
    for row, labels in enumerate(table["labels"].to_pylist()):
        targets[row, [index[label] for label in labels]] = 1
    return table["text"].to_pylist(), targets


def voice_targets(units: list[VoiceUnit]) -> dict[str, NDArray[np.float32]]:
    """Turn annotation records into one target array a head.

    Returns:
        For multilabel heads 0/1 of shape (units, labels), for multiclass heads class indices of shape (units,), NaN
        where the record has no such field, for regression heads values of shape (units, 1), NaN where the label is
        null. Ranges: valence -1 to 1, intensity 0 to 3, effort 1 to 5. ``go_emotions`` is absent: these units do not
        have it.
    """
    targets: dict[str, NDArray[np.float32]] = {}
    for head in HEADS.values():
        if head.name == "go_emotions":
            continue
        if head.kind == "multiclass":
            targets[head.name] = np.array([_class(head, unit.record) for unit in units], np.float32)
            continue
        values = [_target(head.name, unit.record) for unit in units]
        if head.kind == "multilabel":
            rows = [[float(label in value) for label in head.labels] for value in values]
            targets[head.name] = np.array(rows, np.float32)
        else:
            targets[head.name] = np.array([[np.nan if v is None else v] for v in values], np.float32)
    return targets


def _class(head: Head, record: dict[str, Any]) -> float:
    """Return the index of a record's label; NaN where the record has no such field, which was then not judged."""
    return head.labels.index(record[head.name] or NONE) if head.name in record else float("nan")


def _target(head: str, record: dict[str, Any]) -> Any:  # noqa: ANN401  (what JSON holds)
    """Return a head's label of one record in the record's own terms."""
    match head:
        case "cues":
            return {cue for cue, _ in record["cues"]}
        case "intents":
            return record["intent"]
        case "effort_present":
            return [] if record["effort"] is None else ["effort_present"]
        case "valence":
            return float(record["valence"]) / 2
        case _:
            return record[head]


def token_targets(unit: VoiceUnit, offsets: list[tuple[int, int]]) -> NDArray[np.float32]:
    """Mark the tokens of each cue's quote.

    Args:
        unit: the unit.
        offsets: spans of the tokens in the normalised text; special tokens have the empty span (0, 0).

    Returns:
        0/1 of shape (tokens, 17).
    """
    source = normalize(unit.text)
    labels = HEADS["cues"].labels
    targets = np.zeros((len(offsets), len(labels)), np.float32)
    spans = unit.cue_spans()
    for token, (first, last) in enumerate(offsets):
        if first == last:
            continue
        start, end = source.to_source(first, last)
        for cue, cue_start, cue_end in spans:
            if start < cue_end and end > cue_start:
                targets[token, labels.index(cue)] = 1
    return targets
