"""What is kept of customers until the half-life is known, which is fitted to all customers: how old each contact is.

The weights of a state need a half-life. Where it is yet to be fitted, states are made without a discount, and the dated
interactions of customers with contacts at several times are kept beside, one row each. A customer with more of them
than there are half-lives to choose from (``voc.risk.drift.GRID``) has one row for each of these instead, already
discounted: about 350 bytes a row, at most as many rows as half-lives, and none for most customers.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from voc.arrays import Floats, Ints, codes
from voc.risk import state as states
from voc.risk.drift import GRID
from voc.risk.evidence import DRIVERS, UNDATED, Evidence, alphabetical, days
from voc.sums import lists, matrix

_SUMS = ("weight", "weighted_log_odds", "squared_weight")
AGES = pa.schema(
    [
        ("customer_id", pa.string()),
        ("half_life", pa.float64()),
        ("age", pa.float64()),
        *((name, pa.float64()) for name in _SUMS),
        ("contributions", pa.list_(pa.float64(), len(DRIVERS))),
    ]
)
"""One row an interaction: its ``age`` in days at the customer's last contact, ``half_life`` 0; or one row a half-life
with ``age`` 0, discounted by it. Sums as in ``voc.risk.state.STATE``."""


def of(evidence: Evidence) -> pa.Table:
    """Keep the ages of the dated interactions, schema ``AGES``, in the order of the customers.

    Args:
        evidence: all interactions of the customers, any order.
    """
    dated = np.flatnonzero(evidence.at != UNDATED)
    customer, at = alphabetical(evidence.customer_id)[dated], evidence.at[dated]
    order = np.lexsort((at, customer))
    dated, customer, at = dated[order], customer[order], at[order]
    start = np.flatnonzero(np.diff(customer, prepend=-1))
    size = np.diff(np.append(start, len(dated)))
    group = np.repeat(np.arange(len(start)), size)
    first, last = at[start], at[start + size - 1]
    age = days(last[group] - at)
    apart, many = (first != last)[group], (size > len(GRID))[group]
    single = np.flatnonzero(apart & ~many)
    one = np.ones(len(single))
    rows = dated[single]
    sums = {"weight": one, "weighted_log_odds": evidence.log_odds[rows], "squared_weight": one}
    parts = [_table(evidence.customer_id, rows, 0.0, age[single], sums, evidence.contributions[rows])]
    folded = np.flatnonzero(apart & many)
    if len(folded):
        parts += [_folded(evidence, dated[folded], customer[folded], age[folded], float(option)) for option in GRID]
    return pa.concat_tables(parts)


def _folded(evidence: Evidence, rows: Ints, customer: Ints, age: Floats, half_life: float) -> pa.Table:
    """Add the interactions of each customer up, discounted by a half-life; those of a customer stand together."""
    start = np.flatnonzero(np.diff(customer, prepend=-1))
    factor = np.exp2(-age / half_life)
    weights = csr_matrix((factor, np.arange(len(rows)), np.append(start, len(rows))), (len(start), len(rows)))
    sums = {
        "weight": np.add.reduceat(factor, start),
        "weighted_log_odds": weights @ evidence.log_odds[rows],
        "squared_weight": np.add.reduceat(factor**2, start),
    }
    contributions = weights @ evidence.contributions[rows]
    return _table(evidence.customer_id, rows[start], half_life, np.zeros(len(start)), sums, contributions)


def _table(
    names: pa.Array, rows: Ints, half_life: float, age: Floats, sums: dict[str, Floats], contributions: Floats
) -> pa.Table:
    columns = [names.take(pa.array(rows)), pa.array(np.full(len(rows), half_life)), pa.array(age)]
    columns += [pa.array(sums[name]) for name in _SUMS]
    return pa.table([*columns, lists(contributions)], schema=AGES)


def discounted(state: pa.Table, ages: pa.Table, half_life: float) -> pa.Table:
    """Bring states that were made without a discount to a half-life.

    Args:
        state: schema ``voc.risk.state.STATE``, of a half-life of infinity.
        ages: what ``of`` gave for the same customers, in any order of the customers.
        half_life: one of ``voc.risk.drift.GRID``.

    Returns:
        What ``voc.risk.state.of`` gives for the interactions with this half-life.
    """
    own = ages["half_life"].to_numpy()
    rows = np.flatnonzero((own == 0) | (own == half_life))
    ages = ages.take(pa.array(rows))
    factor = np.exp2(-ages["age"].to_numpy() / half_life)
    place, dated = np.flatnonzero(state["dated"].to_numpy()), state.filter(state["dated"])
    group = place[codes(ages["customer_id"], dated["customer_id"].combine_chunks())]
    weights = csr_matrix((factor, (group, np.arange(len(group)))), (state.num_rows, len(group)))
    squared = csr_matrix((factor**2, (group, np.arange(len(group)))), (state.num_rows, len(group)))
    aged = np.zeros(state.num_rows, bool)
    aged[group] = True
    columns: dict[str, NDArray[np.float64]] = {
        "weight": weights @ ages["weight"].to_numpy(),
        "weighted_log_odds": weights @ ages["weighted_log_odds"].to_numpy(),
        "squared_weight": squared @ ages["squared_weight"].to_numpy(),
        "contributions": weights @ matrix(ages["contributions"]),
    }
    for name, values in columns.items():
        field = state.schema.field(name)
        listed = pa.types.is_fixed_size_list(field.type)
        before = matrix(state[name]) if listed else state[name].to_numpy()
        values[~aged] = before[~aged]
        state = state.set_column(
            state.schema.get_field_index(name), field, lists(values) if listed else pa.array(values)
        )
    return states.stamped(state, half_life, states.about(state)[1])
