"""What is kept of each customer: sums that merge, so that parts of the data, or days, agree with the whole.

A state is an Arrow table, schema ``STATE``, with one row a customer, about 600 bytes, and a second one where a customer
has interactions both with and without a time. One interaction is a state too; ``merge`` adds states up. The weight of
an interaction is ``2 ** (-age / half_life)`` at the customer's own last contact, so nobody else's later contact
changes it; merging brings the weights to the later of the two last contacts. Interactions without a time have weight 1.
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import expit

from voc.arrays import Floats, Ints
from voc.errors import InputError
from voc.risk.evidence import DRIVERS, UNDATED, Evidence, alphabetical, days

_TIME = pa.timestamp("us", tz="UTC")
_ADDED = (
    *("n", "log_odds", "log_odds_squares", "valence", "valence_squares"),
    *("days", "days_squares", "risk", "days_risk"),
)
_DECAYED = ("weight", "weighted_log_odds")
STATE = pa.schema(
    [
        ("customer_id", pa.string()),
        ("dated", pa.bool_()),
        ("first_at", _TIME),
        ("last_at", _TIME),
        *((name, pa.float64()) for name in _ADDED),
        *((name, pa.float64()) for name in _DECAYED),
        ("squared_weight", pa.float64()),
        ("contributions", pa.list_(pa.float64(), len(DRIVERS))),
        ("peak", pa.float64()),
        ("end", pa.float64()),
        ("value", pa.float64()),
        ("value_at", _TIME),
    ]
)
"""Columns of a state.

- ``n`` and the sums ``log_odds``, ``valence``, ``risk``, ``days`` (since 1970, of dated interactions), of squares
  (``_squares``) and of products (``days_risk``): plain.
- ``weight``, ``weighted_log_odds``, ``squared_weight``, ``contributions``: discounted.
- ``peak``: valence furthest from 0, the negative one of two alike. ``end``: valence at the end of the last interaction
  (the lowest of several at the same time); null for several interactions without a time, whose order is not known.
