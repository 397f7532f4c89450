"""Amazon Connect Contact Lens conversational analytics: the output file of a call or a chat.

Documentation:
- calls: https://docs.aws.amazon.com/connect/latest/adminguide/contact-lens-example-output-files.html
- chats: https://docs.aws.amazon.com/connect/latest/adminguide/contact-lens-example-output-files-chat.html
- names of the files: ``contact-lens-example-output-files.md`` in https://github.com/awsdocs/amazon-connect-admin-guide

Read: ``Transcript`` with who says what when, original or redacted (``[PII]`` stays as it is), the roles in
``Participants``, ``Channel``, and ``CustomerMetadata.ContactId``. Events, attachments and interactive messages of a
chat become rows of the system that tell their kind; texts that a flow or a bot sends, which both come with the role
``SYSTEM``, are a bot's. A file may also hold an array of such outputs, or one a line.

A call only says how long after its start a turn began, so its times come from the time in the file's own name,
``<contact>_analysis_<start>.json``, and are null when the file was renamed.

Not read: sentiment, categories, summaries, loudness and all else that Contact Lens inferred; who the customer is, which
the file does not tell; e-mail outputs, which have no transcript; segments of the real-time API.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from voc.readers import documents
from voc.readers.documents import Format, Part, Row
from voc.readers.json_scan import Broken, Loose
from voc.taxonomy import Role

SUFFIXES: tuple[str, ...] = (".json", ".jsonl", ".ndjson")

_ROLES = {
    "CUSTOMER": Role.CUSTOMER,
    "AGENT": Role.AGENT,
    "SUPERVISOR": Role.AGENT,
    "CUSTOM_BOT": Role.BOT,
    "SYSTEM": Role.BOT,
}
_TEXTS = ("text/plain", "text/markdown")
_REDACTED = re.compile(r"\[[A-Z_]+\]")
"""What stands for a name that was redacted: ``[PII]``, or the kind of data, as the instance is set up."""
_FILE = re.compile(
    r"(?P<contact>.+?)_analysis(?:_redacted)?_(?P<day>\d{4}-\d\d-\d\d)T(?P<h>\d\d)(?::|_|-|%3A)(?P<m>\d\d)(?::|_|-|%3A)"
    r"(?P<s>\d\d)Z"
)
"""Name of an output file; what was downloaded to Windows, or by a browser, has no colons."""
_CHANNEL = re.compile(r'"Channel"\s*:\s*"(?:VOICE|CHAT|EMAIL)"')
_BESIDE = ("ContentMetadata", "MatchedCategories", "CustomerMetadata", "ConversationCharacteristics", "ParticipantId")


def sniff(head: str) -> bool:
    """Tell whether a file that starts like this is a Contact Lens output."""
    if not head.lstrip().startswith(("{", "[")):
        return False
    if _CHANNEL.search(head) and any(f'"{name}"' in head for name in _BESIDE):
        return True
    return '"Transcript"' in head and '"ParticipantId"' in head


def rows(path: Path) -> Iterator[tuple[int, Row | str]]:
    """Yield ``(index of the transcript item, row)``, or a reason for an item that cannot be used.

    Raises:
        InputError: if the file is no Contact Lens output.
    """
    return documents.rows(path, _FORMAT)


def _known(doc: Row) -> bool:
    return "Transcript" in doc or ("Channel" in doc and ("Categories" in doc or "JobStatus" in doc))


def _part(part: Row) -> bool:
    return _is_item(part) or _is_participant(part) or "ContactId" in part


def _is_item(part: Row) -> bool:
    return {"Id", "Type"} <= part.keys() or {"ParticipantId", "Content"} <= part.keys()


def _is_participant(part: Row) -> bool:
    return {"ParticipantId", "ParticipantRole"} <= part.keys()


def _rebuild(parts: Sequence[Part]) -> Row:
    doc: Row = {}
    items: list[Part] = []
    people: list[Row] = []
    for part in parts:
        if isinstance(part, Loose):
            doc = {**part, **doc}
        elif isinstance(part, Broken) or _is_item(part):
            items.append(part)
        elif _is_participant(part):
            people.append(part)
        else:
            doc["CustomerMetadata"] = part
    return {**doc, "Transcript": items, "Participants": people}


def _turns(doc: Row, name: str) -> Iterator[Row | str]:
    """Yield the rows of one output."""
    items = doc.get("Transcript")
    if not isinstance(items, list):
        yield "the output has no Transcript"
        return
    file = _FILE.match(name)
    contact = documents.word(documents.section(doc, "CustomerMetadata").get("ContactId"))
    start = _start(file) if file and contact in (None, file["contact"]) else None
    roles = {documents.word(one.get("ParticipantId")): one for one in documents.records(doc, "Participants")}
    interaction = contact or (file["contact"] if file else name)
    channel = documents.word(doc.get("Channel"))

    def row(item: Row) -> Row:
        text, role = _content(item, roles.get(documents.word(item.get("ParticipantId")), {}))
        return documents.row(
            interaction_id=interaction,
            role=role.value,
            speaker=_speaker(item),
            timestamp=_time(item, start),
            channel=channel and channel.lower(),
            text=text,
        )

    yield from documents.each(items, row)


def _content(item: Row, participant: Row) -> tuple[str | None, Role]:
    """Return what an item says, and whose it is: only plain text is a turn, all else an event."""
    kind = documents.word(item.get("Type")) or "MESSAGE"
    content = documents.word(item.get("ContentType")) or _TEXTS[0]
    if kind == "MESSAGE" and content in _TEXTS:
        return documents.said(item.get("Content")), _role(item, participant)
    return content.rpartition("connect.")[2] if kind != "ATTACHMENT" else "attachment", Role.SYSTEM


def _role(item: Row, participant: Row) -> Role:
    """Return the role of a participant; the one of a call may be named by its role alone."""
    value = item.get("ParticipantRole") or participant.get("ParticipantRole") or item.get("ParticipantId")
    role = _ROLES.get(documents.word(value) or "")
    if role is None:
        raise documents.unknown("participant role", value)
    return role


def _speaker(item: Row) -> str | None:
    """Return the name of a participant, or the id where there is no name or it was redacted."""
    name = documents.word(item.get("DisplayName"))
    return name if name and not _REDACTED.fullmatch(name) else documents.word(item.get("ParticipantId"))


def _time(item: Row, start: datetime | None) -> datetime | None:
    if item.get("AbsoluteTime"):
        return documents.moment(item["AbsoluteTime"])
    return documents.after(start, item.get("BeginOffsetMillis"), 1000) if start else None


def _start(file: re.Match[str]) -> datetime | None:
    """Return the time in a file's name."""
    try:
        return datetime.fromisoformat(f"{file['day']}T{file['h']}:{file['m']}:{file['s']}").replace(tzinfo=UTC)
    except ValueError:
        return None


_FORMAT = Format("an Amazon Connect Contact Lens output", "AccountId", _known, _part, _rebuild, _turns)
