"""How customers differ, and what a customer's discounted evidence says in the light of it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import numpy as np
import pyarrow as pa

from voc.arrays import Floats
from voc.errors import InputError
from voc.intervals import Z95
from voc.risk import state as states

_META = b"voc.population"
_ADDED = ("customers", "n", "squared_n", "log_odds", "log_odds_squares", "within", "means")
MOMENTS = pa.schema([(name, pa.float64()) for name in (*_ADDED, "between")])
"""One row: what ``Population.moments`` is made of, sums over any number of customers.

- ``customers``; ``n`` and ``squared_n``: their interactions, and the squares of each customer's number.
- ``log_odds``, ``log_odds_squares``: of the interactions; ``means``: of the customers' means.
- ``within``: squared deviations of interactions from their customer's mean. ``between``: of the customers' means from
  the mean of all interactions, times the customer's number.
"""


@dataclass(frozen=True)
class Population:
    """Levels of log-odds, normal around a mean, and interactions, normal around their customer's level.

    Attributes:
        mean: mean of the customers' levels.
        within: variance of interactions around the level.
        between: variance of levels around the mean; 0 where none can be told from the variance ``within``.
        half_life: days in which the weight of an interaction halves; infinite: no discount.
        drift: how much less sure an estimate from many interactions is than the discount says, because the level moved
            meanwhile, as a share of the variance; 0 without a discount. See ``voc.risk.drift``.
        fitted: whether the half-life was found in the data; otherwise it was passed, or the data told none.
    """

    mean: float
    within: float
    between: float
    half_life: float = math.inf
    drift: float = 0.0
    fitted: bool = False

    @classmethod
    def moments(cls, state: pa.Table) -> Population | None:
        """Estimate from the states of all customers alone, as if levels stood still.

        Args:
            state: schema ``voc.risk.state.STATE``.

        Returns:
            See ``of``.
        """
        return cls.of(moments(state), states.about(state)[0])

    @classmethod
    def of(cls, moments: pa.Table, half_life: float) -> Population | None:
        """Estimate from sums, as if levels stood still (Searle, Casella & McCulloch 1992, ch. 3).

        Args:
            moments: of all customers, schema ``MOMENTS``.
            half_life: days in which the weight of an interaction halves.

        Returns:
            None when no customer has two interactions, there is one customer, or all interactions of each are alike.
        """
        told = {name: float(column[0].as_py()) for name, column in zip(MOMENTS.names, moments.columns, strict=True)}
        n, customers = told["n"], told["customers"]
        extra = n - customers
        if extra < 1 or customers < 2:  # noqa: PLR2004  (a variance takes two)
            return None
        within = told["within"] / extra
        if within <= _rounding(told["log_odds_squares"], extra):
            return None
        typical = (n - told["squared_n"] / n) / (customers - 1)
        between = max((told["between"] / (customers - 1) - within) / typical, 0.0)
        return cls(told["means"] / customers, within, between, half_life)

    def pull(self, weight: Floats) -> Floats:
        """Return the share, 0 to 1, that discounted evidence of some weight has in the estimate."""
        share: Floats = weight * self.between / (weight * self.between + self.within)
        return share

    def posterior(self, weight: Floats, weighted: Floats, squared: Floats) -> tuple[Floats, Floats]:
        """Return mean and standard deviation of customers' current log-odds.

        Args:
            weight: sum of the weights, above 0, shape (customers,).
            weighted: sum of weight times log-odds.
            squared: sum of the squared weights.
        """
        share = self.pull(weight)
        mean = self.mean + share * (weighted / weight - self.mean)
        several = 1 - squared / weight**2
        variance = self.between * (1 - share) * (1 + self.drift * several)
        return mean, np.sqrt(variance)

    def interval(self, weight: Floats, weighted: Floats, squared: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the mean and the ends of the 95% interval of customers' current log-odds; see ``posterior``.

        The ends are NaN where ``between`` is 0: no difference between customers was found, but nothing says how small
        it is.
        """
        mean, deviation = self.posterior(weight, weighted, squared)
        if self.between == 0:
            deviation = np.full(len(mean), np.nan)
        return mean, mean - Z95 * deviation, mean + Z95 * deviation

    def with_half_life(self, half_life: float) -> Population:
        """Return the same with another half-life."""
        return replace(self, half_life=half_life)


def moments(state: pa.Table) -> pa.Table:
    """Add up what ``Population.of`` needs of the states of customers, schema ``MOMENTS``."""
    names, total = states.together(state)
    n = total["n"].astype(np.float64)
    means = total["log_odds"] / n
    overall = total["log_odds"].sum() / max(n.sum(), 1.0)
    sums = {
        **{"customers": float(len(names)), "n": n.sum(), "squared_n": (n**2).sum()},
        **{name: total[name].sum() for name in ("log_odds", "log_odds_squares")},
        **{"within": (total["log_odds_squares"] - n * means**2).sum(), "means": means.sum()},
        "between": (n * (means - overall) ** 2).sum(),
    }
    return pa.table({name: [float(sums[name])] for name in MOMENTS.names}, schema=MOMENTS)


def joined(moments: pa.Table) -> pa.Table:
    """Join the moments of parts of the customers, a row each, each customer in one of them; schema ``MOMENTS``.

    Squared deviations from several means add up by the formula of Chan, Golub & LeVeque 1983, The American
    Statistician 37:242.
    """
    columns = {name: column.to_numpy() for name, column in zip(MOMENTS.names, moments.columns, strict=True)}
    sums = {name: columns[name].sum() for name in _ADDED}
    n = columns["n"]
    apart = columns["log_odds"] / np.maximum(n, 1.0) - sums["log_odds"] / max(sums["n"], 1.0)
    sums["between"] = (columns["between"] + n * apart**2).sum()
    return pa.table({name: [float(sums[name])] for name in MOMENTS.names}, schema=MOMENTS)


def write(table: pa.Table, population: Population | None, half_life: float, fingerprint: str) -> pa.Table:
    """Note in a table's schema metadata what its risks were made with."""
    told = {"half_life": half_life, "fingerprint": fingerprint, "population": population and asdict(population)}
    return table.replace_schema_metadata({**(table.schema.metadata or {}), _META: json.dumps(told)})


def read(table: pa.Table) -> tuple[Population | None, float, str] | None:
    """Return the population, half-life and fingerprint that ``write`` noted; None where there is nothing.

    Raises:
        InputError: if it is not what ``write`` notes.
    """
    found: Mapping[bytes, bytes] = table.schema.metadata or {}
    if _META not in found:
        return None
    try:
        told = json.loads(found[_META])
        population = told["population"]
        numbers = {name: float(value) for name, value in population.items() if name != "fitted"} if population else {}
        people = Population(**numbers, fitted=bool(population["fitted"])) if population else None
        return people, float(told["half_life"]), str(told["fingerprint"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"the scores were altered ({error}): score the input again") from error


def _rounding(squares: float, extra: float) -> float:
    """Return the variance that sums of squares show by rounding alone."""
    return float(np.finfo(np.float64).eps * squares / extra) * 16
