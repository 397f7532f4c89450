"""Google Conversational Insights (Contact Center AI Insights): conversations as uploaded, and as they come out.

Documentation:
- upload: https://cloud.google.com/contact-center/insights/docs/conversation-data-format
- API: https://cloud.google.com/contact-center/insights/docs/reference/rest/v1/projects.locations.conversations
- export: https://cloud.google.com/contact-center/insights/docs/bigquery-v7-schema (and its other versions)

Read, each as one object, an array, or one a line:
- the upload format: ``entries`` with ``text``, ``role``, ``user_id`` and ``start_timestamp_usec``;
- the API's ``Conversation``, alone or in the list that ``conversations.list`` gives (ask for ``view=FULL``):
  ``transcript.transcriptSegments`` with text, participant and time, ``name``, ``medium`` and ``agentId``;
- rows of the BigQuery export in JSON: ``sentences``, ``conversationName``, ``medium`` and ``agentId``.

Names may be in camel case, as JSON has them, or in snake case, as Google's libraries do. A segment without a role takes
it from the channels in ``callMetadata``. A segment of a call has no time of its own; it is its first word's. Who the
customer is comes from ``obfuscatedExternalUserId`` alone: ``user_id`` should be a person's own by the documentation,
but is 1 and 2 in its example and in much of what is uploaded, which would make one customer of all.

Not read: ``conversation_info``, labels, analyses, annotations and sentiment; a transcript that is one string only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voc.readers import documents
from voc.readers.documents import EPOCH, Format, Part, Row
from voc.readers.json_scan import Broken, Loose
from voc.readers.rows import RowError
from voc.taxonomy import Role

SUFFIXES: tuple[str, ...] = (".json", ".jsonl", ".ndjson")

_ROLES = {
    "CUSTOMER": Role.CUSTOMER,
    "END_USER": Role.CUSTOMER,
    "AGENT": Role.AGENT,
    "HUMAN_AGENT": Role.AGENT,
    "ANY_AGENT": Role.AGENT,
    "AUTOMATED_AGENT": Role.BOT,
    **dict(zip("1234", (Role.AGENT, Role.BOT, Role.CUSTOMER, Role.AGENT), strict=True)),
}
"""Roles by name, and by number where a library wrote the enumeration so."""
_MEDIA = {"1": "phone_call", "PHONE_CALL": "phone_call", "2": "chat", "CHAT": "chat"}
_UNSPECIFIED = ("ROLE_UNSPECIFIED", "0", None)
_SEGMENTS = ("transcriptSegments", "transcript_segments")
_PERSON = ("segmentParticipant", "segment_participant")
_USER = ("obfuscatedExternalUserId", "obfuscated_external_user_id")
_SPEAKER = ("userId", "user_id", "dialogflowParticipantName", "dialogflow_participant_name", "dialogflowParticipant")
_NAME = re.compile(r'"projects/[^/"]+/locations/[^/"]+/conversations/[^/"]+"')
_OF_AN_ENTRY = {"user_id", "userId", "start_timestamp_usec", "startTimestampUsec"}
_OF_A_SEGMENT = {*_PERSON, "messageTime", "message_time", "words", "channelTag", "channel_tag"}


def sniff(head: str) -> bool:
    """Tell whether a file that starts like this holds conversations of Conversational Insights."""
    if not head.lstrip().startswith(("{", "[")):
        return False
    if '"entries"' in head and ('"start_timestamp_usec"' in head or ('"user_id"' in head and '"role"' in head)):
        return True
    if any(f'"{name}"' in head for name in _SEGMENTS):
        return True
    source = '"dataSource"' in head and ('"gcsSource"' in head or '"dialogflowSource"' in head)
    return source or _NAME.search(head) is not None


def rows(path: Path) -> Iterator[tuple[int, Row | str]]:
    """Yield ``(index of the entry, segment or sentence, row)``, or a reason for one that cannot be used.

    Raises:
        InputError: if the file holds no conversation.
    """
    return documents.rows(path, _FORMAT)


def _known(doc: Row) -> bool:
    if any(isinstance(doc.get(name), list) for name in ("entries", "conversations", "sentences")):
        return True
    if isinstance(documents.pick(documents.section(doc, "transcript"), *_SEGMENTS), list):
        return True
    return "conversationName" in doc or _NAME.fullmatch(f'"{doc.get("name")}"') is not None


def _part(part: Row) -> bool:
    return _sort(part) is not None or _is_metadata(part) or bool(documents.records(part, *_SEGMENTS))


def _is_metadata(part: Row) -> bool:
    return not part.keys().isdisjoint(("customerChannel", "customer_channel"))


def _rebuild(parts: Sequence[Part]) -> Row:
    doc: Row = {}
    kind, turns = "entries", list[object]()
    for part in parts:
        if isinstance(part, Loose):
            doc = {**part, **doc}
        elif isinstance(part, Broken):
            turns.append(part)
        elif _is_metadata(part):
            doc["callMetadata"] = part
        elif whole := documents.records(part, *_SEGMENTS):  # the transcript is whole, what is around it is not
            kind = "segments"
            turns += whole
        else:
            kind = _sort(part) or kind
            turns.append(part)
    return {**doc, **({"transcript": {_SEGMENTS[0]: turns}} if kind == "segments" else {kind: turns})}


def _sort(part: Row) -> str | None:
    """Return which sort of turn an object is, null where it is none."""
    if "sentence" in part:
        return "sentences"
    if "text" not in part:
        return None
    if part.keys() & _OF_A_SEGMENT:
        return "segments"
    return "entries" if "role" in part and part.keys() & _OF_AN_ENTRY else None


def _turns(doc: Row, name: str) -> Iterator[Row | str]:
    """Yield the rows of one conversation, or of a list of them."""
    if isinstance(doc.get("conversations"), list):
        for count, conversation in enumerate(documents.records(doc, "conversations"), 1):
            yield from _turns(conversation, f"{name}-{count}")
        return
    talk = _talk(doc, name)
    segments = documents.pick(documents.section(doc, "transcript"), *_SEGMENTS)
    if isinstance(doc.get("entries"), list):
        yield from documents.each(doc["entries"], lambda entry: _entry(entry, talk))
    elif isinstance(segments, list):
        yield from documents.each(segments, lambda segment: _segment(segment, talk))
    elif isinstance(doc.get("sentences"), list):
        yield from documents.each(doc["sentences"], lambda sentence: _sentence(sentence, talk))
    else:
        yield "the conversation has no transcript; the API gives it with view=FULL"


@dataclass(frozen=True, slots=True)
class _Talk:
    """What holds for all turns of a conversation; null where it says nothing."""

    id: str
    channel: str | None
    customer: str | None
    agent: str | None
    start: datetime | None
    roles: dict[str | None, Role]  # by number of the audio channel


def _talk(doc: Row, name: str) -> _Talk:
    medium = documents.word(doc.get("medium")) or ""
    return _Talk(
        id=documents.word(documents.pick(doc, "name", "conversationName", "conversation_name")) or name,
        channel=_MEDIA.get(medium),
        customer=_customer(doc),
        agent=documents.word(documents.pick(doc, "agentId", "agent_id")),
        start=_start(doc),
        roles=_channels(documents.section(doc, "callMetadata", "call_metadata")),
    )


def _customer(doc: Row) -> str | None:
    """Return who the customer is, from the first of the customer's turns that tells."""
    people = [
        documents.section(segment, *_PERSON)
        for segment in documents.records(documents.section(doc, "transcript"), *_SEGMENTS)
    ]
    for person in [*people, *documents.records(doc, "sentences")]:
        role = documents.word(documents.pick(person, "role", "participantRole", "participant_role")) or ""
        if _ROLES.get(role) is Role.CUSTOMER and (user := documents.word(documents.pick(person, *_USER))):
            return user
    return None


