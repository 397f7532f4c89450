"""What a run came from: its record holds those of all runs before it, one inside the other, some many times over."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]
"""``run.json`` of a run: ``start``, a record or None, records under the names in ``ORIGINS``, and its own."""
ORIGINS = ("teachers", "goemotions_teachers", "average")
"""Names of lists of records, which a record may have."""


def flat(run: Record) -> list[Record]:
    """Return the records of a run and of all that it came from, each once, in the order in which they were made.

    In them ``start`` and what is under the names in ``ORIGINS`` are places in this list, from 0.
    """
    runs: list[Record] = []

    def place(record: Record) -> int:
        told = dict(record)
        for origins in ORIGINS:
            if origins in record:
                told[origins] = [place(each) for each in record[origins]]
        told["start"] = None if record["start"] is None else place(record["start"])
        if told not in runs:
            runs.append(told)
        return runs.index(told)

    place(run)
    return runs


def nested(runs: list[Record]) -> Record:
    """Return the record of the last run of a list that ``flat`` gave, with those of the others in it."""
    made: list[Record] = []
    for told in runs:
        record = dict(told)
        for origins in ORIGINS:
            if origins in told:
                record[origins] = [made[each] for each in told[origins]]
        record["start"] = None if told["start"] is None else made[told["start"]]
        made.append(record)
    return made[-1]
