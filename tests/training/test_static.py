"""From a student's data to a static model, and to a cascade of both, on data of a few rows."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

import voc
from voc.errors import DataError
from voc.model.static import StaticRuntime
from voc.text import normalize
from voc.training.distil import Teachers
from voc.training.fit import Recipe
from voc.training.pipeline import finish, finish_cascade, train_static, train_student, train_teacher
from voc.training.runs import load_tokenizer
from voc.training.static_export import export_static
from voc.training.static_fit import StaticRecipe, first_embeddings, load_static

TEXT = "I waited two hours 😡 on hold and the app crashed twice"


@pytest.fixture
def runs(outcomes: Path, encoder: Path, tmp_path: Path) -> Path:
    folder, recipe = tmp_path / "runs", Recipe(epochs=1, rate=1e-4)
    train_teacher(outcomes, folder / "teacher", recipe, encoder)
    train_student(outcomes, folder / "student", recipe, encoder, Teachers([folder / "teacher"]))
    train_static(outcomes, folder / "static", StaticRecipe(3), folder / "student", Teachers([folder / "teacher"]))
    return folder


def test_from_the_data_to_a_cascade(
    runs: Path, outcomes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_static(runs / "static", tmp_path / "plain")
    ids = torch.tensor([load_tokenizer(runs / "static").encode(normalize(TEXT).text).ids])
    with torch.no_grad():
        unit, tokens = load_static(runs / "static")(ids, torch.ones_like(ids))
    (raw,) = StaticRuntime(tmp_path / "plain").run([TEXT])
    assert np.abs(raw.unit - unit[0].numpy()).max() < 0.1 * np.ptp(unit.numpy())
    assert np.abs(raw.tokens - tokens[0, 1:-1].numpy()).max() < 0.1 * np.ptp(tokens.numpy())

    monkeypatch.setattr("voc.training.thresholds.GRID", np.array([0.2, 0.4, 0.6]))
    models = tmp_path / "models"
    finish(outcomes, runs / "static", models / "small", "voc train model")
    finish(outcomes, runs / "student", models / "large", "voc train model")
    monkeypatch.setattr("voc.training.cascade.unseen", lambda _: [f"{TEXT} {i}" for i in range(10)])
    finish_cascade(outcomes, models / "both", models / "small", models / "large", "voc train cascade")
    for name in ("small", "large", "both"):
        analyzer = voc.load(models / name)
        assert analyzer.name == name
        assert 0 <= analyzer.classify([TEXT])["risk"][0].as_py() <= 1
        assert "| emotions micro-F1 |" in (models / name / "README.md").read_text()
    metrics = json.loads((models / "small" / "metrics.json").read_text())
    last = metrics["runs"][-1]
    sets = {"goemotions", "voices", "pools", "passages"}
    assert metrics["runs"][last["start"]]["sets"].keys() == last["sets"].keys() == sets
    assert 0 <= json.loads((models / "both" / "metrics.json").read_text())["cascade"]["share passed on, pools"] <= 1
    with pytest.raises(DataError, match="beside its models"):
        finish_cascade(outcomes, tmp_path / "both", models / "small", models / "large", "voc train cascade")


def test_rare_tokens_weigh_more_at_the_start() -> None:
    states = np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32)
    counts = np.array([10_000] * 25 + [1] * 25)
    first = first_embeddings(states, counts, 4)
    assert first.shape == (50, 4)
    assert np.abs(first[25:]).mean() > 20 * np.abs(first[:25]).mean()