def _start(doc: Row) -> datetime | None:
    """Return when the conversation started, null where that is not told or cannot be understood."""
    try:
        return documents.moment(documents.pick(doc, "startTime", "start_time")) or documents.after(
            EPOCH, documents.pick(doc, "startTimestampUtc", "start_timestamp_utc"), 1
        )
    except RowError:
        return None


def _channels(metadata: Row) -> dict[str | None, Role]:
    numbers = {
        documents.word(documents.pick(metadata, "agentChannel", "agent_channel")): Role.AGENT,
        documents.word(documents.pick(metadata, "customerChannel", "customer_channel")): Role.CUSTOMER,
    }
    return {number: role for number, role in numbers.items() if number}


def _entry(entry: Row, talk: _Talk) -> Row:
    """Return the row of an entry of the upload format."""
    time = documents.pick(entry, "start_timestamp_usec", "startTimestampUsec")
    return documents.row(
        interaction_id=talk.id,
        role=_role(entry.get("role")).value,
        speaker=documents.word(documents.pick(entry, "user_id", "userId")),
        timestamp=documents.after(EPOCH, time, 10**6),
        text=documents.said(entry.get("text")),
    )


def _segment(segment: Row, talk: _Talk) -> Row:
    """Return the row of a transcript segment of the API."""
    person = documents.section(segment, *_PERSON)
    channel = documents.word(documents.pick(segment, "channelTag", "channel_tag"))
    role = _role(person.get("role"), talk.roles.get(channel))
    time = documents.moment(documents.pick(segment, "messageTime", "message_time")) or _first_word(segment, talk)
    return _row(talk, role, documents.pick(person, *_SPEAKER), time, segment.get("text"))


