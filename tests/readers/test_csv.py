from pathlib import Path
from typing import Any

import pytest

from voc.errors import InputError
from voc.readers import csv, read

OPEN = "opens a quotation that does not end where a field ends"
BROKEN = "belongs to a record that is broken"


def rows(folder: Path, content: str) -> list[tuple[int, Any]]:
    path = folder / "x.csv"
    path.write_bytes(content.encode())
    return list(csv.rows(path))


def texts(found: list[tuple[int, Any]]) -> list[tuple[int, str]]:
    return [(line, row["text"]) for line, row in found if isinstance(row, dict)]


def rejects(found: list[tuple[int, Any]]) -> list[tuple[int, str]]:
    return [(line, row) for line, row in found if isinstance(row, str)]


def test_an_open_quotation_costs_its_customer_only(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "interaction_id,customer_id,text\n"
        '1,a,"Great phone\n2,b,It broke after a day.\n3,c,"Refund took weeks."\n4,d,Fine\n'
    )
    table, told = read([path])
    assert table["customer_id"].to_pylist() == ["b", "c", "d"]
    assert table["text"].to_pylist() == ["It broke after a day.", "Refund took weeks.", "Fine"]
    assert [(reject.position, reject.reason) for reject in told] == [(2, OPEN)]


@pytest.mark.parametrize("ending", ["\n", ""])
def test_an_open_quotation_without_a_second_mark_does_not_reach_the_end(tmp_path: Path, ending: str) -> None:
    more = [f"{n},words number {n}" for n in range(6000)]
    found = rows(tmp_path, "\n".join(["customer_id,text", 'a,"Great phone', *more]) + ending)
    assert rejects(found) == [(2, OPEN)]
    assert texts(found) == [(n + 3, f"words number {n}") for n in range(6000)]


def test_lines_of_a_broken_record_are_no_rows(tmp_path: Path) -> None:
    content = 'id,text,day\n1,"They left\nme "there" again\n\n2,"ok,\nthen",Mon\n3,fine,Tue\n'
    found = rows(tmp_path, content)
    assert rejects(found) == [(2, OPEN), (3, BROKEN)]
    assert texts(found) == [(5, "ok,\nthen"), (7, "fine")]


def test_rows_shorter_or_longer_than_the_header_go_on_after_a_broken_record(tmp_path: Path) -> None:
    for ending in ("", ",,"):
        found = rows(tmp_path, f'text,channel,day\none,chat{ending}\n"two,chat{ending}\nthree,chat{ending}\n')
        assert rejects(found) == [(3, OPEN)]
        assert texts(found) == [(2, "one"), (4, "three")]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ('"Dear all,\n\nit broke.\nMia"', "Dear all,\n\nit broke.\nMia"),
        ('"Dear all,\r\n2,b\r\n"', "Dear all,\r\n2,b\r\n"),
        ('"one, two, three"', "one, two, three"),
        ('"She said ""no"",\nthen ""yes"""', 'She said "no",\nthen "yes"'),
        ("it's the customers' own", "it's the customers' own"),
        ("'tis late", "'tis late"),
        ('a 27" screen', 'a 27" screen'),
        ('the screen has 27"', 'the screen has 27"'),
        ('"a 27"" screen"', 'a 27" screen'),
        ('"Great" phone', "Great phone"),
        ('"' + "line\n" * 2000 + '"', "line\n" * 2000),
    ],
)
@pytest.mark.parametrize("last", [False, True])
def test_quotation_marks_that_fit_are_read_as_before(tmp_path: Path, field: str, text: str, last: bool) -> None:
    header, record, after = ("id,text", f"1,{field}", "2,fine") if last else ("text,id", f"{field},1", "fine,2")
    found = rows(tmp_path, f"{header}\n{record}\n{after}\n")
    assert rejects(found) == []
    assert texts(found) == [(2, text), (3 + field.count("\n"), "fine")]


@pytest.mark.parametrize("content", ["text,channel", "text,channel\n", "sep=,\ntext,channel\n", "", "\n\n"])
def test_a_header_alone_has_no_rows(tmp_path: Path, content: str) -> None:
    assert rows(tmp_path, content) == []


def test_a_broken_header_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has a header that opens a quotation"):
        rows(tmp_path, 'text,"channel\nhello,chat\nbye,chat\n')


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_excel_says_what_separates(tmp_path: Path, separator: str, quote: str) -> None:
    lines = [f"{quote}sep={separator}{quote}", f"text{separator}id", f"a. b: c{separator}1"]
    for start in ("", "\ufeff", "\r\n"):
        found = rows(tmp_path, start + "\r\n".join(lines) + "\r\n")
        assert found == [(3 + start.count("\n"), {"text": "a. b: c", "id": "1"})]


@pytest.mark.parametrize(("blank", "header"), [("\n", 2), ("\r\n\r\n", 3), ("  \n", 2), (";;\n", 2), ('"";""\n', 2)])
def test_blank_lines_before_the_header_are_passed_over(tmp_path: Path, blank: str, header: int) -> None:
    found = rows(tmp_path, f"{blank}text;id\nhello, you;1\n")
    assert found == [(header + 1, {"text": "hello, you", "id": "1"})]


def test_what_only_looks_like_excels_line_is_a_column(tmp_path: Path) -> None:
    assert rows(tmp_path, "sep=;text\n1;hello\n") == [(2, {"sep=": "1", "text": "hello"})]
    assert texts(rows(tmp_path, "text\nsep=;\n")) == [(2, "sep=;")]


def test_empty_fields_beyond_the_header_are_nothing_and_values_there_reject(tmp_path: Path) -> None:
    found = rows(tmp_path, "text,id\nhello,1,\nhi,2, ,\noh, dear,3\nbye,4\n")
    assert texts(found) == [(2, "hello"), (3, "hi"), (5, "bye")]
    assert rejects(found) == [(4, "has 1 more fields than the header")]


def test_a_short_last_row_needs_no_line_end(tmp_path: Path) -> None:
    assert texts(rows(tmp_path, "text,channel\nhello,chat\nbye")) == [(2, "hello"), (3, "bye")]
