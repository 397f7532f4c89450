"""What the named signals say of the valence, so that reasons name them instead of a tone.

Valence foretells outcomes best, so the fit leans on it, but "negative tone" tells nobody what to mend. Most of it is
said by anger, unmet goals, effort and the like at once: a non-negative regression of the valence on them, fitted
together with the weights, tells how much each brings, and each gets its share of what valence adds to the log-odds. The
risk stays the same; only what no signal accounts for is left to the tone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voc.risk.features import DIRECTIONS, FEATURES, VALENCE

NAMED = np.array([name not in VALENCE for name in FEATURES])
"""Signals that valence is shared out among."""
AT = np.array([FEATURES.index(name) for name in VALENCE])
"""Columns of the valence."""


def no_tone() -> NDArray[np.float64]:
    """Return what shares nothing out, shape (2, FEATURES)."""
    return np.zeros((len(VALENCE), len(FEATURES)))


def fit_tone(features: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit how much valence each named signal of the same direction brings (non-negative least squares).

    Args:
        features: shape (rows, FEATURES), no NaN.
        weight: weight of each row.

    Returns:
        A row each for negative and positive valence, 0 or more; shape (2, FEATURES).
    """
    from scipy.optimize import nnls  # only for fitting: takes longer to import than one text to explain

    tone = no_tone()
    root = np.sqrt(weight / weight.sum())[:, None]
    for row, column in enumerate(AT):
        columns = NAMED & (DIRECTIONS[column] == DIRECTIONS)
        # The triangle of a QR factorisation has the same least squares, with no more rows than columns.
        triangle = np.linalg.qr(np.column_stack([features[:, columns], features[:, column]]) * root).R
        tone[row, columns] = nnls(triangle[:, :-1], triangle[:, -1])[0]
    return tone


def share_out(
    features: NDArray[np.float64], weights: NDArray[np.float64], tone: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Split log-odds by signals, the valence shared out among those that bring it, at most all there is of it.

    Args:
        features: shape (rows, FEATURES).
        weights: signed, shape (FEATURES,).
        tone: see ``fit_tone``.

    Returns:
        Shape (rows, FEATURES); rows add up to ``features @ weights``, and no entry has another sign than its weight's
        direction.
    """
    parts = features * weights
    for row, column in enumerate(AT):
        brought = features * tone[row]
        total = brought.sum(1)
        given = np.minimum(features[:, column], total)
        share = np.divide(given, total, out=np.zeros_like(total), where=total > 0)
        parts += brought * (weights[column] * share)[:, None]
        parts[:, column] = weights[column] * (features[:, column] - given)
    return parts
