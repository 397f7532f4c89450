import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.readers.damage import FIXTURES, OTHERS, check_cuts, read, texts
from voc.errors import InputError
from voc.readers import zendesk

DOCUMENT = (FIXTURES / "zendesk.json").read_bytes()
LINES = (FIXTURES / "zendesk.ndjson").read_bytes()


def at(day: int, hour: int, minute: int = 0, second: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=UTC)


def said(
    ticket: str, customer: str, role: str, speaker: str, time: datetime, channel: str, text: str | None
) -> dict[str, object]:
    return {
        "interaction_id": ticket,
        "customer_id": customer,
        "role": role,
        "speaker": speaker,
        "timestamp": time,
        "channel": channel,
        "text": text,
    }


KETTLE = [
    said(
        *("3501", "7001", "customer", "Mara Lind", at(2, 8, 15), "email"),
        "The kettle came with a cracked lid.\n\nI have already written twice.",
    ),
    said("3501", "7001", "bot", "-1", at(2, 8, 15, 2), "email", "We have your request."),
    said("3501", "7001", "system", "Petra", at(2, 9), "email", "Third parcel of that batch, tell the warehouse."),
    said(
        *("3501", "7001", "agent", "Petra", at(2, 9, 5), "email"),
        "I am sorry.\n\n- a new lid is on its way\n- keep the kettle",
    ),
    said("3501", "7001", "customer", "Jo Lind", at(3, 7), "email", "It was my birthday present, so please hurry."),
    said("3501", "7001", "customer", "Mara Lind", at(4, 10), "mobile", "The lid fits. Thank you, that was quick!"),
]
ORDER = [
    "ticket 3502: time 'aaaa' is not ISO 8601 (such as 2026-03-14T09:12:31+00:00)",
    said("3502", "7003", "customer", "Ruiz", at(5, 20), "answer_bot_for_web_widget", "Where is my order?"),
    said("3502", "7003", "bot", "9900", at(5, 20, 0, 3), "native_messaging", "These articles may help."),
    said(
        *("3502", "7003", "system", "Sam", at(6, 9), "native_messaging"),
        "Call to: +44 20 7946 0000\nLength of call: 2 minutes",
    ),
    said("3502", "7003", "agent", "Sam", at(6, 9, 10), "native_messaging", None),
]


def test_a_document_with_users_beside_the_tickets_gives_these_rows() -> None:
    assert read(zendesk.rows, DOCUMENT) == [*KETTLE, *ORDER]


def test_lines_with_people_inside_the_tickets_give_these_rows() -> None:
    assert read(zendesk.rows, LINES) == [
        "ticket 41: not a JSON object",
        said("41", "501", "customer", "Ines", at(10, 6, 30, month=1), "4", "Second invoice for the same order."),
        said("41", "501", "agent", "Tom", at(10, 7, month=1), "4", "Credited."),
        said(
            *("41", "501", "system", "Tom", at(10, 7, 1, month=1), "4"),
            "Request #40 was closed and merged into this request.",
        ),
        said(
            "42",
            "502",
            "customer",
            "502",
            at(11, 12, month=1),
            "web",
            "The page logs me out every minute – naïve café 😂",
        ),
        said("43", "503", "system", "902", at(12, 12, month=1), "web", "Called in about the gate."),
        "ticket 44: nothing tells whether the customer wrote the comment: it needs author_id and requester_id",
        "not a conversation of Zendesk tickets",
    ]


def test_lists_pages_and_single_tickets_give_the_same() -> None:
    document = json.loads(DOCUMENT)
    page = json.dumps(document)
    assert read(zendesk.rows, f"{page}\n{page}".encode()) == [*KETTLE, *ORDER] * 2
    first, second = document["tickets"]
    users = {"users": document["users"]}
    assert read(zendesk.rows, json.dumps([first | users, second | users]).encode()) == [*KETTLE, *ORDER]
    comments = first.pop("comments")
    assert read(zendesk.rows, json.dumps({"ticket": first, "comments": comments} | users).encode()) == KETTLE
    assert read(zendesk.rows, b'{"tickets": [], "count": 0}') == []


def ticket(**comment: object) -> dict[str, object]:
    written = {"author_id": 2, "public": True, "plain_body": "x"} | comment
    return {"id": 1, "requester_id": 1, "email_cc_ids": [3], "via": {"channel": "web"}, "comments": [written]}


@pytest.mark.parametrize(
    ("comment", "role"),
    [
        ({}, "agent"),
        ({"author_id": 1}, "customer"),
        ({"author_id": "1"}, "customer"),
        ({"author_id": 1, "public": False}, "system"),
        ({"author_id": 1, "via": {"channel": "chat_transcript"}}, "system"),
        ({"author_id": 1, "via": {"channel": "rule"}}, "customer"),
        ({"via": {"channel": 8}}, "bot"),
        ({"author_id": -1}, "bot"),
        ({"author_id": 3}, "customer"),
        ({"author": {"id": 2, "role": "end-user"}}, "customer"),
        ({"author": {"id": 2, "role": "admin"}}, "agent"),
        ({"author": {"id": 2, "role": "robot"}}, "agent"),
    ],
)
def test_roles_follow_the_stated_rules(comment: dict[str, object], role: str) -> None:
    (row,) = read(zendesk.rows, json.dumps(ticket(**comment)).encode())
    assert row["role"] == role


