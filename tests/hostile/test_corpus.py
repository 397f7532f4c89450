"""What was found by attacks stays mended, and what comes at random is survived: files, models, texts, commands."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.readers.damage import FIXTURES, mutated
from voc.cli import app
from voc.cues import find
from voc.errors import InputError, ModelError, VocError
from voc.journey import rollups
from voc.model import store
from voc.model.artifacts import CONFIG, MANIFEST, RISK, ModelConfig, verify
from voc.readers import Reject, read_file
from voc.readers.detect import FORMATS, detect
from voc.readers.rows import table
from voc.risk.model import RiskModel
from voc.text import normalize, pipeline, split

CORPUS = sorted(path for path in (Path(__file__).parent / "corpus").iterdir() if path.suffix != ".toml")
SHIPPED = store.find(store.DEFAULT)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_files_that_once_did_harm(path: Path) -> None:
    start = time.process_time()
    for kind in {detect(path) or "csv", *(name for name in FORMATS if path.suffix in FORMATS[name].SUFFIXES)}:
        try:
            found = list(read_file(path, kind))
        except InputError:
            continue  # the table has no column of texts
        table(row for row in found if not isinstance(row, Reject))
    assert time.process_time() - start < 2, "seconds of processor time"


def test_a_taxonomy_that_once_did_harm() -> None:
    with pytest.raises(InputError, match="is not TOML"):
        rollups.read(CORPUS[0].parent / "taxonomy.toml")


@settings(max_examples=60)
@given(st.text() | st.text(st.characters(codec="utf-8", categories=["Cf", "Mn", "So", "Zs", "Ps", "Po"]), max_size=200))
def test_any_text_is_split_into_pieces_of_itself(text: str) -> None:
    spans = split(text)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert [a for a, _ in spans] == sorted(a for a, _ in spans)
    normal = normalize(text)
    if normal.starts is not None and normal.ends is not None:
        assert len(normal.text) == len(normal.starts) == len(normal.ends)
    if text.strip():
        assert pipeline()(text).text == text
        find(pipeline()(text))


@pytest.mark.parametrize("name", [CONFIG, RISK, MANIFEST])
def test_any_damage_to_a_model_is_told(name: str, tmp_path: Path) -> None:
    content = (SHIPPED / name).read_bytes()

    @settings(max_examples=60)
    @given(mutated(content))
    def survives(damaged: bytes) -> None:
        (tmp_path / name).write_bytes(damaged)
        try:
            if name == MANIFEST:
                verify(tmp_path)
            elif name == CONFIG:
                ModelConfig.load(tmp_path)
            else:
                RiskModel.load(tmp_path / name)
        except ModelError as error:
            assert name in str(error) or "is missing" in str(error)  # noqa: PT017

    survives()


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir())[::4], ids=lambda path: path.name)
def test_any_damage_to_an_export_is_told_by_the_command_line(path: Path, tmp_path: Path) -> None:
    content = path.read_bytes()

    @settings(max_examples=10)
    @given(mutated(content))
    def survives(damaged: bytes) -> None:
        (tmp_path / path.name).write_bytes(damaged)
        found = CliRunner().invoke(app, ["validate", str(tmp_path / path.name)])
        assert isinstance(found.exception, VocError | SystemExit | None)

    survives()
