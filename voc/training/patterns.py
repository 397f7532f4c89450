"""Measures the cue patterns on the training data they were not written on."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

from voc.cues import find
from voc.taxonomy import Cue
from voc.text import pipeline, plain_apostrophes
from voc.training.data import read_voices

_TENTHS = 7
"""Tenths of the training units that the patterns were written on; the rest measures. Split by hash of the id."""


def held_out(unit_id: str) -> bool:
    """Tell whether a training unit was kept aside when the patterns were written."""
    return int(sha256(unit_id.encode()).hexdigest(), 16) % 10 >= _TENTHS


def counts(folder: Path) -> dict[Cue, tuple[int, int, int]]:
    """Count texts rightly found, wrongly found and missed of each cue, over the held-out training units."""
    units = [unit for unit in read_voices(folder, "train") if held_out(unit.id)]
    table = dict.fromkeys(Cue, (0, 0, 0))
    docs = pipeline().pipe(plain_apostrophes(unit.text) for unit in units)
    for unit, doc in zip(units, docs, strict=True):
        truth = {cue for cue, _, _ in unit.cue_spans()}
        found = {span.cue for span in find(doc)}
        for cue in Cue:
            right, wrong, missed = table[cue]
            table[cue] = (
                right + (cue in found and cue in truth),
                wrong + (cue in found and cue not in truth),
                missed + (cue not in found and cue in truth),
            )
    return table


def measure(folder: Path) -> None:
    """Print precision, recall and F1 (0 to 1) of each cue and over all, and the value of ``PRECISION``.

    A cue counts once a text, whatever its words. ``PRECISION`` is smoothed by one right and one wrong find.
    """
    table = counts(folder)
    total = tuple(sum(column) for column in zip(*table.values(), strict=True))
    rows = [(cue.value, *table[cue]) for cue in Cue] + [("micro", *total)]
    sys.stdout.write(f"{'cue':22}right wrong missed precision recall  f1 smoothed\n")
    for name, right, wrong, missed in rows:
        precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
        f1 = 2 * right / max(2 * right + wrong + missed, 1)
        smoothed = (right + 1) / (right + wrong + 2)
        sys.stdout.write(
            f"{name:22}{right:5} {wrong:5} {missed:6} {precision:9.2f} {recall:6.2f} {f1:4.2f} {smoothed:7.2f}\n"
        )


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
