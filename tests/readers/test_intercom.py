import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.readers.damage import FIXTURES, OTHERS, check_cuts, read, texts
from voc.errors import InputError
from voc.readers import intercom

DATA = (FIXTURES / "intercom.json").read_bytes()
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def parcel(role: str, speaker: str, seconds: int, text: str | None) -> dict[str, object]:
    return {
        "interaction_id": "215",
        "customer_id": "c-1",
        "role": role,
        "speaker": speaker,
        "timestamp": NOON + timedelta(seconds=seconds),
        "channel": "conversation",
        "text": text,
    }


def shelf(role: str, speaker: str, seconds: int, text: str | None) -> dict[str, object]:
    row = parcel(role, speaker, 86400 + seconds, text)
    return row | {"interaction_id": "216", "customer_id": "c-2", "channel": "email"}


PARCEL = [
    parcel("customer", "Ada O'Neill", 0, "My parcel says delivered,\nbut there is nothing here & nobody rang."),
    parcel("bot", "Fin", 5, "Hi Ada, let me look."),
    parcel("system", "Fin", 100, "assignment"),
    parcel("system", "Lee", 200, "Depot says a neighbour signed."),
    parcel("agent", "Lee", 300, "A neighbour has it:\n\n- number 12\n- blue door"),
    parcel("customer", "Ada O'Neill", 1200, "Number 12 knows nothing. I am fed up."),
    parcel("customer", "Ada O'Neill", 1300, None),
    parcel("system", "Lee", 1500, "Parcel lost, customer upset."),
    parcel("agent", "Returns", 7200, "Money is on its way back."),
]
SHELF = [
    "conversation 216: had 595 parts more than were exported",
    "conversation 216: author type 'visitor' is not known",
    "conversation 216: time 'aaaaa' is not ISO 8601 (such as 2026-03-14T09:12:31+00:00)",
    shelf("bot", "Kim", 0, "How are the first days?"),
    shelf("customer", "c-2", 300, "Set-up < 5 minutes, I <3 it"),
    shelf("customer", "c-2", 400, None),
    shelf("bot", "Operator", 500, "Operator here."),
]


def test_a_document_gives_these_rows() -> None:
    assert read(intercom.rows, DATA) == [*PARCEL, *SHELF]


def test_lines_lists_pages_and_single_conversations_give_the_same() -> None:
    first, second = map(json.dumps, json.loads(DATA)["conversations"])
    page = json.dumps(json.loads(DATA))
    assert read(intercom.rows, f"{first}\n{second}\n".encode()) == [*PARCEL, *SHELF]
    assert read(intercom.rows, f"[{first},\n{second}]".encode()) == [*PARCEL, *SHELF]
    assert read(intercom.rows, f"{page}\n{page}".encode()) == [*PARCEL, *SHELF] * 2
    assert read(intercom.rows, first.encode()) == PARCEL


def test_the_first_version_of_the_interface_is_read() -> None:
    old = {
        "type": "conversation",
        "id": "7",
        "created_at": 1400850973,
        "user": {"type": "user", "id": "u-1"},
        "conversation_message": {"body": "<p>Is it open today?</p>", "author": {"type": "user", "id": "u-1"}},
        "conversation_parts": [{"part_type": "comment", "body": "Yes.", "author": {"type": "admin", "id": "25"}}],
    }
    rows = read(intercom.rows, json.dumps(old).encode())
    assert [(row["role"], row["speaker"], row["text"]) for row in rows] == [
        ("customer", "u-1", "Is it open today?"),
        ("agent", "25", "Yes."),
    ]
    assert rows[0]["timestamp"] == datetime(2014, 5, 23, 13, 16, 13, tzinfo=UTC)
    assert {row["customer_id"] for row in rows} == {"u-1"}


