"""Rows on disk, sorted by a hash, so that any range of hashes can be taken out of all files in turn.

The files are Arrow IPC without compression: they are mapped, and a range is read without the rest. In how many ranges
the rows are taken out is decided when all are there. Memory does not grow with the number of files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

KEY = "key"
"""Column with the hash, 64 bits without a sign."""
KEYS = 2**64


def hashed(name: str) -> int:
    """Return the hash of a name, 0 to ``KEYS`` - 1, the same in every process."""
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def bound(part: int, parts: int) -> int:
    """Return the lowest hash of one of ``parts`` ranges of equal length; of ``parts`` itself what is above them all."""
    return -(-KEYS * part // parts)


def write(rows: pa.Table, path: Path) -> None:
    """Write rows, with a column ``KEY``, to a file by key; those with the same key in the order they have."""
    rows = rows.take(pc.sort_indices(rows[KEY])).combine_chunks()
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as file:
        file.write_table(rows)


def read(paths: Iterable[Path], part: int, parts: int, schema: pa.Schema) -> pa.Table:
    """Read the rows whose keys are in a range, those of each file by key, file after file.

    Args:
        paths: files that ``write`` wrote.
        part: number of the range, from 0.
        parts: number of ranges of equal length.
        schema: of the rows.
    """
    low, high = bound(part, parts), bound(part + 1, parts)
    found = [_taken(path, low, high) for path in paths]
    return pa.concat_tables([schema.empty_table(), *(rows for rows in found if rows.num_rows)])


def _taken(path: Path, low: int, high: int) -> pa.Table:
    """Copy a range out of a file: what points into a mapped file keeps the pages around it in memory."""
    with pa.memory_map(str(path)) as source:
        rows = pa.ipc.open_file(source).read_all()
    keys = rows[KEY].to_numpy()
    start = np.searchsorted(keys, np.uint64(low))
    end = len(keys) if high == KEYS else np.searchsorted(keys, np.uint64(high))
    return rows.take(pa.array(np.arange(start, end)))
