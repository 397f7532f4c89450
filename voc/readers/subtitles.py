"""WebVTT and SubRip (SRT) subtitles with speaker labels, as call recordings and meetings are transcribed.

WebVTT: https://www.w3.org/TR/webvtt1/ (voice spans: section 4.2.2). SubRip has no standard; it is described at
http://justsolve.archiveteam.org/wiki/SubRip_text_file_format. Labels in the text: ``Name: text`` (Zoom),
``[SPEAKER_00]: text`` (WhisperX, https://github.com/m-bain/whisperX/blob/main/whisperx/utils.py) and ``>>`` for a
change of speaker (captions).

Read: the text of the cues without its markup, who says it, and the role by the rules of ``voc.readers.speakers``. Cues
of one speaker that follow each other are one turn. A file is one conversation, called after the file.

- ``<v Name>`` holds to its end tag or the next voice; a cue without one in a file of voice spans names no speaker.
- A cue without a label goes on with the speaker before it, unless the file writes the label on each cue.
- ``[hold music]`` and the like alone in a cue are role system.
- Where ``>>`` comes without names, two speakers are taken to alternate; where a file has names, too, such a turn has
  no speaker.

Not read: styles, regions, positions, cue identifiers and notes. Times are offsets from the start of the recording; they
become timestamps only if the header or a note has the start (``NOTE Started: 2026-03-14T09:00:00Z``). ``- `` before the
lines of a cue is not taken as a speaker.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path

from voc.errors import InputError
from voc.readers import speakers, transcript
from voc.readers.encoding import open_text
from voc.readers.mail_html import unescape
from voc.readers.speaker_labels import is_speaker, split
from voc.readers.speakers import Turn
from voc.taxonomy import Role

SUFFIXES: tuple[str, ...] = (".vtt", ".srt")

_TIME = r"(?:(\d{1,5}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:[ \t]([^<>]*))?>|(</v>)")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}")
_OUTSIDE = "text outside of a cue: no times stand above it"
_NO_TIMES = "the times of this cue are not of the form 00:00:01.000 --> 00:00:04.000"
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_CHANGE = re.compile(r"\s*>{2,3}\s*")
_SOUND = re.compile(r"\[[^\[\]]+\]|♪.*")


@dataclass(frozen=True, slots=True)
class _Cue:
    """A cue as it stands in the file."""

    position: int
    offset: timedelta
    lines: list[str]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one speaker says in a cue.

    Attributes:
        cue: where it stands.
        text: without markup.
        name: the speaker's label, if it has one.
        voice: whether it is a voice span.
        change: whether ``>>`` marks a change of speaker.
    """

    cue: _Cue
    text: str
    name: str | None = None
    voice: bool = False
    change: bool = False


def sniff(head: str) -> bool:
    """Whether it starts as WebVTT does, or with a cue's number and times."""
    lines = [line for line in head.lstrip("\ufeff").splitlines()[:40] if line.strip()]
    if lines and re.match(r"WEBVTT(?:\s|$)", lines[0]):
        return True
    return any(_TIMES.match(line) for line in lines[:2])


