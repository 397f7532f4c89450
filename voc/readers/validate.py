"""What a job would read, without scoring it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from voc.readers import AUTO, Columns, Reject, files, read_file
from voc.readers.rows import Row
from voc.text import is_blank


@dataclass
class Summary:
    """What was found in one file.

    Attributes:
        file: where it is.
        format: name of its format, empty if it is not known.
        roles: utterances by role.
        interactions: their ids (hashed, so that millions fit in memory).
        customers: the customers' ids, likewise.
        blank: utterances without words.
        guessed: utterances whose role a rule found.
        confidence: the lowest confidence of such a rule, 0 to 1; None if there is none.
        first: earliest time, UTC; None if no utterance has one.
        last: latest time.
        rejects: what cannot be used.
    """

    file: str
    format: str
    roles: Counter[str] = field(default_factory=Counter)
    interactions: set[int] = field(default_factory=set)
    customers: set[int] = field(default_factory=set)
    blank: int = 0
    guessed: int = 0
    confidence: float | None = None
    first: datetime | None = None
    last: datetime | None = None
    rejects: list[Reject] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Count a row of ``UTTERANCES``."""
        self.roles[str(row["role"])] += 1
        self.interactions.add(hash(row["interaction_id"]))
        if row["customer_id"] is not None:
            self.customers.add(hash(row["customer_id"]))
        self.blank += is_blank(row["text"])  # type: ignore[arg-type]
        confidence, time = row["role_confidence"], row["timestamp"]
        if isinstance(confidence, float):
            self.guessed += 1
            self.confidence = min(self.confidence or 1.0, confidence)
        if isinstance(time, datetime):
            self.first = min(self.first or time, time)
            self.last = max(self.last or time, time)


def validate(paths: Sequence[Path], format: str = AUTO, columns: Columns | None = None) -> Iterator[Summary]:
    """Yield what each file holds; arguments and errors as of ``voc.readers.read``."""
    for path, name in files(paths, format, columns):
        summary = Summary(str(path), name)
        for found in read_file(path, name, columns):
            if isinstance(found, Reject):
                summary.rejects.append(found)
            else:
                summary.add(found)
        yield summary
