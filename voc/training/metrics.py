"""Metrics of labels against gold, from scikit-learn and SciPy, in one flat dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

from voc.model.heads import Kind
from voc.schema import CueSpan

MIN_SUPPORT = 5
"""Labels with fewer gold units are left out of the second macro-F1, which they would make a lottery."""
BINS = 15
"""Bins of the expected calibration error, as in its source."""
HALF = 0.5
"""A span counts as found when it overlaps a gold span of its kind by half of the longer one."""


def multilabel(name: str, gold: NDArray[np.bool_], given: NDArray[np.bool_]) -> dict[str, float]:
    """Return micro-F1, macro-F1 over labels that occur, and over those with ``MIN_SUPPORT`` or more gold units."""
    each = f1_score(gold, given, average=None, zero_division=0.0)
    support = gold.sum(0)
    occurs = (support > 0) | (given.sum(0) > 0)
    often = support >= MIN_SUPPORT
    return {
        f"{name} micro-F1": float(f1_score(gold, given, average="micro", zero_division=0.0)),
        f"{name} macro-F1": float(each[occurs].mean()) if occurs.any() else float("nan"),
        f"{name} macro-F1 (5+)": float(each[often].mean()) if often.any() else float("nan"),
    }


def multiclass(name: str, gold: NDArray[np.int64], given: NDArray[np.int64]) -> dict[str, float]:
    """Return accuracy and Cohen's kappa; kappa is NaN where both sides have one and the same class only."""
    same = len(set(gold.tolist()) | set(given.tolist())) < 2  # noqa: PLR2004  (agreement beyond chance takes two)
    return {
        f"{name} accuracy": float(accuracy_score(gold, given)),
        f"{name} kappa": float("nan") if same else float(cohen_kappa_score(gold, given)),
    }


def correlation(name: str, gold: NDArray[np.floating], given: NDArray[np.floating]) -> dict[str, float]:
    """Return Pearson's r; NaN where one side does not vary."""
    flat = len(gold) < 2 or np.ptp(gold) == 0 or np.ptp(given) == 0  # noqa: PLR2004
    return {f"{name} r": float("nan") if flat else float(np.corrcoef(gold, given)[0, 1])}


def calibration_error(kind: Kind, gold: NDArray[np.floating], probabilities: NDArray[np.floating]) -> float:
    """Return the expected calibration error (Guo et al. 2017, arXiv:1706.04599) over 15 bins of equal width.

    Args:
        kind: of a multilabel head every probability counts, of a multiclass head the one of its best class.
        gold: 0/1 of shape (texts, labels), or class indices of shape (texts,).
        probabilities: shape (texts, labels).
    """
    if kind == "multiclass":
        confidence, right = probabilities.max(1), probabilities.argmax(1) == gold
    else:
        confidence, right = probabilities.ravel(), gold.ravel()
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, weights=confidence - right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(confidence))


def span_f1(gold: Sequence[Sequence[tuple[str, int, int]]], given: Sequence[Sequence[CueSpan]]) -> float:
    """Return F1 of cue spans: same kind, and overlap of at least half of the longer span; each span counts once."""
    hits = 0
    for wanted, found in zip(gold, given, strict=True):
        left = list(wanted)
        for span in found:
            match = next((w for w in left if w[0] == span.cue.value and _overlap(w, span) >= HALF), None)
            if match:
                left.remove(match)
                hits += 1
    total = sum(len(w) for w in gold) + sum(len(f) for f in given)
    return 2 * hits / total if total else float("nan")


def _overlap(wanted: tuple[str, int, int], span: CueSpan) -> float:
    _, start, end = wanted
    shared = min(end, span.end) - max(start, span.start)
    return max(shared, 0) / max(end - start, span.end - span.start)


def rounded(value: Any) -> Any:  # noqa: ANN401  (any JSON)
    """Round numbers to four digits, so that a rerun that differs in noise does not differ in the file."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, float):
        return None if value != value else round(value, 4)  # noqa: PLR0124  (NaN)
    return value