def _sentence(sentence: Row, talk: _Talk) -> Row:
    """Return the row of a sentence of the BigQuery export."""
    role = _role(documents.pick(sentence, "participantRole", "participant_role"))
    time = documents.after(EPOCH, documents.pick(sentence, "createTimeNanos", "create_time_nanos"), 10**9)
    if time is None and talk.start:
        offset = documents.pick(sentence, "startOffsetNanos", "start_offset_nanos")
        time = documents.after(talk.start, offset, 10**9)
    speaker = documents.pick(sentence, "participantId", "participant_id")
    return _row(talk, role, speaker, time, sentence.get("sentence"))


def _row(talk: _Talk, role: Role, speaker: object, time: datetime | None, text: object) -> Row:
    name = documents.word(speaker) or (talk.agent if role is Role.AGENT else None)
    return documents.row(
        interaction_id=talk.id,
        customer_id=talk.customer,
        role=role.value,
        speaker=name,
        timestamp=time,
        channel=talk.channel,
        text=documents.said(text),
    )


def _role(value: object, otherwise: Role | None = None) -> Role:
    """Return the role of a participant, or ``otherwise`` where none is told."""
    name = documents.word(value)
    role = _ROLES.get(name.upper()) if name else None
    if role is None and name in _UNSPECIFIED:
        role = otherwise
    if role is None:
        raise documents.unknown("participant role", value)
    return role


def _first_word(segment: Row, talk: _Talk) -> datetime | None:
    """Return when the first word was said: its offset, such as ``1.200s``, after the start of the conversation."""
    words = documents.records(segment, "words")
    offset = documents.word(documents.pick(words[0], "startOffset", "start_offset")) if words else None
    if offset is None or talk.start is None:
        return None
    try:
        return documents.after(talk.start, float(offset.removesuffix("s")) * 10**6, 10**6)
    except ValueError:
        raise documents.unknown("offset", offset) from None


_FORMAT = Format("a conversation of Google Conversational Insights", "", _known, _part, _rebuild, _turns)
