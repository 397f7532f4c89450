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
from voc.scores import Scores
from voc.settings import Settings
from voc.training.data import HELD_OUT, json_lines

UNLIKE = [
    line.split("\t") for line in (Path(__file__).parent / "unlike.txt").read_text(encoding="utf-8").splitlines()[1:]
]


def surprise(analyzer: Analyzer, texts: list[str]) -> np.ndarray:
    domain = analyzer._predictor.domain
    assert domain is not None
    return np.array([domain.surprise(pieces) for pieces in analyzer._predictor.runtime.pieces(texts)])


def test_unusual_texts_are_flagged(analyzer: Analyzer) -> None:
    domain = analyzer._predictor.domain
    assert domain is not None
    like = surprise(analyzer, [row["text"] for row in json_lines(HELD_OUT)])
    unlike = surprise(analyzer, [text for _, text in UNLIKE])
    truth = np.repeat([0, 1], [len(like), len(unlike)])
    assert roc_auc_score(truth, np.concatenate([like, unlike])) > 0.9
    assert (like > domain.threshold).mean() < 0.02
    assert (unlike > domain.threshold).mean() > 0.15


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
    assert again == domain
    assert again.surprise([2000, 3000]) == domain.surprise([2000, 3000])
    assert not domain.unusual([])
    content = json.loads((tmp_path / "domain.json").read_text(encoding="utf-8"))
    (tmp_path / "domain.json").write_text(json.dumps(content | {"vocabulary": 3}), encoding="utf-8")
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
    table = Analyzer(Settings(folder)).classify(["Nobody called me back."])
    assert table["unusual"].to_pylist() == [None]
    assert table.drop_columns(["unusual"]).equals(
        analyzer.classify(["Nobody called me back."]).drop_columns(["unusual"])
    )
