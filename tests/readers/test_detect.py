"""Every fixture is found to be of its own format, and of no other."""

from pathlib import Path

import pytest

from voc.errors import InputError
from voc.readers.detect import FORMATS, detect, find
from voc.readers.encoding import open_text

FIXTURES = sorted((Path(__file__).parent / "fixtures").iterdir())
SAMPLES = sorted((Path(__file__).parents[2] / "voc" / "samples").iterdir())


def format_of(path: Path) -> str:
    return path.name.split(".")[0].replace("_", "-")


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_every_fixture_is_of_its_own_format(path: Path) -> None:
    assert detect(path) == format_of(path)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_no_other_format_takes_a_fixture_for_its_own(path: Path) -> None:
    with open_text(path) as file:
        head = file.read(2**16)
    others = [name for name in FORMATS if name not in (format_of(path), "csv", "jsonl", "parquet")]
    rivals = [name for name in others if path.suffix in FORMATS[name].SUFFIXES and FORMATS[name].sniff(head)]
    assert rivals == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_samples_are_tables(path: Path) -> None:
    assert detect(path) == path.suffix[1:]


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("a.csv", "text,customer_id\nhello,C1\n", "csv"),
        ("a.csv", "review,rating\nnot good at all,2\n", "survey"),
        ("a.json", '{"something": "else"}', ""),
        ("a.txt", "Shopping list\nmilk\nbread\n", ""),
        ("a.jsonl", '{"text": "hello"}\n', "jsonl"),
        ("a.dat", "hello", ""),
    ],
)
def test_what_is_not_known_is_not_guessed(tmp_path: Path, name: str, content: str, format: str) -> None:
    (tmp_path / name).write_text(content)
    assert detect(tmp_path / name) == format


def test_a_table_with_named_columns_is_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("review,rating\nnot good at all,2\n")
    assert detect(tmp_path / "a.csv", tables=True) == "csv"


def test_a_folder_gives_its_exports_in_order(tmp_path: Path) -> None:
    for name in ("b.csv", "a.jsonl", "c.dat", "notes.txt"):
        (tmp_path / name).write_text('{"text": "x"}\n')
    found = [(path.name, name) for path, name in find([tmp_path], "auto", tables=False)]
    assert found == [("a.jsonl", "jsonl"), ("b.csv", "csv"), ("notes.txt", "")]
    assert [path.name for path, _ in find([tmp_path], "csv", tables=False)] == ["b.csv"]


def test_unknown_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="contact-lens, ccai"):
        list(find([tmp_path], "excel", tables=False))
    with pytest.raises(InputError, match="does not exist"):
        list(find([tmp_path / "gone"], "auto", tables=False))
