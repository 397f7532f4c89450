"""First stage of a job: files are read, and their rows lie on disk, those of an interaction near each other.

A step is a number of rows, whichever files they come from. Its record says how far the input is read, so that a job
that goes on begins there: files that are done are not opened again, and of one that is half read the first rows are
read over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path

import pyarrow as pa

from voc import ranges, storage
from voc.batch import spill
from voc.batch.journal import Journal, Record
from voc.batch.sources import Source
from voc.errors import InputError
from voc.readers import AUTO, Columns, Reject, read_file
from voc.readers.detect import detect
from voc.readers.rows import Row

STAGE = "read"
ROWS = 50_000
"""Rows and rejects of a step; with ``BYTES`` it bounds memory and what is read over, and changes no result."""
BYTES = 2**24
"""Bytes of rows from which on a step ends."""
BLOCK = 2_000
"""Rows that are kept as Python objects, which take ten times the memory of Arrow's."""
LENGTH = 80
"""Characters of text that are reckoned as one unit when the size of an input is estimated."""


@dataclass
class Step:
    """A step while it fills.

    Attributes:
        order: number of the next row.
        rows: rows in Arrow.
        block: the last rows, not yet in Arrow.
        rejects: lines of ``rejects.jsonl``.
        size: estimated units.
        n_rows: number of rows.
        n_bytes: bytes of the rows in Arrow.
    """

    order: int
    rows: list[pa.Table] = field(default_factory=list)
    block: list[Row] = field(default_factory=list)
    rejects: list[str] = field(default_factory=list)
    size: int = 0
    n_rows: int = 0
    n_bytes: int = 0

    def add(self, found: Row | Reject) -> None:
        """Take what a reader gave."""
        if isinstance(found, Reject):
            self.rejects.append(json.dumps(asdict(found), ensure_ascii=False) + "\n")
            return
        text = found["text"]
        self.size += 1 + (len(text) // LENGTH if isinstance(text, str) else 0)
        name = ranges.hashed(str(found["interaction_id"]))
        self.block.append({"key": name, "order": self.order + self.n_rows, **found})
        self.n_rows += 1
        if len(self.block) == BLOCK:
            self._settle()

    @property
    def full(self) -> bool:
        """Whether the step holds enough."""
        return self.n_rows + len(self.rejects) >= ROWS or self.n_bytes >= BYTES

    def table(self) -> pa.Table:
        """Return the rows."""
        self._settle()
        return pa.concat_tables(self.rows)

    def _settle(self) -> None:
        self.rows.append(pa.Table.from_pylist(self.block, schema=spill.ROWS))
        self.n_bytes += self.rows[-1].nbytes
        self.block = []


def gather(
    journal: Journal,
    sources: Sequence[Source],
    format: str,
    columns: Columns,
    tick: Callable[[int], None],
) -> list[Record]:
    """Read what is not read yet.

    Args:
        journal: of the job.
        sources: the files, in the order of the job.
        format: name of their format or ``auto``.
        columns: which column is what.
        tick: called with a number of rows and rejects just read.

    Returns:
        The record of each step: ``rows``, ``rejects`` and ``size`` (estimated units) in it; ``source`` and ``taken``,
        the file at which it ends and how many rows and rejects of that are read; and ``last``, whether all is read.

    Raises:
        InputError: if a table lacks a column, or a file changes while it is read.
        OSError: if a file cannot be read to its end.
    """
    records = list(journal.finished(STAGE).values())
    if records and records[-1]["last"]:
        return records
    at, taken = (records[-1]["source"], records[-1]["taken"]) if records else (0, 0)
    step = Step(sum(record["rows"] for record in records))
    for number in range(at, len(sources)):
        skipped = taken if number == at else 0
        found = _read(sources[number], journal.folder, format, columns)
        for count, item in enumerate(islice(found, skipped, None), skipped + 1):
            step.add(item)
            if step.full:
                records.append(_finish(journal, len(records), step, {"source": number, "taken": count, "last": False}))
                tick(records[-1]["rows"] + records[-1]["rejects"])
                step = Step(step.order + records[-1]["rows"])
    records.append(_finish(journal, len(records), step, {"source": len(sources), "taken": 0, "last": True}))
    tick(records[-1]["rows"] + records[-1]["rejects"])
    return records


def _read(source: Source, folder: Path, format: str, columns: Columns) -> Iterator[Row | Reject]:
    """Read one file; rejects and errors name it as the user does, and not its copy."""
    with source.local(folder) as path:
        try:
            name = format if format != AUTO else detect(path, columns != Columns())
        except InputError as error:
            yield Reject(source.name, 0, str(error).removeprefix(f"{path} "))
            return
        try:
            for found in read_file(path, name, columns):
                yield replace(found, file=source.name) if isinstance(found, Reject) else found
        except InputError as error:
            raise InputError(str(error).replace(str(path), source.name)) from error


def _finish(journal: Journal, number: int, step: Step, end: Record) -> Record:
    """Write a step to disk."""
    rows = step.table()
    storage.write(journal.path(STAGE, number, "jsonl"), "".join(step.rejects).encode("utf-8", "replace"))
    ranges.write(rows, journal.path(STAGE, number, "arrow"))
    record = {"rows": rows.num_rows, "rejects": len(step.rejects), "size": step.size, **end}
    journal.finish(STAGE, number, record)
    return record
