"""Folders here and at URLs: what is put there is there as a whole, and nothing else stays."""

from __future__ import annotations

from pathlib import Path

from voc.storage import TEMPORARY, Folder


def test_only_what_is_not_whole_is_cleaned_away(tmp_path: Path) -> None:
    kept = [tmp_path / "units/part-00000.parquet", tmp_path / "mine" / f"{TEMPORARY}1-notes", tmp_path / ".hidden"]
    left = [tmp_path / f"{TEMPORARY}1-run.json", tmp_path / "units" / f"{TEMPORARY}1-part-00001.parquet"]
    for path in (*kept, *left):
        path.parent.mkdir(exist_ok=True)
        path.touch()
    Folder(tmp_path).clean(["", "units", "not-there"])
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(kept)
