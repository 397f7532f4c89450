import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.readers.damage import FIXTURES, OTHERS, check_cuts, read, texts
from voc.errors import InputError
from voc.readers import ccai, contact_lens, genesys

UPLOAD, API, EXPORT = (
    (FIXTURES / f"ccai.{name}").read_bytes() for name in ("upload.json", "api.json", "export.ndjson")
)
NAME = "projects/example-project/locations/us-central1/conversations/"


def rows(data: bytes | object, name: str = "export.json") -> list[Any]:
    return read(ccai.rows, data if isinstance(data, bytes) else json.dumps(data).encode(), name)


def said(talk: str, role: str, time: str | None, text: str, **more: str) -> dict[str, Any]:
    when = {"timestamp": datetime.fromisoformat(time).replace(tzinfo=UTC)} if time else {}
    return {"interaction_id": talk, "role": role, **when, "text": text, **more}


def entry(role: str, user: str, time: str | None, text: str) -> dict[str, Any]:
    return said("export", role, time and f"2026-02-16T09:{time}", text, speaker=user)


UPLOAD_ROWS = [
    entry("bot", "3", "30:00", "Hi, I am the Northlink assistant. How can I help?"),
    entry("customer", "1", "30:15.500", "internet is down again, second day"),
    entry("agent", "2", "32:10", "Hello, I am Jo. Did you restart the router?"),
    entry("customer", "1", "32:41.250", "yes, three times — twice for your bot"),
    entry("agent", "2", "33:20", "I booked an engineer for tomorrow."),
    entry("customer", "1", None, "ok"),
]
CHAT = {"customer_id": "cust-88f1", "channel": "chat"}
CALL = {"channel": "phone_call"}
API_ROWS = [
    said(
        f"{NAME}1001",
        "bot",
        "2026-02-16T09:30:01.500",
        "Welcome! Ask me anything about your card.",
        speaker="projects/example-project/conversations/abc/participants/bot",
        **CHAT,
    ),
    said(
        f"{NAME}1001",
        "customer",
        "2026-02-16T09:30:40",
        "My card was declined at the shop and nobody told me why",
        speaker="web-5",
        **CHAT,
    ),
    said(
        f"{NAME}1001",
        "agent",
        "2026-02-16T09:33:10",
        "Let me look. It was blocked for safety, I have opened it again.",
        speaker="agent-17",
        **CHAT,
    ),
    said(f"{NAME}1001", "customer", "2026-02-16T09:34:00", "Thanks, embarrassing though.", speaker="web-5", **CHAT),
    said(f"{NAME}1002", "agent", "2026-02-17T08:00:01.200", "Mobile support, how can I help?", **CALL),
    said(f"{NAME}1002", "customer", "2026-02-17T08:00:04", "I was charged for a line I cancelled in June.", **CALL),
    "participant role 'ROLE_UNSPECIFIED' is not known",
    said(f"{NAME}1002", "agent", None, "I will take it off.", **CALL),
    "the conversation has no transcript; the API gives it with view=FULL",
]
PARCEL = {"customer_id": "cust-9", "channel": "chat"}
EXPORT_ROWS = [
    said(
        f"{NAME}2001", "customer", "2026-02-17T10:00:01.250", "The parcel says delivered but it is not here", **PARCEL
    ),
    said(f"{NAME}2001", "agent", "2026-02-17T10:01", "I opened a search for it.", speaker="agent-4", **PARCEL),
    said(f"{NAME}2001", "customer", "2026-02-17T10:01:35", "How long?", **PARCEL),
    said(
        f"{NAME}2002",
        "bot",
        "2026-02-18T10:00:00.800",
        "Thank you for calling, please say your number.",
        speaker="ivr",
        **CALL,
    ),
    said(f"{NAME}2002", "customer", "2026-02-18T10:00:04.500", "agent", **CALL),
]


def test_the_upload_format() -> None:
    assert rows(UPLOAD) == UPLOAD_ROWS


def test_conversations_of_the_api() -> None:
    assert rows(API) == API_ROWS
    listed = json.loads(API)["conversations"]
    assert rows(listed) == API_ROWS
    assert rows(listed[0]) == API_ROWS[:4]


def test_rows_of_the_bigquery_export() -> None:
    assert rows(EXPORT) == EXPORT_ROWS
    assert rows([json.loads(line) for line in EXPORT.splitlines()]) == EXPORT_ROWS


def snake(value: Any) -> Any:
    """Write names as Google's libraries do, and enumerations as numbers."""
    numbers = {"HUMAN_AGENT": 1, "AUTOMATED_AGENT": 2, "END_USER": 3, "ANY_AGENT": 4, "ROLE_UNSPECIFIED": 0}
    numbers |= {"PHONE_CALL": 1, "CHAT": 2}
    if isinstance(value, dict):
        return {"".join("_" + c.lower() if c.isupper() else c for c in name): snake(one) for name, one in value.items()}
    if isinstance(value, list):
        return [snake(one) for one in value]
    return numbers.get(value, value) if isinstance(value, str) else value


