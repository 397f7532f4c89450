"""Tables as Parquet: one row an utterance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from voc.errors import InputError

SUFFIXES: tuple[str, ...] = (".parquet", ".pq")


def sniff(head: str) -> bool:
    """Tell by the magic number."""
    return head.startswith("PAR1")


def rows(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield ``(row number, row)``.

    Raises:
        InputError: if the file is not Parquet.
    """
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"{path} is not a Parquet file: {error}") from error
    number = 0
    for batch in file.iter_batches():
        for row in batch.to_pylist():
            number += 1
            yield number, row
