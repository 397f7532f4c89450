"""Speed of customers: 1,000,000 interactions of 200,000 customers, beside a pandas groupby in the same run.

python tests/bench/customers.py [INTERACTIONS] [CUSTOMERS]
"""

import sys
import time

import numpy as np
import pandas as pd

from tests.risk.made import evidence
from voc.risk.customers import estimate, settle, summed_risk
from voc.risk.evidence import DRIVERS
from voc.risk.history import risk_history
from voc.risk.state import merge, of


def timed(what, rows, step):
    """Run a step and tell how long it took."""
    wall, processor = time.perf_counter(), time.process_time()
    result = step()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"{what:34} {wall:7.2f} s, {processor:6.2f} s of processor, {rows / processor:12,.0f} rows/s", flush=True)
    return result


def main(n, customers):
    rng = np.random.default_rng(0)
    contributions = np.where(rng.random((n, len(DRIVERS)), np.float32) < 0.8, rng.random((n, len(DRIVERS))) - 0.5, 0.0)
    names = np.array([f"customer-{i:08}" for i in range(customers)])[rng.integers(0, customers, n)]
    made = evidence(names, rng.uniform(0, 700, n), contributions.sum(1), contributions)
    sums = timed("sums", n, lambda: summed_risk(made, None, "m"))
    people, state = timed("population, half-life and state", n, lambda: settle(sums, None))
    timed("state of a known half-life", n, lambda: of(made, 90.0, "m"))
    timed("estimate from states", n, lambda: estimate(state, people))
    timed("merge with itself", n, lambda: merge(state, state))
    timed("history", n, lambda: risk_history(made, people))
    frame = pd.DataFrame({"customer": names, "at": made.at, "log_odds": made.log_odds})
    timed(
        "pandas groupby: mean, sd, last time", n,
        lambda: frame.groupby("customer").agg({"log_odds": ["mean", "std"], "at": "max"}),
    )  # fmt: skip


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:] or (1_000_000, 200_000)))
