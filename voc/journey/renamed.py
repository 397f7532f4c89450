"""Gives the stages and owners of units and interactions the names of a user's taxonomy."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from voc.journey.rollups import Rollups


def renamed(table: pa.Table, taxonomy: Rollups) -> pa.Table:
    """Return a table of units or interactions with the user's names in ``stage`` and ``owner``, where it has them.

    Args:
        table: its stages and owners have the names of the shipped taxonomy; what is none of them stays as it is.
        taxonomy: the user's.
    """
    for column, names in (("stage", taxonomy.stage_names), ("owner", taxonomy.owner_names)):
        place = table.schema.get_field_index(column)
        if place >= 0 and any(code != name for code, name in names.items()):
            table = table.set_column(place, column, _mapped(table[column], names))
    return table


def _mapped(column: pa.ChunkedArray, names: Mapping[str, str]) -> pa.ChunkedArray:
    codes, values = pa.array(list(names), pa.string()), pa.array(list(names.values()), pa.string())
    return pc.coalesce(values.take(pc.index_in(column.combine_chunks(), codes)), column)
