"""The risk of each customer after each interaction, from that one and those before it alone."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
from scipy.special import expit

from voc.arrays import Floats
from voc.risk.evidence import Evidence, Timeline
from voc.risk.population import Population

RISK_HISTORY = pa.schema(
    [
        ("customer_id", pa.string()),
        ("interaction_id", pa.string()),
        ("started_at", pa.timestamp("us", tz="UTC")),
        ("interaction_risk", pa.float32()),
        ("risk", pa.float32()),
        ("risk_low", pa.float32()),
        ("risk_high", pa.float32()),
    ]
)
"""``interaction_risk`` is what the interaction itself says; ``risk`` is the customer's after it, with its 95%
interval, null where the population is not known or shows no difference between customers."""


def risk_history(evidence: Evidence, people: Population | None, half_life: float = math.inf) -> pa.Table:
    """Lay out how the risk of customers developed, schema ``RISK_HISTORY``, in order of time by customer.

    Interactions at the same time come in the order of their names. Those without a time have no row, and count in none:
    nothing says what they came before.

    Args:
        evidence: interactions, any order.
        people: the population; None gives a customer's own discounted mean.
        half_life: days; without a population, else the population's.
    """
    line = Timeline.of(evidence)
    half_life = half_life if people is None else people.half_life
    kept = np.where(line.rank > 0, np.exp2(-line.gap / half_life), 0.0)
    one = np.ones(len(kept))
    weight, weighted = running(one, kept, line), running(line.log_odds, kept, line)
    mean, low, high = weighted / weight, np.full(len(kept), np.nan), np.full(len(kept), np.nan)
    if people is not None:
        mean, low, high = people.interval(weight, weighted, running(one, kept**2, line))
    rows = pa.array(line.rows)
    risks = [pa.array(expit(values), from_pandas=True).cast(pa.float32()) for values in (mean, low, high)]
    return pa.table(
        [
            evidence.customer_id.take(rows),
            evidence.interaction_id.take(rows),
            pa.array(evidence.at[line.rows]).cast(RISK_HISTORY.field("started_at").type),
            pa.array(expit(line.log_odds)).cast(pa.float32()),
            *risks,
        ],
        schema=RISK_HISTORY,
    )


def running(values: Floats, kept: Floats, line: Timeline) -> Floats:
    """Return the running sum of each customer's values, of which ``kept`` is left at the next one.

    Sums over 1, 2, 4 … interactions are joined (Hillis & Steele 1986, Communications of the ACM 29:1170), which takes
    as many steps as the longest history has binary digits.
    """
    total, left = values.copy(), kept.copy()
    step = 1
    rows = np.flatnonzero(line.rank >= step)
    while len(rows):
        before = rows - step
        total[rows] = total[rows] + left[rows] * total[before]
        left[rows] = left[rows] * left[before]
        step *= 2
        rows = rows[line.rank[rows] >= step]
    return total
