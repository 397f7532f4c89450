from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from voc.analyzer import Analyzer
from voc.errors import ModelError
from voc.model.domain import Domain
from voc.model.heads import WIDTH
from voc.scores import Scores
from voc.training.data import HELD_OUT, _json_lines

UNLIKE = [
    line.split("\t") for line in (Path(__file__).parent / "unlike.txt").read_text(encoding="utf-8").splitlines()[1:]
]


def test_unusual_texts_are_flagged(analyzer: Analyzer) -> None:
    domain = analyzer._predictor.domain
    assert domain is not None
    like = domain.distance(analyzer.logits([row["text"] for row in _json_lines(HELD_OUT)][::4]))
    unlike = domain.distance(analyzer.logits([text for _, text in UNLIKE]))
    truth = np.repeat([0, 1], [len(like), len(unlike)])
    assert roc_auc_score(truth, np.concatenate([like, unlike])) > LEAST_AUC
    assert (like > domain.threshold).mean() < 0.04
    assert (unlike > domain.threshold).mean() > LEAST_FOUND


def test_the_flag_is_the_same_in_any_batch(analyzer: Analyzer) -> None:
    texts = [text for _, text in UNLIKE[::9]] + ["Nobody called me back.", None]
    together = analyzer.classify(texts)["unusual"].to_pylist()
    assert together == [analyzer.classify([text])["unusual"][0].as_py() for text in texts]
    assert together[-2:] == [False, None]
    assert analyzer.analyze("Nobody called me back.").units[0].unusual is False


def test_few_units_of_the_samples_are_unusual(sample_scores: Scores) -> None:
    flags = sample_scores.tables["units"]["unusual"].drop_null().to_pylist()
    assert np.mean(flags) < 0.05


def test_round_trip_and_damage(analyzer: Analyzer, tmp_path: Path) -> None:
    domain = analyzer._predictor.domain
    assert domain is not None
    domain.save(tmp_path)
    again = Domain.load(tmp_path)
    assert again is not None
    logits = np.random.default_rng(0).normal(size=(3, WIDTH)).astype(np.float32)
    assert np.array_equal(again.distance(logits), domain.distance(logits))
    assert np.isnan(domain.distance(np.full((1, WIDTH), np.nan, np.float32))).all()
    assert not domain.unusual(np.full((1, WIDTH), np.nan, np.float32)).any()
    content = json.loads((tmp_path / "domain.json").read_text(encoding="utf-8"))
    (tmp_path / "domain.json").write_text(json.dumps(content | {"mean": [0.0]}), encoding="utf-8")
    with pytest.raises(ModelError, match="voc train domain"):
        Domain.load(tmp_path)


def test_a_model_without_a_domain_says_nothing(analyzer: Analyzer, tmp_path: Path) -> None:
    from voc.model.artifacts import verify, write_manifest
    from voc.model.store import find

    folder = tmp_path / "bare"
    shutil.copytree(find("voc-mini-en"), folder)
    about = {name: value for name, value in verify(folder).items() if name != "files"}
    for name in ("domain.json", "manifest.json"):
        (folder / name).unlink()
    write_manifest(folder, about)
    table = Analyzer(folder).classify(["Nobody called me back."])
    assert table["unusual"].to_pylist() == [None]
    assert table.drop_columns(["unusual"]).equals(
        analyzer.classify(["Nobody called me back."]).drop_columns(["unusual"])
    )
