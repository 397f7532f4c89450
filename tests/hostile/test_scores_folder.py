"""A folder of scores, a taxonomy or a table of states made to harm is refused with a clear error."""

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import voc
from voc.errors import InputError, VocError
from voc.journey import rollups
from voc.risk import state
from voc.scores import MODEL, RISK, TABLES, TAXONOMY, Scores

DEEP = "[" * 100_000


@pytest.fixture(scope="module")
def saved(sample_scores: Scores, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scores")
    sample_scores.save(folder)
    return folder


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "scores"))


def change(path: Path, name: str, column: Any) -> None:
    table = pq.read_table(path)
    at = table.schema.get_field_index(name)
    pq.write_table(table.set_column(at, name, column(table)), path)


def test_what_was_saved_reads_back(folder: Path, sample_scores: Scores) -> None:
    for name, table in voc.read_scores(folder).tables.items():
        assert table.equals(sample_scores.tables[name].cast(TABLES[name]))
        assert table.schema.metadata == sample_scores.tables[name].schema.metadata


@pytest.mark.parametrize(
    ("column", "made"),
    [
        ("text", lambda table: pa.array([["list"]] * len(table))),
        ("risk", lambda table: pa.array(["high"] * len(table))),
        ("start", lambda table: pa.array([2**62] * len(table))),
        ("timestamp", lambda table: pa.array(["soon"] * len(table))),
        ("emotion_scores", lambda table: pa.array([1.0] * len(table))),
    ],
)
def test_tables_with_other_types(folder: Path, column: str, made: Any) -> None:
    change(folder / "units" / "part-00000.parquet", column, made)
    with pytest.raises(InputError, match=r"units/part-00000\.parquet was altered"):
        voc.read_scores(folder)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"\x80\x04.", b"PAR1" + b"\xff" * 64 + b"PAR1"])
def test_tables_that_are_no_parquet(folder: Path, content: bytes) -> None:
    (folder / "units" / "part-00000.parquet").write_bytes(content)
    with pytest.raises(InputError, match="not a Parquet file"):
        voc.read_scores(folder)


def test_tables_that_unpack_to_anything(folder: Path) -> None:
    def texts(table: pa.Table) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array([0] * len(table), pa.int32()), pa.array(["a" * 2_000_000]))

    change(folder / "units" / "part-00000.parquet", "text", texts)
    with pytest.raises(InputError, match="times its size"):
        voc.read_scores(folder)


@pytest.mark.parametrize("told", [b"{}", b"[]", b"\xff", DEEP.encode(), b'{"population": 1, "half_life": "x"}'])
def test_notes_in_a_schema(folder: Path, told: bytes) -> None:
    path = folder / "customers" / "part-00000.parquet"
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({b"voc.population": told}), path)
    with pytest.raises(VocError, match="altered"):
        voc.read_scores(folder).states()
    states = state.STATE.empty_table().replace_schema_metadata({b"voc": told})
    with pytest.raises(InputError, match="altered"):
        state.merge(states)


@pytest.mark.parametrize("content", ["[]", DEEP, '{"name": 1, "fingerprint": "a"}', '{"name": "a"}', "\udcff", "{"])
def test_what_is_told_of_the_model(folder: Path, content: str) -> None:
    (folder / MODEL).write_text(content, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(InputError, match=r"model\.json"):
        voc.read_scores(folder)


def test_metrics_that_are_none_leave_their_part_of_the_report_empty(folder: Path, tmp_path: Path) -> None:
    for metrics in (
        {"risk": 1, "voices dev": []},
        {"risk": {"AUC, fitted on x": 3, "in-domain, 5 folds": {"a": {"ECE": "x"}}}},
    ):
        (folder / MODEL).write_text(json.dumps({"name": "<b>a", "fingerprint": "b", "metrics": metrics}))
        voc.read_scores(folder).report(tmp_path / "report.html")
        assert "<b>a" not in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "content",
    ["a = " + DEEP, "a = " + "9" * 5000, "[phase]\n\"\\u001b[31m\" = ['usage']", "\udcff", "a" * 10_000, "[a"],
)
def test_taxonomies(folder: Path, content: str) -> None:
    (folder / TAXONOMY).write_text(content, encoding="utf-8", errors="surrogateescape")
    for read in (lambda: rollups.read(folder / TAXONOMY), lambda: voc.read_scores(folder)):
        with pytest.raises(InputError, match="taxonomy"):
            read()


def test_a_risk_model(folder: Path) -> None:
    (folder / RISK).write_text('{"intercept": 1e999, "weights": {}}')
    with pytest.raises(voc.ModelError, match="not a number"):
        voc.read_scores(folder)
