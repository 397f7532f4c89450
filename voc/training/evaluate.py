"""Measures a model folder: on voices and on GoEmotions. Speed and choosing anything happens elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from voc.model.artifacts import Thresholds
from voc.model.heads import CHOICES, HEADS
from voc.model.labels import has_effort
from voc.model.outputs import decide
from voc.model.predictor import CHUNK, Predictions, Predictor
from voc.training.data import VoiceUnit, read_goemotions, read_voices, voice_targets
from voc.training.metrics import calibration_error, correlation, multiclass, multilabel, span_f1
from voc.training.noise import as_speech, with_typos

Metrics = dict[str, float]


def predict_all(predictor: Predictor, texts: Sequence[str]) -> Predictions:
    """Predict any number of texts."""
    return Predictions.concat([predictor.predict(texts[i : i + CHUNK]) for i in range(0, len(texts), CHUNK)])


def evaluate_voices(predictor: Predictor, data: Path, part: str = "dev") -> dict[str, Metrics]:
    """Return every metric on voices, for ``all`` units and for each source."""
    units = read_voices(data, part)
    predictions = predict_all(predictor, [unit.text for unit in units])
    sources = sorted({unit.source for unit in units})
    groups = {"all": np.arange(len(units))}
    groups |= {s: np.array([i for i, unit in enumerate(units) if unit.source == s]) for s in sources}
    return {
        name: voices_metrics([units[i] for i in rows], predictions.take(rows), predictor.config.thresholds)
        for name, rows in groups.items()
    }


def evaluate_robustness(predictor: Predictor, data: Path, part: str = "dev") -> dict[str, Metrics]:
    """Return the metrics on voices as written, as speech recognition writes, with typos, and in capitals."""
    units = read_voices(data, part)
    rng = np.random.default_rng(0)
    writings: dict[str, Callable[[str], str]] = {
        "as written": str,
        "as speech": as_speech,
        "typos": lambda text: with_typos(text, rng),
        "capitals": str.upper,
    }
    metrics: dict[str, Metrics] = {}
    for name, write in writings.items():
        predictions = predict_all(predictor, [write(unit.text) for unit in units])
        found = voices_metrics(units, predictions, predictor.config.thresholds)
        metrics[name] = {metric: value for metric, value in found.items() if "span" not in metric}
    return metrics


def voices_metrics(units: list[VoiceUnit], predictions: Predictions, thresholds: Thresholds) -> Metrics:
    """Compare predictions with annotation records."""
    gold, values = voice_targets(units), predictions.values
    names = HEADS["cues"].labels
    given_cues = np.array([[any(c.cue == name for c in cues) for name in names] for cues in predictions.cues])
    metrics: Metrics = {"units": len(units)}
    metrics |= multilabel("emotions", gold["emotions"] > 0, values["emotions"] >= thresholds.emotions)
    metrics |= multilabel("cues", gold["cues"] > 0, given_cues)
    metrics["cue spans F1"] = span_f1([unit.cue_spans() for unit in units], predictions.cues)
    present, found = gold["effort_present"][:, 0] > 0, has_effort(predictions, thresholds)
    metrics["effort present F1"] = 2 * float((present & found).sum()) / max(float(present.sum() + found.sum()), 1.0)
    metrics |= correlation("effort rating", gold["effort"][present, 0], values["effort"][present])
    for name in CHOICES:
        metrics |= multiclass(name, gold[name].astype(np.int64), decide(values[name], thresholds.nulls[name]))
    metrics |= multilabel("intents", gold["intents"] > 0, values["intents"] >= thresholds.intents)
    for name in ("valence", "intensity"):
        metrics |= correlation(name, gold[name][:, 0], values[name])
    for name, head in HEADS.items():
        if name in gold and head.kind != "regression":
            metrics[f"{name} ECE"] = calibration_error(head.kind, gold[name], values[name])
    return metrics


def evaluate_goemotions(predictor: Predictor, data: Path, part: str = "test") -> Metrics:
    """Return micro- and macro-F1 over the 28 labels, and the F1 of each."""
    texts, gold = read_goemotions(data, part)
    given = predict_all(predictor, texts).values["go_emotions"] >= np.array(predictor.config.thresholds.go_emotions)
    metrics = multilabel("go_emotions", gold > 0, given)
    for i, label in enumerate(HEADS["go_emotions"].labels):
        hits = float((given[:, i] * gold[:, i]).sum())
        metrics[label] = 2 * hits / max(float(given[:, i].sum() + gold[:, i].sum()), 1.0)
    return metrics
