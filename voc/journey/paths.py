"""The path of each customer: the stages that their interactions went through, in order of time."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.journey.renamed import renamed
from voc.journey.rollups import Rollups, shipped
from voc.journey.tables import PATHS


def paths(interactions: pa.Table, taxonomy: Rollups | None = None) -> pa.Table:
    """Lay out the path of each customer, by customer id, schema ``PATHS``.

    ``stages`` are those of the interactions in order of time, neighbours alike taken together, and ``started_at`` when
    each began. ``n_interactions`` are those on the path: with a customer, a stage and a time; who has none has no row.
    ``n_back`` counts the steps against the order of the journey: from support back to delivery, say.

    Args:
        interactions: schema ``INTERACTIONS``, any order.
        taxonomy: what the stages are called; default the shipped one.
    """
    taxonomy = taxonomy or shipped()
    interactions = renamed(interactions, taxonomy)
    known = [pc.is_valid(interactions[name]) for name in ("customer_id", "stage", "started_at")]
    rows = interactions.filter(pc.and_(pc.and_(known[0], known[1]), known[2]))
    rows = rows.sort_by([(name, "ascending") for name in ("customer_id", "started_at", "interaction_id")])
    if not rows.num_rows:
        return PATHS.empty_table()
    customer = rows["customer_id"].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    places = pc.fill_null(pc.index_in(rows["stage"], pa.array(list(taxonomy.stage), pa.string())), -1).to_numpy()
    stage = rows["stage"].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    first = np.append(True, customer[1:] != customer[:-1])
    step = first | np.append(True, stage[1:] != stage[:-1])
    kept = np.flatnonzero(step)
    starts = np.flatnonzero(first)
    offsets = pa.array(np.append(np.searchsorted(kept, starts), len(kept)).astype(np.int32))
    back = np.append(False, (places[1:] < places[:-1]) & (places[1:] >= 0)) & ~first
    columns = {
        "customer_id": rows["customer_id"].take(pa.array(starts)),
        "n_interactions": pa.array(np.diff(np.append(starts, len(customer))), pa.int32()),
        "stages": pa.ListArray.from_arrays(offsets, rows["stage"].take(pa.array(kept)).combine_chunks()),
        "started_at": pa.ListArray.from_arrays(offsets, rows["started_at"].take(pa.array(kept)).combine_chunks()),
        "n_back": pa.array(np.add.reduceat(back, starts, dtype=np.int32), pa.int32()),
    }
    return pa.table(columns, schema=PATHS)
