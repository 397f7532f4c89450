"""Fits small linear heads on frozen features, starting from what a model says already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_softmax, softmax
from sklearn.model_selection import KFold
from threadpoolctl import threadpool_limits

from voc.arrays import Ints
from voc.model.heads import Kind

Floats = NDArray[np.float64]
PENALTIES = (1.0, 10.0, 100.0, 1000.0)
"""Strengths of the L2 penalty to choose from, against one example, on standardised features."""
FOLDS = 5
STEPS = 200
"""Most steps of L-BFGS; the fits that the choice was made on took fewer."""


@dataclass(frozen=True)
class Linear:
    """Adds ``features @ weights + bias`` to a head's logits; weights of shape (features, columns)."""

    weights: Floats
    bias: Floats

    def of(self, features: Floats) -> Floats:
        """Return what is added, shape (texts, columns)."""
        return features @ self.weights + self.bias


@dataclass(frozen=True)
class Choice:
    """What cross-validation found.

    Attributes:
        penalty: the best strength; None where the fit is not surely better than none.
        before: mean loss without the fit.
        after: mean loss with the best fit.
        out_of_fold: logits of each example by fits that have not seen it, shape (examples, columns).
    """

    penalty: float | None
    before: float
    after: float
    out_of_fold: Floats


def losses(kind: Kind, logits: Floats, gold: Floats, spread: float = 1.0) -> Floats:
    """Return the loss of each example: log-loss, summed over independent labels, or squared error over the spread.

    Args:
        kind: of the head.
        logits: shape (examples, columns).
        gold: 0/1 of shape (examples, columns), class numbers or values of shape (examples, 1).
        spread: variance of a regression's errors.
    """
    found: Floats
    if kind == "multiclass":
        found = -np.take_along_axis(log_softmax(logits, axis=1), gold.astype(np.int64), axis=1)[:, 0]
    elif kind == "multilabel":
        found = (np.logaddexp(0, logits) - gold * logits).sum(1)
    else:
        found = ((logits - gold) ** 2).sum(1) / (2 * spread)
    return found


def fit(kind: Kind, features: Floats, offset: Floats, gold: Floats, penalty: float, spread: float = 1.0) -> Linear:
    """Minimise the loss and the penalty; see ``losses``.

    The bias is penalised like a weight of one example, so that a label nobody has is not made impossible.

    Args:
        kind: of the head.
        features: standardised, shape (examples, features).
        offset: logits to start from, shape (examples, columns).
        gold: see ``losses``.
        penalty: strength.
        spread: see ``losses``.
    """
    shape = (features.shape[1] + 1, offset.shape[1])
    design = np.column_stack([features, np.ones(len(features))])
    strength = np.append(np.full(features.shape[1], penalty), 1.0)[:, None]
    onehot = np.eye(offset.shape[1])[gold[:, 0].astype(np.int64)] if kind == "multiclass" else gold

    def objective(theta: Floats) -> tuple[float, Floats]:
        weights = theta.reshape(shape)
        logits = offset + design @ weights
        if kind == "multiclass":
            error = softmax(logits, axis=1) - onehot
        elif kind == "multilabel":
            error = expit(logits) - gold
        else:
            error = (logits - gold) / spread
        value = losses(kind, logits, gold, spread).sum() + (strength * weights**2).sum() / 2
        return float(value), (design.T @ error + strength * weights).ravel()

    # Sums in one order; on so little, threads are no faster, and on a busy machine far slower.
    with threadpool_limits(1):
        found = minimize(objective, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    weights = found.x.reshape(shape)
    return Linear(weights[:-1], weights[-1])


def choose(
    kind: Kind,
    features: Floats,
    offset: Floats,
    gold: Floats,
    text: Ints,
    seed: int,
    spread: float = 1.0,
    new: bool = False,
) -> Choice:
    """Choose the penalty by cross-validation; none where the best fit does not surely beat the offset.

    Surely is by more than one standard error of the difference, paired by example, after Breiman et al. 1984 (the rule
    of one standard error), so that few examples do not make a head worse. A new head is always fitted.

    Args:
        kind: of the head.
        features: standardised, shape (examples, features).
        offset: logits to start from, shape (examples, columns).
        gold: see ``losses``.
        text: number of each example's text, shape (examples,): examples of one text share a fold.
        seed: of the folds.
        spread: see ``losses``.
        new: whether there was no head before.
    """
    found = {penalty: np.empty(offset.shape) for penalty in PENALTIES}
    texts = np.unique(text)
    for _, part in KFold(FOLDS, shuffle=True, random_state=seed).split(texts):
        test = np.isin(text, texts[part])
        train = ~test
        for penalty, logits in found.items():
            linear = fit(kind, features[train], offset[train], gold[train], penalty, spread)
            logits[test] = offset[test] + linear.of(features[test])
    before = losses(kind, offset, gold, spread)
    after = {penalty: losses(kind, logits, gold, spread) for penalty, logits in found.items()}
    best = min(after, key=lambda penalty: after[penalty].mean())
    gain = before - after[best]
    sure = gain.mean() > gain.std(ddof=1) / np.sqrt(len(gain))
    return Choice(best if new or sure else None, float(before.mean()), float(after[best].mean()), found[best])
