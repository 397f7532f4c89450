"""Intercom: conversations, as JSON.

Documentation:
- https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations/
- https://developers.intercom.com/docs/references/1.0/rest-api/conversations/conversation-part-model (types of parts)
- https://github.com/intercom/Intercom-OpenAPI, descriptions/2.14: ``conversation``, ``conversation_source``,
  ``conversation_part``, ``conversation_part_author``

Read: one conversation a line; a document ``{"conversations": [...]}`` or pages of it, one a line; a list of
conversations; or one. Of a conversation its first message (``source``, in version 1 ``conversation_message``), which
was sent when the conversation was created, and its ``conversation_parts``. Bodies are HTML, or plain text where they
were asked for as that. The customer is the first of ``contacts`` (``customers``, ``user``); the channel is the
source's type.

What a part is goes by ``part_type``, and who speaks by the author's type:

1. neither body nor attachments (assigned, closed …): system, with the type of the part as its text
2. a note: system
3. the author is a ``user``, ``lead`` or ``contact``: customer
4. a type that is not in ``_MESSAGES`` (attributes, workflows, summaries …): system
5. ``bot``; ``from_ai_agent`` or ``is_ai_answer``; Intercom's own admin ``operator+…@intercom.io``; a first message that
   was ``automated``, ``operator_initiated`` or from a campaign: bot
6. ``admin``, ``team``: agent

Not read: subject, title, tags, ratings with their remarks, statistics, attachments, translations, tickets. A redacted
message keeps its place and loses its text. Intercom gives the last 500 parts of a conversation; where it had more, that
is a reason. A list from Intercom's API holds first messages only: the parts come with each single conversation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from voc.readers import documents
from voc.readers.documents import EPOCH, Format, Part, Row
from voc.readers.json_lists import Rebuilt, in_order, is_list, members, stream
from voc.readers.json_scan import Broken, Loose
from voc.readers.mail_html import to_text, unescape
from voc.taxonomy import Role

SUFFIXES: tuple[str, ...] = (".json", ".ndjson", ".jsonl")

_ROLES = {
    **dict.fromkeys(("user", "lead", "contact"), Role.CUSTOMER),
    **dict.fromkeys(("admin", "team"), Role.AGENT),
    "bot": Role.BOT,
}
_MESSAGES = {"comment", "quick_reply", "assignment", "assign_and_reopen", "open", "close", "snoozed"}
"""Types of parts whose body the customer sees: a reply may assign, open, snooze or close the conversation as well."""
_AUTOMATED = {"automated", "operator_initiated", "campaigns_initiated"}
_CONTACTS = ("contact", "contact.list")
_SOURCE = ("source", "conversation_message")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def sniff(head: str) -> bool:
    """Tell whether a file that starts like this holds Intercom conversations."""
    keys = members(head)
    return bool(keys & {"conversation_parts", "conversation_message"}) or {"source", "delivered_as"} <= keys


def rows(path: Path) -> Iterator[tuple[int, Row | str]]:
    """Yield ``(index of the row, row)``, or a reason for a part or conversation that cannot be used.

    Raises:
        InputError: if the file holds no Intercom conversations.
    """
    return stream(path, "conversations", _FORMAT, is_list(path, "conversations"))


def _known(doc: Row) -> bool:
    return "id" in doc and ("conversation_parts" in doc or any(isinstance(doc.get(name), dict) for name in _SOURCE))


def _is_source(doc: Row) -> bool:
    return "author" in doc and "part_type" not in doc


def _is_part(doc: Row) -> bool:
    return "part_type" in doc or "conversation_parts" in doc or _is_source(doc) or doc.get("type") in _CONTACTS


def _rebuild(parts: Sequence[Part]) -> Row:
    doc: Row = {}
    messages: list[object] = []
    contacts: list[Row] = []
    for part in parts:
        if isinstance(part, Loose):
            doc = {**part, **doc}
        elif isinstance(part, Broken) or "part_type" in part:
            messages.append(part)
        elif "conversation_parts" in part:  # the list is whole, what is around it is not
            messages += _parts({"conversation_parts": part})
        elif _is_source(part):
            doc.setdefault("source", part)
        else:
            contacts += documents.records(part, "contacts") or [part]
    return Rebuilt({**doc, "conversation_parts": messages, "contacts": contacts})


def _turns(doc: Row, name: str) -> Iterator[Row | str]:
    """Yield the rows of a conversation."""
    interaction = documents.word(doc.get("id")) or name
    source = documents.section(doc, *_SOURCE)
    customer, channel = _customer(doc, source), documents.word(source.get("type"))

    def row(message: Row) -> Row:
        role, text = _content(message)
        author = documents.section(message, "author")
        return documents.row(
            interaction_id=interaction,
            customer_id=customer,
            role=role.value,
            speaker=unescape(documents.word(author.get("name")) or "") or documents.word(author.get("id")),
            timestamp=_time(message.get("created_at")),
            channel=channel,
            text=text,
        )

    def found() -> Iterator[Row | str]:
        if documents.word(source.get("body")) or source.get("attachments"):
            yield from documents.each([{"part_type": "comment", "created_at": doc.get("created_at"), **source}], row)
        yield from documents.each(_parts(doc), row)

    if missing := _missing(doc):
        yield f"conversation {interaction}: had {missing} parts more than were exported"
    yield from in_order(found(), f"conversation {interaction}")


def _parts(doc: Row) -> list[object]:
    """Return the parts, which Intercom wraps in an object."""
    parts = doc.get("conversation_parts")
    inner = parts.get("conversation_parts") if isinstance(parts, dict) else parts
    return inner if isinstance(inner, list) else []


def _missing(doc: Row) -> int:
    """Return how many parts a conversation had that the export does not have."""
    total = documents.section(doc, "conversation_parts").get("total_count")
    parts = _parts(doc)
    return max(0, total - len(parts)) if isinstance(total, int) and parts else 0


def _content(message: Row) -> tuple[Role, str | None]:
    """Return who speaks and what, by the rules of this module.

    Raises:
        RowError: if the author's type is not known, or the body is not text.
    """
    kind = documents.word(message.get("part_type")) or ""
    body = _plain(documents.said(message.get("body")) or "")
    if message.get("redacted") is True:
        body = ""
    elif not (body or message.get("attachments")):
        return Role.SYSTEM, kind or None
    return _role(message, kind), body or None


def _role(message: Row, kind: str) -> Role:
    author = documents.section(message, "author")
    role = _author_role(author)
    if kind.startswith("note") or (kind not in _MESSAGES and role is not Role.CUSTOMER):
        return Role.SYSTEM
    if role is None:
        raise documents.unknown("author type", author.get("type"))
    email = documents.word(author.get("email")) or ""
    automatic = (
        True in (author.get("from_ai_agent"), author.get("is_ai_answer"))
        or (email.startswith("operator+") and email.endswith("@intercom.io"))
        or documents.word(message.get("delivered_as")) in _AUTOMATED
    )
    return Role.BOT if role is Role.AGENT and automatic else role


def _author_role(author: Row) -> Role | None:
    return _ROLES.get((documents.word(author.get("type")) or "").lower())


def _customer(doc: Row, source: Row) -> str | None:
    """Return the id of the contact that the conversation is with."""
    wrapped = documents.section(doc, "contacts", "customers")
    people = documents.records(wrapped, "contacts") or documents.records(doc, "contacts", "customers")
    people.append(documents.section(doc, "user"))
    author = documents.section(source, "author")
    if _author_role(author) is Role.CUSTOMER:
        people.append(author)
    return next((name for name in (documents.word(one.get("id")) for one in people) if name), None)


def _time(value: object) -> datetime | None:
    """Return a time from seconds since 1970, as Intercom's API has it, or from ISO 8601, as tools make of it.

    Raises:
        RowError: if it is neither.
    """
    if isinstance(value, str) and not re.fullmatch(r"\s*\d+\s*", value):
        return documents.moment(value)
    return documents.after(EPOCH, value, 1)


def _plain(body: str) -> str:
    """Return the text of a body, which may be HTML."""
    # what a customer typed as plain text may hold < and >
    return (to_text(body) if _TAG.search(body) else unescape(body).replace("\xa0", " ")).strip()


_FORMAT = Format(
    name="Intercom conversations",
    first="priority",
    known=_known,
    part=_is_part,
    rebuild=_rebuild,
    turns=_turns,
)
