"""Plain text transcripts of chats and calls: a line that names the speaker starts a turn, the lines after it go on.

No standard; the forms are those that transcription services and help desks write (Otter, Rev, WhisperX's ``txt``
writer: https://github.com/m-bain/whisperX/blob/main/whisperx/utils.py, chat widgets):

- ``Agent: text``, ``**Agent:** text``, ``[SPEAKER_00]: text``, ``Customer - text`` (after a time, or for a known role)
- ``[00:12] Customer - text``, ``00:01:12 Customer: text``, ``12:03 PM John (Support): text``,
  ``2026-03-14 09:12:31 Customer: text``
- ``Customer [00:12]: text``, and ``Speaker 1  0:03`` or ``Speaker 1 (00:03):`` with the text on the lines below

Read: turns with speaker and text, role by the rules of ``voc.readers.speakers``; notes (``Internal note: …``) and
events (``Sam joined the chat``, ``[hold music]``, ``*** … ***``) as role system. Conversations are separated by a line
of three or more of ``-=*_#~``, with or without a title between them, a form feed, or a line such as
``Conversation ID: 123``. Above the first turn, ``Conversation ID``, ``Customer ID``, ``Channel`` and ``Date`` or
``Started`` are read and other header lines passed over. Without an id a conversation is called after the file and its
number.

Times are offsets from the start (or times of day where AM or PM says so, or where they are not before the start); they
become timestamps only with a date: in the line itself, or a start above the first turn (ISO 8601, or as in e-mail).
Times are in the time zone of the start, in UTC where it has none or the line says so. Dates such as 03/04/2026 are not
read: which is the month is not known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from voc.errors import InputError
from voc.readers import speakers
from voc.readers.encoding import open_text
from voc.readers.speaker_labels import from_label, is_field, is_speaker, split
from voc.readers.speakers import Turn
from voc.taxonomy import Role

SUFFIXES: tuple[str, ...] = (".txt",)

_STAMP = (
    r"(?:(?P<date>\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?:T|,?\s++))?"
    r"(?P<clock>\d{1,3}:\d{2}(?::\d{2})?)(?:[.,]\d{1,6})?\s?(?P<half>[AaPp]\.?[Mm]\.?(?!\w))?"
    r"(?P<zone>Z|\s?UTC|[+-]\d{2}:?\d{2})?"
)
_BEFORE = re.compile(rf"\s*(?P<open>[\[(])?{_STAMP}[\])]?(?:\s+[-–—|]\s+|\s*[,|]\s*|\s+)(?P<rest>\S.*)")
_AFTER = re.compile(
    rf"\s*(?P<label>[^\W\d_][^:\[\]<>\n]{{0,59}}?)\s*+"
    rf"(?:[\[(]{_STAMP}[\])]\s*+(?::|[-–—]\s|$)\s*+(?P<text>.*)|(?<=\s){_STAMP.replace('?P<', '?P<bare_')}\s*+:?\s*+$)"
)
_SUBJECT = r"(?i:conversation|chat|call|ticket|case|interaction|session|transcript)\b"
_RULE = re.compile(
    rf"\s*([-=*_#~–—])\1{{2,}}+(?:\s*+(?:(?P<title>\S.{{0,80}}?)\s*+\1{{3,}}+|(?P<subject>{_SUBJECT}.{{0,80}})))?\s*"
)
_ID = re.compile(
    r"\A\s*+(?:(?:conversation|chat|call|interaction|session|transcript|contact)[ _-]?id"
    r"|(?:ticket|case)[ _-]?(?:id|number))\s*[:=#]\s*(?P<value>\S+)\s*$",
    re.IGNORECASE,
)
_CUSTOMER = re.compile(
    r"\A\s*+(?:customer|client|account|member)[ _-]?(?:id|number)\s*+[:=#]\s*+(?P<value>\S++)\s*+$", re.IGNORECASE
)
_CHANNEL = re.compile(r"\A\s*+channel\s*+[:=]\s*+(?P<value>\S.{0,39}?)\s*+$", re.IGNORECASE)
_START = re.compile(
    r"\A\s*+(?:NOTE\s+)?(?:(?:chat|call|conversation|session|recording)[ _-]?)?"
    r"(?:started(?: at)?|start(?:[ _-]?(?:time|date))?|date(?: and time)?|recorded(?: at)?|begun|time)"
    r"\s*[:=]\s*(?P<value>\S.{7,60})$",
    re.IGNORECASE,
)
_TITLE = re.compile(rf"\s*{_SUBJECT}.{{0,60}}")
_FIELD = 60
"""A header line with a longer value may as well be what somebody said."""
_TALK = r"(?:chat|conversation|call|session)"
_EVENT = re.compile(
    rf"\W*(?:[A-Z][\w.'’()-]*(?: [A-Z(][\w.'’()-]*){{0,3}}|[Aa]gent|[Cc]ustomer|[Yy]ou) (?:has |have )?"
    rf"(?:joined|left|entered|ended|closed) the {_TALK}\W*"
    rf"|\W*(?:[Tt]he )?(?i:{_TALK}) (?:has |have )?(?:been |was )?(?:started|ended|closed|transferred)"
    r"(?: (?:after|as|at|because|by|due|from|on|to|with)\b.{1,60})?\W*"
    r"|\W*(?i:you) are now (?:connected|chatting|speaking) (?:to|with) .{1,60}"
    r"|\*{3}.+\*{3}|\[(?!\d)[^\]:]{2,80}\]"
)


@dataclass(frozen=True, slots=True)
class _Opening:
    """The beginning of a line that may start a turn."""

    label: str | None
    text: str
    stamp: re.Match[str] | None = None
    prefix: str = ""

    def part(self, name: str) -> str | None:
        """Return a part of the time: ``date``, ``clock``, ``half`` or ``zone``."""
        return self.stamp[self.prefix + name] if self.stamp else None


@dataclass(slots=True)
class _Header:
    """What stands above the first turn of a conversation."""

    columns: dict[str, object] = field(default_factory=dict)
    start: datetime | None = None
    has_clock: bool = False


def sniff(head: str) -> bool:
    """Whether a fifth of the lines start turns of two or more speakers, and it is no mail, subtitles, JSON or CSV."""
    lines = [line for line in head.splitlines() if line.strip()][:400]
    if not lines or _is_other(head, lines[0]):
        return False
    openings = [opening for opening in map(_opening, lines) if opening and opening.label]
    labels = _labels(openings)
    turns = [opening for opening in openings if opening.label in labels]
    sure = any(
        opening.stamp or labels[opening.label or ""] > 1 or from_label(opening.label or "").known for opening in turns
    )
    return sure and len(labels) > 1 and len(turns) * 5 >= len(lines)


_MAIL = re.compile(
    r"^(?:from|subject|message-id|received|mime-version|return-path|delivered-to|content-type|reply-to|to|cc):",
    re.IGNORECASE | re.MULTILINE,
)


_TABLE = re.compile(
    r'\w+[,;\t|]\w+|"[^"]*"([,;\t|])"[^"]*"(?:\1.*)?'
    r'|(?:"[^"]*"|[\w .()/%-]{1,40})([,;\t|])(?:"[^"]*"|[\w .()/%-]{1,40})\2.*'
)
"""The header of a CSV file: two plain or quoted names, or three of any kind."""


def _is_other(head: str, first: str) -> bool:
    """Whether it is JSON, subtitles, mail or a table."""
    return bool(
        re.match(r'\s*(?:\{|\[\s*[\[{"])', head)
        or re.match(r"\s*WEBVTT\b", head)
        or re.search(r"^[ \t]*[\d:]{4,}[.,]\d{3}[ \t]*-->", head, re.MULTILINE)
        or re.match(r"From \S+", head)
        or len(_MAIL.findall(head.lstrip().split("\n\n", 1)[0])) > 1
        or _TABLE.fullmatch(first)
    )


def rows(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield ``(line, row)`` for each turn, or ``(line, reason)``; one conversation is held in memory at a time.

    Raises:
        InputError: if no line of the file names a speaker.
    """
    number = 0
    with open_text(path) as file:
        for lines in _conversations(file):
            header, items = _parse(lines)
            turns = [item for item in items if isinstance(item, Turn)]
            if any(turn.role is None for turn in turns):
                number += 1
                columns = {"interaction_id": f"{path.stem}-{number}", **header.columns}
                faults = [item for item in items if not isinstance(item, Turn)]
                yield from sorted([*faults, *speakers.rows(turns, columns)], key=lambda item: item[0])
            else:
                yield lines[0][0], "no line of this part names a speaker, such as 'Customer: '"
    if not number:
        raise InputError(f"{path} is not a transcript: no line names a speaker, such as 'Customer: ' or 'Agent: '")


