"""The table of customers: how likely each is to leave by now, how surely, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.special import expit

from voc.arrays import Floats
from voc.effort.contacts import COLUMNS, SUMMARY, summaries
from voc.risk import ages, drift, population, state
from voc.risk.evidence import UNDATED, Evidence
from voc.risk.model import reason_lists
from voc.risk.population import Population
from voc.schema import CUSTOMERS, CUSTOMERS_ORDER

SUMS = {"states": state.STATE, "ages": ages.AGES, "contacts": SUMMARY}
"""Schemas of what is kept of each customer."""
WHOLE = {"moments": population.MOMENTS, "sequences": drift.SEQUENCES}
"""Schemas of what is kept of all customers together, which tells the population: at most 10 MB."""
TREND_DAYS = 30
"""The trend is the change of risk in a month; contacts must span as long, or it would be drawn out of noise."""


def summed(interactions: pa.Table, half_life: float | None = None, fingerprint: str = "") -> dict[str, pa.Table]:
    """Add up what the table of customers is made of, schemas ``SUMS`` and ``WHOLE``; see ``laid_out``.

    Args:
        interactions: schema ``INTERACTIONS``.
        half_life: days in which the weight of an interaction halves, infinite for no discount; None: to be fitted.
        fingerprint: of the model, for sums that are to be merged.
    """
    contacts = summaries(interactions.select(COLUMNS))
    return summed_risk(Evidence.of(interactions), half_life, fingerprint) | {"contacts": contacts}


def summed_risk(evidence: Evidence, half_life: float | None, fingerprint: str) -> dict[str, pa.Table]:
    """Add up what the risk of customers is made of: ``summed`` without ``contacts``."""
    states = state.of(evidence, math.inf if half_life is None else half_life, fingerprint)
    return {
        "states": states,
        "ages": ages.of(evidence) if half_life is None else ages.AGES.empty_table(),
        "moments": population.moments(states),
        "sequences": drift.sample(evidence),
    }


def laid_out(sums: Mapping[str, pa.Table], people: Population | None, fingerprint: str) -> pa.Table:
    """Summarise each customer with a scored interaction, highest risk first, schema ``CUSTOMERS``.

    ``risk`` is as of the customer's last contact: earlier interactions weigh less by their age, and where little speaks
    of a customer the risk is drawn to the other customers. ``risk_low`` and ``risk_high`` bound the 95% interval; null
    where the population cannot be estimated (then risk is the customer's own discounted mean), or shows no difference
    between customers (then risk is the population's mean). ``trend`` is the change
    of interaction risk in 30 days (least squares; null where the contacts span less). ``end`` is null where several
    interactions have no time. ``consistency`` is 1 less the standard deviation of the interactions' valence, null for a
    single one. Repeated contacts: ``voc.effort.contacts.summaries``. ``value`` is the last known one of
    the scored interactions, those that the other columns tell of: one without words that could be scored changes it as
    little as ``last_at``. ``value_at_risk`` is value times risk. Reasons add up to the log-odds.

    Peak and end are no part of the risk: the end is weighted by the discount as far as the data say it should be, and
    no public data have enough interactions a customer to show that the worst one predicts the next better than the mean
    does. What the worst one adds to a user's own outcomes is measured, see ``voc.risk.worst``.

    Args:
        sums: what ``summed`` gave of these customers, schemas ``SUMS``.
        people: what ``fitted`` says of all customers, of which these may be a part.
        fingerprint: as passed to ``summed``.
    """
    settled = _settled(sums, people)
    table, contacts = estimate(settled, people), sums["contacts"]
    place = pc.index_in(table["customer_id"], contacts["customer_id"].combine_chunks())
    for column in SUMMARY.names[1:]:
        table = table.append_column(column, contacts[column].take(place).cast(CUSTOMERS.field(column).type))
    return population.write(table.select(CUSTOMERS.names), people, state.about(settled)[0], fingerprint)


def fitted(whole: Mapping[str, pa.Table], half_life: float | None) -> Population | None:
    """Return the population; None where too little is known of it.

    Args:
        whole: of all customers, schemas ``WHOLE``.
        half_life: as passed to ``summed``; None fits it, see ``voc.risk.drift``. Without enough to fit there is no
            discount.
    """
    still = Population.of(whole["moments"], math.inf if half_life is None else half_life)
    return None if still is None else drift.fit(whole["sequences"], still, half_life)


def settle(sums: Mapping[str, pa.Table], half_life: float | None) -> tuple[Population | None, pa.Table]:
    """Return the population of all customers, and the states that their risks are made from; see ``laid_out``."""
    people = fitted(sums, half_life)
    return people, _settled(sums, people)


def _settled(sums: Mapping[str, pa.Table], people: Population | None) -> pa.Table:
    """Return states with the half-life of the population."""
    summed = sums["states"]
    if people is None or people.half_life == state.about(summed)[0]:
        return summed
    return ages.discounted(summed, sums["ages"], people.half_life)


def estimate(summed: pa.Table, people: Population | None) -> pa.Table:
    """Estimate customers from their states alone, however many these were merged from.

    Args:
        summed: schema ``voc.risk.state.STATE``.
        people: the population; None where it is not known, then there are no intervals.

    Returns:
        Highest risk first; the columns of ``CUSTOMERS`` but those on repeated contacts.
    """
    names, total = state.together(summed)
    own = total["weighted_log_odds"] / total["weight"]
    mean, low, high = own, np.full(len(own), np.nan), np.full(len(own), np.nan)
    if people is not None:
        mean, low, high = people.interval(total["weight"], total["weighted_log_odds"], total["squared_weight"])
    risk = expit(mean)
    contributions = total["contributions"] / total["weight"][:, None]
    columns = {
        "customer_id": names,
        "n_interactions": total["n"].astype(np.int32),
        **{name: _times(total[name]) for name in ("first_at", "last_at")},
        **{"risk": risk, "risk_low": expit(low), "risk_high": expit(high)},
        **{"trend": _trend(summed, names), "peak": total["peak"], "end": total["end"]},
        "consistency": _consistency(total["n"], total["valence"], total["valence_squares"]),
        **{"value": total["value"], "value_at_risk": total["value"] * risk},
        "reasons": reason_lists(contributions, np.ones(len(own), bool), None if people is None else mean - own),
    }
    kinds = {field.name: field.type for field in CUSTOMERS}
    # By the risk as it is written, so that what is equal but for the order of a sum is in the same order everywhere.
    table = pa.table({name: _typed(values, kinds[name]) for name, values in columns.items()})
    return table.sort_by(CUSTOMERS_ORDER)


def _typed(values: pa.Array | NDArray[Any], kind: pa.DataType) -> pa.Array:
    """Return an array of a column's type, null for NaN."""
    made = values if isinstance(values, pa.Array) else pa.array(values, from_pandas=True)
    return made.cast(kind)


def _times(at: NDArray[np.int64]) -> pa.Array:
    """Return times, null for ``UNDATED``."""
    return pa.array(at, pa.int64(), mask=at == UNDATED).cast(CUSTOMERS.field("last_at").type)


def _consistency(n: Floats, valence: Floats, squares: Floats) -> Floats:
    """Return 1 less the standard deviation; NaN for a single interaction."""
    deviation = np.sqrt(np.maximum(squares / n - (valence / n) ** 2, 0))
    return np.where(n > 1, 1 - deviation, np.nan)


def _trend(summed: pa.Table, names: pa.Array) -> Floats:
    """Return the least-squares change of risk in ``TREND_DAYS`` over the dated interactions of each customer."""
    dated = summed.filter(summed["dated"])
    n, days, squares, risk, product = (
        dated[name].to_numpy() for name in ("n", "days", "days_squares", "risk", "days_risk")
    )
    first, last = (dated[name].cast(pa.int64()).to_numpy() for name in ("first_at", "last_at"))
    enough = last - first >= TREND_DAYS * 86_400_000_000
    slope = np.full(len(n), np.nan)
    np.divide(product - days * risk / n, squares - days**2 / n, out=slope, where=enough)
    found = np.full(len(names), np.nan)
    found[pc.index_in(dated["customer_id"], names).to_numpy()] = slope * TREND_DAYS
    return found
