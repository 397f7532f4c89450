"""How much of what was planted a redactor finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.privacy.planted import Transcript
from voc.privacy import Redactor


@dataclass
class Recall:
    """Items found, and what was not.

    An item counts as found when every letter and digit of it is replaced; a replacement is right when it touches an
    item, a decoy is lost when any of its letters and digits is replaced.
    """

    hits: list[tuple[str, bool]] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    decoys_lost: list[str] = field(default_factory=list)
    decoys: int = 0

    @property
    def recall(self) -> float:
        return sum(hit for _, hit in self.hits) / len(self.hits)

    @property
    def precision(self) -> float:
        return sum(self.right) / len(self.right)


def measure(redactor: Redactor, transcripts: Sequence[Transcript]) -> Recall:
    result = Recall()
    for transcript in transcripts:
        text = transcript.text
        found = redactor.redact(text).found
        covered = {i for one in found for i in range(one.start, one.end)}
        for item in transcript.items:
            matter = [i for i in range(item.start, item.end) if text[i].isalnum()]
            shown = f"{transcript.number} {item.slot}: {text[max(0, item.start - 30) : item.end]!r}"
            if item.decoy:
                result.decoys += 1
                if not covered.isdisjoint(matter):
                    result.decoys_lost.append(shown)
            else:
                result.hits.append((item.slot, covered.issuperset(matter)))
                if not covered.issuperset(matter):
                    result.misses.append(shown)
        for one in found:
            touched = any(not item.decoy and item.start < one.end and one.start < item.end for item in transcript.items)
            result.right.append(touched)
            if not touched:
                result.wrong.append(f"{transcript.number} {one.kind}: {text[one.start : one.end]!r}")
    return result
