import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from voc.errors import InputError
from voc.readers import subtitles

FIXTURES = Path(__file__).parent / "fixtures"
NO_SPEAKER = "no speaker is named, so it may be the customer's or not: mark turns as 'Customer: ' and 'Agent: '"
NO_TIMES = "the times of this cue are not of the form 00:00:01.000 --> 00:00:04.000"
OUTSIDE = "text outside of a cue: no times stand above it"


def at(seconds: float) -> datetime:
    return datetime(2026, 3, 14, 9, tzinfo=UTC) + timedelta(seconds=seconds)


def row(
    file: str,
    role: str,
    text: str,
    speaker: str | None = None,
    time: datetime | None = None,
    sure: float | None = None,
) -> dict[str, object]:
    columns = {"interaction_id": file, "role": role, "role_confidence": sure, "text": text, "speaker": speaker}
    return {name: value for name, value in {**columns, "timestamp": time}.items() if value is not None}


def read(data: str | bytes, name: str = "call.vtt") -> list[Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(subtitles.rows(path))


def said(data: str | bytes) -> list[Any]:
    return [(found.get("speaker"), found["text"]) if isinstance(found, dict) else None for _, found in read(data)]


def test_webvtt_with_voices() -> None:
    bot, priya, dana = "Kestrel Bot", "Priya Nair (Support)", "Dana Cole"
    assert list(subtitles.rows(FIXTURES / "subtitles.vtt")) == [
        (15, row("subtitles", "bot", "Your call is important to us. Press 1 for billing.", bot, at(1), 0.95)),
        (18, row("subtitles", "system", "hold music", None, at(5))),
        (22, row("subtitles", "agent", "Thank you for calling Kestrel. How can I help?", priya, at(370.5), 0.95)),
        (
            26,
            row(
                "subtitles",
                "customer",
                "My meter shows £0 & I paid on Monday. Twice <sigh>, in fact.",
                dana,
                at(374),
                0.75,
            ),
        ),
        (29, row("subtitles", "agent", "I am sorry to hear that.", priya, at(378), 0.95)),
        (32, OUTSIDE),
        (35, NO_SPEAKER),
        (41, row("subtitles", "customer", "Line one line two, thank you.", dana, at(385), 0.75)),
    ]


def test_srt_as_whisperx_writes_it() -> None:
    agent, customer = "SPEAKER_01", "SPEAKER_00"
    assert list(subtitles.rows(FIXTURES / "subtitles.srt")) == [
        (2, row("subtitles", "agent", "Thanks for calling Northgate Rail, how can I help?", agent, sure=5 / 6)),
        (
            6,
            row(
                "subtitles",
                "customer",
                "I'm calling because my train was cancelled and I never got the refund. Three weeks now.",
                customer,
                sure=0.75,
            ),
        ),
        (
            13,
            row("subtitles", "agent", "I'm sorry to hear that. Can I take your booking reference?", agent, sure=5 / 6),
        ),
        (17, NO_SPEAKER),
        (21, NO_TIMES),
        (25, "role of speaker 'AAAAAAA_99' is not known (nothing tells it): name the speakers Customer and Agent"),
        (29, NO_TIMES),
    ]


def test_captions_that_mark_changes_of_speaker_only() -> None:
    file = "subtitles.captions"
    assert list(subtitles.rows(FIXTURES / "subtitles.captions.srt")) == [
        (2, row(file, "agent", "Fernhill Surgery, good morning, Jo speaking. How can I help?", sure=8 / 9)),
        (
            7,
            row(
                file,
                "customer",
                "I need to change my appointment. I was told to ring at eight and I've been holding for forty minutes.",
                sure=8 / 9,
            ),
        ),
        (16, row(file, "agent", "Sorry about that.", sure=8 / 9)),
        (16, row(file, "customer", "It is every week!", sure=8 / 9)),
    ]


def cues(*texts: str) -> str:
    return "WEBVTT\n\n" + "\n".join(f"00:{i:02}.000 --> 00:{i + 1:02}.000\n{text}\n" for i, text in enumerate(texts))


def test_a_cue_without_a_label_goes_on_unless_all_cues_are_labelled() -> None:
    assert said(cues("Agent: Hello.", "How are you?", "Customer: Fine.", "And you?")) == [
        ("Agent", "Hello. How are you?"),
        ("Customer", "Fine. And you?"),
    ]
    assert said(cues("Agent: Hello.", "Agent: You there?", "Customer: Yes.", "Who knows who.")) == [
        ("Agent", "Hello. You there?"),
        ("Customer", "Yes."),
        None,
    ]


def test_names_after_the_mark_of_a_change_are_speakers_and_a_bare_mark_then_is_nobody() -> None:
    text = cues(">> AGENT: Hello.", "&gt;&gt; CUSTOMER: I need help.", ">> Sure.", ">> CUSTOMER: Thanks.")
    assert said(text) == [("AGENT", "Hello."), ("CUSTOMER", "I need help."), None, ("CUSTOMER", "Thanks.")]


def test_words_before_a_colon_are_not_speakers() -> None:
    assert said(cues("Agent: Hello.", "Customer: The problem:", "here is what I did: nothing")) == [
        ("Agent", "Hello."),
        ("Customer", "The problem: here is what I did: nothing"),
    ]


def test_subtitles_without_speakers_have_no_rows_but_a_reason() -> None:
    assert read(cues("The room was cold.", "Nobody came.")) == [(3, NO_SPEAKER)]


def test_times_are_missing_without_a_start_and_a_date_alone_is_no_start() -> None:
    for header in ("WEBVTT\n", "WEBVTT\nDate: 2026-03-14\n", "WEBVTT\n\nNOTE Started: 03/04/2026 09:00\n"):
        found = read(cues("Customer: Hello.").replace("WEBVTT\n", header))
        assert "timestamp" not in found[0][1]
    found = read(cues("Customer: Hello.").replace("WEBVTT\n", "WEBVTT\nStarted: 2026-03-14T10:00:00+01:00\n"))
    assert found[0][1]["timestamp"] == at(0)
    assert found[0][1]["timestamp"].tzinfo is UTC


def test_a_start_at_the_end_of_time_is_survived() -> None:
    text = "WEBVTT\nStarted: 9999-12-31T23:59:59Z\n\n99:00:00.000 --> 99:00:01.000\nCustomer: Hello.\n"
    assert "timestamp" not in read(text)[0][1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    text = cues("Customer: Café “closed”,", "naïve.").replace("\n", end)
    assert said(text.encode(encoding)) == [("Customer", "Café “closed”, naïve.")]


def test_nul_characters_are_passed_over() -> None:
    assert said(cues("Customer: He\0llo.").encode() + b"\0\0") == [("Customer", "Hello.")]


def test_a_file_that_is_cut_off_loses_only_its_tail() -> None:
    text = cues("Agent: Hello.", "Customer: One.", "Agent: Two.", "Customer: Three.")
    whole = said(text)
    for end in range(40, len(text)):
        found = said(text[:end])
        kept = [item for item in found if item]
        assert kept[:-1] == whole[: len(kept) - 1], "all but the last turn are whole"
        assert len(kept) >= len([item for item in whole if f"{item[0]}: {item[1]}" in text[:end]])
    assert read(text[: text.index("Customer: Three.")])[-1] == (
        text.count("\n", 0, text.index("Customer: Three.")),
        "the file ends before the text of this cue",
    )


@pytest.mark.parametrize("data", ["", "WEBVTT\n", "hello\n", "Agent: hello\n\nCustomer: hi\n", "{}"])
def test_a_file_without_cues_is_no_subtitles(data: str) -> None:
    with pytest.raises(InputError, match="has no subtitles"):
        read(data)


def test_only_subtitles_are_sniffed() -> None:
    for path in FIXTURES.iterdir():
        head = path.read_bytes()[:65536].decode("utf-8", "replace").removeprefix("\ufeff")
        assert subtitles.sniff(head) == (path.suffix in subtitles.SUFFIXES), path
    assert subtitles.sniff("00:01.000 --> 00:02.000\nhi")
    assert not subtitles.sniff("")
    assert not subtitles.sniff("WEBVTTs are files\n")
    assert not subtitles.sniff("See a --> b\n1\n")
