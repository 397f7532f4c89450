"""Second stage of a job: the rows of each interaction stand together, and the interactions of a customer near by.

A customer's interactions are in one shard, since repeated contacts are seen across them. Whose an interaction is, the
first of its rows with a customer says, so the rows of an interaction have to be together before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc import ranges
from voc.arrays import first, first_known, numbered
from voc.batch import gather, spill
from voc.batch.journal import Journal, Record

STAGE = "group"
SIZE = 50_000
"""Estimated units that are brought together at a time; bounds memory, and changes no result."""


def group(journal: Journal, size: int, tick: Callable[[int], None]) -> list[Record]:
    """Bring together what is not together yet.

    Args:
        journal: of a job whose input is read.
        size: estimated units of the job.
        tick: called with a number of rows just brought together.

    Returns:
        The record of each step: ``rows`` and ``interactions`` in it.
    """
    parts = max(1, -(-size // SIZE))
    finished = journal.finished(STAGE)
    paths = _spills(journal, gather.STAGE)
    for number in range(parts):
        if number not in finished:
            rows, interactions = grouped(spill.read(paths, number, parts))
            ranges.write(rows, journal.path(STAGE, number, "arrow"))
            finished[number] = {"rows": rows.num_rows, "interactions": interactions}
            journal.finish(STAGE, number, finished[number])
            tick(rows.num_rows)
    journal.forget(gather.STAGE, "arrow")
    return list(finished.values())


def shard(journal: Journal, number: int, shards: int) -> pa.Table:
    """Return the rows of the customers of a shard, interactions together and in order, schema ``spill.ROWS``."""
    return spill.read(_spills(journal, STAGE), number, shards)


def grouped(rows: pa.Table) -> tuple[pa.Table, int]:
    """Order the rows of whole interactions as ``voc.readers.rows.table`` does, and hash them by customer.

    Args:
        rows: schema ``spill.ROWS``, in order.

    Returns:
        The rows, where ``order`` is that of the interaction's first row; and the number of interactions. An interaction
        without a customer is hashed by its own name.
    """
    interaction, names = numbered(rows["interaction_id"])
    n, time = len(names), rows["timestamp"].combine_chunks()
    opening = first(interaction, n)
    untimed = np.bincount(interaction[time.is_null().to_numpy(zero_copy_only=False)], minlength=n) > 0
    at = np.where(untimed[interaction], 0, pc.fill_null(time.cast(pa.int64()), 0).to_numpy())
    # Where a time is missing, rows stay as they came: lexsort keeps the order of equals.
    rows = rows.take(pa.array(np.lexsort((at, opening[interaction]))))
    interaction, names = numbered(rows["interaction_id"])
    customers = first_known(rows["customer_id"], first(interaction, n)).to_pylist()
    # In lower case, since redaction makes one customer of two spellings of a mail address.
    keys = [
        ranges.hashed(f"interaction {name}" if customer is None else f"customer {customer.casefold()}")
        for name, customer in zip(names.to_pylist(), customers, strict=True)
    ]
    key = np.array(keys, np.uint64)[interaction]
    # The first row to come is not always the earliest, which is first now.
    came = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(came, interaction, rows["order"].to_numpy())
    columns = {"key": pa.array(key), "order": pa.array(came[interaction])}
    columns |= {name: rows[name] for name in rows.column_names if name not in columns}
    return pa.table(columns, schema=spill.ROWS), n


def _spills(journal: Journal, stage: str) -> Sequence[Path]:
    return [journal.path(stage, number, "arrow") for number in journal.finished(stage)]
