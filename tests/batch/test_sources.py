"""Which files a job reads: each once, in an order of their own, told apart from others and from changed ones."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pytest

from voc.batch import sources
from voc.batch.gather import gather
from voc.batch.journal import Journal
from voc.batch.sources import find
from voc.errors import InputError
from voc.readers import Columns


def names(places: list[Path]) -> list[str]:
    return [source.name for source in find(places, "auto")]


def test_each_file_once_in_any_order(tmp_path: Path) -> None:
    for name in ("b.csv", "a.jsonl", "c.unknown"):
        (tmp_path / name).write_text("text\n")
    expected = [str(tmp_path / name) for name in ("a.jsonl", "b.csv")]
    assert names([tmp_path]) == names([tmp_path / "b.csv", tmp_path, tmp_path / "a.jsonl"]) == expected
    assert names([tmp_path / "c.unknown"]) == [str(tmp_path / "c.unknown")]
    with pytest.raises(InputError, match="format 'nope' is not known"):
        find([tmp_path], "nope")


def test_a_pipe_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\nhello\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    os.mkfifo(tmp_path / "b.csv")
    assert names([tmp_path]) == [str(tmp_path / "link.csv")], "one of a folder is passed over, a link is its file"
    with pytest.raises(InputError, match=r"b\.csv is a pipe or a device.*write it to a file first"):
        find([tmp_path / "b.csv"], "csv")
    reading, writing = os.pipe()
    os.write(writing, b"text\nhello\n")
    with pytest.raises(InputError, match=rf"/dev/fd/{reading} is a pipe"):
        find([Path(f"/dev/fd/{reading}")], "csv")
    assert os.read(reading, 100) == b"text\nhello\n"
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize("whole", [sources.WHOLE, 4])
def test_a_change_is_seen(tmp_path: Path, whole: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "WHOLE", whole)
    monkeypatch.setattr(sources, "END", 3)
    path = tmp_path / "a.csv"
    path.write_text("text\nhello\n")
    before = find([path], "auto")
    assert find([path], "auto") == before
    path.write_text("text\nhella\n")
    assert find([path], "auto") != before


def test_a_file_that_changes_while_it_is_read_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text\nhello\n")
    (source,) = find([path], "auto")

    def read() -> None:
        with source.local(tmp_path) as local:
            assert local == path
            path.write_text("text\nhello\nagain\n")

    with pytest.raises(InputError, match=r"a\.csv changed while it was read"):
        read()


def test_files_of_one_name_in_several_folders_stay_apart(tmp_path: Path) -> None:
    for day in ("monday", "tuesday"):
        (tmp_path / day).mkdir()
        (tmp_path / day / "reviews.csv").write_text(f"text\nof {day}\n")
    (tmp_path / "calls.csv").write_text("text\nof all days\n")
    work = tmp_path / "work"
    work.mkdir()
    found = find([tmp_path / "tuesday", tmp_path, tmp_path / "monday"], "auto")
    gather(Journal(work), found, "auto", Columns(), lambda _: None)
    with pa.memory_map(str(work / "read-00000.arrow")) as file:
        rows = pa.ipc.open_file(file).read_all().sort_by("order")
    assert rows["interaction_id"].to_pylist() == ["calls-2", "monday-reviews-2", "tuesday-reviews-2"]
    assert rows["text"].to_pylist() == ["of all days", "of monday", "of tuesday"]


def test_a_file_that_cannot_be_opened_is_rejected_and_the_rest_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\nhello\n")
    (tmp_path / "b.parquet").write_text("no parquet")
    work = tmp_path / "work"
    work.mkdir()
    found = find([tmp_path], "auto")
    (record,) = gather(Journal(work), found, "auto", Columns(), lambda _: None)
    assert (record["rows"], record["rejects"]) == (1, 1)
    assert str(tmp_path / "b.parquet") in (work / "read-00000.jsonl").read_text()
