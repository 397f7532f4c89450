"""JSON of speech recognition with Whisper: segments, and who speaks where the recording was diarised.

Read are the shapes that have ``segments`` with ``text`` at the top:

- Whisper's own writer (``text``, ``segments``, ``language``): https://github.com/openai/whisper,
  ``whisper/transcribe.py``; and OpenAI's ``verbose_json``
- WhisperX (``segments`` with ``speaker``, ``word_segments``, ``language``): https://github.com/m-bain/whisperX,
  ``whisperx/utils.py`` and ``whisperx/diarize.py``; it writes ``NaN`` where a score is missing
- OpenAI's ``diarized_json`` (``speaker`` is a name given before, or ``A``, ``B`` …):
  https://github.com/openai/openai-python, ``types/audio/transcription_diarized_segment.py``

A file is one conversation, called after the file. Segments of one speaker that follow each other are one turn. The role
comes from the speaker's name and from what the speakers say, by the rules of ``voc.readers.speakers``; a speaker whose
role they do not tell, and segments without a speaker (all of them, where the recording was not diarised), become
rejects that say so.

Not read: words and their own speakers, scores, times (offsets in a recording whose start is nowhere told), language.
Other tools' shapes (whisper.cpp's ``transcription``, ``chunks``) are not this format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from voc.errors import InputError
from voc.readers import speakers
from voc.readers.documents import said, word
from voc.readers.encoding import decode
from voc.readers.json_scan import Broken
from voc.readers.rows import RowError
from voc.readers.speakers import Turn

SUFFIXES: tuple[str, ...] = (".json",)

_LIST = re.compile(r'(?<!\\)"segments"\s*:\s*\[')
_SEGMENT = re.compile(r'\{\s*"(?:id|seek|start|end|text|type|speaker)"\s*:')
_BETWEEN = re.compile(r"[\s,]*")
_LONG_TEXT = re.compile(r'\{\s*"text"\s*:\s*"(?:[^"\\]|\\.)*\\?', re.DOTALL)
_LONG = 2**15
_MOST_TRIES = 10_000
"""Places at which a whole segment is looked for after a broken one; thirty hours of speech have as many segments."""
_JSON = json.JSONDecoder(strict=False)


def sniff(head: str) -> bool:
    """Whether an object has timed ``segments`` with text, or starts with a text longer than the head."""
    head = head.lstrip("\ufeff \t\r\n")
    if not head.startswith("{"):
        return False
    segments = _LIST.search(head)
    if not segments:
        return len(head) >= _LONG and _LONG_TEXT.fullmatch(head) is not None
    if re.match(r"\s*\]", head[segments.end() :]):
        return '"language"' in head
    first = head[segments.end() :][:_LONG]
    timed = re.search(r'"(?:start|end)"\s*:\s*-?\d', first)
    return bool(_SEGMENT.match(first.lstrip()) and timed and re.search(r'"text"\s*:\s*"', first))


def rows(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield ``(segment, row)`` for each turn, counted from 1, or ``(segment, reason)``.

    Raises:
        InputError: if the file has no list of segments.
    """
    text = decode(path)
    segments = _LIST.search(text)
    if not segments:
        raise InputError(f"{path} is not Whisper's JSON: it has no list 'segments'")
    turns: list[Turn] = []
    faults: list[tuple[int, str]] = []
    for position, segment in _segments(text, segments.end()):
        turn = str(segment) if isinstance(segment, Broken) else _turn(position, segment)
        if isinstance(turn, str):
            faults.append((position, turn))
        elif turn.text:
            turns.append(turn)
    read = speakers.rows(speakers.joined(turns), {"interaction_id": path.stem})
    yield from sorted([*faults, *read], key=lambda item: item[0])


def _turn(position: int, segment: object) -> Turn | str:
    """Read a segment, or say why it cannot be used."""
    if not isinstance(segment, dict):
        return "the segment is not a JSON object"
    try:
        text = said(segment.get("text"))
    except RowError as error:
        return str(error)
    if text is None:
        return "the segment has no text"
    return Turn(position, " ".join(text.split()), word(segment.get("speaker")))


def _segments(text: str, at: int) -> Iterator[tuple[int, object]]:
    """Yield the members of the list that starts at an offset; a broken one as ``Broken``, and what follows it."""
    position = 0
    while True:
        at = _end(_BETWEEN, text, at)
        if at < len(text) and text[at] == "]":
            after = _next(text, at + 1)  # none, unless a stray bracket ended the list
            if after is None:
                return
            at = after
        position += 1
        try:
            member, at = _JSON.raw_decode(text, at)
        except (ValueError, RecursionError):
            yield position, Broken("not JSON" if at < len(text) else "the file ends before the end of the list")
            after = _next(text, at + 1)
            if after is None:
                return
            at = after
        else:
            yield position, member


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _next(text: str, at: int) -> int | None:
    """Return where the next whole segment starts, or None."""
    for candidate in islice(_SEGMENT.finditer(text, at), _MOST_TRIES):
        try:
            member, _ = _JSON.raw_decode(text, candidate.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(member, dict) and isinstance(member.get("text"), str):
            return candidate.start()
    return None
