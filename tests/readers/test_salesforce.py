import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.readers.damage import FIXTURES, OTHERS
from voc.errors import InputError
from voc.readers import salesforce
from voc.readers.rows import Columns, parse, table

DATA = (FIXTURES / "salesforce.csv").read_bytes()
ROUTER, MOVING = "500A0000001AAAAAAA", "500B0000001BBBBBBB"


def read(data: bytes | str) -> list[tuple[int, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "CaseComment.csv"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        found = list(salesforce.rows(path))
    table(parse(row, Columns(), "x") for _, row in found if not isinstance(row, str))
    return found


def router(role: str, speaker: str, time: datetime, text: str) -> dict[str, object]:
    return {
        "interaction_id": ROUTER,
        "customer_id": "003A01",
        "role": role,
        "speaker": speaker,
        "timestamp": time,
        "channel": "Web",
        "text": text,
    }


def moving(role: str, speaker: str, time: datetime, text: str | None) -> dict[str, object]:
    row = router(role, speaker, time, "") | {"interaction_id": MOVING, "customer_id": "005I09", "channel": "Email"}
    return row | {"text": text}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 2, day, hour, minute, tzinfo=UTC)


EXPECTED = [
    (10, "is deleted"),
    (11, "is of no case: ParentId or CaseNumber is empty"),
    (12, "ispublished 'maybe' is not known"),
    (13, "time '9/9/9999, 99:99 AA' is not ISO 8601 (such as 2026-03-14T09:12:31+00:00)"),
    (
        2,
        router(
            *("customer", "Nia Berg", at(1, 18)),
            'The router drops the line every evening.\n\nIt is the "third" time I ask.',
        ),
    ),
    (6, router("system", "Uma", at(2, 8), "Old firmware, third ticket.")),
    (8, router("bot", "Automated Process", at(2, 8, 59), "Your appointment is booked.")),
    (7, router("agent", "Uma", at(2, 9), "A technician comes on Friday.")),
    (5, moving("customer", "Olaf", at(1, 18, 30), "Please cancel, I am moving.")),
    (9, moving("agent", "Viktor", at(3, 10), None)),
]


def test_the_fixture_gives_these_rows() -> None:
    assert read(DATA) == EXPECTED


def comment(columns: str, values: str) -> list[tuple[int, Any]]:
    return read(f"CaseNumber,CommentBody,{columns}\n17,hello,{values}\n")


@pytest.mark.parametrize(
    ("columns", "values", "role"),
    [
        ("IsPublished,CreatedBy.UserType", "false,CspLitePortal", "system"),
        ("IsPublished,CreatedBy.UserType", ",CspLitePortal", "customer"),
        ("Is Published,CREATEDBY.USERTYPE", "no,Standard", "system"),
        ("CreatedBy.UserType", "PowerCustomerSuccess", "customer"),
        ("CreatedBy.UserType", "PowerPartner", "customer"),
        ("CreatedBy.UserType", "Standard", "agent"),
        ("CreatedBy.UserType", "AutomatedProcess", "bot"),
        ("CreatedBy.UserType,CreatedBy.ContactId", "Something,003A", "customer"),
        ("CreatedBy.ContactId", "003A", "customer"),
        ("CreatedBy.ContactId", "", "agent"),
        ("CreatedBy.ContactId,CreatedById", ",035000000000001", "customer"),
        ("CreatedBy.Name,Contact Name", "Nia Berg,NIA BERG", "customer"),
        ("CreatedBy,Parent.SuppliedName", "Nia Berg,Nia Berg", "customer"),
        ("CreatedBy.Name,Contact Name", ",", "agent"),
        ("CreatedBy.Name,Contact Name", "Automated Process,Nia", "bot"),
        ("CreatedBy.Name,Contact Name", "Uma,Nia", "agent"),
    ],
)
def test_roles_follow_the_stated_rules(columns: str, values: str, role: str) -> None:
    ((position, row),) = comment(columns, values)
    assert (position, row["role"], row["interaction_id"]) == (2, role, "17")


def test_a_plain_export_cannot_tell_customers_and_says_so() -> None:
    rows = comment("ParentId,CreatedDate,CreatedById,IsPublished", "500A,2026-02-01T18:00:00.000Z,005P01,true")
    assert rows == [
        (1, "no column tells who is a customer, so everyone is an agent: export CreatedBy.UserType as well"),
        (
            2,
            {
                "interaction_id": "500A",
                "role": "agent",
                "speaker": "005P01",
                "timestamp": at(1, 18),
                "text": "hello",
            },
        ),
    ]


def test_the_format_is_recognised() -> None:
    assert salesforce.sniff(DATA.decode())
    assert salesforce.sniff('\n"CASENUMBER";"COMMENTBODY"\n')


@pytest.mark.parametrize("name", sorted(OTHERS.keys() - {"salesforce"}))
def test_other_formats_are_not_recognised(name: str) -> None:
    assert not salesforce.sniff(OTHERS[name])
    with pytest.raises(InputError, match="has no case comments of Salesforce"):
        read(OTHERS[name])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_separators_line_ends_and_nul(separator: str, encoding: str) -> None:
    fields = [["Case Number", "Comment Body", "CreatedBy.ContactId"], ["17", '"café,;\r\n\0 crème"', "003"]]
    data = "".join(separator.join(line) + "\r\n" for line in fields).encode(encoding)
    ((_, row),) = read(data)
    assert (row["text"], row["role"]) == ("café,;\r\n crème", "customer")


LINES = DATA.splitlines(keepends=True)


@pytest.mark.parametrize(
    ("line", "old", "new", "lost"),
    [
        (4, b'"Please cancel', b"Please cancel", 5),
        (4, b'moving."', b"moving.", 5),
        (5, b'"false"\n', b'"false\n', 6),
        (6, b'"00aA4"', b'00aA4"', None),
        (7, b'"Web",', b"", 8),
        (8, b'"Viktor"', b'"Vik"tor"', None),
    ],
)
def test_a_broken_row_costs_only_itself(line: int, old: bytes, new: bytes, lost: int | None) -> None:
    assert old in LINES[line]
    lines = [*LINES[:line], LINES[line].replace(old, new, 1), *LINES[line + 1 :]]
    rows = read(b"".join(lines))
    kept = {position for position, row in EXPECTED if not isinstance(row, str)} - {lost}
    assert {position for position, row in rows if not isinstance(row, str)} >= kept
    assert (lost, "cut off, or another number of fields than the header") in rows or lost is None


def test_cut_off_files_lose_only_their_tail() -> None:
    good = {position: row for position, row in EXPECTED if not isinstance(row, str)}
    for end in range(len(LINES[0]) + 1, len(DATA) - 1, 13):
        done = DATA[:end].count(b"\n") + 1
        rows = {position: row for position, row in read(DATA[:end]) if not isinstance(row, str)}
        for position, row in good.items():
            if position < done and position != 2:
                assert {**rows[position], "customer_id": ""} == {**row, "customer_id": ""}
        assert rows.keys() <= good.keys()


def test_comments_may_lie_anywhere_and_keep_their_order_without_times() -> None:
    lines = ["CaseNumber,CommentBody,CreatedDate", "1,a,2026-02-02", "2,b,", "1,c,2026-02-01", "2,d,2026-02-01"]
    rows = [row for _, row in read("\n".join(lines)) if not isinstance(row, str)]
    assert [(row["interaction_id"], row["text"]) for row in rows] == [("1", "c"), ("1", "a"), ("2", "b"), ("2", "d")]


@settings(max_examples=50)
@given(st.lists(st.sampled_from(['"', ",", "\n", "a", "\r\n", '""', "1,x,003\n"]), max_size=40))
def test_any_rows_are_read_or_rejected(pieces: Sequence[str]) -> None:
    found = read("CaseNumber,CommentBody,CreatedBy.ContactId\n" + "".join(pieces))
    assert all(isinstance(row, str) or row["interaction_id"] for _, row in found)