def one(part: dict[str, object]) -> Any:
    doc = {"id": "1", "conversation_parts": {"conversation_parts": [{"part_type": "comment", "body": "x"} | part]}}
    (row,) = read(intercom.rows, json.dumps(doc).encode())
    return row


@pytest.mark.parametrize(
    ("part", "role"),
    [
        ({"author": {"type": "user"}}, "customer"),
        ({"author": {"type": "lead"}}, "customer"),
        ({"author": {"type": "contact"}, "part_type": "some_new_type"}, "customer"),
        ({"author": {"type": "admin"}}, "agent"),
        ({"author": {"type": "admin"}, "part_type": "some_new_type"}, "system"),
        ({"author": {"type": "admin"}, "part_type": "note"}, "system"),
        ({"author": {"type": "admin"}, "part_type": "close"}, "agent"),
        ({"author": {"type": "team"}}, "agent"),
        ({"author": {"type": "bot"}}, "bot"),
        ({"author": {"type": "admin", "from_ai_agent": True}}, "bot"),
        ({"author": {"type": "admin", "email": "operator+1@intercom.io"}}, "bot"),
        ({"author": {"type": "admin", "email": "operator+1@example.com"}}, "agent"),
        ({"author": {"type": "user"}, "body": None}, "system"),
        ({"author": {}, "body": None}, "system"),
    ],
)
def test_roles_follow_the_stated_rules(part: dict[str, object], role: str) -> None:
    assert one(part)["role"] == role


def test_an_author_or_body_that_is_not_understood_is_a_reason() -> None:
    assert one({"author": {}}) == "conversation 1: author type None is not known"
    assert one({"author": {"type": "user"}, "body": 5}) == "conversation 1: the text is not text but int"


@pytest.mark.parametrize("time", [1772452800, "1772452800", "2026-03-02T12:00:00Z", "2026-03-02T13:00:00+01:00"])
def test_times_are_seconds_or_iso(time: object) -> None:
    assert one({"author": {"type": "user"}, "created_at": time})["timestamp"] == NOON


def test_the_format_is_recognised() -> None:
    assert intercom.sniff(DATA.decode())
    assert intercom.sniff(json.dumps(json.loads(DATA)["conversations"][0]))


@pytest.mark.parametrize("name", sorted(OTHERS.keys() - {"intercom"}))
def test_other_formats_are_not_recognised(name: str) -> None:
    assert not intercom.sniff(OTHERS[name])


@pytest.mark.parametrize("other", ["zendesk.json", "zendesk.ndjson", "salesforce.csv"])
def test_files_in_other_formats_are_an_input_error(other: str) -> None:
    data = (FIXTURES / other).read_bytes()
    assert not intercom.sniff(data.decode())
    with pytest.raises(InputError, match="is not Intercom conversations"):
        read(intercom.rows, data)


@pytest.mark.parametrize("mark", [b'"body": "Set-up', b'"id": "901"'])
def test_a_broken_conversation_costs_only_what_is_broken_in_it(mark: bytes) -> None:
    before, found, after = DATA.partition(mark)
    rows = read(intercom.rows, before + b'"' + found + after)
    kept = [*PARCEL, *(row for row in SHELF if not isinstance(row, str))]
    kept.pop(10 if mark.startswith(b'"body"') else 9)
    assert texts(rows) == texts(kept)
    assert any("broken or cut off" in row for row in rows if isinstance(row, str))


def test_cut_off_files_lose_only_their_tail() -> None:
    check_cuts(intercom.rows, DATA, 31)
    check_cuts(intercom.rows, json.dumps(json.loads(DATA)["conversations"][0]).encode(), 31)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_and_line_ends(encoding: str) -> None:
    text = DATA.decode().replace("Hi Ada", "Hi Zoë").replace("\n", "\r\n")
    rows = read(intercom.rows, text.encode(encoding))
    assert rows[1]["text"] == "Hi Zoë, let me look."
    assert len(rows) == len([*PARCEL, *SHELF])
