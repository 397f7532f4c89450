"""Rows of a job on disk, see ``voc.ranges``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from voc import ranges
from voc.schema import UTTERANCES

ROWS = pa.schema([(ranges.KEY, pa.uint64()), ("order", pa.int64()), *UTTERANCES])
"""``key``: hash by which rows are brought together. ``order``: place among all rows of the job."""


def read(paths: Iterable[Path], part: int, parts: int) -> pa.Table:
    """Read the rows whose keys are in one of ``parts`` ranges, see ``voc.ranges.read``, in their order."""
    together = ranges.read(paths, part, parts, ROWS)
    return together.take(pc.sort_indices(together["order"])).combine_chunks()