def rows(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield ``(line, row)`` for each turn, or ``(line, reason)``.

    Raises:
        InputError: if the file has no cue.
    """
    cues: list[_Cue] = []
    faults: list[tuple[int, str]] = []
    start: datetime | None = None
    with open_text(path) as file:
        for item in _items(file):
            if isinstance(item, _Cue):
                cues.append(item)
            elif isinstance(item, datetime):
                start = start or item
            else:
                faults.append(item)
    if not cues:
        raise InputError(f"{path} has no subtitles: no line such as '00:00:01.000 --> 00:00:04.000'")
    if not any(line.strip() for line in cues[-1].lines):
        faults.append((cues[-1].position, "the file ends before the text of this cue"))
    turns = speakers.joined(_turns(_pieces(cues), start))
    read = speakers.rows(turns, {"interaction_id": path.stem})
    yield from sorted([*faults, *read], key=lambda item: item[0])


def _items(file: Iterable[str]) -> Iterator[_Cue | datetime | tuple[int, str]]:
    """Yield the cues, the start where a header or note has it, and what is neither, with the reason."""
    numbered = ((number, line.strip()) for number, line in enumerate(file, 1))
    for filled, group in groupby(numbered, key=lambda item: bool(item[1])):
        block = list(group) if filled else []
        arrows = [index for index, (_, line) in enumerate(block) if "-->" in line]
        if arrows:
            yield from _cues(block, arrows)
        elif block and (_BLOCK.match(block[0][1]) or (block[0][0] == 1 and block[0][1].startswith("WEBVTT"))):
            starts = (transcript.start(line) for _, line in block)
            yield from (moment.astimezone(UTC) for moment, has_clock in filter(None, starts) if has_clock)
        elif block:
            yield block[0][0], _OUTSIDE


def _cues(block: list[tuple[int, str]], arrows: list[int]) -> Iterator[_Cue | tuple[int, str]]:
    """Yield the cues of a block; more than one if no blank line is between them.

    Args:
        block: numbered lines.
        arrows: which of them have times.
    """
    if arrows[0] > 1:  # one line is an identifier
        yield block[0][0], _OUTSIDE
    for index, end in pairwise([*arrows, len(block)]):
        number, line = block[index]
        text = [line for _, line in block[index + 1 : end]]
        if end < len(block) and len(text) > 1 and text[-1].isdigit():
            text.pop()  # the number of the next cue
        times = _TIMES.match(line)
        yield _Cue(number, _offset(times), text) if times else (number, _NO_TIMES)


def _offset(times: re.Match[str]) -> timedelta:
    hours, minutes, seconds, fraction = times.group(1, 2, 3, 4)
    return timedelta(
        hours=int(hours or 0), minutes=int(minutes), seconds=int(seconds), milliseconds=int(fraction.ljust(3, "0"))
    )


def _pieces(cues: Iterable[_Cue]) -> list[_Piece]:
    """Cut the text of the cues where the speaker changes, with the label where there is one."""
    cut = [piece for cue in cues for piece in _spans(cue)]
    labels = Counter(name for piece in cut if not piece.voice for _, name, _ in _lines(piece) if name)
    return [part for piece in cut for part in _parts(piece, labels)]


def _spans(cue: _Cue) -> Iterator[_Piece]:
    """Yield the voice spans of a cue and what stands outside of them."""
    text = "\n".join(cue.lines)
    name: str | None = None
    begin = 0
    for tag in _VOICE.finditer(text):
        yield _Piece(cue, text[begin : tag.start()], name, voice=name is not None)
        name = None if tag[2] else unescape(tag[1] or "").strip() or None
        begin = tag.end()
    yield _Piece(cue, text[begin:], name, voice=name is not None)


def _lines(piece: _Piece, labels: Counter[str] | None = None) -> Iterator[tuple[bool, str | None, str]]:
    """Yield for each line of a span whether ``>>`` starts it, its label, and its text.

    Args:
        piece: the span.
        labels: counts, to tell labels from other words before a colon; None to take all.
    """
    for line in piece.text.split("\n"):
        plain = _plain(line)
        change = _CHANGE.match(plain)
        rest = plain[change.end() :] if change else plain
        label = split(rest)
        if label and (labels is None or is_speaker(label[0], labels[label[0]])):
            yield change is not None, *label
        else:
            yield change is not None, None, rest


def _parts(piece: _Piece, labels: Counter[str]) -> Iterator[_Piece]:
    """Cut a span at the lines that start with a speaker's label or ``>>``."""
    if piece.voice:
        yield replace(piece, text=_plain(piece.text))
        return
    name: str | None = None
    changed = False
    said: list[str] = []
    for change, label, text in _lines(piece, labels):
        if change or label:
            yield _Piece(piece.cue, " ".join(said), name, change=changed)
            name, changed, said = label, change, []
        said.append(text)
    yield _Piece(piece.cue, " ".join(said), name, change=changed)


def _plain(text: str) -> str:
    return unescape(_MARKUP.sub("", text))


def _turns(pieces: Iterable[_Piece], start: datetime | None) -> Iterator[Turn]:
    """Yield a turn for each piece with text, and settle who speaks where no label says it."""
    pieces = [piece for piece in pieces if piece.text.strip()]
    named = any(piece.name for piece in pieces)
    spans = any(piece.voice for piece in pieces)
    each = spans or any(a.name == b.name and a.name and a.cue is not b.cue for a, b in pairwise(pieces))
    alternating = not named and any(piece.change for piece in pieces)
    name: str | None = None
    side = 0
    last: _Cue | None = None
    for index, piece in enumerate(pieces):
        if piece.name is None and _SOUND.fullmatch(piece.text.strip()):
            yield Turn(piece.cue.position, piece.text.strip(" []"), timestamp=_moment(start, piece), role=Role.SYSTEM)
            continue
        side += piece.change and index > 0
        goes_on = not piece.change and (not each or piece.cue is last) and not piece.voice
        name = piece.name or (name if goes_on else None)
        last = piece.cue
        yield Turn(
            piece.cue.position,
            " ".join(piece.text.split()),
            name,
            voice=f"speaker {side % 2 + 1}" if alternating else None,
            timestamp=_moment(start, piece),
        )


def _moment(start: datetime | None, piece: _Piece) -> datetime | None:
    try:
        return start + piece.cue.offset if start else None
    except OverflowError:
        return None
