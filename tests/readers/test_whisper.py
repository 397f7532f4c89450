import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from voc.errors import InputError
from voc.readers import whisper
from voc.readers.rows import Columns, parse, table

FIXTURES = Path(__file__).parent / "fixtures"
NO_SPEAKER = "no speaker is named, so it may be the customer's or not: mark turns as 'Customer: ' and 'Agent: '"
TALK = [("Agent", "Hello."), ("Customer", "My “kettle” is broken,"), ("Customer", "naïve me."), ("Agent", "Sorry.")]


def row(file: str, role: str, text: str, speaker: str, sure: float | None = None) -> dict[str, object]:
    columns = {"interaction_id": file, "role": role, "role_confidence": sure, "text": text, "speaker": speaker}
    return {name: value for name, value in columns.items() if value is not None}


def export(talk: list[tuple[str, str]], **keys: object) -> str:
    segments = [
        {"start": float(i), "end": i + 1.0, "text": f" {text}", "speaker": speaker}
        for i, (speaker, text) in enumerate(talk)
    ]
    return json.dumps({"segments": segments, "language": "en", **keys}, ensure_ascii=False)


def read(data: str | bytes, name: str = "call.json") -> list[Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(whisper.rows(path))


def said(data: str | bytes) -> list[str]:
    return [found["text"] for _, found in read(data) if isinstance(found, dict)]


def reasons(data: str | bytes) -> list[Any]:
    return [(position, found) for position, found in read(data) if isinstance(found, str)]


def test_whisperx_with_speakers_to_be_told_by_their_words() -> None:
    agent, customer = "SPEAKER_01", "SPEAKER_00"
    assert list(whisper.rows(FIXTURES / "whisper.json")) == [
        (
            1,
            row(
                "whisper", "agent", "Hello, thank you for calling Marlow Bank, how can I help you today?", agent, 6 / 7
            ),
        ),
        (
            2,
            row(
                "whisper",
                "customer",
                'Hi, my card was declined "again" and I\'ve been on hold for an hour. I’m not happy.',
                customer,
                0.75,
            ),
        ),
        (5, NO_SPEAKER),
        (6, "the segment has no text"),
        (7, "the segment is not a JSON object"),
        (8, row("whisper", "agent", "I'm sorry to hear that. Can I take your account number?", agent, 6 / 7)),
        (9, "role of speaker 'AAAAAAA_99' is not known (nothing tells it): name the speakers Customer and Agent"),
    ]


def test_diarized_json_with_names_given_before() -> None:
    file = "whisper.diarized"
    assert list(whisper.rows(FIXTURES / "whisper.diarized.json")) == [
        (1, row(file, "customer", "Is the kettle still in stock?", "Customer")),
        (2, row(file, "agent", "Yes, we have two.", "agent")),
        (3, row(file, "customer", "Great, I'll come by.", "Customer")),
    ]


def test_without_diarisation_nobody_knows_who_speaks() -> None:
    assert list(whisper.rows(FIXTURES / "whisper.plain.json")) == [(1, NO_SPEAKER)]


def test_speakers_may_be_numbers() -> None:
    text = export(TALK).replace('"Agent"', "0").replace('"Customer"', "1")
    assert [position for position, _ in read(text)] == [1, 2, 4]


def test_a_recording_without_speech_has_no_rows() -> None:
    assert read('{"text": "", "segments": [], "language": "en"}') == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    text = json.dumps(json.loads(export(TALK)), indent=1, ensure_ascii=False).replace("\n", end)
    assert said(text.encode(encoding)) == ["Hello.", "My “kettle” is broken, naïve me.", "Sorry."]


def test_nul_characters_and_halves_of_pairs_can_be_stored() -> None:
    text = export([("Customer", "a\0b"), ("Agent", "HALF")]).replace("HALF", "x\\ud800y")
    found = read(text.encode() + b"\0")
    table([parse(row, Columns(), "x") for _, row in found])
    assert found[0][1]["text"] == "ab"


def test_a_broken_segment_is_a_reason_and_the_rest_is_read() -> None:
    text = export(TALK)
    broken = text.replace('{"start": 1.0,', '{"start": 1.0.0,')
    assert said(broken) == ["Hello.", "naïve me.", "Sorry."]
    assert reasons(broken) == [(2, "not JSON")]
    wrong = text.replace('" naïve me."', "5")
    assert said(wrong) == ["Hello.", "My “kettle” is broken,", "Sorry."]
    assert reasons(wrong) == [(3, "the text is not text but int")]


def test_a_stray_bracket_does_not_end_the_list() -> None:
    assert said(export(TALK).replace('{"start": 1.0', ']{"start": 1.0')) == said(export(TALK))


def test_what_follows_the_list_is_no_segment() -> None:
    more = {"word_segments": [{"word": "x", "start": 0.0}], "usage": {"type": "duration"}, "words": [{"start": 1}]}
    assert read(export(TALK, **more)) == read(export(TALK))


def test_a_file_that_is_cut_off_loses_only_its_tail() -> None:
    talk = [("Agent", "One."), ("Customer", "Two."), ("Agent", "Three.")]
    text = export(talk)
    ends = [match for match in range(len(text)) if text.startswith("}", match)][:3]
    for end in range(text.index("[") + 1, ends[2] + 1):
        assert said(text[:end]) == [spoken for (_, spoken), last in zip(talk, ends, strict=True) if last < end]
        assert reasons(text[:end])


@pytest.mark.parametrize(
    "data", ["", "{}", "[]", '{"text": "hi"}', '{"segments": {}}', "Agent: hi", '"\\"segments\\": [']
)
def test_a_file_without_segments_is_not_whispers(data: str) -> None:
    with pytest.raises(InputError, match="has no list 'segments'"):
        read(data)


def test_deep_nesting_is_survived() -> None:
    assert reasons('{"segments": [' + '{"text":' * 100_000)


def test_only_whispers_json_is_sniffed() -> None:
    for path in FIXTURES.iterdir():
        head = path.read_bytes()[:65536].decode("utf-8", "replace").removeprefix("\ufeff")
        assert whisper.sniff(head) == path.name.startswith("whisper."), path
    assert whisper.sniff(export(TALK))
    assert whisper.sniff('{"text": "", "segments": [], "language": "en"}')
    assert whisper.sniff('{"text": "' + "so it goes \\n on " * 5000), "the text of a long call fills the head"
    assert not whisper.sniff("")
    assert not whisper.sniff('{"text": "cut o')
    assert not whisper.sniff('{"text": "hello", "role": "customer"}\n{"text": "hi"}\n')
    assert not whisper.sniff('{"type": "contact", "segments": {"type": "list", "data": []}}')
    assert not whisper.sniff('{"segments": [{"id": 7, "name": "Gold customers"}]}')
