import json
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.readers.damage import read
from voc.errors import InputError
from voc.readers import documents
from voc.readers.documents import EPOCH, Format, Part, Row, after, moment
from voc.readers.json_scan import Broken, Loose
from voc.readers.rows import RowError


def _rebuild(parts: Sequence[Part]) -> Row:
    doc: Row = {}
    for part in parts:
        doc = {**part, **doc} if isinstance(part, Loose) else doc
    return {**doc, "turns": [part for part in parts if isinstance(part, Broken) or "say" in part]}


def _turns(doc: Row, name: str) -> Iterator[Row | str]:
    def row(turn: Row) -> Row:
        return documents.row(interaction_id=documents.word(doc.get("id")) or name, text=documents.said(turn["say"]))

    yield from documents.each(doc["turns"], row)


FORMAT = Format("a test talk", "id", lambda o: "turns" in o, lambda o: "say" in o, _rebuild, _turns)


def rows(path: Path) -> Iterator[tuple[int, Row | str]]:
    return documents.rows(path, FORMAT)


def talk(name: str, *said: str) -> dict[str, object]:
    return {"id": name, "meta": {"n": 1}, "turns": [{"say": text} for text in said]}


def pairs(data: str | bytes) -> list[object]:
    """Return ``id: text`` of each row, and only that there is a reason."""
    found = read(rows, data.encode() if isinstance(data, str) else data)
    return [f"{row['interaction_id']}: {row['text']}" if isinstance(row, dict) else None for row in found]


A, B, C = talk("a", "one", "two {x}"), talk("b", "three"), talk("c", "four")
ALL = ["a: one", "a: two {x}", "b: three", "c: four"]


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_one_object_an_array_lines_and_a_sequence_are_read_alike(indent: int | None) -> None:
    assert pairs(json.dumps(A, indent=indent)) == ALL[:2]
    assert pairs(json.dumps([A, B, C], indent=indent)) == ALL
    for between in ("\n", "\r\n", "\n\n", "", ", ", "\x1e"):
        assert pairs(between.join(json.dumps(one, indent=indent) for one in (A, B, C))) == ALL


def test_a_broken_line_loses_its_broken_record_alone() -> None:
    lines = [json.dumps(one) for one in (A, B, C)]
    assert pairs("\n".join([lines[0], lines[1][:-5], lines[2]])) == ["a: one", "a: two {x}", None, "c: four"]
    assert pairs("\n".join([lines[0].replace('"two', "two"), *lines[1:]])) == ["a: one", None, *ALL[2:]]
    two = pairs("\n".join([lines[0][:-20], lines[1][:-2], lines[2]]))
    assert [row for row in two if row] == ["a: one", "b: three", "c: four"], "neighbours are not taken for one"
    assert two[1] is None
    assert None in two[3:]
    assert pairs("\n".join([*lines[:2], '{"id": "c", "tur'])) == [*ALL[:3], None]


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_a_broken_element_of_an_array_loses_its_broken_record_alone(indent: int | None) -> None:
    text = json.dumps([A, B, C], indent=indent)
    assert pairs(text.replace('"three"', '"three')) == [*ALL[:2], None, "c: four"]
    assert pairs(text.replace('"three"', "three").replace('"one"', "one")) == [None, "a: two {x}", None, "c: four"]
    assert pairs(text.replace('"n": 1', '"n": ', 1)) == [None, *ALL]
    assert pairs(text[: text.index('"four"')]) == [*ALL[:3], None]


def test_an_object_that_is_closed_too_early_loses_nothing_but_its_name() -> None:
    text = json.dumps(A).replace('"meta": {"n": 1}', '"turns": []}')
    assert pairs(text) == [None, "export-2: one", "export-2: two {x}"]


def test_a_conversation_without_a_name_is_called_after_the_file() -> None:
    nameless = {"turns": [{"say": "x"}]}
    assert pairs(json.dumps([nameless, B, nameless])) == ["export: x", "b: three", "export-3: x"]


def test_reasons_say_where_and_not_what() -> None:
    found = read(rows, b'{"id": "a", "turns": [{"say": "secret words"}, {"say": secret words}, {"say": 7}, [1]]}')
    assert found == [
        {"interaction_id": "a", "text": "secret words"},
        "broken or cut off at character 56 of the file: Expecting value",
        "the text is not text but int",
    ]


def test_records_that_are_no_objects_and_objects_that_are_no_conversations_have_reasons() -> None:
    data = json.dumps([{"turns": [1, None, {"say": "x"}]}, {"other": 1}])
    found = read(rows, data.encode())
    assert found == [
        *["not a JSON object"] * 2,
        {"interaction_id": "export", "text": "x"},
        "not a conversation of a test talk",
    ]


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"[1, 2]", b'{"other": 1}', b"{}", b'{"id": "a", "tu', b"{" * 5000, b"\0"]
)
def test_a_file_of_something_else_is_an_input_error(data: bytes) -> None:
    with pytest.raises(InputError, match="is not a test talk"):
        read(rows, data)


def test_strings_that_arrow_cannot_store_are_mended() -> None:
    assert pairs(rb'{"turns": [{"say": "\ud83d\ude02 \ud83d \u0000x"}], "id": "\udc00"}') == ["\ufffd: 😂 \ufffd x"]


def test_memory_is_flat_and_objects_may_lie_across_blocks(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    line = json.dumps(talk("a", *["word " * 30] * 8)) + "\n"
    path.write_text(line * (8 * 2**20 // len(line)))
    tracemalloc.start()
    try:
        count = sum(1 for _, row in documents.rows(path, FORMAT) if isinstance(row, dict))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 8 * (8 * 2**20 // len(line))
    assert peak < 6 * 2**20, "much less than the file's 8 MiB"


def test_times() -> None:
    assert after(EPOCH, 1771234200000000, 10**6) == datetime(2026, 2, 16, 9, 30, tzinfo=UTC)
    assert after(EPOCH, "1771234200000000000", 10**9) == datetime(2026, 2, 16, 9, 30, tzinfo=UTC)
    assert after(EPOCH, 1500.0, 1000) == datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=UTC)
    assert moment("2026-02-16T10:30:00.123456789+01:00") == datetime(2026, 2, 16, 9, 30, 0, 123456, tzinfo=UTC)
    assert moment("2026-02-16T09:30:00") == moment(" 2026-02-16T09:30:00Z ") == datetime(2026, 2, 16, 9, 30, tzinfo=UTC)
    assert after(EPOCH, None, 1) is moment(None) is moment("") is None


@pytest.mark.parametrize("value", [True, "x", "9" * 5000, 10**30, float("nan"), float("inf"), [], {}])
def test_a_number_that_is_no_time_is_a_row_error(value: object) -> None:
    with pytest.raises(RowError, match="is not a number of 1/1000 seconds in range") as error:
        after(EPOCH, value, 1000)
    assert len(str(error.value)) < 150


@pytest.mark.parametrize("value", [7, "yesterday", "0001-01-01T00:00:00+14:00", "2026-13-01", {}, "\ud800"])
def test_a_text_that_is_no_time_is_a_row_error(value: object) -> None:
    with pytest.raises(RowError, match="is not ISO 8601"):
        moment(value)