- ``value``: the last known, with its time; the highest of several at the same time.
"""
_META = b"voc"
_LATEST = np.iinfo(np.int64).max


def check_half_life(half_life: float) -> None:
    """Check a half-life in days.

    Raises:
        InputError: if it is not above 0.
    """
    if not half_life > 0:
        raise InputError(f"a half-life of {half_life:g} days: pass a number above 0, or math.inf for no discount")


def of(evidence: Evidence, half_life: float, fingerprint: str) -> pa.Table:
    """Sum interactions up by customer.

    Args:
        evidence: the interactions, any order.
        half_life: days in which the weight of an interaction halves; infinite: no discount.
        fingerprint: of the model that scored them.

    Returns:
        Schema ``STATE``, by customer.

    Raises:
        InputError: if the half-life is not above 0.
    """
    check_half_life(half_life)
    log_odds = evidence.log_odds
    one = np.ones(len(log_odds))
    dated = evidence.at != UNDATED
    risk, day = expit(log_odds), np.where(dated, days(evidence.at), 0.0)
    columns = {
        **{"dated": dated, "first_at": evidence.at, "last_at": evidence.at},
        **{"n": one, "log_odds": log_odds, "log_odds_squares": log_odds**2},
        **{"valence": evidence.valence, "valence_squares": evidence.valence**2},
        **{"days": day, "days_squares": day**2, "risk": risk, "days_risk": day * risk},
        **{"weight": one, "weighted_log_odds": log_odds, "squared_weight": one},
        "contributions": evidence.contributions,
        **{"peak": evidence.peak, "end": evidence.end, "value": evidence.value},
        "value_at": np.where(np.isnan(evidence.value), UNDATED, evidence.at),
    }
    return _sum(evidence.customer_id, columns, half_life, fingerprint)


def merge(*states: pa.Table) -> pa.Table:
    """Merge states of any parts of the data, also of times that overlap; the same as the state of the whole.

    No interaction may be in two of them.

    Raises:
        InputError: if there is none, or if they were made with different half-lives or models.
    """
    if not states:
        raise InputError("merge takes at least one state")
    first, *others = (about(state) for state in states)
    for other in others:
        if other[0] != first[0]:
            raise InputError(
                f"states with half-lives of {first[0]:g} and {other[0]:g} days cannot be merged: score all parts with "
                f"the same one, such as voc.load(half_life={first[0]:g})"
            )
        if other[1] != first[1]:
            raise InputError("states of different models cannot be merged: score all parts with the same model")
    together = pa.concat_tables(state.select(STATE.names) for state in states)
    return _sum(together["customer_id"].combine_chunks(), _arrays(together), *first)


def about(state: pa.Table) -> tuple[float, str]:
    """Return the half-life in days and the model's fingerprint of a state.

    Raises:
        InputError: if the table is no state.
    """
    found = (state.schema.metadata or {}).get(_META)
    if found is None or not set(STATE.names) <= set(state.column_names):
        raise InputError("this table is no state of customers: make one with Scores.states()")
    try:
        told = json.loads(found)
        return float(told["half_life"]), str(told["fingerprint"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"this table of states was altered ({error}): make it again with Scores.states()") from error


def stamped(state: pa.Table, half_life: float, fingerprint: str) -> pa.Table:
    """Return a state that says what it was made with, see ``about``."""
    return state.replace_schema_metadata({_META: json.dumps({"half_life": half_life, "fingerprint": fingerprint})})


def together(state: pa.Table) -> tuple[pa.Array, dict[str, NDArray[Any]]]:
    """Take a customer's dated and undated interactions together, the latter with weight 1.

    Returns:
        The customers by name, and a row each of the columns of ``STATE`` (times in microseconds, NaN for null).
    """
    half_life, _ = about(state)
    names, columns = state["customer_id"].combine_chunks(), _arrays(state)
    if columns["dated"].all():
        return names, columns
    return _grouped(names, columns | {"dated": np.ones(len(state))}, half_life)


def _arrays(state: pa.Table) -> dict[str, NDArray[Any]]:
    """Return the columns of a state but the customers."""
    columns: dict[str, NDArray[Any]] = {}
    for field in STATE:
        if field.name == "customer_id":
            continue
        column = state[field.name].combine_chunks()
        if pa.types.is_fixed_size_list(field.type):
            columns[field.name] = column.flatten().to_numpy().reshape(-1, len(DRIVERS))
        elif field.type == _TIME:
            columns[field.name] = column.cast(pa.int64()).fill_null(UNDATED).to_numpy()
        else:
            columns[field.name] = column.to_numpy(zero_copy_only=False)
    return columns


def _sum(customer: pa.Array, columns: dict[str, NDArray[Any]], half_life: float, fingerprint: str) -> pa.Table:
    """Add rows of the same customer up and lay them out as a state."""
    names, grouped = _grouped(customer, columns, half_life)
    grouped["dated"] = grouped["dated"].astype(bool)
    laid: dict[str, pa.Array] = {"customer_id": names}
    for field in STATE:
        if pa.types.is_fixed_size_list(field.type):
            laid[field.name] = pa.FixedSizeListArray.from_arrays(pa.array(grouped[field.name].ravel()), len(DRIVERS))
        elif field.type == _TIME:
            times = grouped[field.name]
            laid[field.name] = pa.array(times, pa.int64(), mask=times == UNDATED).cast(_TIME)
        elif field.name != "customer_id":
            laid[field.name] = pa.array(grouped[field.name], field.type, from_pandas=True)
    return stamped(pa.table(laid, schema=STATE), half_life, fingerprint)


def _grouped(
    customer: pa.Array, columns: dict[str, NDArray[Any]], half_life: float
) -> tuple[pa.Array, dict[str, NDArray[Any]]]:
    """Add rows up that have the same customer and the same in ``dated``; by customer, the undated first."""
    key = 2 * alphabetical(customer) + columns["dated"].astype(np.int64)
    order = np.argsort(key, kind="stable")
    key = key[order]
    start = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)])
    found = customer.take(pa.array(order[start]))
    rows = {name: values[order] for name, values in columns.items()}
    return found, _added(rows, start, half_life) if len(start) else rows


def _added(rows: dict[str, NDArray[Any]], start: Ints, half_life: float) -> dict[str, NDArray[Any]]:
    """Add up rows that stand together, each group from ``start`` on."""
    from scipy.sparse import csr_matrix  # takes longer to import than one text to explain

    n_rows = len(rows["n"])
    bounds = np.append(start, n_rows)
    group = np.repeat(np.arange(len(start)), np.diff(bounds))
    last_at = np.maximum.reduceat(rows["last_at"], start)
    first_at = np.minimum.reduceat(np.where(rows["last_at"] == UNDATED, _LATEST, rows["first_at"]), start)
    factor = _factor(rows["last_at"], last_at[group], half_life)
    shape = (len(start), n_rows)
    plain = csr_matrix((np.ones(n_rows), np.arange(n_rows), bounds), shape)
    decayed = csr_matrix((factor, np.arange(n_rows), bounds), shape)
    n = plain @ rows["n"]
    lowest, highest = np.minimum.reduceat(rows["peak"], start), np.maximum.reduceat(rows["peak"], start)
    ends = np.where(rows["last_at"] == last_at[group], rows["end"], np.inf)
    end = np.minimum.reduceat(ends, start)
    valued = ~np.isnan(rows["value"])
    value_at = np.maximum.reduceat(np.where(valued, rows["value_at"], UNDATED), start)
    current = valued & (rows["value_at"] == value_at[group])
    value = np.maximum.reduceat(np.where(current, rows["value"], -np.inf), start)
    return {
        "dated": rows["dated"][start],
        "first_at": np.where(last_at == UNDATED, UNDATED, first_at),
        "last_at": last_at,
        **{name: plain @ rows[name] for name in _ADDED},
        **{name: decayed @ rows[name] for name in (*_DECAYED, "contributions")},
        "squared_weight": csr_matrix((factor**2, np.arange(n_rows), bounds), shape) @ rows["squared_weight"],
        "peak": np.where(-lowest >= highest, lowest, highest),
        "end": np.where((last_at == UNDATED) & (n > 1), np.nan, end),
        "value": np.where(np.isneginf(value), np.nan, value),
        "value_at": value_at,
    }


def _factor(last_at: Ints, later: Ints, half_life: float) -> Floats:
    """Return what brings sums as of one time to a later one; 1 without a time or a discount."""
    if math.isinf(half_life):
        return np.ones(len(last_at))
    age = days(np.where(last_at == UNDATED, 0, later - last_at))
    return np.exp2(-age / half_life)
