import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc import limits
from voc.errors import InputError
from voc.readers.csv_records import beyond, records

PIECES = st.sampled_from(['"', "'", ",", ";", "\n", "\r\n", "a", " ", "é"])
FIELD = st.lists(PIECES, max_size=8).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(FIELD, min_size=3, max_size=3), max_size=6), st.sampled_from(",;\t|"))
def test_what_a_writer_wrote_is_read_with_its_lines(values: list[list[str]], separator: str) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator)
    expected = []
    for row in [["id", "text", "day"], *values]:
        expected.append((len(lines(file.getvalue())) + 1, row))
        writer.writerow(row)
    assert list(records(lines(file.getvalue()))) == expected


def lines(content: str) -> list[str]:
    """Split at line ends, which stay, as an open file does; ``splitlines`` knows more of them."""
    return list(io.StringIO(content, newline=""))


def test_lines_are_taken_as_records_are_asked_for() -> None:
    taken = 0

    def source() -> Iterator[str]:
        nonlocal taken
        for line in ["id,text\n", "1,hello\n", '2,"open\n', *["3,more\n"] * 20_000]:
            taken += 1
            yield line

    found = records(source())
    assert [next(found), next(found)] == [(1, ["id", "text"]), (2, ["1", "hello"])]
    assert taken == 2
    assert next(found)[0] == 3
    assert 3 < taken < 6000, "what an open quotation swallows is bounded"
    assert next(found) == (4, ["3", "more"])


def test_marks_that_never_fit_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_LINES_AGAIN", 500)
    with pytest.raises(InputError, match="limit MOST_LINES_AGAIN"):
        list(records(["text\n", *['"open\n', *["words\n"] * 200] * 3]))


def test_a_last_record_that_is_short_and_has_no_line_end() -> None:
    source = ["id,text\n", "1,hello\n", "2"]
    assert list(records(source))[-1] == (3, "is cut off")
    assert list(records(source, ragged=True))[-1] == (3, ["2"])


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (["a"], ""),
        (["a", "b"], ""),
        (["a", "b", "", " "], ""),
        (["a", "b", "", "c"], "has 2 more fields than the header"),
    ],
)
def test_only_values_count_as_beyond_the_header(fields: list[str], reason: str) -> None:
    assert beyond(fields, 2) == reason
