"""Risk of a customer: the interactions' log-odds averaged, and drawn to the population where evidence is thin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import expit

from voc.effort.contacts import COLUMNS, by_customer
from voc.risk.model import reasons
from voc.schema import CUSTOMERS, POPULATION
from voc.scored import Scored

TREND_DAYS = 30
"""The trend is the change of risk in a month; contacts must span as long, or it would be drawn out of noise."""
_Z95 = 1.96


@dataclass(frozen=True)
class Population:
    """A one-way random-effects model of log-odds (method of moments; Searle, Casella & McCulloch 1992, ch. 3).

    Attributes:
        mean: mean of the customers.
        within: variance between interactions of one customer.
        between: variance between customers.
    """

    mean: float
    within: float
    between: float

    @classmethod
    def fit(cls, groups: list[NDArray[np.float64]]) -> Population | None:
        """Estimate from each customer's log-odds; None when no customer has two interactions, or all are alike."""
        values = np.concatenate(groups) if groups else np.empty(0)
        extra = len(values) - len(groups)
        if extra < 1 or len(groups) < 2:  # noqa: PLR2004  (a variance takes two)
            return None
        counts = np.array([len(group) for group in groups])
        means = np.array([group.mean() for group in groups])
        within = sum(float(((group - group.mean()) ** 2).sum()) for group in groups) / extra
        typical = (counts.sum() - (counts**2).sum() / counts.sum()) / (len(groups) - 1)
        spread = float((counts * (means - values.mean()) ** 2).sum()) / (len(groups) - 1)
        between = max((spread - within) / typical, 0.0)
        if within <= 0:
            return None
        return cls(float(means.mean()), within, between)

    def posterior(self, values: NDArray[np.float64]) -> tuple[float, float]:
        """Return mean and standard deviation of one customer's log-odds."""
        if not self.between:
            return self.mean, 0.0
        precision = len(values) / self.within + 1 / self.between
        return float((values.sum() / self.within + self.mean / self.between) / precision), precision**-0.5


def customers(scored: Scored, interactions: pa.Table) -> pa.Table:
    """Summarise each customer with a scored interaction, highest risk first, schema ``CUSTOMERS``.

    ``risk_low`` and ``risk_high`` bound the 95% interval; null where the population cannot be estimated (then risk
    is the customer's own mean). ``trend`` is the change of interaction risk in 30 days (least squares; null where
    the contacts span less). ``consistency`` is 1 less the standard deviation of the interactions' valence, null for
    a single one. Repeated contacts: ``voc.effort.contacts.by_customer``. ``value`` is the last known one;
    ``value_at_risk`` is value times risk. Reasons add up to the log-odds.
    """
    log_odds = scored.risk_model.log_odds(scored.features)
    contributions = scored.risk_model.contributions(scored.features)
    times = interactions["started_at"].to_pylist()
    members: dict[str, list[int]] = {}
    for i, customer in enumerate(interactions["customer_id"].to_pylist()):
        if customer is not None and not np.isnan(log_odds[i]):
            members.setdefault(customer, []).append(i)
    for rows in members.values():
        if all(times[i] is not None for i in rows):
            rows.sort(key=lambda i: times[i])
    values = scored.by_interaction("value")
    population = Population.fit([log_odds[rows] for rows in members.values()])
    contacts = by_customer(interactions.select(COLUMNS).to_pylist())
    summary = [
        {"customer_id": customer}
        | contacts[customer]
        | _risk(log_odds[rows], contributions[rows], population)
        | _history(rows, scored.risk, times, interactions)
        | {"value": next((values[i] for i in reversed(rows) if values[i] is not None), None)}
        for customer, rows in members.items()
    ]
    for row in summary:
        if row["value"] is not None:
            row["value_at_risk"] = row["value"] * row["risk"]
    summary.sort(key=lambda row: (-float(row["risk"]), row["customer_id"]))
    return pa.Table.from_pylist(summary, schema=CUSTOMERS)


def _risk(
    values: NDArray[np.float64], contributions: NDArray[np.float64], population: Population | None
) -> dict[str, Any]:
    """Return risk, interval and reasons of one customer."""
    own = reasons(contributions.mean(0))
    if population is None:
        return {"risk": float(expit(values.mean())), "reasons": own}
    mean, deviation = population.posterior(values)
    pull = {"driver": POPULATION, "contribution": mean - float(values.mean())}
    return {
        "risk": float(expit(mean)),
        "risk_low": float(expit(mean - _Z95 * deviation)),
        "risk_high": float(expit(mean + _Z95 * deviation)),
        "reasons": [*own, pull],
    }


def _history(
    rows: list[int], risk: NDArray[np.float64], times: list[datetime | None], interactions: pa.Table
) -> dict[str, Any]:
    """Summarise a customer's interactions over time."""
    part = interactions.take(pa.array(rows))
    known = [(time, risk[i]) for i in rows if (time := times[i]) is not None]
    days = np.array([(time - known[0][0]).total_seconds() / 86400 for time, _ in known])
    trend = None
    if len(known) > 1 and np.ptp(days) >= TREND_DAYS:
        trend = float(np.polyfit(days, [value for _, value in known], 1)[0]) * TREND_DAYS
    return {
        "n_interactions": len(rows),
        "first_at": min((time for time, _ in known), default=None),
        "last_at": max((time for time, _ in known), default=None),
        "trend": trend,
        "peak": max(part["peak"].to_pylist(), key=abs),
        "end": part["end"].to_pylist()[-1],
        "consistency": 1 - float(np.std(part["valence"].to_pylist())) if len(rows) > 1 else None,
    }