def _conversations(file: Iterable[str]) -> Iterator[list[tuple[int, str]]]:
    """Yield the numbered lines of each conversation, without the separators; a title is a line."""
    lines: list[tuple[int, str]] = []
    spoken = False
    for number, raw in enumerate(file, 1):
        line = raw.rstrip().lstrip("\f")
        rule = None if _EVENT.fullmatch(line) else _RULE.fullmatch(line)
        if spoken and (rule or raw.startswith("\f") or _ID.fullmatch(line)):
            yield lines
            lines, spoken = [], False
        if rule:
            line = rule["title"] or rule["subject"] or ""
        if line or lines:
            lines.append((number, line))
        opening = None if spoken else _opening(line)
        spoken = spoken or bool(opening and opening.label and is_speaker(opening.label, 2))
    if any(line for _, line in lines):
        yield lines


def _opening(line: str) -> _Opening | None:
    """Read the beginning of a line as time and label, in either order, or a label alone."""
    before = _BEFORE.match(line)
    if before:
        rest = before["rest"]
        labelled = split(rest, dash=True)
        if labelled:
            return _Opening(*labelled, before)
        if from_label(rest).known or (rest.lower().startswith("speaker") and is_speaker(rest, 1)):
            return _Opening(rest.strip(), "", before)
        return _Opening(None, rest, before) if before["open"] else None
    after = _AFTER.match(line)
    if after:
        prefix = "bare_" if after["bare_clock"] else ""
        return _Opening(after["label"].strip(), (after["text"] or "").strip(), after, prefix)
    labelled = split(line)
    return _Opening(*labelled) if labelled else None


