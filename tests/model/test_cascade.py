"""The cascade: one model's outputs or the other's, by a rule that looks at one text alone."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import voc
from voc.analyzer import Analyzer
from voc.errors import ModelError
from voc.model import store
from voc.model.artifacts import CASCADE, CONFIG, write_manifest
from voc.model.cascade import Rule
from voc.model.heads import HEADS
from voc.model.predictor import Predictor
from voc.readers import read
from voc.units import to_units

NAME, SMALL, LARGE = "voc-cascade-en", "voc-static-en", "voc-mini-en"


@pytest.fixture(scope="module")
def cascade() -> Analyzer:
    return voc.load(NAME)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    found = read([Path(voc.__file__).parent / "samples"])[0]
    return [text for text in to_units(found).to_score() if text is not None and text.strip()][:120]


def test_each_text_has_the_outputs_of_one_of_the_models(cascade: Analyzer, texts: list[str]) -> None:
    passed = np.array([output.passed for output in cascade._predictor.runtime.run(texts)])
    assert 0 < passed.sum() < len(texts)
    both = cascade._predictor.predict(texts).values
    small, large = (Predictor(store.find(name)).predict(texts).values for name in (SMALL, LARGE))
    for head in HEADS:
        np.testing.assert_array_equal(both[head][passed], large[head][passed])
        np.testing.assert_array_equal(both[head][~passed], small[head][~passed])


def test_a_text_takes_the_same_way_alone_and_in_any_order(cascade: Analyzer, texts: list[str]) -> None:
    together = cascade.classify(texts[:40])
    assert together.equals(cascade.classify(texts[:40][::-1]).take(list(range(39, -1, -1))))
    for row in range(0, 40, 5):
        assert cascade.classify([texts[row]]).equals(together.slice(row, 1))


def copied(folder: Path) -> Path:
    for name in (NAME, SMALL, LARGE):
        shutil.copytree(store.find(name), folder / name)
    return folder / NAME


def test_another_model_than_the_rule_was_fitted_to_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    assert voc.load(folder).name == NAME
    config = tmp_path / SMALL / CONFIG
    config.write_text(config.read_text() + " ")
    write_manifest(tmp_path / SMALL, {"name": SMALL})
    with pytest.raises(ModelError, match="made for another voc-static-en"):
        voc.load(folder)
    shutil.rmtree(tmp_path / SMALL)
    with pytest.raises(ModelError, match="needs the model 'voc-static-en' beside it"):
        voc.load(folder)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("weights", [1.0], "another version"),
        ("bias", "much", "cannot be read"),
        ("small", {"name": "../voc-static-en", "sha256": "0"}, "needs the model"),
        ("large", None, "cannot be read"),
    ],
)
def test_a_crafted_rule_is_refused(tmp_path: Path, field: str, value: object, message: str) -> None:
    folder = Path(shutil.copytree(store.find(NAME), tmp_path / NAME))
    content = json.loads((folder / CASCADE).read_text()) | {field: value}
    (folder / CASCADE).write_text(json.dumps(content))
    write_manifest(folder, {"name": NAME})
    with pytest.raises(ModelError, match=message):
        voc.load(folder)


def test_rule_round_trip(tmp_path: Path) -> None:
    rule = Rule.load(store.find(NAME))
    rule.save(tmp_path)
    assert Rule.load(tmp_path) == rule
