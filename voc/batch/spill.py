"""Rows of a job on disk, sorted by a hash, so that any range of hashes can be taken out of all files in turn.

The files are Arrow IPC without compression: they are mapped, and a range is read without the rest. In how many ranges
the rows are taken out is decided when all are there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.schema import UTTERANCES

ROWS = pa.schema([("key", pa.uint64()), ("order", pa.int64()), *UTTERANCES])
"""``key``: hash by which rows are brought together. ``order``: place among all rows of the job."""
KEYS = 2**64


def hashed(name: str) -> int:
    """Return the hash of a name, 0 to ``KEYS`` - 1, the same in every process."""
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def write(rows: pa.Table, path: Path) -> None:
    """Write rows, schema ``ROWS``, to a file by key; those with the same key in the order they have."""
    rows = rows.take(pc.sort_indices(rows["key"])).combine_chunks()
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, ROWS) as file:
        file.write_table(rows)


def read(paths: Iterable[Path], part: int, parts: int) -> pa.Table:
    """Read the rows whose keys are in one of ``parts`` ranges of equal length, in their order.

    Args:
        paths: files that ``write`` wrote.
        part: number of the range, from 0.
        parts: number of ranges.
    """
    low, high = (-(-KEYS * i // parts) for i in (part, part + 1))
    found = []
    for path in paths:
        with pa.memory_map(str(path)) as source:
            rows = pa.ipc.open_file(source).read_all()
        keys = rows["key"].to_numpy()
        start = np.searchsorted(keys, np.uint64(low))
        end = len(keys) if high == KEYS else np.searchsorted(keys, np.uint64(high))
        if end > start:
            found.append(rows.slice(start, end - start))
    together = pa.concat_tables(found) if found else ROWS.empty_table()
    return together.take(pc.sort_indices(together["order"])).combine_chunks()
