"""The whole way from data to a loadable model folder, on data of a few rows."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit

import voc
from voc.errors import DataError, ModelError
from voc.model.artifacts import CARD, CONFIG, MANIFEST, METRICS, write_manifest
from voc.model.heads import HEADS
from voc.training.distil import Teachers
from voc.training.fit import Recipe
from voc.training.pipeline import choose_again, finish, train_student, train_teacher
from voc.training.risk import DOMAINS, fit_risk
from voc.training.runs import load_tokenizer
from voc.training.tasks import student_tasks


def test_the_three_steps_write_a_folder_that_loads(outcomes: Path, encoder: Path, tmp_path: Path) -> None:
    folder, teacher, student = tmp_path / "voc-tiny", tmp_path / "teacher", tmp_path / "student"
    train_teacher(outcomes, teacher, Recipe(epochs=1, rate=1e-4), encoder)
    train_student(outcomes, student, Recipe(epochs=1, rate=1e-4), encoder, Teachers([teacher]))
    finish(outcomes, student, folder, "voc train model")
    analyzer = voc.load(folder)
    assert analyzer.name == "voc-tiny"
    assert 0 <= analyzer.classify(["I waited two hours"])["risk"][0].as_py() <= 1
    metrics = json.loads((folder / "metrics.json").read_text())
    assert metrics["command"] == "voc train model"
    assert set(metrics["voices dev"]) == {"all", "chat", "clothing"}
    assert set(metrics["runs"][-1]["sets"]) == {"goemotions", "voices", "pools", "passages"}
    assert "| emotions micro-F1 |" in (folder / "README.md").read_text()


def test_thresholds_chosen_again_are_the_same_and_only_what_the_float_network_did_goes(
    outcomes: Path, encoder: Path, tmp_path: Path
) -> None:
    folder, teacher, recipe = tmp_path / "voc-tiny", tmp_path / "teacher", Recipe(epochs=1, rate=1e-4)
    train_teacher(outcomes, teacher, recipe, encoder)
    train_student(outcomes, tmp_path / "student", recipe, encoder, Teachers([teacher]))
    before = finish(outcomes, tmp_path / "student", folder, "voc train model")
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in {METRICS, CARD, MANIFEST}}
    config = json.loads(files[CONFIG])
    config["thresholds"] |= {"emotions": 0.99, "nulls": dict.fromkeys(config["thresholds"]["nulls"], 0.99)}
    (folder / CONFIG).write_text(json.dumps(config))
    with pytest.raises(ModelError, match=CONFIG):
        choose_again(outcomes, folder)
    write_manifest(folder, {"name": "voc-tiny"})
    after = choose_again(outcomes, folder)
    assert {name: (folder / name).read_bytes() for name in files} == files
    assert before.keys() - after.keys() == {"voices dev, float"}
    for name in ("thresholds", "voices dev", "goemotions test", "runs", "risk", "command"):
        assert str(after[name]) == str(before[name]), name  # as text, as NaN differs from itself
    assert voc.load(folder).name == "voc-tiny"


def test_all_heads_learn_from_all_texts_each_from_its_teachers(outcomes: Path, encoder: Path, tmp_path: Path) -> None:
    recipe, student = Recipe(epochs=1, rate=1e-4), tmp_path / "student"
    train_teacher(outcomes, tmp_path / "goemotions", recipe, encoder, on="goemotions")
    with pytest.raises(DataError, match="teacher of voices"):
        train_student(outcomes, student, recipe, encoder, Teachers(goemotions=[tmp_path / "goemotions"]))
    train_teacher(outcomes, tmp_path / "voices", recipe, encoder)
    teachers = Teachers([tmp_path / "voices"], [tmp_path / "goemotions"])
    train_student(outcomes, student, recipe, encoder, teachers)
    record = json.loads((student / "run.json").read_text())
    for name, on in (("teachers", "voices"), ("goemotions_teachers", "goemotions")):
        assert [set(teacher["sets"]) for teacher in record[name]] == [{on}]
    for task in student_tasks(load_tokenizer(student), outcomes, teachers):
        assert set(task.data.targets) == set(HEADS), task.name
        for head, run in (("emotions", teachers.voices[0]), ("go_emotions", teachers.goemotions[0])):
            with np.load(run / f"{task.name}.npz") as kept:
                said = expit(kept["units"][:, HEADS[head].columns].astype(np.float32))
            gold = 2 * task.data.targets[head] - said  # where an annotator spoke, too, targets are half of each
            judged = (task.name == "goemotions") == (head == "go_emotions") and task.name not in {"pools", "passages"}
            if judged:
                np.testing.assert_allclose(gold, np.round(gold), atol=1e-3)
            else:
                np.testing.assert_allclose(task.data.targets[head], said, atol=1e-3)


@pytest.mark.parametrize("on", ["voices", "goemotions"])
def test_a_teacher_learns_from_another_beside_the_labels(
    outcomes: Path, encoder: Path, tmp_path: Path, on: str
) -> None:
    recipe, first = Recipe(epochs=1, rate=1e-4), tmp_path / "first"
    train_teacher(outcomes, first, recipe, encoder, on=on)
    train_teacher(outcomes, tmp_path / "second", recipe, encoder, on=on, teachers=[first])
    assert (first / f"{on}.npz").is_file()
    record = json.loads((tmp_path / "second" / "run.json").read_text())
    assert [len(record[name]) for name in ("teachers", "goemotions_teachers")] == [on == "voices", on == "goemotions"]


def test_a_second_run_goes_on_from_the_first(outcomes: Path, encoder: Path, tmp_path: Path) -> None:
    recipe = Recipe(epochs=1, rate=1e-4)
    train_teacher(outcomes, tmp_path / "first", recipe, encoder)
    train_teacher(outcomes, tmp_path / "second", recipe, encoder, start=tmp_path / "first")
    assert json.loads((tmp_path / "second" / "run.json").read_text())["start"]["steps"] == 1


def test_risk_carries_over_to_domains_it_was_not_fitted_on(outcomes: Path, analyzer: voc.Analyzer) -> None:
    _, report = fit_risk(analyzer._predictor, outcomes, None)
    assert report["interactions"] == {domain.name: 24 for domain in DOMAINS}
    for name, scores in report.items():
        if name.startswith("AUC"):
            assert min(scores.values()) > 0.9