def test_snake_case_and_numbered_enumerations() -> None:
    assert rows(snake(json.loads(API))) == [*API_ROWS[:6], "participant role 0 is not known", *API_ROWS[7:]]
    assert rows(json.loads(UPLOAD.decode().replace("user_id", "userId"))) == UPLOAD_ROWS


def test_a_conversation_without_a_name_is_called_after_the_file() -> None:
    doc = {"entries": [{"text": "x", "role": "AGENT"}]}
    assert [row["interaction_id"] for row in rows([doc, doc])] == ["export", "export-2"]
    listed = {"conversations": [{"transcript": {"transcriptSegments": doc["entries"]}}]}
    assert rows(listed) == ["participant role None is not known"]


def test_odd_entries_have_reasons_and_the_rest_is_read() -> None:
    one = {"text": "hello", "role": "CUSTOMER", "user_id": 1, "start_timestamp_usec": 1771234200000000}
    entries = [
        one,
        {**one, "role": "BOSS"},
        {**one, "role": None},
        {**one, "text": 7},
        {**one, "start_timestamp_usec": "soon"},
        {**one, "start_timestamp_usec": 10**30},
        7,
        {**one, "text": None, "user_id": None, "start_timestamp_usec": None},
    ]
    assert rows({"entries": entries}) == [
        said("export", "customer", "2026-02-16T09:30", "hello", speaker="1"),
        "participant role 'BOSS' is not known",
        "participant role None is not known",
        "the text is not text but int",
        "time 'aaaa' is not a number of 1/1000000 seconds in range",
        "time a number of 31 digits is not a number of 1/1000000 seconds in range",
        "not a JSON object",
        {"interaction_id": "export", "role": "customer", "text": None},
    ]


def test_odd_segments_have_reasons_and_the_rest_is_read() -> None:
    one = {"text": "hello", "segmentParticipant": {"role": "END_USER"}}
    segments = [
        {**one, "messageTime": "noon"},
        {**one, "words": [{"startOffset": "soon"}]},
        {**one, "words": [{"startOffset": "infs"}]},
        {**one, "words": "x", "channelTag": []},
        {**one, "segmentParticipant": "END_USER"},
    ]
    assert [
        row if isinstance(row, str) else row["text"]
        for row in rows({"startTime": "2026-02-16T09:30:00Z", "transcript": {"transcriptSegments": segments}})
    ] == [
        "time 'aaaa' is not ISO 8601 (such as 2026-03-14T09:12:31+00:00)",
        "offset 'soon' is not known",
        "offset 'infs' is not known",
        "hello",
        "participant role None is not known",
    ]
    assert "timestamp" not in rows({"startTime": "noon", "transcript": {"transcriptSegments": [one]}})[0]


@pytest.mark.parametrize(("data", "text"), [(UPLOAD, "Hello, I am Jo"), (API, "I was charged"), (EXPORT, "I opened")])
def test_a_broken_record_loses_only_itself(data: bytes, text: str) -> None:
    whole = texts(rows(data))
    found = rows(data.replace(f'"{text}'.encode(), text.encode()))
    assert texts(found) == [one for one in whole if not one.startswith(text)]
    assert sum(isinstance(row, str) and row.startswith("broken") for row in found) == 1


def test_a_conversation_that_breaks_behind_its_transcript_keeps_it() -> None:
    one = json.loads(API)["conversations"][0]
    data = json.dumps({**one, "zzz": 1}).replace('"zzz": 1}', '"zzz": ').encode()
    assert rows(data)[:4] == API_ROWS[:4]


def test_a_file_that_is_cut_off_loses_only_its_tail() -> None:
    check_cuts(ccai.rows, UPLOAD, 7)
    check_cuts(ccai.rows, API, 29)
    check_cuts(ccai.rows, EXPORT, 11)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_and_line_ends(encoding: str) -> None:
    assert rows(UPLOAD.decode().replace("\n", "\r\n").encode(encoding) + b"\0" * 64) == UPLOAD_ROWS


def test_sniff() -> None:
    snaked = json.dumps(snake(json.loads(API))).encode()
    for data in (UPLOAD, API, EXPORT, snaked, API[:400], b"[" + UPLOAD):
        head = data.decode(errors="ignore")
        assert ccai.sniff(head)
        assert not contact_lens.sniff(head)
        assert not genesys.sniff(head)
    for head in OTHERS.values():
        assert not ccai.sniff(head)


@pytest.mark.parametrize("name", OTHERS)
def test_another_format_is_an_input_error(name: str) -> None:
    with pytest.raises(InputError, match="is not a conversation of Google Conversational Insights"):
        rows(OTHERS[name].encode())
