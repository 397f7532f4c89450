import json
from pathlib import Path

import pytest

import voc
from tests.conftest import SAMPLES
from voc.analyzer import Analyzer
from voc.batch import score_files
from voc.errors import InputError


def test_nothing_is_lost(analyzer: Analyzer, tmp_path: Path) -> None:
    scores, rejects = score_files(analyzer, [SAMPLES / "complaints.csv"], tmp_path, progress=False)
    run = json.loads((tmp_path / "run.json").read_text())
    assert run["rows_read"] == 30
    assert run["rows_rejected"] == len(rejects) == 0
    assert run["interactions"] == scores.interactions.num_rows == 30
    assert voc.read_scores(tmp_path).units.equals(scores.units)


def test_rejects_say_where_and_why(analyzer: Analyzer, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "thanks a lot"}\n{"text": "cut')
    score_files(analyzer, [source], tmp_path / "out", progress=False)
    (reject,) = [json.loads(line) for line in (tmp_path / "out" / "rejects.jsonl").read_text().splitlines()]
    assert reject["file"] == str(source)
    assert reject["position"] == 2
    assert reject["reason"].startswith("not JSON")


def test_scores_are_not_overwritten_by_accident(analyzer: Analyzer, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "thanks a lot"}\n')
    score_files(analyzer, [source], tmp_path / "out", progress=False)
    with pytest.raises(InputError, match=r"holds scores already.*--overwrite"):
        score_files(analyzer, [source], tmp_path / "out", progress=False)
    score_files(analyzer, [source], tmp_path / "out", progress=False, overwrite=True)


def test_nothing_to_score_is_an_error(analyzer: Analyzer, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("nonsense\n")
    with pytest.raises(InputError, match=r"nothing to score.*not JSON"):
        score_files(analyzer, [source], tmp_path / "out", progress=False)
