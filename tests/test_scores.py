from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import voc
from voc.errors import InputError
from voc.scores import TABLES, Scores


def test_tables_have_their_schemas(sample_scores: Scores) -> None:
    for name, schema in TABLES.items():
        assert sample_scores.tables[name].schema == schema


def test_round_trip(sample_scores: Scores, tmp_path: Path) -> None:
    sample_scores.save(tmp_path)
    again = voc.read_scores(tmp_path)
    assert all(again.tables[name].equals(sample_scores.tables[name]) for name in TABLES)
    frame = voc.read_scores(tmp_path, "pandas")
    assert isinstance(frame.customers, pd.DataFrame)
    assert isinstance(frame.roadmap("stage"), pd.DataFrame)


def test_a_folder_without_scores_is_an_error(sample_scores: Scores, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has no units;"):
        voc.read_scores(tmp_path)
    sample_scores.save(tmp_path)
    pq.write_table(sample_scores.stages, tmp_path / "drivers" / "part-00000.parquet")
    with pytest.raises(InputError, match=r"drivers/part-00000.parquet was written by another version"):
        voc.read_scores(tmp_path)


def test_report_is_one_file(sample_scores: Scores, tmp_path: Path) -> None:
    sample_scores.report(tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "C-1001" in page
    assert len(page) < 5_000_000
