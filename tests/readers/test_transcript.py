import tempfile
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from voc.errors import InputError
from voc.readers import transcript

FIXTURES = Path(__file__).parent / "fixtures"
NO_SPEAKER = "no speaker is named, so it may be the customer's or not: mark turns as 'Customer: ' and 'Agent: '"
NO_TURNS = "no line of this part names a speaker, such as 'Customer: '"


def at(day: int, hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, tzinfo=UTC)


def row(
    common: str | dict[str, object],
    role: str,
    text: str,
    speaker: str | None = None,
    time: datetime | None = None,
    sure: float | None = None,
) -> dict[str, object]:
    columns = {"interaction_id": common} if isinstance(common, str) else common
    columns = {**columns, "role": role, "role_confidence": sure, "text": text, "speaker": speaker, "timestamp": time}
    return {name: value for name, value in columns.items() if value is not None}


def read(data: str | bytes) -> list[Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chats.txt"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(transcript.rows(path))


def said(data: str | bytes) -> list[Any]:
    return [(found.get("speaker"), found["text"]) if isinstance(found, dict) else found for _, found in read(data)]


def times(data: str) -> list[datetime | None]:
    return [found.get("timestamp") for _, found in read(data) if isinstance(found, dict)]


def test_all_forms_of_lines_separators_and_headers() -> None:
    chat: dict[str, object] = {"interaction_id": "K-2001", "customer_id": "70071", "channel": "chat"}
    router = "My router, again.\nThe lights are:\n- power: green\n- DSL: off\n\nCan someone ring me?"
    bill = "I paid my bill twice and I want my money back.\nNobody called."
    assert list(transcript.rows(FIXTURES / "transcript.txt")) == [
        (7, row(chat, "system", "You are now chatting with Sam")),
        (8, row(chat, "bot", "Hi! What is it about?", "HelpBot", at(14, 11, 58), 0.95)),
        (9, row(chat, "customer", router, "Dana Cole", at(14, 11, 59), 5 / 6)),
        (15, row(chat, "agent", "Sorry about that, Dana.", "Sam (Support)", at(14, 12, 3), 0.95)),
        (16, row(chat, "system", "third contact this week", "Internal note", at(14, 12, 4), 0.95)),
        (17, row(chat, "system", "Sam transferred the chat")),
        (18, row(chat, "agent", "I have booked an engineer.", "Mo (Team Lead, Support Team)", at(15, 0, 5), 0.95)),
        (20, row("transcript-2", "agent", "Kestrel Energy, good morning.", "Agent")),
        (21, row("transcript-2", "customer", 'I was told: "ring before 10:30".\nSo I did.', "Customer")),
        (23, "the turn has no text"),
        (24, NO_SPEAKER),
        (28, row("transcript-3", "agent", "Hello, café Lumière.", "Agent")),
        (29, row("transcript-3", "customer", "Do you have a table for two?", "Customer")),
        (30, row("transcript-3", "customer", "Tonight, I mean.", "Customer")),
        (31, row("transcript-3", "system", "asked for the window", "Note")),
        (33, row("K-2004", "customer", "I rang twice and my parcel never came.", "Tom Reyes", at(15, 8, 0, 5), 5 / 6)),
        (
            34,
            row(
                "K-2004", "agent", "Sorry to hear that, your order was sent on Friday.", "Lena Fox", at(15, 7, 1), 5 / 6
            ),
        ),
        (35, row("K-2004", "customer", "It says delivered.", "Tom Reyes", None, 5 / 6)),
        (
            38,
            row(
                "transcript-5", "agent", "Thank you for calling, how can I help?", "Speaker 1", at(14, 23, 59, 33), 0.75
            ),
        ),
        (41, row("transcript-5", "customer", bill, "Speaker 2", at(14, 23, 59, 39), 0.8)),
        (45, "role of speaker 'Aaaaaaa 9' is not known (nothing tells it): name the speakers Customer and Agent"),
        (48, NO_TURNS),
    ]


@pytest.mark.parametrize(
    "form",
    [
        "{}: {}",
        "**{}:** {}",
        "[{}]: {}",
        "{} - {}",
        "{} – {}",
        "{}:\n{}",
        "[00:12] {}: {}",
        "[00:00:12] {} - {}",
        "(00:12) {}: {}",
        "00:12 {}: {}",
        "0:12 - {}: {}",
        "12:03 PM {}: {}",
        "12:03:09 p.m. {}: {}",
        "2026-03-14 09:12:31 {}: {}",
        "[2026-03-14T09:12:31Z] {}: {}",
        "2026-03-14T09:12:31.125+01:00 {}: {}",
        "[14/03/2026, 09:12:31] {}: {}",
        "14/03/2026, 09:12 - {}: {}",
        "{} [00:12]: {}",
        "{} (12:03 PM): {}",
        "{}  0:12\n{}",
        "{} (00:00:12):\n{}",
    ],
)
def test_forms_of_a_line(form: str) -> None:
    talk = [("Agent", "Hello: how are you - today?"), ("Customer", "Fine at 12:30, thanks."), ("Agent", "Good.")]
    text = "\n".join(form.format(*turn) for turn in talk)
    assert said(text) == talk
    assert transcript.sniff(text)


def test_names_are_speakers_where_the_lines_have_times_and_other_words_are_not() -> None:
    text = "[00:01] Sam: Hello, how can I help?\n[00:05] Dana: My bill is wrong.\nSubtotal: 5\nKind regards: Dana\n"
    text += "Then: nothing\n[00:09] Sam: Sorry to hear that.\n"
    assert said(text) == [
        ("Sam", "Hello, how can I help?"),
        ("Dana", "My bill is wrong.\nSubtotal: 5\nKind regards: Dana\nThen: nothing"),
        ("Sam", "Sorry to hear that."),
    ]


def test_who_takes_part_is_a_header_where_the_lines_have_times() -> None:
    text = "Agent: Sam Hill\nCustomer: Dana Cole\n[00:01] Agent: Hello.\n[00:03] Customer: Hello.\n"
    text += "[00:04] Agent: Yes?\n"
    assert said(text) == [("Agent", "Hello."), ("Customer", "Hello."), ("Agent", "Yes?")]


def test_text_above_the_first_speaker_is_one_reason() -> None:
    text = "We spoke on Monday.\nIt went well.\n\nAgent: Hello.\nCustomer: Hi.\n"
    assert read(text)[0] == (1, "text above the first line that names a speaker")
    assert len(read(text)) == 3


def test_what_follows_an_event_goes_on_with_the_speaker() -> None:
    text = "Agent: One moment.\nCustomer: I wait.\n[hold music]\nStill here.\nAgent: Back.\n"
    assert said(text)[1:4] == [("Customer", "I wait."), (None, "hold music"), ("Customer", "Still here.")]


@pytest.mark.parametrize(
    "line",
    [
        "Sam joined the chat",
        "Agent Imran has joined the conversation",
        "Dana Cole has left the chat.",
        "Chat ended",
        "The conversation was transferred to Billing",
        "You are now connected to Sam",
        "*** Agent connected ***",
        "[call transferred]",
    ],
)
def test_events_are_no_words_of_a_speaker(line: str) -> None:
    found = read(f"Customer: Hello.\n{line}\nAgent: Hi.\n")
    assert found[1][1]["role"] == "system"
    assert [found[0][1]["text"], found[2][1]["text"]] == ["Hello.", "Hi."]


@pytest.mark.parametrize("line", ["I left the chat open all day", "chat ended up nowhere, so I rang you", "(sighs) no"])
def test_words_like_an_event_are_words(line: str) -> None:
    assert said(f"Agent: Hi.\nCustomer: Hello.\n{line}\n")[1] == ("Customer", f"Hello.\n{line}")


@pytest.mark.parametrize("separator", ["---", "==========", "*****", "=== Chat 7 ===", "--- conversation 2", "\f"])
def test_separators(separator: str) -> None:
    found = read(f"Agent: One.\nCustomer: Two.\n{separator}\nAgent: Three.\nCustomer: Four.\n")
    assert [row["interaction_id"] for _, row in found] == ["chats-1", "chats-1", "chats-2", "chats-2"]
    assert [position for position, _ in found] == [1, 2, 4, 5]


def test_a_title_between_two_lines_and_a_line_of_words_are_no_conversations() -> None:
    found = read("=====\nCall 12\n=====\nAgent: One.\n--- and then?\nCustomer: Two.\n")
    assert found == [
        (4, row("chats-1", "agent", "One.\n--- and then?", "Agent")),
        (6, row("chats-1", "customer", "Two.", "Customer")),
    ]


def test_an_id_line_starts_a_conversation_and_names_it() -> None:
    found = read("Ticket number: 7\nAgent: One.\nChat ID: 8\nAgent: Two.\nTicket: 9\n")
    assert [(row["interaction_id"], row["text"]) for _, row in found] == [("7", "One."), ("8", "Two.\nTicket: 9")]


def test_times_are_offsets_from_the_start() -> None:
    talk = "[00:12] Agent: Hello.\n[01:02:03] Customer: Hi.\n"
    assert times(talk) == [None, None]
    assert times("Date: 2026-03-14\n" + talk) == [None, None], "when it started is not known"
    assert times("Started: 2026-03-14T10:00:00+01:00\n" + talk) == [at(14, 9, 0, 12), at(14, 10, 2, 3)]


def test_times_of_day_are_known_by_am_and_pm_or_by_the_start() -> None:
    talk = "11:59 PM Agent: Hello.\n12:01 AM Customer: Hi.\n"
    assert times(talk) == [None, None]
    assert times("Date: 2026-03-14\n" + talk) == [at(14, 23, 59), at(15, 0, 1)]
    talk = "[23:59:10] Agent: Hello.\n[00:00:20] Customer: Hi.\n"
    assert times("Started: 2026-03-14 23:58:00\n" + talk) == [at(14, 23, 59, 10), at(15, 0, 0, 20)]


@pytest.mark.parametrize(
    ("start", "utc"),
    [
        ("2026-03-14 09:00:00", at(14, 9, 0)),
        ("Sat, 14 Mar 2026 09:00:00 +0000", at(14, 9, 0)),
        ("2026-03-14 09:00 UTC", at(14, 9, 0)),
        ("Sat, 14 Mar 2026 09:00:00 -0500", at(14, 14, 0)),
        ("2026-03-14 09:00 -05:00", at(14, 14, 0)),
        ("2026-03-14T09:00:00+02:00", at(14, 7, 0)),
        ("2026-03-14T09:00:00+05:30", at(14, 3, 30)),
        ("2026-03-14T09:00:00+13:00", at(13, 20, 0)),
    ],
)
@pytest.mark.parametrize(
    ("first", "second", "after"),
    [
        ("[09:00]", "[09:31]", (0, 31 * 60)),
        ("9:00 AM", "12:02 PM", (0, 182 * 60)),
        ("[09:00:05]", "[09:00:47]", (5, 47)),
        ("[00:05]", "[31:00]", (5, 31 * 60)),
        ("[00:00:05]", "[01:02:03]", (5, 3723)),
        ("2026-03-14 09:00:05", "[09:31]", (5, 31 * 60)),
        ("2026-03-14 09:00:05", "2026-03-14 09:31:00", (5, 31 * 60)),
    ],
)
def test_times_are_in_the_time_zone_of_the_start(
    start: str, utc: datetime, first: str, second: str, after: tuple[int, int]
) -> None:
    found = times(f"Started: {start}\n{first} Customer: Hello.\n{second} Agent: Sorry for the wait.\n")
    assert found == [utc + timedelta(seconds=seconds) for seconds in after]
    assert all(time and time.tzinfo is UTC for time in found)


def test_a_line_with_a_time_zone_of_its_own_needs_none_of_the_start() -> None:
    header = "Started: 2026-03-14T22:00:00-05:00\n"
    talk = "[03:05Z] Customer: Hello.\n[22:06] Agent: Hi.\n[03:07 UTC] Customer: Thanks.\n"
    assert times(header + talk) == [at(15, 3, 5), at(15, 3, 6), at(15, 3, 7)]
    talk = "2026-03-15T04:05:00+01:00 Customer: Hello.\n2026-03-15 03:06:00Z Agent: Hi.\n"
    assert times(header + talk) == [at(15, 3, 5), at(15, 3, 6)]


def test_from_to_is_no_time_zone() -> None:
    talk = "09:00-09:30 Customer: Hello.\n09:30-09:45 Agent: Hi.\n"
    assert times("Started: 2026-03-14 09:00\n" + talk) == [at(14, 9, 0), at(14, 9, 30)]


@pytest.mark.parametrize(("zone", "hours"), [("", 0), ("Z", 0), ("-05:00", 5), ("+05:30", -5.5)])
def test_a_conversation_may_pass_midnight_before_its_first_line_and_later(zone: str, hours: float) -> None:
    shift = timedelta(hours=hours)
    talk = "12:00 AM Agent: Hello.\n12:04 AM Customer: Hi.\n"
    assert times(f"Started: 2026-03-14T23:59:00{zone}\n" + talk) == [at(15, 0, 0) + shift, at(15, 0, 4) + shift]
    talk = "[23:59] Agent: Hello.\n[00:04] Customer: Hi.\n"
    assert times(f"Started: 2026-03-14T23:58:00{zone}\n" + talk) == [at(14, 23, 59) + shift, at(15, 0, 4) + shift]
    talk = "[00:10] Agent: Hello.\n[06:00] Customer: Hi.\n"
    assert times(f"Started: 2026-03-14T23:58:00{zone}\n" + talk) == [at(14, 23, 58, 10) + shift, at(15, 0, 4) + shift]


def test_a_first_line_before_the_start_is_of_the_same_day() -> None:
    talk = "9:15 AM Agent: Hello.\n9:16 AM Customer: Hi.\n"
    for start in ("2026-03-14 09:16", "2026-03-14T14:15:00Z", "2026-03-14"):
        assert times(f"Date: {start}\n" + talk) == [at(14, 9, 15), at(14, 9, 16)]


def test_dates_whose_month_is_not_known_give_no_time() -> None:
    assert times("[03/04/2026, 09:12] Agent: Hello.\n[03/04/2026, 09:13] Customer: Hi.\n") == [None, None]


@pytest.mark.parametrize("time", ["2026-02-30 10:00:00", "0001-01-01 00:00:00+14:00", "2026-03-14 99:99:99"])
def test_times_that_do_not_exist_are_missing(time: str) -> None:
    assert times(f"{time} Agent: Hello.\n{time} Customer: Hi.\n") == [None, None]


@pytest.mark.parametrize(
    "start", ["9999-12-31 23:59:59", "0001-01-01 00:00:00+14:00", "Mon, 99 Foo 2026", "soon enough"]
)
def test_starts_that_do_not_exist_are_survived(start: str) -> None:
    assert times(f"Started: {start}\n[99:00:12] Agent: Hello.\n[99:00:13] Customer: Hi.\n") == [None, None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    text = "Agent: Café “Lumière”.\nCustomer: naïve\nme.\n".replace("\n", end)
    assert said(text.encode(encoding)) == [("Agent", "Café “Lumière”."), ("Customer", "naïve\nme.")]


def test_nul_characters_are_passed_over() -> None:
    assert said(b"Agent: He\0llo.\nCustomer: Hi.\n\0\0\0") == [("Agent", "Hello."), ("Customer", "Hi.")]


def test_a_file_that_is_cut_off_loses_only_its_tail() -> None:
    lines = ["Agent: One.", "Customer: Two.", "-----", "Agent: Three.", "Customer: Four."]
    text = "\n".join(lines)
    whole = said(text)
    for end in range(len("Agent: One.\nCustomer: T"), len(text)):
        found = said(text[:end])
        done = sum(1 for line in text[:end].split("\n")[:-1] if ":" in line)
        assert [item[1].split("\n")[0] for item in found[:done]] == [item[1] for item in whole[:done]]
    assert said("Agent: One.\nCustomer:")[-1] == "the turn has no text"


def test_a_long_file_of_conversations_is_read_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    conversation = "Agent: How can I help?\nCustomer: " + "My parcel never came. " * 20 + "\n-----\n"
    path.write_text(conversation * 4000)

    def drain(rows: Iterator[object]) -> int:
        return sum(1 for _ in rows)

    tracemalloc.start()
    assert drain(transcript.rows(path)) == 8000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size / 4


@pytest.mark.parametrize(
    "data", ["", "\n\n", "Nothing is said here.\n", "-----\n-----\n", '{"text": "hi"}', "a,b\n1,2\n"]
)
def test_a_file_without_speakers_is_no_transcript(data: str) -> None:
    with pytest.raises(InputError, match="is not a transcript"):
        read(data)


def test_only_transcripts_are_sniffed() -> None:
    for path in FIXTURES.iterdir():
        head = path.read_bytes()[:65536].decode("utf-8", "replace").removeprefix("\ufeff")
        assert transcript.sniff(head) == path.name.startswith("transcript."), path


@pytest.mark.parametrize(
    "head",
    [
        "",
        "Just a letter.\nDear Sir: I am angry.\nYours, Dana\n",
        "From: a@example.com\nTo: b@example.com\nSubject: hi\n\nAgent: hello\nCustomer: hi\n",
        "From a@example.com Mon Mar 16 09:00:00 2026\nAgent: hello\nCustomer: hi\n",
        "id,comment,score\n1,Agent: rude,2\n2,Customer: left,1\n",
        '"Id","CommentBody"\n"5","Agent: hello\nCustomer: hi\nAgent: bye"\n',
        '{"Agent": "x",\n"Customer": "y"}\n',
        '[{"text": "Agent: hi"}]',
        "WEBVTT\n\n00:01.000 --> 00:02.000\nAgent: hi\n\n00:02.000 --> 00:03.000\nCustomer: hi\n",
        "1\n00:00:01,000 --> 00:00:02,000\nAgent: hi\n2\n00:00:02,000 --> 00:00:03,000\nCustomer: hi\n",
        "2026-03-14 09:12:31 INFO: started\n2026-03-14 09:12:32 ERROR: failed\n" * 5,
        "Order number: 5\nTotal: 9\nDate: 2026-03-14\n",
    ],
)
def test_other_texts_are_not_sniffed(head: str) -> None:
    assert not transcript.sniff(head)
