from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from voc.cli import app


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text("text,role\nI waited three weeks for it,customer\nWhere is it?,customer\n", encoding="utf-8")
    return path


def label(export: Path, out: Path, *more: str) -> Result:
    return CliRunner().invoke(app, ["label", str(export), "-o", str(out), "--model", "voc-static-en", *more])


def test_rejected_rows_are_told_and_give_exit_code_1(export: Path, tmp_path: Path) -> None:
    assert label(export, tmp_path / "all.jsonl").exit_code == 0
    export.write_text(export.read_text(encoding="utf-8") + "Lovely help today,wizard\n", encoding="utf-8")
    done = label(export, tmp_path / "some.jsonl")
    assert done.exit_code == 1
    assert done.stderr == "1 rows were rejected: voc validate says why\n"
    assert "2 texts to label in" in done.stdout
    assert (tmp_path / "some.jsonl").read_bytes() == (tmp_path / "all.jsonl").read_bytes()