def _labels(openings: Iterable[_Opening]) -> Counter[str]:
    """Return the labels that name speakers, with their counts."""
    counts = Counter(opening.label for opening in openings if opening.label)
    return Counter({label: count for label, count in counts.items() if is_speaker(label, count)})


def _parse(lines: list[tuple[int, str]]) -> tuple[_Header, list[Turn | tuple[int, str]]]:
    """Read one conversation: what its header says, its turns, and the lines that are no part of one with the reason."""
    openings = {number: opening for number, line in lines if (opening := _opening(line))}
    labels = _labels(openings.values())
    named = [opening for opening in openings.values() if opening.label in labels]
    timed = {opening.label for opening in named if opening.stamp}
    mostly_timed = 2 * sum(opening.stamp is not None for opening in named) > len(named)
    header = _Header()
    reader = _Reader(header)
    for number, line in lines:
        opening = openings.get(number)
        if opening and opening.label is not None and opening.label not in labels:
            opening = None
        if opening and mostly_timed and not opening.stamp:
            roles_word = opening.label in timed or from_label(opening.label or "").known
            opening = opening if reader.started and roles_word else None
        if opening and opening.label is None and not (timed or _EVENT.fullmatch(opening.text)):
            opening = None
        reader.line(number, line, opening)
    reader.close()
    return header, reader.items


class _Reader:
    """Collects the turns of one conversation from its lines."""

    def __init__(self, header: _Header) -> None:
        self.items: list[Turn | tuple[int, str]] = []
        self.started = False
        self._header = header
        self._clock = _Clock(header)
        self._label: str | None = None
        self._turn: Turn | None = None
        self._text: list[str] = []
        self._stray = False

    def line(self, number: int, line: str, opening: _Opening | None) -> None:
        """Take the next line, which may open a turn."""
        event = opening.text if opening and opening.label is None else line
        if _EVENT.fullmatch(event.strip()):
            self.close()
            at = self._clock.at(opening) if opening else None
            self.items.append(Turn(number, event.strip().strip("*[]() "), timestamp=at, role=Role.SYSTEM))
        elif opening:
            self.close()
            self.started = True
            self._label = opening.label
            self._turn = Turn(number, "", self._label, timestamp=self._clock.at(opening))
            self._text = [opening.text]
        elif self._turn:
            self._text.append(line.strip())
        elif line.strip() and self.started:  # goes on after an event
            self._turn = Turn(number, "", self._label)
            self._text = [line.strip()]
        elif line.strip() and not _read_header(line, self._header) and not self._stray:
            self._stray = True
            self.items.append((number, "text above the first line that names a speaker"))

    def close(self) -> None:
        """End the turn that is being read."""
        if self._turn:
            text = "\n".join(self._text).strip()
            if text:
                self.items.append(Turn(self._turn.position, text, self._turn.speaker, timestamp=self._turn.timestamp))
            else:
                self.items.append((self._turn.position, "the turn has no text"))
        self._turn = None


