"""Genesys Cloud speech and text analytics: the transcript file of a communication.

Documentation:
- https://developer.genesys.cloud/analyticsdatamanagement/speechtextanalytics/transcript-url (with the JSON schema)
- https://help.mypurecloud.com/articles/work-with-a-voice-transcript/ (who is internal and external)

Read: the phrases of all ``transcripts`` with text (``decoratedText``, which has capitals and stops, where there is one;
files have it, the schema does not), time and purpose, ``conversationId`` and ``mediaType``. The files of a
conversation, one a communication, come together as one interaction. A file may also hold an array of such transcripts,
or one a line.

A phrase only says whether it is ``external``, the customer, or ``internal``: an agent, a phone menu, a queue. Which of
these comes from ``participants``, by the time at which each was in the conversation; where two agents were, the speaker
is left open. The customer is who called or wrote, or was called or written to: ``ani`` and ``from``, or ``dnis`` and
``to``.

Not read: words and alternatives, sentiment, topics, acoustics, subjects of e-mails, queues and flows; messages of the
transcription notification service, which have another form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from voc.readers import documents
from voc.readers.documents import EPOCH, Format, Part, Row
from voc.readers.json_scan import Broken, Loose
from voc.taxonomy import Role

SUFFIXES: tuple[str, ...] = (".json", ".jsonl", ".ndjson")

_CUSTOMER = ("external", "customer")
_AGENT = ("internal", "agent", "user")
_MACHINE = ("acd", "ivr", "voicemail", "fax", "botflow", "workflow", "dialer", "campaign", "api")
_ROLES = {
    **dict.fromkeys(_CUSTOMER, Role.CUSTOMER),
    **dict.fromkeys(_AGENT, Role.AGENT),
    **dict.fromkeys(_MACHINE, Role.BOT),
}
"""Role by purpose, in lower case."""
_UNKNOWN = ("anonymous", "unknown", "unavailable", "restricted")


def sniff(head: str) -> bool:
    """Tell whether a file that starts like this is a Genesys Cloud transcript."""
    if not head.lstrip().startswith(("{", "[")) or '"transcripts"' not in head:
        return False
    return '"phrases"' in head and ('"participantPurpose"' in head or '"communicationId"' in head)


def rows(path: Path) -> Iterator[tuple[int, Row | str]]:
    """Yield ``(index of the phrase, row)``, or a reason for a phrase that cannot be used.

    Raises:
        InputError: if the file is no Genesys Cloud transcript.
    """
    return documents.rows(path, _FORMAT)


def _known(doc: Row) -> bool:
    return isinstance(doc.get("transcripts"), list)


def _part(part: Row) -> bool:
    return "participantPurpose" in part or isinstance(part.get("phrases"), list)


def _rebuild(parts: Sequence[Part]) -> Row:
    doc: Row = {}
    phrases: list[object] = []
    people: list[Row] = []
    for part in parts:
        if isinstance(part, Loose):
            doc = {**part, **doc}
        elif isinstance(part, Broken):
            phrases.append(part)
        elif "participantPurpose" in part:
            (phrases if "text" in part or "decoratedText" in part else people).append(part)
        else:  # a transcript is whole, what is around it is not
            phrases += documents.records(part, "phrases")
    return {**doc, "transcripts": [{"phrases": phrases}], "participants": people}


def _turns(doc: Row, name: str) -> Iterator[Row | str]:
    """Yield the rows of one communication."""
    interaction = documents.word(doc.get("conversationId")) or name
    channel = documents.word(doc.get("mediaType"))
    people = documents.records(doc, "participants")
    customer = next((one for one in map(_customer, people) if one), None)

    def row(phrase: Row) -> Row:
        role, speaker = _who(phrase, people)
        return documents.row(
            interaction_id=interaction,
            customer_id=customer,
            role=role.value,
            speaker=speaker,
            timestamp=documents.after(EPOCH, phrase.get("startTimeMs"), 1000),
            channel=channel and channel.lower(),
            text=documents.said(documents.pick(phrase, "decoratedText", "text")),
        )

    for transcript in documents.records(doc, "transcripts"):
        yield from documents.each(transcript.get("phrases"), row)


def _who(phrase: Row, people: Sequence[Row]) -> tuple[Role, str | None]:
    """Return the role of who says a phrase, and the user where it can only be one."""
    role = _role(phrase)
    if role is None:
        raise documents.unknown("participantPurpose", phrase.get("participantPurpose"))
    if role is not Role.AGENT:
        return role, None
    there = [one for one in people if _there(one, phrase.get("startTimeMs"))]
    agents = [one for one in there if _role(one) is Role.AGENT]
    if not agents and any(_role(one) is Role.BOT for one in there):
        return Role.BOT, None
    users = {documents.word(one.get("userId")) for one in agents}
    return role, users.pop() if len(users) == 1 else None


def _role(one: Row) -> Role | None:
    return _ROLES.get((documents.word(one.get("participantPurpose")) or "").lower())


def _there(one: Row, time: object) -> bool:
    """Tell whether a participant was in the conversation at a time, to the end where none is told."""
    start, end = one.get("startTimeMs"), one.get("endTimeMs")
    if not isinstance(time, int | float) or not isinstance(start, int | float):
        return False
    return start <= time and (not isinstance(end, int | float) or time <= end)


def _customer(one: Row) -> str | None:
    """Return the address of a participant that is the customer: it is the same in all their conversations."""
    if _role(one) is not Role.CUSTOMER:
        return None
    outbound = documents.word(one.get("initialDirection")) == "outbound"
    address = documents.word(documents.pick(one, *(("dnis", "to") if outbound else ("ani", "from")))) or ""
    if address.startswith(("tel:", "sip:", "sips:")):
        address = address.partition(":")[2].partition("@")[0].partition(";")[0]
    return None if not address or any(name in address.lower() for name in _UNKNOWN) else address


_FORMAT = Format("a Genesys Cloud transcript", "conversationId", _known, _part, _rebuild, _turns)
