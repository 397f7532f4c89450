import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import voc
from voc.errors import InputError
from voc.scores import TABLES, Scores, part_name
from voc.storage import TEMPORARY


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


def test_saving_to_an_object_store_is_refused(
    sample_scores: Scores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"s3://bucket/scores is no local folder: save into one and copy it"):
        sample_scores.save("s3://bucket/scores")
    assert not list(tmp_path.iterdir())


def test_files_that_are_not_whole_are_not_read(sample_scores: Scores, tmp_path: Path) -> None:
    sample_scores.save(tmp_path)
    (tmp_path / "units" / f"{TEMPORARY}1-part-00001.parquet").write_bytes(b"PAR1 and no more")
    shutil.copyfile(
        tmp_path / "interactions" / part_name(0), tmp_path / "interactions" / f"{TEMPORARY}1-{part_name(0)}"
    )
    assert voc.read_scores(tmp_path).interactions.num_rows == sample_scores.interactions.num_rows
    shutil.copyfile(tmp_path / "interactions" / part_name(0), tmp_path / "interactions" / part_name(1))
    assert voc.read_scores(tmp_path).interactions.num_rows == 2 * sample_scores.interactions.num_rows


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