def _read_header(line: str, header: _Header) -> bool:
    """Take what a line above the first turn says; return whether it is a header line at all."""
    for column, pattern in (("interaction_id", _ID), ("customer_id", _CUSTOMER), ("channel", _CHANNEL)):
        match = pattern.fullmatch(line)
        if match:
            header.columns.setdefault(column, match["value"])
            return True
    moment = start(line)
    if moment:
        header.start, header.has_clock = moment
    field = split(line)
    return bool(moment or _TITLE.fullmatch(line) or (field and len(field[1]) <= _FIELD and is_field(field[0])))


def start(line: str) -> tuple[datetime, bool] | None:
    """Read the start of a conversation from a line such as ``Started: 2026-03-14 09:00``.

    Returns:
        The start in its own time zone (UTC where it has none), which is that of the lines' times too, and whether it
        has a time of day; None if the line says nothing about the start, or not in ISO 8601 or the form that e-mail
        has.
    """
    match = _START.fullmatch(line)
    if not match:
        return None
    value = re.sub(r"\s?(?:UTC|GMT)$", "+00:00", match["value"].strip())
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        try:
            moment = parsedate_to_datetime(match["value"])
        except ValueError:
            return None
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        moment.astimezone(UTC)
    except OverflowError:  # not between the years 1 and 9999 in UTC
        return None
    return moment, ":" in value


class _Clock:
    """Turns the times of a conversation's lines into timestamps, as far as there is a date."""

    def __init__(self, header: _Header) -> None:
        self._header = header
        self._of_day: bool | None = None
        self._last: datetime | None = None

    def at(self, opening: _Opening) -> datetime | None:
        """Return the time in UTC; None without a date."""
        clock = opening.part("clock")
        if clock is None:
            return None
        parts = [int(part) for part in clock.split(":")]
        try:
            return self._dated(opening, parts) if opening.part("date") else self._from_start(opening, parts)
        except (ValueError, OverflowError):  # such as 2026-02-30 or 25:00 PM
            return None

    def _dated(self, opening: _Opening, parts: list[int]) -> datetime | None:
        """Read a line with its own date."""
        date = opening.part("date") or ""
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
            return None
        zone = (opening.part("zone") or "").strip().replace("UTC", "Z")
        day = datetime.fromisoformat(f"{date}T00:00:00{zone}")
        known = day.tzinfo or (self._header.start.tzinfo if self._header.start else UTC)
        return datetime.combine(day, _time_of_day(opening, parts), known).astimezone(UTC)

    def _from_start(self, opening: _Opening, parts: list[int]) -> datetime | None:
        """Read a line by the start of the conversation."""
        begin = self._header.start
        if begin is None:
            return None
        if (opening.part("zone") or "").strip() in {"Z", "UTC"}:  # others may be the end of a range: 09:00-09:30
            begin = begin.astimezone(UTC)
        half = opening.part("half") is not None
        if not half and not self._header.has_clock:
            return None  # 09:12 may be an offset or a time of day
        if not half and self._of_day is None:
            self._of_day = parts[0] < 24 and _time_of_day(opening, parts) >= begin.time().replace(microsecond=0)  # noqa: PLR2004
        if not half and not self._of_day:
            hours, minutes, seconds = parts if len(parts) == 3 else [0, *parts]  # noqa: PLR2004
            return (begin + timedelta(hours=hours, minutes=minutes, seconds=seconds)).astimezone(UTC)
        moment = datetime.combine(begin, _time_of_day(opening, parts), begin.tzinfo)
        # A start may be by another clock than the lines: of two days the first line is of the nearer one.
        earliest = self._last - timedelta(hours=1) if self._last else begin - timedelta(days=1) / 2
        while moment < earliest:  # past midnight
            moment += timedelta(days=1)
        self._last = moment
        return moment.astimezone(UTC)


def _time_of_day(opening: _Opening, parts: list[int]) -> time:
    hour, half = parts[0], (opening.part("half") or "").lower()
    if half:
        hour = hour % 12 + 12 * half.startswith("p")
    minute, second = (*parts[1:], 0)[:2]
    return time(hour, minute, second)
