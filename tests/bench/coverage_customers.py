"""How often a customer's 95% interval holds the true level, and whether the fitted discount is better than none.

python tests/bench/coverage_customers.py [CUSTOMERS] [SEEDS]
"""

import math
import sys

import numpy as np

from tests.risk.made import drifting
from voc.risk import state
from voc.risk.drift import fit, sample
from voc.risk.population import Population

WORLDS = [
    (contacts, gap, within, correlation)
    for contacts, gap, within in ((4, 30, 0.49), (10, 30, 0.49), (10, 30, 2.25), (30, 10, 1.0))
    for correlation in (7, 30, 120, 480, math.inf)
]


def measure(evidence, level, population):
    """Return the share of intervals that hold the level, and the root mean squared error."""
    _, total = state.together(state.of(evidence, population.half_life, "simulated"))
    mean, low, high = population.interval(total["weight"], total["weighted_log_odds"], total["squared_weight"])
    return np.mean((low <= level) & (level <= high)), np.mean((mean - level) ** 2) ** 0.5


def main(customers, seeds):
    print("contacts  gap  within  correlation | half-life  drift | coverage, none | error, none")
    for contacts, gap, within, correlation in WORLDS:
        rows = []
        for seed in range(seeds):
            evidence, level = drifting(seed, customers, contacts, gap, correlation, within=within)
            still = Population.moments(state.of(evidence, math.inf, "simulated"))
            found = fit(sample(evidence), still)
            rows.append(
                (found.half_life, found.drift, *measure(evidence, level, found), *measure(evidence, level, still))
            )
        half_life, _, *_ = np.median(rows, 0)
        _, drift, covered, error, covered_still, error_still = np.mean(rows, 0)
        print(
            f"{contacts:8} {gap:4} {within:7} {correlation:12} | {half_life:9.1f} {drift:6.3f} | {covered:8.3f} "
            f"{covered_still:5.3f} | {error:5.3f} {error_still:5.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
