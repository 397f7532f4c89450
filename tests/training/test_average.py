import json
import math
import re
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from voc.errors import DataError
from voc.training.average import average
from voc.training.card import card
from voc.training.distil import Teachers
from voc.training.fit import Recipe
from voc.training.pipeline import compare_seeds, finish, train_student, train_teacher


@pytest.fixture
def seeds(outcomes: Path, encoder: Path, tmp_path: Path) -> list[Path]:
    """Two students of different seeds that went on from the same one, after that one."""
    root = tmp_path / "seeds"
    train_teacher(outcomes, root / "teacher", Recipe(epochs=1, rate=1e-4), encoder)
    train_student(outcomes, root / "first", Recipe(epochs=1, rate=1e-4), encoder, Teachers([root / "teacher"]))
    runs = [root / "seed-0", root / "seed-1"]
    for seed, run in enumerate(runs):
        recipe = Recipe(epochs=2, rate=1e-3, seed=seed)
        train_student(outcomes, run, recipe, encoder, Teachers([root / "teacher"]), root / "first")
    return [root / "first", *runs]


def test_every_weight_is_the_mean_and_the_card_tells_of_it(outcomes: Path, seeds: list[Path], tmp_path: Path) -> None:
    average(seeds[1:], tmp_path / "mean")
    a, b, mean = (load_file(run / "network.safetensors") for run in (*seeds[1:], tmp_path / "mean"))
    assert any(not torch.equal(a[name], b[name]) for name in a)
    for name, value in mean.items():
        torch.testing.assert_close(value, (a[name] + b[name]) / 2)
    metrics = finish(outcomes, tmp_path / "mean", tmp_path / "voc-mean", "voc train model")
    assert [metrics["runs"][each]["recipe"]["seed"] for each in metrics["runs"][-1]["average"]] == [0, 1]
    assert re.search(r"5\. the mean of the weights of runs 3, 4$", card("voc-mean", metrics), re.MULTILINE)


def test_the_run_that_all_went_on_from_may_be_among_them(outcomes: Path, seeds: list[Path], tmp_path: Path) -> None:
    average(seeds[1:], tmp_path / "soup")
    average([seeds[0], tmp_path / "soup"], tmp_path / "half")
    first, a, b, half = (load_file(run / "network.safetensors") for run in (*seeds, tmp_path / "half"))
    for name, value in half.items():
        torch.testing.assert_close(value, first[name] / 2 + (a[name] + b[name]) / 4)
    metrics = finish(outcomes, tmp_path / "half", tmp_path / "voc-half", "voc train model")
    told = card("voc-half", metrics)
    assert re.search(
        r"^  5\. the mean of the weights of runs 3, 4\n  6\. the mean of the weights of runs 2, 5$", told, re.M
    )


def test_runs_of_other_origins_have_no_mean(seeds: list[Path], tmp_path: Path) -> None:
    with pytest.raises(DataError, match="two runs or more that went on"):
        average(seeds[1:2], tmp_path / "mean")
    with pytest.raises(DataError, match="a run is named twice"):
        average([seeds[1], seeds[1].parent / "." / seeds[1].name], tmp_path / "mean")
    other = tmp_path / "other"
    shutil.copytree(seeds[2], other)
    summary = json.loads((other / "run.json").read_text())
    summary["start"]["steps"] += 1
    (other / "run.json").write_text(json.dumps(summary))
    with pytest.raises(DataError, match="went on from different ones"):
        average([seeds[1], other], tmp_path / "mean")
    assert not (tmp_path / "mean").exists()


def test_a_spread_is_of_the_models_that_would_ship(outcomes: Path, seeds: list[Path]) -> None:
    found = compare_seeds(outcomes, seeds[1:])
    assert list(found) == ["seed-0", "seed-1", "mean", "SD"]
    assert "valence r" in found["mean"]
    assert "go_emotions macro-F1" in found["mean"]
    for name, value in found["mean"].items():
        low, high = sorted((found["seed-0"][name], found["seed-1"][name]))
        assert math.isnan(value) or low <= value <= high
        assert found["SD"][name] == pytest.approx((high - low) / 2**0.5, nan_ok=True)
    with pytest.raises(DataError, match="two runs or more"):
        compare_seeds(outcomes, seeds[1:2])
