"""Fits the rule of a cascade: which texts the large model must read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import Ridge

from voc.model.cascade import JUDGED, Member, Rule, evidence
from voc.model.heads import HEADS
from voc.model.predictor import Predictions, Predictor
from voc.training.data import read_voices, voice_targets
from voc.training.evaluate import predict_all
from voc.training.metrics import multilabel
from voc.training.pools import read_pools

TEXTS = 4_000
"""Texts of the pools on which both models are compared."""
UNSEEN = 1
"""Seed of a draw from the pools, of which the texts that train are left out."""
LOSS = 0.01
"""How much of micro-F1 the cascade may lose against the large model. Source: the aim that it is built for."""


@dataclass(frozen=True)
class Compared:
    """What both models say of texts.

    Attributes:
        small: predictions of the small model.
        large: those of the large one.
        labels: labels that each gives, bool of shape (2, texts, labels of ``JUDGED``).
    """

    small: Predictions
    large: Predictions
    labels: NDArray[np.bool_]

    @classmethod
    def on(cls, small: Predictor, large: Predictor, texts: Sequence[str]) -> Compared:
        """Ask both models."""
        said = [predict_all(model, texts) for model in (small, large)]
        given = [_given(one, model) for one, model in zip(said, (small, large), strict=True)]
        return cls(said[0], said[1], np.stack(given))

    def mixed(self, passed: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return the labels of a cascade that passes these texts on."""
        return np.asarray(np.where(passed[:, None], self.labels[1], self.labels[0]), bool)


def fit_rule(small: Predictor, large: Predictor, data: Path) -> tuple[Rule, dict[str, Any]]:
    """Fit what the rule expects on texts of the pools that neither trained, and choose its threshold.

    The expectation is fitted on half of these texts; the other half tells how many are passed on. The threshold is the
    highest one from which downwards emotions and cues of the held-out texts lose no more than ``LOSS`` of micro-F1
    against the large model.

    Returns:
        The rule, and what it costs: losses, and the share of texts that the large model reads.
    """
    compared = Compared.on(small, large, unseen(data))
    differing = (compared.labels[0] != compared.labels[1]).sum(1)
    first = np.arange(len(differing)) % 2 == 0
    ridge = Ridge().fit(evidence(compared.small.values)[first], differing[first])
    rule = Rule(
        Member.of(small.folder), Member.of(large.folder), tuple(ridge.coef_.tolist()), float(ridge.intercept_), 0.0
    )
    units = read_voices(data, "held-out")
    held_out = Compared.on(small, large, [unit.text for unit in units])
    gold = np.concatenate([voice_targets(units)[head] > 0 for head in JUDGED], axis=1)
    expected = rule.expected(compared.small.values)
    rule = replace(rule, threshold=_threshold(rule, expected[~first], held_out, gold))
    report = {"share passed on, pools": float((expected[~first] > rule.threshold).mean())}
    passed = rule.expected(held_out.small.values) > rule.threshold
    report["share passed on, held-out"] = float(passed.mean())
    for head, columns in _columns():
        micro = [
            _micro(gold[:, columns], labels[:, columns])
            for labels in (held_out.labels[0], held_out.mixed(passed), held_out.labels[1])
        ]
        report |= dict(zip((f"held-out {head} {model}" for model in ("small", "cascade", "large")), micro, strict=True))
    return rule, report


def unseen(data: Path) -> list[str]:
    """Return texts of the pools that are in none of the sets that train."""
    known = {*read_pools(data), *(unit.text for unit in read_voices(data, "train"))}
    texts = [text for text in read_pools(data, UNSEEN) if text not in known]
    return [texts[i] for i in np.random.default_rng(UNSEEN).permutation(len(texts))[:TEXTS]]


def _threshold(rule: Rule, pools: NDArray[np.float64], held_out: Compared, gold: NDArray[np.bool_]) -> float:
    """Return the highest threshold that loses little, one a per cent of the pools being tried; see ``fit_rule``."""
    expected = rule.expected(held_out.small.values)
    best = float(pools.min()) - 1  # passes on everything
    for share in np.arange(0.99, -0.005, -0.01):
        threshold = float(np.quantile(pools, 1 - max(share, 0)))
        mixed = held_out.mixed(expected > threshold)
        if any(
            _micro(gold[:, columns], mixed[:, columns])
            < _micro(gold[:, columns], held_out.labels[1][:, columns]) - LOSS
            for _, columns in _columns()
        ):
            break
        best = threshold
    return best


def _micro(gold: NDArray[np.bool_], given: NDArray[np.bool_]) -> float:
    return multilabel("", gold, given)[" micro-F1"]


def _columns() -> Iterator[tuple[str, slice]]:
    start = 0
    for head in JUDGED:
        yield head, slice(start, start + len(HEADS[head].labels))
        start += len(HEADS[head].labels)


def _given(predictions: Predictions, predictor: Predictor) -> NDArray[np.bool_]:
    """Return the emotions and cues that a model gives, shape (texts, labels of ``JUDGED``)."""
    names = HEADS["cues"].labels
    cues = np.array([[any(span.cue == name for span in spans) for name in names] for spans in predictions.cues], bool)
    emotions = predictions.values["emotions"] >= predictor.config.thresholds.emotions
    return np.concatenate([emotions, cues], axis=1)
