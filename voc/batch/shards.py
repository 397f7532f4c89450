"""Third stage of a job: each shard of customers is scored by itself and written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from voc import storage
from voc.analyzer import Analyzer
from voc.batch import group
from voc.batch.gather import LENGTH
from voc.batch.journal import Journal, Record
from voc.schema import UTTERANCES
from voc.scores import part_name
from voc.storage import TEMPORARY, Folder
from voc.units import interaction_index

STAGE = "score"
SMALLEST, LARGEST = 1_000, 16_000
"""Estimated units of a shard. Small ones let the processes of a small job share it; large ones bound memory and what is
scored over, and keep the number of files low."""
FEW = 16
"""Shards that a job of a middling size has."""
AT_ONCE = 4_000
"""Estimated units that are scored at a time; bounds memory, and changes no result."""


def count(size: int) -> int:
    """Return the number of shards of a job with so many estimated units: it depends on nothing else.

    >>> count(0), count(1_000), count(5_000), count(100_000), count(1_000_000)
    (1, 1, 5, 16, 63)
    """
    return max(1, -(-size // min(max(size // FEW, SMALLEST), LARGEST)))


def score(
    analyzer: Analyzer, journal: Journal, out: Folder, number: int, shards: int, tick: Callable[[int], None]
) -> Record:
    """Score a shard and write its units, its interactions, and what the other tables need of it.

    Args:
        analyzer: the model.
        journal: of the job.
        out: the output.
        number: number of the shard.
        shards: how many there are.
        tick: called with a number of utterances just done.

    Returns:
        The number of ``utterances``, ``units`` and ``interactions``.
    """
    utterances = group.shard(journal, number, shards).select(UTTERANCES.names)
    done = []
    for some in _pieces(utterances):
        done.append(analyzer.score_apart(some))
        tick(some.num_rows)
    tables = {name: pa.concat_tables(part[name] for part in done).combine_chunks() for name in done[0]}
    part = analyzer.part(tables)
    storage.write(journal.path(STAGE, number, "totals"), part.totals.to_bytes())
    storage.write(journal.path(STAGE, number, "people"), part.people.to_bytes())
    for name, table in tables.items():
        save(table, journal, out, name, number)
    record = {"utterances": utterances.num_rows, **{name: table.num_rows for name, table in tables.items()}}
    journal.finish(STAGE, number, record)
    return record


def save(table: pa.Table, journal: Journal, out: Folder, name: str, number: int = 0) -> None:
    """Write a part of a table, by way of the work folder, so that it is in the output as a whole or not at all."""
    made = journal.folder / f"{TEMPORARY}{os.getpid()}-{name}-{number:05d}"
    pq.write_table(table, made, compression="zstd")
    out.put(made, f"{name}/{part_name(number)}")


def _pieces(utterances: pa.Table) -> Iterator[pa.Table]:
    """Cut a table between interactions into pieces of about ``AT_ONCE`` units; a single empty one where it is empty."""
    _, firsts = interaction_index(utterances)
    length = pc.fill_null(pc.utf8_length(utterances["text"]), 0).to_numpy()
    before = np.append(0, np.cumsum(1 + length // LENGTH))
    start = 0
    while True:
        later = firsts[(firsts > start) & (before[firsts] - before[start] >= AT_ONCE)]
        end = int(later[0]) if len(later) else utterances.num_rows
        yield utterances.slice(start, end - start)
        if end == utterances.num_rows:
            return
        start = end
