"""Folders here and at URLs: what is put there is there as a whole, and nothing else stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from voc.storage import TEMPORARY, Folder


def test_only_what_is_not_whole_is_cleaned_away(tmp_path: Path) -> None:
    kept = [tmp_path / "units/part-00000.parquet", tmp_path / "mine" / f"{TEMPORARY}1-notes", tmp_path / ".hidden"]
    left = [tmp_path / f"{TEMPORARY}1-run.json", tmp_path / "units" / f"{TEMPORARY}1-part-00001.parquet"]
    for path in (*kept, *left):
        path.parent.mkdir(exist_ok=True)
        path.touch()
    Folder(tmp_path).clean(["", "units", "not-there"])
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(kept)


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_the_folders_of_a_file_are_made(tmp_path: Path, scheme: str) -> None:
    folder = Folder(f"{scheme}{tmp_path}/a/b")
    for content in ("first", "second"):
        (tmp_path / "made").write_text(content)
        folder.put(tmp_path / "made", "units/part")
        assert folder.read("units/part") == content.encode()
        assert not (tmp_path / "made").exists()
    assert folder.names("units") == ["part"]
    assert folder.create("claim", b"ours")
    assert not folder.create("claim", b"theirs")
    assert folder.read("claim") == b"ours"


@pytest.mark.parametrize("place", ["file", "file/out"])
def test_a_folder_where_a_file_is_cannot_be_made(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=str(tmp_path / "file")):
        Folder(f"file://{tmp_path}/{place}").create("claim", b"ours")


def test_a_claim_is_the_first_file_at_a_url(tmp_path: Path) -> None:
    assert Folder(f"file://{tmp_path}/new/out").create("claim", b"ours")
    assert (tmp_path / "new" / "out" / "claim").read_bytes() == b"ours"
