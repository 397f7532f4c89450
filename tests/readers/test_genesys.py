import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.readers.damage import FIXTURES, OTHERS, check_cuts, read, texts
from voc.errors import InputError
from voc.readers import ccai, contact_lens, genesys

CALL, MESSAGE = ((FIXTURES / name).read_bytes() for name in ("genesys.json", "genesys.message.json"))


def rows(data: bytes | object, name: str = "export.json") -> list[Any]:
    return read(genesys.rows, data if isinstance(data, bytes) else json.dumps(data).encode(), name)


def said(role: str, speaker: str | None, time: str, text: str) -> dict[str, Any]:
    row = {
        "interaction_id": "c0ffee00-1a2b-4c3d-8e4f-5a6b7c8d9e0f",
        "customer_id": "+15550100123",
        "role": role,
        "speaker": speaker,
        "timestamp": datetime.fromisoformat(f"2026-02-19T{time}").replace(tzinfo=UTC),
        "channel": "call",
        "text": text,
    }
    return {name: value for name, value in row.items() if value is not None}


CALL_ROWS = [
    said("bot", None, "10:00:02", "Welcome, please say what your call is about."),
    said("customer", None, "10:00:09", "Boiler repair."),
    said("agent", "dev-0001", "10:01:04", "Hi, this is Dev. How can I help?"),
    said("customer", None, "10:01:11", "the engineer did not come and i took a day off"),
    said("agent", "dev-0001", "10:01:30.500", "I put you through to planning."),
    said("agent", "kim-0002", "10:02:31", "Planning, good afternoon."),
    said("customer", None, "10:02:38", "I will explain it again, then."),
    said("agent", None, "10:03:20.500", "We are both here now."),
]


def wrote(role: str, time: str | None, text: str, **more: str) -> dict[str, Any]:
    row = {
        "interaction_id": "deadbeef-1a2b-4c3d-8e4f-5a6b7c8d9e0f",
        "customer_id": "+15550100999",
        "role": role,
        "channel": "message",
        "text": text,
        **more,
    }
    return {**row, "timestamp": datetime.fromisoformat(f"2026-02-20T{time}").replace(tzinfo=UTC)} if time else row


MESSAGE_ROWS = [
    wrote("bot", "10:00:01", "Hi! I am Bolt, the virtual assistant."),
    wrote("customer", "10:00:15", "where is my refund?? 😡"),
    wrote("customer", "10:00:47", "where is my refund??"),
    wrote("agent", "10:02:00", "It was sent on Monday, it takes 5 days.", speaker="kim-0002"),
    wrote("customer", None, ""),
    "participantPurpose 'station' is not known",
]


def test_a_call() -> None:
    assert rows(CALL) == CALL_ROWS


def test_a_message_conversation() -> None:
    assert rows(MESSAGE) == MESSAGE_ROWS


def test_many_communications_in_a_file() -> None:
    both = [json.loads(CALL), json.loads(MESSAGE)]
    assert rows(both) == CALL_ROWS + MESSAGE_ROWS
    assert rows("\n".join(map(json.dumps, both)).encode()) == CALL_ROWS + MESSAGE_ROWS


@pytest.mark.parametrize(
    ("participant", "customer"),
    [
        ({"ani": "tel:+1555"}, "+1555"),
        ({"ani": "sip:+1555@10.0.0.1:8140;transport=tcp", "initialDirection": "inbound"}, "+1555"),
        ({"ani": "tel:+1", "dnis": "sip:+1555@edge", "initialDirection": "outbound"}, "+1555"),
        ({"from": "ann@example.com", "to": "help@example.com"}, "ann@example.com"),
        ({"ani": "sip:anonymous@10.0.0.1"}, None),
        ({"ani": "tel:"}, None),
        ({"ani": 5}, "5"),
        ({"ani": {}}, None),
        ({}, None),
    ],
)
def test_who_the_customer_is(participant: dict[str, object], customer: str | None) -> None:
    people = [{"participantPurpose": "agent", "ani": "tel:+1999"}, {"participantPurpose": "customer", **participant}]
    phrase = {"text": "hi", "participantPurpose": "external"}
    assert rows({"transcripts": [{"phrases": [phrase]}], "participants": people})[0].get("customer_id") == customer


def test_without_participants_who_is_internal_is_an_agent() -> None:
    doc = json.loads(CALL)
    for people in ([], None, "x", [7]):
        found = rows({**doc, "participants": people})
        assert [row["role"] for row in found] == [{"bot": "agent"}.get(row["role"], row["role"]) for row in CALL_ROWS]
        assert all("speaker" not in row and "customer_id" not in row for row in found)


def test_odd_phrases_have_reasons_and_the_rest_is_read() -> None:
    one = {"text": "hello", "participantPurpose": "external", "startTimeMs": 1771495200000}
    phrases = [
        one,
        {**one, "participantPurpose": None},
        {**one, "participantPurpose": ["external"]},
        {**one, "text": {"x": 1}},
        {**one, "startTimeMs": "soon"},
        {**one, "startTimeMs": 1e300},
        None,
        {**one, "decoratedText": None},
    ]
    transcripts = [{"phrases": phrases}, {"phrases": "x"}, {}, 7, {"phrases": [one]}]
    assert [row if isinstance(row, str) else row["text"] for row in rows({"transcripts": transcripts})] == [
        "hello",
        "participantPurpose None is not known",
        "participantPurpose a list is not known",
        "the text is not text but dict",
        "time 'aaaa' is not a number of 1/1000 seconds in range",
        "time 1e+300 is not a number of 1/1000 seconds in range",
        "not a JSON object",
        "hello",
        "hello",
    ]


def test_a_broken_phrase_loses_only_itself() -> None:
    found = rows(CALL.replace(b'"text": "i will explain', b'"text": i will explain'))
    assert [row for row in found if isinstance(row, dict)] == CALL_ROWS[:6] + CALL_ROWS[7:]
    assert [index for index, row in enumerate(found) if isinstance(row, str)] == [6]


def test_a_transcript_that_breaks_behind_its_phrases_keeps_them() -> None:
    found = rows(CALL.replace(b'"mediaType": "call"', b'"mediaType": call"'))
    assert [{**row, "channel": "call"} for row in found if isinstance(row, dict)] == CALL_ROWS
    assert sum(isinstance(row, str) for row in found) == 1


def test_a_file_that_is_cut_off_loses_only_its_tail() -> None:
    check_cuts(genesys.rows, CALL, 61)
    check_cuts(genesys.rows, MESSAGE, 13)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_and_line_ends(encoding: str) -> None:
    assert rows(MESSAGE.decode().replace("\n", "\r\n").encode(encoding) + b"\0" * 64) == MESSAGE_ROWS


def test_windows_1252() -> None:
    assert texts(rows(MESSAGE.decode().replace("😡", "à côté").encode("cp1252")))[1] == "where is my refund?? à côté"


def test_sniff() -> None:
    for data in (CALL, MESSAGE, b"[" + CALL, CALL[:1500]):
        head = data.decode(errors="ignore")
        assert genesys.sniff(head)
        assert not ccai.sniff(head)
        assert not contact_lens.sniff(head)
    for head in OTHERS.values():
        assert not genesys.sniff(head)


@pytest.mark.parametrize("name", OTHERS)
def test_another_format_is_an_input_error(name: str) -> None:
    with pytest.raises(InputError, match="is not a Genesys Cloud transcript"):
        rows(OTHERS[name].encode())
