"""Jobs that fold their interactions into the customers of earlier ones."""

import os
import shutil
from pathlib import Path

import pyarrow.csv as pa_csv
import pytest

import voc
from tests.conftest import SAMPLES
from voc.analyzer import Analyzer
from voc.batch import score_files
from voc.errors import InputError, JobError
from voc.risk.state_file import StateFile
from voc.storage import TEMPORARY


def test_the_half_life_of_a_file_holds_whatever_the_model_was_loaded_with(tmp_path: Path) -> None:
    rows = pa_csv.read_csv(SAMPLES / "complaints.csv", parse_options=pa_csv.ParseOptions(newlines_in_values=True))
    for name, part in (("monday", rows.slice(0, 20)), ("tuesday", rows.slice(20))):
        pa_csv.write_csv(part, tmp_path / f"{name}.csv")
    found = []
    for half_life in (None, 30.0):
        path = tmp_path / f"{half_life}.state"
        for day in ("monday", "tuesday"):
            states = StateFile(path, 30.0 if day == "monday" else None)
            analyzer = voc.load("voc-static-en", half_life=half_life)
            out = tmp_path / f"{half_life}-{day}"
            score_files(analyzer, [tmp_path / f"{day}.csv"], out, progress=False, states=states)
        found.append((voc.read_scores(out).customers, path.read_bytes()))
    assert found[0] == found[1]
    assert StateFile(path).half_life == 30.0


def test_days_are_folded_into_the_customers_so_far(analyzer: Analyzer, tmp_path: Path) -> None:
    rows = pa_csv.read_csv(SAMPLES / "complaints.csv", parse_options=pa_csv.ParseOptions(newlines_in_values=True))
    for name, part in (("monday", rows.slice(0, 20)), ("tuesday", rows.slice(20))):
        pa_csv.write_csv(part, tmp_path / f"{name}.csv")
    path, out = tmp_path / "customers.state", tmp_path / "tuesday"

    def score(day: str, **options: bool) -> None:
        source, states = tmp_path / f"{day}.csv", StateFile(path)
        score_files(analyzer, [source], tmp_path / day, progress=False, states=states, **options)

    score("monday")
    monday = path.read_bytes()
    blocked = path.with_name(f".{path.name}.{os.getpid()}")  # where the file is written first
    blocked.mkdir()
    with pytest.raises(JobError, match=r"the scores are in .* could not be written.*--resume"):
        score("tuesday")
    assert (out / "run.json").exists(), "the scores come first"
    assert path.read_bytes() == monday
    blocked.rmdir()
    score("tuesday", resume=True)
    tuesday = path.read_bytes()
    assert tuesday != monday
    score("tuesday", resume=True)
    assert path.read_bytes() == tuesday
    path.write_bytes(monday)
    left = out / "interactions" / f"{TEMPORARY}1-part-00001.parquet"
    shutil.copyfile(out / "interactions" / "part-00000.parquet", left)
    score("tuesday", resume=True)
    assert path.read_bytes() == tuesday, "what a killed process left counts for nothing"
    left.unlink()
    score_files(analyzer, [SAMPLES / "complaints.csv"], tmp_path / "whole", progress=False)
    whole = voc.read_scores(tmp_path / "whole")
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
    assert path.read_bytes() == tuesday
