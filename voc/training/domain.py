"""Fits what tells unusual texts, and counts what the model was measured on."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from voc.model.artifacts import MANIFEST, RISK, verify, write_manifest
from voc.model.domain import Domain
from voc.model.labels import predictions_table
from voc.model.predictor import Predictor
from voc.model.runtime import OnnxRuntime
from voc.risk.features import interaction_features, unit_signals, unit_weights
from voc.risk.model import RiskModel
from voc.schema import UNITS
from voc.shift import measures as m
from voc.shift.profile import Profile
from voc.taxonomy import NEUTRAL, Role
from voc.training.data import VoiceUnit, read_voices, require
from voc.training.evaluate import predict_all

USUAL = 0.99
"""Share of the texts that the model was measured on that are usual."""


def fit_domain(predictor: Predictor, risk: RiskModel, data: Path) -> Domain:
    """Count the words of the training units; take threshold and distributions from units that did not train.

    The model must be a network.

    The latter are those of the development set and our held-out ones.
    """
    runtime = OnnxRuntime(predictor.folder, predictor.config.max_tokens)
    pieces = runtime.pieces([unit.text for unit in read_voices(data, "train")])
    counts = Counter(chain.from_iterable(pieces))
    seen = {str(piece): n for piece, n in sorted(counts.items())}
    measured = [*read_voices(data, "dev"), *read_voices(data, "held-out")]
    words = Domain(seen, runtime.vocabulary, math.inf)
    surprise = np.array([words.surprise(ids) for ids in runtime.pieces([unit.text for unit in measured])])
    threshold = round(float(np.quantile(surprise, USUAL)), 4)
    profile = _profile(predictor, risk, measured, surprise > threshold)
    return Domain(seen, runtime.vocabulary, threshold, asdict(profile))


def refit_domain(folder: Path, data: Path) -> None:
    """Fit ``domain.json`` of a finished model folder again, and write its manifest.

    Raises:
        ModelError: if the folder is not as its manifest says.
    """
    require(data)
    about = {name: value for name, value in verify(folder).items() if name != "files"}
    fit_domain(Predictor(folder), RiskModel.load(folder / RISK), data).save(folder)
    (folder / MANIFEST).unlink()
    write_manifest(folder, about)


def _profile(predictor: Predictor, risk: RiskModel, units: Sequence[VoiceUnit], unusual: np.ndarray) -> Profile:
    """Count what the model gives, and how often it is right."""
    texts = [unit.text for unit in units]
    predictions = predict_all(predictor, texts)
    signals, weights = unit_signals(predictions), unit_weights(texts)
    features = interaction_features(signals, weights, np.arange(len(units)), len(units))
    labels = predictions_table(predictions, predictor.config.thresholds, risk.predict(features))
    given: dict[str, Any] = {
        "interaction_id": pa.array([unit.id for unit in units]),
        "role": pa.array([Role.CUSTOMER.value] * len(units)),
        "text": pa.array(texts),
        **{name: labels[name] for name in labels.column_names},
        "unusual": pa.array(unusual),
    }
    columns = [given.get(name, pa.nulls(len(units), UNITS.field(name).type)) for name in m.COLUMNS]
    table = pa.table(columns, names=list(m.COLUMNS))
    values = m.values(table)
    return Profile.of(table, {name: _right(name, values[name], units) for name in m.LABELS})


def _right(name: str, given: Sequence[Any] | np.ndarray, units: Sequence[VoiceUnit]) -> Mapping[str, tuple[int, int]]:
    """Count the units with each label, and those of them where it is right; units that were not judged do not count."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for label, unit in zip(given, units, strict=True):
        gold = _gold(name, unit.record)
        if gold is not None:
            counts[str(label)][0] += 1
            counts[str(label)][1] += label in gold
    return {label: (n, right) for label, (n, right) in sorted(counts.items())}


def _gold(name: str, record: Mapping[str, Any]) -> set[str] | None:
    """Return the labels that are right of a unit; None where it was not judged."""
    match name:
        case "emotion":
            return set(record["emotions"]) or {NEUTRAL}
        case "cue":
            return {cue for cue, _ in record["cues"]} or {m.NONE}
        case "intent":
            return set(record["intent"]) or {m.NONE}
        case _:
            return {record[name] or m.NONE} if name in record else None
