import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.readers.damage import read, texts
from voc.errors import InputError
from voc.readers import documents
from voc.readers.documents import Format, Part, Row
from voc.readers.json_lists import Rebuilt, in_order, is_list, members, stream
from voc.readers.json_scan import Broken


def _rebuild(parts: Sequence[Part]) -> Row:
    return Rebuilt({"turns": [part for part in parts if isinstance(part, Broken) or "say" in part]})


def _turns(doc: Row, name: str) -> Iterator[Row | str]:
    def row(turn: Row) -> Row:
        return documents.row(interaction_id=documents.word(doc.get("id")) or name, text=documents.said(turn["say"]))

    yield from documents.each(doc["turns"], row)


FORMAT = Format("test talks", "id", lambda o: "turns" in o, lambda o: "say" in o, _rebuild, _turns)


def rows(path: Path) -> Iterator[tuple[int, Row | str]]:
    return stream(path, "talks", FORMAT, is_list(path, "talks"))


def talk(*said: str) -> str:
    return json.dumps({"turns": [{"say": text} for text in said]})


GOOD = [talk("zero"), talk("one", "two"), talk("three"), talk("four")]
ALL = ["zero", "one", "two", "three", "four"]
LISTED = f'{{"count": 4, "talks": [{", ".join(GOOD)}], "next": null}}'


def test_members_are_those_of_objects() -> None:
    assert members('{"a": 1, "b": [{"c" : "d"}], "e\\"x": 2') == {"a", "b", "c"}
    assert members(' [{"a": "') == {"a"}
    assert members('"a": 1') == members("a,b\n") == members("") == set()


@pytest.mark.parametrize(
    ("data", "listed"),
    [
        (LISTED, True),
        ('\n{"meta": {}, "talks" : [', True),
        (f"[{GOOD[0]}]", False),
        (f'[{{"talks": [{GOOD[0]}]}}]', False),
        ('{"talks": {}}', False),
        ("", False),
    ],
)
def test_a_list_in_an_object_is_recognised(tmp_path: Path, data: str, listed: bool) -> None:
    path = tmp_path / "x.json"
    path.write_text(data)
    assert is_list(path, "talks") == listed


def test_lists_pages_and_single_records_are_read_alike() -> None:
    assert texts(read(rows, LISTED.encode())) == ALL
    assert texts(read(rows, f"{LISTED}\n{LISTED}".encode())) == ALL * 2
    assert texts(read(rows, f"[{LISTED}, {LISTED}]".encode())) == ALL * 2
    assert texts(read(rows, "\n".join(GOOD).encode())) == ALL
    assert texts(read(rows, GOOD[1].encode())) == ["one", "two"]


def test_a_record_without_a_name_is_called_after_the_file_and_its_place() -> None:
    assert [row["interaction_id"] for row in read(rows, LISTED.encode())] == [f"export-{n}" for n in (1, 2, 2, 3, 4)]


def test_an_empty_list_has_no_rows() -> None:
    assert read(rows, b'{"talks": [], "count": 0}') == []


def test_what_stands_between_records_costs_none_of_them() -> None:
    data = f'{{"talks": [{GOOD[0]}, null, {{"a": 1}}, {GOOD[1]}, {GOOD[2]}, x, {GOOD[3]}]}}'
    found = read(rows, data.encode())
    assert texts(found) == ALL
    assert found[1:3] == ["not one of test talks"] * 2


@pytest.mark.parametrize("lost", range(4))
def test_a_broken_record_costs_only_what_is_broken_in_it(lost: int) -> None:
    text = ("zero", "one", "three", "four")[lost]
    found = read(rows, LISTED.replace(f'"{text}"', text).encode())
    assert texts(found) == [other for other in ALL if other != text]
    assert sum("broken or cut off" in row for row in found if isinstance(row, str)) == 1


def test_a_list_that_is_cut_off_loses_only_its_tail() -> None:
    for end in range(LISTED.index("zero") + 7, len(LISTED)):
        found = read(rows, LISTED[:end].encode())
        assert texts(found) == [text for text in ALL if f'"{text}"}}' in LISTED[:end]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_lists_are_read_in_the_encodings_of_exports(encoding: str) -> None:
    assert texts(read(rows, LISTED.replace("three", "café").encode(encoding)))[3] == "café"


@pytest.mark.parametrize("data", ["", "[1, 2]", '{"other": 1}', '{"talks": 7}'])
def test_a_file_of_something_else_is_an_input_error(data: str) -> None:
    with pytest.raises(InputError, match="is not test talks"):
        read(rows, data.encode())


def test_rows_come_by_time_where_all_have_one_after_the_reasons() -> None:
    late, early = ({"timestamp": datetime(2026, 3, day, tzinfo=UTC)} for day in (2, 1))
    assert list(in_order(iter([late, "no text", early]), "talk 1")) == ["talk 1: no text", early, late]
    assert list(in_order(iter([late, {}, early]), "talk 1")) == [late, {}, early]
