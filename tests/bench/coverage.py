"""How often the interval of a cross-validated AUC holds the AUC of the fitted model on a large population.

python tests/bench/coverage.py [FITS]
"""

import sys

import numpy as np
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from voc.risk.auc import auc
from voc.risk.crossfit import assign_folds, cross_fit

TRUE = np.array([2.0, 1.0, 0.0, -1.5, -0.5, 0.0])
SIGNS = np.array([1, 1, 1, -1, -1, -1])
ROWS, EACH, POPULATION = 500, 2, 60_000


def draw(n, rng):
    """Draw rows from the known model."""
    features = rng.random((n, len(TRUE)))
    return features, rng.random(n) < expit(-1.2 + features @ TRUE)


def main(fits):
    population, happened = draw(POPULATION, np.random.default_rng(0))
    covered, error = [], []
    for seed in range(1, fits + 1):
        features, outcome = draw(ROWS, np.random.default_rng(seed))
        customer = np.arange(ROWS) // EACH
        fold = assign_folds(outcome, customer, seed)
        fitted = cross_fit(features, SIGNS, outcome, fold)
        found = auc(outcome, fitted.log_odds, customer, fold)
        truth = roc_auc_score(happened, population @ fitted.theta[1:])
        covered.append(found.low is not None and found.low <= truth <= found.high)
        error.append(found.value - truth)
    print(f"{fits} fits of {ROWS} rows: intervals hold the truth in {np.mean(covered):.1%}, bias {np.mean(error):+.4f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
