import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest
import torch

from voc.errors import DataError, ModelError
from voc.model.artifacts import WEIGHTS, write_manifest
from voc.model.from_onnx import network_of
from voc.model.store import find
from voc.training.card import card
from voc.training.distil import Teachers
from voc.training.export import export
from voc.training.fit import Recipe
from voc.training.pipeline import finish, train_student, train_teacher
from voc.training.restore import restore
from voc.training.runs import read_summary


@pytest.fixture
def model(outcomes: Path, encoder: Path, tmp_path: Path) -> Path:
    """A shipped model whose runs, in ``first``, can be thought gone."""
    train_teacher(outcomes, tmp_path / "first" / "teacher", Recipe(epochs=1, rate=1e-3), encoder)
    teachers = Teachers([tmp_path / "first" / "teacher"])
    train_student(outcomes, tmp_path / "first" / "student", Recipe(epochs=2, rate=1e-3), encoder, teachers)
    finish(outcomes, tmp_path / "first" / "student", tmp_path / "voc-tiny", "voc train model")
    return tmp_path / "voc-tiny"


def test_a_run_made_again_gives_the_same_model(model: Path, tmp_path: Path) -> None:
    restore(model, tmp_path / "again")
    export(tmp_path / "again", tmp_path / "other")
    made, wanted = (network_of((f / WEIGHTS).read_bytes()).state_dict() for f in (tmp_path / "other", model))
    assert made.keys() == wanted.keys()
    for name, value in wanted.items():
        if value.ndim == 1 or "embeddings" in name:
            torch.testing.assert_close(made[name], value, rtol=1e-5, atol=1e-7, msg=name)
        else:  # rounded twice, by scales that follow from activations
            assert (made[name] - value).norm() < 0.05 * value.norm() + 1e-6, name
    with pytest.raises(DataError, match="holds a finished run already"):
        restore(model, tmp_path / "again")


def test_training_goes_on_from_it_and_the_card_tells(
    model: Path, outcomes: Path, encoder: Path, tmp_path: Path
) -> None:
    restore(model, tmp_path / "again")
    recipe = Recipe(epochs=1, rate=1e-4, seed=3)
    teachers = Teachers([tmp_path / "again"])
    train_student(outcomes, tmp_path / "next", recipe, encoder, teachers, tmp_path / "again")
    summary = read_summary(tmp_path / "next")
    assert summary["recipe"] == asdict(recipe)
    assert summary["start"]["restored"] == "voc-tiny"
    metrics = finish(outcomes, tmp_path / "next", tmp_path / "voc-next", "voc train model")
    told = re.findall(r"^  (\d)\. (.*)$", card("voc-next", metrics), re.MULTILINE)
    assert [number for number, _ in told] == ["1", "2", "3", "4"]
    assert told[2][1] == "the weights of run 2 as the model `voc-tiny` held them, in int8"
    assert "from run 3" in told[3][1]


def test_a_model_without_a_network_of_ours_is_refused(model: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"holds no model\.onnx"):
        restore(find("voc-static-en"), tmp_path / "again")
    config = json.loads((model / "config.json").read_text())
    (model / "config.json").write_text(json.dumps(config | {"max_tokens": 8}))
    with pytest.raises(ModelError, match="was altered"):
        restore(model, tmp_path / "again")
    metrics = json.loads((model / "metrics.json").read_text())
    del metrics["runs"]  # as the metrics of a model that was adapted
    (model / "metrics.json").write_text(json.dumps(metrics))
    write_manifest(model, {"name": "adapted"})
    with pytest.raises(ModelError, match="was adapted to own labels"):
        restore(model, tmp_path / "again")
    (model / WEIGHTS).write_bytes((model / WEIGHTS).read_bytes()[:1000])
    write_manifest(model, {"name": "cut"})
    with pytest.raises(ModelError, match="of a kind that"):
        restore(model, tmp_path / "again")
    assert not (tmp_path / "again").exists()
