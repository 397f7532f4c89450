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


@dataclass(frozen=True)
class Population:
    """Levels of log-odds, normal around a mean, and interactions, normal around their customer's level.

    Attributes:
        mean: mean of the customers' levels.
        within: variance of interactions around the level.
        between: variance of levels around the mean.
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
        """Estimate from states alone, as if levels stood still (Searle, Casella & McCulloch 1992, ch. 3).

        Args:
            state: schema ``voc.risk.state.STATE``.

        Returns:
            None when no customer has two interactions, there is one customer, or all interactions of each are alike.
        """
        names, total = states.together(state)
        counts = total["n"].astype(np.float64)
        extra = counts.sum() - len(names)
        if extra < 1 or len(names) < 2:  # noqa: PLR2004  (a variance takes two)
            return None
        means = total["log_odds"] / counts
        within = float((total["log_odds_squares"] - counts * means**2).sum() / extra)
        typical = (counts.sum() - (counts**2).sum() / counts.sum()) / (len(names) - 1)
        overall = total["log_odds"].sum() / counts.sum()
        spread = float((counts * (means - overall) ** 2).sum()) / (len(names) - 1)
        if within <= _rounding(total["log_odds_squares"], extra):
            return None
        between = max((spread - within) / typical, 0.0)
        return cls(float(means.mean()), within, float(between), states.about(state)[0])

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
        """Return the mean and the ends of the 95% interval of customers' current log-odds; see ``posterior``."""
        mean, deviation = self.posterior(weight, weighted, squared)
        return mean, mean - Z95 * deviation, mean + Z95 * deviation

    def with_half_life(self, half_life: float) -> Population:
        """Return the same with another half-life."""
        return replace(self, half_life=half_life)


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


def _rounding(squares: Floats, extra: float) -> float:
    """Return the variance that sums of squares show by rounding alone."""
    return float(np.finfo(np.float64).eps * squares.sum() / extra) * 16
