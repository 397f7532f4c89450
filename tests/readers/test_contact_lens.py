import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.readers.damage import FIXTURES, OTHERS, check_cuts, read, texts
from voc.errors import InputError
from voc.readers import ccai, contact_lens, genesys

CHAT, REDACTED, VOICE = (
    (FIXTURES / f"contact_lens.{name}.json").read_bytes() for name in ("chat", "chat_redacted", "voice")
)
CUSTOMER, TOM, PRIYA, LEE = (
    "c7c1a2b4-0d1e-4c55-9a35-2f0c2b7d1101",
    "a1d9f6c2-3a4b-4f6e-8f21-6d1e5c7b3003",
    "f04c9b57-2c6d-4f0b-b1d8-03aa6e9d4004",
    "0e5d1c88-1f9a-4f5f-8a86-7a2b9c0d5005",
)
CALL = "77aa0f6e-8d5b-4b43-a3e6-31a1f6b7c022"


def said(role: str, speaker: str | None, time: str, text: str) -> dict[str, Any]:
    row = {
        "interaction_id": "2f6b8d0e-55c1-4a0f-9d1c-7e1c1e4b0a11",
        "role": role,
        "speaker": speaker,
        "timestamp": datetime.fromisoformat(f"2026-02-11T{time}").replace(tzinfo=UTC),
        "channel": "chat",
        "text": text,
    }
    return {name: value for name, value in row.items() if value is not None}


ROWS = [
    said("system", "Maya", "14:02:10.100", "event.participant.joined"),
    said("bot", "SYSTEM_MESSAGE", "14:02:11.250", "Welcome to Fernhill Kitchen. What can I help you with?"),
    said("customer", "Maya", "14:02:40", "my kettle stopped heating after 3 weeks 😕"),
    said("bot", "BOT", "14:02:41.900", "I found an article about descaling. Did that help?"),
    said("customer", "Maya", "14:03:05.120", "No. I want a person please"),
    said("system", "SYSTEM_MESSAGE", "14:03:06", "message.interactive"),
    said("system", "Tom", "14:05:00", "event.participant.joined"),
    said(
        "agent", "Tom", "14:05:12.480", "Hi Maya, this is Tom. Sorry about the kettle. Could you send me the receipt?"
    ),
    said("system", "Maya", "14:06:30", "attachment"),
    said("system", None, "14:07:02", "event.transfer.succeeded"),
    said("agent", "Priya", "14:09:44", "Hello, warranty team here. What is the problem with your kettle?"),
    said(
        "customer", "Maya", "14:10:20.333", 'I already told Tom. "Not heating".\nThis is the third time I explain it.'
    ),
    said("agent", "Lee", "14:11:00", "I am sorry. A new kettle goes out today."),
    said("customer", "Maya", "14:11:31", ""),
    said("customer", "Maya", "14:11:40", "ok thank you Lee, that helps"),
    said("system", None, "14:12:00", "event.chat.ended"),
]


def rows(data: bytes, name: str = "export.json") -> list[Any]:
    return read(contact_lens.rows, data, name)


def test_a_chat() -> None:
    assert rows(CHAT) == ROWS


def test_a_redacted_chat_names_people_by_id() -> None:
    names = {"Maya": CUSTOMER, "Tom": TOM, "Priya": PRIYA, "Lee": LEE}
    expected = [{**row, **({"speaker": names[row["speaker"]]} if row.get("speaker") in names else {})} for row in ROWS]
    for index, text in {
        7: "Hi [PII], this is [PII]. Sorry about the kettle. Could you send me the receipt?",
        11: 'I already told [PII]. "Not heating".\nThis is the third time I explain it.',
        14: "ok thank you [PII], that helps",
    }.items():
        expected[index]["text"] = text
    assert rows(REDACTED) == expected
    assert rows(REDACTED.replace(b'"[PII]"', b'"[NAME]"')) == expected


def spoken(role: str, speaker: str, seconds: float, text: str) -> dict[str, Any]:
    time = datetime.fromtimestamp(datetime(2026, 2, 10, 9, 15, tzinfo=UTC).timestamp() + seconds, UTC)
    names = {"interaction_id": CALL, "role": role, "speaker": speaker, "timestamp": time, "channel": "voice"}
    return {**names, "text": text}


CALL_ROWS = [
    spoken("bot", "2b2288b4", 0, "This call may be recorded."),
    spoken("agent", "AGENT", 3.1, "Good morning, this is the billing desk."),
    spoken("customer", "CUSTOMER", 5.6, "You charged me twice and I want one of them back."),
    spoken("agent", "AGENT", 13.5, "I see it. My name is Ana, I will refund it now."),
    spoken("customer", "CUSTOMER", 18.25, "How long does that take?"),
    spoken("customer", "CUSTOMER", 29, "Fine, thanks."),
]


