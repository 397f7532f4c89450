"""Which model read the words, and how well it does, in words that need no statistics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voc.model.about import About
from voc.report import words as w

_OTHER_HALF, _DEV = "voices dev, thresholds from the other half", "voices dev"
_OUT_OF_DOMAIN, _IN_DOMAIN = "AUC, fitted on ", "in-domain, 5 folds"


def quality(about: About | None) -> list[dict[str, str]]:
    """Return what the model's metrics say: what it judges, how well, and what that means.

    Empty where the model is not known or has no metrics; rows only for the metrics that it has. Of a risk model of
    the user's own the metrics say nothing.
    """
    if about is None:
        return []
    metrics = _object(about.metrics)
    rows = _reading(_numbers(_object(metrics.get(_OTHER_HALF)) or _object(metrics.get(_DEV)).get("all")))
    return rows if about.own_risk else rows + _risk(_object(metrics.get("risk")))


def _object(value: object) -> dict[str, Any]:
    """Return a part of the metrics, which come from a file; empty where it is not what it should be."""
    return dict(value) if isinstance(value, Mapping) else {}


def _numbers(value: object) -> dict[str, float]:
    """Return the numbers of a part of the metrics."""
    return {name: float(number) for name, number in _object(value).items() if type(number) in (int, float)}


def _reading(metrics: dict[str, float]) -> list[dict[str, str]]:
    """Tell how well statements are read, on labelled ones that the model was not trained on."""
    rows = [
        (what, f"{metrics[name] * 100:.0f} of 100", meaning)
        for what, name, meaning in (
            ("Stage of the journey", "stage accuracy", "statements put at the stage that the label says"),
            ("Goal met or not", "goal accuracy", "statements judged as the label says"),
            ("Owner", "owner accuracy", "statements given to the department that the label says"),
        )
        if metrics.get(name) is not None
    ]
    rows += [
        (what, f"{metrics[name]:.2f} of 1", meaning)
        for what, name, meaning in (
            (
                "Emotions",
                "emotions micro-F1",
                "agreement with the labels (F1: what is found and what is missed, balanced)",
            ),
            ("Cues of effort and ease", "cues micro-F1", "agreement with the labels (F1)"),
            (
                "Effort from 1 to 5",
                "effort rating r",
                "how closely ratings follow the labels (correlation; 1 is exact)",
            ),
            ("Tone", "valence r", "how closely tone follows the labels (correlation; 1 is exact)"),
        )
        if metrics.get(name) is not None
    ]
    return [{"what": what, "value": value, "meaning": meaning} for what, value, meaning in rows]


def _risk(metrics: dict[str, Any]) -> list[dict[str, str]]:
    """Tell how well the risk ranks customers it has not seen, and how far its percentages can be trusted."""
    unseen = [
        auc for name, found in metrics.items() if name.startswith(_OUT_OF_DOMAIN) for auc in _numbers(found).values()
    ]
    own = {name: _numbers(found) for name, found in _object(metrics.get(_IN_DOMAIN)).items()}
    rows = []
    if unseen:
        meaning = (
            "pairs of one customer who would not recommend and one who would, in lines of business that the model "
            "never saw, in which the first has the higher risk; guessing gives 50"
        )
        rows.append({"what": "Risk: who is at risk", "value": f"{_range(unseen)} of 100", "meaning": meaning})
    if errors := [found["ECE"] for found in own.values() if "ECE" in found]:
        meaning = (
            f"mean gap, in percentage points, between the risk told and what came true, measured on "
            f"{_listed(list(own))}; in another business it can be larger"
        )
        rows.append({"what": "Risk: are percentages right", "value": f"{_range(errors, 1)} points", "meaning": meaning})
    return rows


def _range(shares: list[float], digits: int = 0) -> str:
    low, high = (f"{value * 100:.{digits}f}" for value in (min(shares), max(shares)))
    return low if low == high else f"{low} to {high}"


def _listed(names: list[str]) -> str:
    return " and ".join(w.words(name).replace("/", " ") for name in names)
