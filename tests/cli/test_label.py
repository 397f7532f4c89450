from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from voc.cli import app
from voc.errors import InputError


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


@pytest.mark.parametrize(
    "mine",
    [
        '{"text": "a", "label": "x"}\n',
        '{"text": "a", "draft": true}\n\n{"text": "b", "draft": false}',
        "[1]",
        "my notes",
    ],
)
def test_what_somebody_made_is_not_overwritten(export: Path, tmp_path: Path, mine: str) -> None:
    out = tmp_path / "to-label.jsonl"
    out.write_text(mine, encoding="utf-8")
    done = label(export, out)
    assert isinstance(done.exception, InputError)
    assert str(done.exception).startswith(f"{out} holds more than drafts")
    assert out.read_text(encoding="utf-8") == mine
    assert label(export, out, "--overwrite").exit_code == 0
    drafts = out.read_bytes()
    assert drafts.count(b"draft") == 2
    assert label(export, out, "--suggest", "1").exit_code == 0, "drafts are nobody's work"
    assert out.read_bytes().count(b"draft") == 1