@pytest.mark.parametrize(
    "name",
    ["_analysis_2026-02-10T09:15:00Z", "_analysis_redacted_2026-02-10T09_15_00Z", "_analysis_2026-02-10T09%3A15%3A00Z"],
)
def test_a_call_gets_its_times_from_the_name_of_its_file(name: str) -> None:
    assert rows(VOICE, f"{CALL}{name}.json") == CALL_ROWS


@pytest.mark.parametrize(
    "name", ["call", f"{CALL}_analysis", "other_analysis_2026-02-10T09:15:00Z", f"{CALL}_analysis_2026-02-40T09:15:00Z"]
)
def test_a_call_in_a_file_of_another_name_has_no_times(name: str) -> None:
    assert rows(VOICE, f"{name}.json") == [
        {column: value for column, value in row.items() if column != "timestamp"} for row in CALL_ROWS
    ]


def test_a_contact_without_an_id_is_named_after_its_file() -> None:
    data = json.dumps(
        {"Channel": "VOICE", "Transcript": [{"ParticipantId": "AGENT", "Content": "hi"}], "JobStatus": ""}
    )
    for name, contact in ((f"{CALL}_analysis_2026-02-10T09:15:00Z.json", CALL), ("x.json", "x")):
        assert rows(data.encode(), name)[0]["interaction_id"] == contact


def test_many_outputs_in_a_file() -> None:
    both = [json.loads(CHAT), json.loads(VOICE)]
    expected = [*ROWS, *rows(VOICE)]
    assert rows(json.dumps(both).encode()) == expected
    assert rows("\n".join(map(json.dumps, both)).encode()) == expected


def test_odd_items_have_reasons_and_the_rest_is_read() -> None:
    one = {"ParticipantId": "CUSTOMER", "Content": "hello"}
    items = [
        one,
        {**one, "ParticipantId": "nobody"},
        {**one, "ParticipantRole": {"x": 1}},
        {**one, "AbsoluteTime": "noon"},
        {**one, "Content": ["hello"]},
        {"Content": "who?"},
        "hello",
        {**one, "ParticipantRole": None, "BeginOffsetMillis": "soon"},
        {**one, "ParticipantRole": "CUSTOM_BOT"},
    ]
    assert [
        row["role"] if isinstance(row, dict) else row for row in rows(json.dumps({"Transcript": items}).encode())
    ] == [
        "customer",
        "participant role 'nobody' is not known",
        "participant role a dict is not known",
        "time 'aaaa' is not ISO 8601 (such as 2026-03-14T09:12:31+00:00)",
        "the text is not text but list",
        "participant role None is not known",
        "not a JSON object",
        "customer",
        "bot",
    ]


def test_an_output_without_a_transcript_has_a_reason() -> None:
    mail = {"Version": "EMAIL-2026-01-01", "Channel": "EMAIL", "Categories": {"MatchedCategories": []}}
    assert rows(json.dumps(mail).encode()) == ["the output has no Transcript"]


def test_a_broken_item_loses_only_itself() -> None:
    found = rows(CHAT.replace(b'"Content": "No. I want', b'"Content": No. I want'))
    assert [row for row in found if isinstance(row, dict)] == ROWS[:4] + ROWS[5:]
    assert [index for index, row in enumerate(found) if isinstance(row, str)] == [4]


def test_a_file_that_is_cut_off_loses_only_its_tail() -> None:
    check_cuts(contact_lens.rows, CHAT, 53)
    check_cuts(contact_lens.rows, VOICE, 31)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_encodings_and_line_ends(encoding: str) -> None:
    text = CHAT.decode().replace("\n", "\r\n")
    assert rows(("\ufeff" * (encoding == "utf-16-be") + text).encode(encoding)) == ROWS


def test_windows_1252_and_nul() -> None:
    data = CHAT.decode().replace("😕", "• café").encode("cp1252") + b"\0" * 512
    assert texts(rows(data))[2] == "my kettle stopped heating after 3 weeks • café"


def test_sniff() -> None:
    for data in (CHAT, REDACTED, VOICE, b"[" + VOICE, CHAT[:2500]):
        assert contact_lens.sniff(data.decode(errors="ignore"))
        assert not ccai.sniff(data.decode(errors="ignore"))
        assert not genesys.sniff(data.decode(errors="ignore"))
    for head in OTHERS.values():
        assert not contact_lens.sniff(head)


@pytest.mark.parametrize("name", OTHERS)
def test_another_format_is_an_input_error(name: str) -> None:
    with pytest.raises(InputError, match="is not an Amazon Connect Contact Lens output"):
        rows(OTHERS[name].encode())


def test_suffixes() -> None:
    assert Path("x.json").suffix in contact_lens.SUFFIXES
