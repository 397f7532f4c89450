"""Fits the interaction risk model on outcomes, and checks it on domains that it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from voc.model.predictor import Predictor
from voc.risk.crossfit import FOLDS, PENALTIES
from voc.risk.features import interaction_features, unit_signals, unit_weights
from voc.risk.model import RiskModel
from voc.risk.reliability import calibration_error
from voc.text import is_blank, split
from voc.training.evaluate import predict_all
from voc.training.transfer import Outcomes, stack, transfer

NO_MATTER = 0.001
"""Difference of AUC, a fifth of its standard error on the smaller training domain."""


@dataclass(frozen=True)
class Domain:
    """One set with outcomes.

    Attributes:
        name: folder and file.
        train: whether it may shape the shipped weights; the others only measure.
        negative: says from a row's columns whether the customer would not recommend.
        column: column that ``negative`` reads.
    """

    name: str
    train: bool
    column: str
    negative: Callable[[float], bool]


DOMAINS = (
    Domain("clothing/reviews", True, "recommended", lambda value: not value),
    Domain("patients/comments", True, "experience", lambda value: value >= 4),  # noqa: PLR2004  (poor, very poor)
    Domain("travel/lounge", False, "recommended", lambda value: not value),
    Domain("travel/seat", False, "recommended", lambda value: not value),
)


def measure(predictor: Predictor, data: Path, domain: Domain, cache: Path | None = None) -> Outcomes:
    """Score a domain's texts, each an interaction of one utterance; ``cache`` keeps the result of this long step."""
    if cache is not None and cache.exists():
        kept = np.load(cache)
        return kept["features"], kept["outcome"]
    texts, outcome = read_domain(data, domain)
    features = text_features(predictor, texts)
    known = ~np.isnan(features).any(1)
    if cache is not None:
        np.savez_compressed(cache, features=features[known], outcome=outcome[known])
    return features[known], outcome[known]


def read_domain(data: Path, domain: Domain) -> tuple[list[str], NDArray[np.bool_]]:
    """Return the texts of a domain that have an outcome, and whether the customer would not recommend."""
    table = pq.read_table(data / f"{domain.name}.parquet", columns=["text", domain.column])
    pairs = zip(table["text"].to_pylist(), table[domain.column].to_pylist(), strict=True)
    rows = [(text, domain.negative(value)) for text, value in pairs if value is not None and not is_blank(text)]
    return [text for text, _ in rows], np.array([negative for _, negative in rows], bool)


def text_features(predictor: Predictor, texts: Sequence[str]) -> NDArray[np.float64]:
    """Return the features of texts, each an interaction; NaN where there is nothing to score."""
    spans = [(i, text[start:end]) for i, text in enumerate(texts) for start, end in split(text)]
    owner = np.array([i for i, _ in spans])
    predictions = predict_all(predictor, [unit for _, unit in spans])
    done = np.flatnonzero(predictions.scored)
    weights = unit_weights([unit for _, unit in spans])[done]
    return interaction_features(unit_signals(predictions.take(done)), weights, owner[done], len(texts))


def fit_domains(sets: list[Outcomes], penalty: float) -> RiskModel:
    """Fit on several domains, each with the same total weight."""
    return RiskModel.estimate(*stack(sets), penalty)


def fit_risk(predictor: Predictor, data: Path, run: Path | None) -> tuple[RiskModel, dict[str, object]]:
    """Choose the penalty on left-out training domains, fit on all of them, and report every check.

    Args:
        predictor: the model whose outputs the risk model reads.
        data: folder of the data.
        run: folder that keeps the features, or None.

    Returns:
        The risk model and its report: penalty, AUC of each fit on each left-out domain, more of the fits that leave out
        one domain each (``voc.training.transfer``), and calibration in 5 folds.
    """
    sets = {d.name: measure(predictor, data, d, run and run / f"risk-{d.name.replace('/', '-')}.npz") for d in DOMAINS}
    trainable = [domain.name for domain in DOMAINS if domain.train]
    penalty = _choose_penalty(sets, trainable)
    report: dict[str, object] = {"penalty": penalty, "interactions": {n: len(o) for n, (_, o) in sets.items()}}
    for fitted in ([trainable[0]], [trainable[1]], trainable):
        model = fit_domains([sets[name] for name in fitted], penalty)
        others = [name for name in sets if name not in fitted]
        report[f"AUC, fitted on {' and '.join(fitted)}"] = {name: _auc(model, sets[name]) for name in others}
    report["left out"] = transfer(sets, trainable, penalty)
    report["in-domain, 5 folds"] = {name: _folds(sets[name], penalty) for name in trainable}
    return fit_domains([sets[name] for name in trainable], penalty), report


def _auc(model: RiskModel, measured: Outcomes) -> float:
    return float(roc_auc_score(measured[1], model.log_odds(measured[0])))


def _choose_penalty(sets: dict[str, Outcomes], trainable: list[str]) -> float:
    """Return the smallest penalty that costs no AUC that matters: it leaves most to be said by named signals."""
    found = {penalty: _left_out_auc(sets, trainable, penalty) for penalty in PENALTIES}
    return min(penalty for penalty, value in found.items() if value >= max(found.values()) - NO_MATTER)


def _left_out_auc(sets: dict[str, Outcomes], trainable: list[str], penalty: float) -> float:
    """Return the mean AUC on each training domain of a fit on the others."""
    scores = []
    for left_out in trainable:
        model = fit_domains([sets[name] for name in trainable if name != left_out], penalty)
        scores.append(_auc(model, sets[left_out]))
    return float(np.mean(scores))


def _folds(measured: Outcomes, penalty: float) -> dict[str, float]:
    """Return AUC, Brier score and expected calibration error (10 equal-count bins) of cross-validated risks."""
    features, outcome = measured
    risk = np.zeros(len(outcome))
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(features, outcome):
        risk[test] = fit_domains([(features[train], outcome[train])], penalty).predict(features[test])
    return {
        "AUC": float(roc_auc_score(outcome, risk)),
        "Brier": float(brier_score_loss(outcome, risk)),
        "ECE": calibration_error(outcome, risk),
    }
