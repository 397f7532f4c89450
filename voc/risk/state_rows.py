"""Rows of a file of customers: states with the interactions behind them, see ``voc.risk.state_file``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from voc import ranges
from voc.arrays import flattened, floats, listed
from voc.effort.contacts import summaries
from voc.risk import ages, drift, population, state
from voc.risk.evidence import UNDATED, Evidence, alphabetical
from voc.schema import INTERACTIONS

_KEPT = ("interaction_id", "started_at", "duration_s", "channel", "stage", "owner", "resolved")
CONTACT = pa.struct([*(INTERACTIONS.field(name) for name in _KEPT), ("log_odds", pa.float64())])
"""What is kept of an interaction, columns of ``INTERACTIONS`` and the log-odds of its risk."""
NEEDED = (*_KEPT, "customer_id", "valence", "peak", "end", "reasons", "value")
"""Columns of ``INTERACTIONS`` that are folded in."""
FILE = pa.schema([(ranges.KEY, pa.uint64()), *state.STATE, ("contacts", pa.list_(CONTACT))])
"""Columns of the file; the contacts of a row are as many as its ``n``, and its key is a hash of the customer."""


def of(interactions: pa.Table, half_life: float, fingerprint: str) -> pa.Table:
    """Lay interactions out as a file does, schema ``FILE``, by key.

    Args:
        interactions: columns ``NEEDED``.
        half_life: days, see ``voc.risk.state.of``.
        fingerprint: of the model.
    """
    evidence = Evidence.of(interactions)
    place = pc.index_in(evidence.interaction_id, interactions["interaction_id"].combine_chunks())
    rows = interactions.select(_KEPT).take(place).combine_chunks()
    columns = [*(column.combine_chunks() for column in rows.columns), pa.array(evidence.log_odds)]
    contacts = pa.StructArray.from_arrays(columns, fields=list(CONTACT))
    return _nested(state.of(evidence, half_life, fingerprint), evidence.customer_id, contacts)


def merged(parts: Sequence[pa.Table]) -> pa.Table:
    """Merge rows, schema ``FILE``, that have no interaction in common."""
    names, contacts = zip(*map(_contacts, parts), strict=True)
    return _nested(state.merge(*parts), pa.concat_arrays(names), pa.concat_arrays(contacts))


def interaction_ids(rows: pa.Table) -> pa.Array:
    """Return the names of the interactions behind rows."""
    return _contacts(rows)[1].field("interaction_id")


def hashes(names: pa.Array) -> NDArray[np.uint64]:
    """Return the hash of each name."""
    return np.fromiter(map(ranges.hashed, names.to_pylist()), np.uint64, len(names))


def sums(rows: pa.Table) -> dict[str, pa.Table]:
    """Return what the table of customers is made of, schemas ``SUMS`` and ``WHOLE`` of ``voc.risk.customers``."""
    names, contacts = _contacts(rows)
    told = pa.table({"customer_id": names, **{field.name: contacts.field(field.name) for field in CONTACT}})
    states = rows.select(state.STATE.names)
    return {
        "states": states,
        "ages": ages.AGES.empty_table(),  # the half-life is known
        "contacts": summaries(told),
        "moments": population.moments(states),
        "sequences": drift.sample(_evidence(told)),
    }


def _nested(states: pa.Table, names: pa.Array, contacts: pa.StructArray) -> pa.Table:
    """Put contacts beside the states that they are in, in order of time, those at the same time as they came; by key.

    Args:
        states: by customer, those without a time first.
        names: customer of each contact.
        contacts: the contacts, type ``CONTACT``.
    """
    at = contacts.field("started_at")
    dated = at.is_valid().to_numpy(zero_copy_only=False)
    order = np.lexsort((at.cast(pa.int64()).fill_null(UNDATED).to_numpy(), dated, alphabetical(names)))
    lists = listed(states["n"].to_numpy().astype(np.int64), contacts.take(pa.array(order)))
    keys = pa.array(hashes(states["customer_id"].combine_chunks()))
    rows = states.append_column(FILE.field("contacts"), lists).add_column(0, FILE.field(ranges.KEY), keys)
    return rows.take(pc.sort_indices(keys))


def _contacts(rows: pa.Table) -> tuple[pa.Array, pa.StructArray]:
    """Return the customer of each contact, and the contacts."""
    contacts, row = flattened(rows["contacts"])
    return rows["customer_id"].combine_chunks().take(pa.array(row)), contacts


def _evidence(rows: pa.Table) -> Evidence:
    """Return what is left of the evidence: whose interactions, when, and their log-odds, all of one driver."""
    nothing = np.full(rows.num_rows, np.nan)
    return Evidence(
        rows["interaction_id"].combine_chunks(),
        rows["customer_id"].combine_chunks(),
        rows["started_at"].combine_chunks().cast(pa.int64()).fill_null(UNDATED).to_numpy(),
        floats(rows["log_odds"])[:, None],
        *(nothing, nothing, nothing, nothing),
    )