@pytest.mark.parametrize(
    ("bodies", "text"),
    [
        ({"plain_body": "a", "html_body": "<p>b</p>", "body": "c"}, "a"),
        ({"plain_body": " &nbsp;", "html_body": "<p>b &amp; b</p>", "body": "c"}, "b & b"),
        ({"plain_body": None, "html_body": "<img src='x'>", "body": "c <3"}, "c <3"),
        ({"plain_body": None}, None),
        ({"plain_body": "1 < 2 &amp; so on"}, "1 < 2 &amp; so on"),
    ],
)
def test_the_first_body_that_says_something_is_the_text(bodies: dict[str, object], text: str | None) -> None:
    assert texts(read(zendesk.rows, json.dumps(ticket(**bodies)).encode())) == [text]


@pytest.mark.parametrize("body", [5, ["x"], {}])
def test_a_body_that_is_not_text_is_a_reason(body: object) -> None:
    (reason,) = read(zendesk.rows, json.dumps(ticket(plain_body=body)).encode())
    assert reason.startswith("ticket 1: the text is not text but")


@pytest.mark.parametrize("data", [DOCUMENT, LINES])
def test_the_format_is_recognised(data: bytes) -> None:
    assert zendesk.sniff(data.decode()[: 2**16])
    assert zendesk.sniff("[" + data.decode().splitlines()[0] + ",") or data is DOCUMENT


@pytest.mark.parametrize("name", sorted(OTHERS.keys() - {"zendesk"}))
def test_other_formats_are_not_recognised(name: str) -> None:
    assert not zendesk.sniff(OTHERS[name])


@pytest.mark.parametrize("other", ["intercom.json", "salesforce.csv"])
def test_files_in_other_formats_are_an_input_error(other: str) -> None:
    assert not zendesk.sniff((FIXTURES / other).read_text())
    with pytest.raises(InputError, match="is not Zendesk tickets"):
        read(zendesk.rows, (FIXTURES / other).read_bytes())


def test_a_broken_ticket_costs_only_what_is_broken_in_it() -> None:
    before, mark, after = DOCUMENT.partition(b'"plain_body": "We have your request."')
    rows = read(zendesk.rows, before + mark[:-1] + after)
    assert [row for row in rows if not isinstance(row, str)] == [KETTLE[0], *KETTLE[2:], *ORDER[1:]]
    assert [row for row in rows if "broken or cut off" in row] == [rows[0]]
    lines = LINES.splitlines()
    lines[1] = lines[1][:200]
    assert texts(read(zendesk.rows, b"\n".join(lines))) == [
        text for text in texts(read(zendesk.rows, LINES)) if "café" not in text
    ]


def test_text_between_tickets_does_not_lose_them() -> None:
    before, mark, after = DOCUMENT.partition(b'    {\n      "url": "https://shop.example.com/api/v2/tickets/3502.json"')
    assert mark
    rows = read(zendesk.rows, before + b"oops, " + mark + after)
    assert [row for row in rows if not isinstance(row, str)] == [*KETTLE, *ORDER[1:]]


def test_cut_off_files_lose_only_their_tail() -> None:
    check_cuts(zendesk.rows, b"\n".join(LINES.splitlines()[:3]), 17)
    whole = texts([*KETTLE, *ORDER])
    for end in range(100, len(DOCUMENT) - 2, 97):
        try:
            got = texts(read(zendesk.rows, DOCUMENT[:end]))
        except InputError:
            continue
        assert len(got) >= len([text for text in texts(KETTLE) if DOCUMENT.find(b'"id": 3502') < end])
        assert set(got) <= set(whole)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_line_ends_and_nul(encoding: str) -> None:
    text = LINES.decode().replace("😂", "ü").replace("\n", "\r\n")
    rows = read(zendesk.rows, text.encode(encoding))
    assert rows[4]["text"] == "The page logs me out every minute – naïve café ü"
    assert len(rows) == 8
    assert read(zendesk.rows, LINES.replace(b"Credited", b"Cred\0ited")) == read(zendesk.rows, LINES)


def test_a_long_list_is_read_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    written = json.dumps(ticket(plain_body="Where is it? " * 80))
    path.write_text('{"tickets": [' + ",".join([written] * 4000) + '], "users": [{"id": 2, "role": "end-user"}]}')
    tracemalloc.start()
    roles = [row["role"] for _, row in zendesk.rows(path) if not isinstance(row, str)]
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert roles == ["customer"] * 4000
    assert used < path.stat().st_size / 4
