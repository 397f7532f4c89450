"""The whole way from data to a loadable model folder, on data of a few rows."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import voc
from voc.training.fit import Recipe
from voc.training.pipeline import train
from voc.training.risk import DOMAINS, fit_risk

GOOD = [
    "Lovely, fits perfectly and arrived quickly.",
    "So happy with it, thank you!",
    "Great quality, would buy again.",
]
BAD = ["Terrible, fell apart and nobody answers.", "I want my money back, what a scam.", "Awful. Never again."]


@pytest.fixture
def outcomes(data: Path) -> Path:
    for domain in DOMAINS:
        good, bad = (True, False) if domain.column == "recommended" else (1, 5)
        rows = [
            {"text": f"{text} {i}", domain.column: value}
            for texts, value in ((GOOD, good), (BAD, bad))
            for text in texts
            for i in range(4)
        ]
        rows += [{"text": None, domain.column: good}, {"text": "no answer", domain.column: None}]
        path = data / f"{domain.name}.parquet"
        path.parent.mkdir(exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows), path)
    return data


def test_train_writes_a_folder_that_loads(outcomes: Path, encoder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "voc-tiny"
    train(outcomes, tmp_path / "run", folder, Recipe(epochs=1, batch=4, voices_batch=2), "voc train", encoder)
    analyzer = voc.load(folder)
    assert analyzer.name == "voc-tiny"
    assert 0 <= analyzer.classify(["I waited two hours"])["risk"][0].as_py() <= 1
    metrics = json.loads((folder / "metrics.json").read_text())
    assert metrics["command"] == "voc train"
    assert set(metrics["voices dev"]) == {"all", "chat", "clothing"}
    assert "| emotions micro-F1 |" in (folder / "README.md").read_text()


def test_a_second_run_goes_on_from_the_first(outcomes: Path, encoder: Path, tmp_path: Path) -> None:
    from voc.training.fit import fit

    recipe = Recipe(epochs=1, batch=4, voices_batch=2)
    fit(outcomes, encoder, tmp_path / "first", recipe)
    fit(outcomes, encoder, tmp_path / "second", recipe, tmp_path / "first")
    assert json.loads((tmp_path / "second" / "run.json").read_text())["start"]["steps"] == 3


def test_risk_carries_over_to_domains_it_was_not_fitted_on(outcomes: Path, analyzer: voc.Analyzer) -> None:
    _, report = fit_risk(analyzer._predictor, outcomes, None)
    assert report["interactions"] == {domain.name: 24 for domain in DOMAINS}
    for name, scores in report.items():
        if name.startswith("AUC"):
            assert min(scores.values()) > 0.9
