import json
import os
from pathlib import Path

import pyarrow.csv as pa_csv
import pytest

import voc
from tests.conftest import SAMPLES
from voc.analyzer import Analyzer
from voc.batch import score_files
from voc.errors import InputError
from voc.risk.state_file import StateFile


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


def test_days_are_folded_into_the_customers_so_far(analyzer: Analyzer, tmp_path: Path) -> None:
    rows = pa_csv.read_csv(SAMPLES / "complaints.csv", parse_options=pa_csv.ParseOptions(newlines_in_values=True))
    for name, part in (("monday", rows.slice(0, 20)), ("tuesday", rows.slice(20))):
        pa_csv.write_csv(part, tmp_path / f"{name}.csv")
    path, out = tmp_path / "customers.state", tmp_path / "tuesday"

    def score(day: str, overwrite: bool = False) -> None:
        score_files(
            *(analyzer, [tmp_path / f"{day}.csv"], tmp_path / day),
            progress=False,
            overwrite=overwrite,
            states=StateFile(path),
        )

    score("monday")
    monday = path.read_bytes()
    blocked = path.with_name(f".{path.name}.{os.getpid()}")  # where the file is written first
    blocked.mkdir()
    with pytest.raises(OSError, match="directory"):
        score("tuesday")
    assert (out / "run.json").exists(), "the scores come first"
    assert path.read_bytes() == monday
    blocked.rmdir()
    score("tuesday", overwrite=True)
    whole, _ = score_files(analyzer, [SAMPLES / "complaints.csv"], tmp_path / "whole", progress=False)
    scores = voc.read_scores(out)
    assert scores.interactions.num_rows == 10
    assert scores.customers.num_rows == whole.customers.num_rows > 10
    columns = ["customer_id", "n_interactions", "last_at", "peak", "end", "n_repeat_contacts"]
    found, expected = (table.select(columns).sort_by("customer_id") for table in (scores.customers, whole.customers))
    assert found.equals(expected)
    found, expected = (
        table.sort_by("customer_id")["risk"].to_pylist() for table in (scores.customers, whole.customers)
    )
    assert found == pytest.approx(expected, rel=1e-5)
    scores.report(tmp_path / "report.html")
    with pytest.raises(InputError, match=r"are in .* already"):
        score("tuesday", overwrite=True)
