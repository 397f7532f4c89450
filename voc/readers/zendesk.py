"""Zendesk Support: tickets with their comments, as JSON.

Documentation:
- https://support.zendesk.com/hc/en-us/articles/4408886165402 (the account's JSON export, one ticket a line)
- https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
- https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/
- https://developer.zendesk.com/api-reference/ticketing/users/users/
- https://developer.zendesk.com/documentation/ticketing/reference-guides/via-types

Read: one ticket a line; a document ``{"tickets": [...], "users": [...]}``, or such pages, one a line; a list of
tickets; or one ``{"ticket": {...}, "comments": [...]}``. Of a ticket its ``comments``, or where it was exported without
them its ``description``, which is the first comment, by the submitter. People are side-loaded in ``users``, or embedded
as ``requester``, ``submitter``, ``assignee`` and ``author``.

The text is ``plain_body``, where that is empty ``html_body`` without its markup, or else ``body``. The customer is the
requester. The customer's rows have the channel of the comment, all others that of the ticket: the one of an agent's
comment is the tool the agent wrote with. The role, by the first rule that applies:

1. a private note (``public`` is false), a ``VoiceComment`` (data of a call), a channel in ``_EVENTS``: system
2. the author is the requester: customer
3. a channel in ``_AUTOMATIC``, or author -1, which is Zendesk itself: bot
4. the author's user role: ``end-user`` is a customer; ``agent`` and ``admin`` are agents
5. the author is in copy (``collaborator_ids``, ``email_cc_ids``): customer
6. anyone else is an agent, where the requester is known; where not, the comment is rejected

Not read: subject, fields, tags, ratings, attachments, audits, the transcript in a voice comment. A chat transcript that
is kept as one comment is not taken apart (system). Mail quoted in a comment stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from voc.errors import InputError
from voc.readers import documents
from voc.readers.documents import Format, Part, Row
from voc.readers.json_lists import Rebuilt, in_order, is_list, members, stream
from voc.readers.json_scan import Broken, Loose
from voc.readers.mail_html import to_text
from voc.readers.rows import RowError
from voc.taxonomy import Role

SUFFIXES: tuple[str, ...] = (".json", ".ndjson", ".jsonl")

_ROLES = {"end-user": Role.CUSTOMER, "agent": Role.AGENT, "admin": Role.AGENT}
_EVENTS = {"merge", "19", "chat_transcript", "90"}
"""Channels, by name or number, of comments that nobody said, or several people did."""
_AUTOMATIC = {
    *("rule", "8", "automatic_solution_suggestions", "22", "answer_bot", "answer_bot_api", "66"),
    *("answer_bot_for_agents", "63", "answer_bot_for_slack", "64", "answer_bot_for_sdk", "65"),
    *("answer_bot_for_web_widget", "67"),
}
_ITSELF = "-1"

Users = Mapping[str | None, Row]


def sniff(head: str) -> bool:
    """Tell whether a file that starts like this holds Zendesk tickets."""
    keys = members(head)
    ticket = bool(keys & {"requester_id", "requester"}) and bool(keys & {"via", "submitter_id", "submitter"})
    return ticket or {"comments", "author_id", "public"} <= keys


def rows(path: Path) -> Iterator[tuple[int, Row | str]]:
    """Yield ``(index of the row, row)``, or a reason for a comment or ticket that cannot be used.

    Raises:
        InputError: if the file holds no Zendesk tickets.
    """
    users: dict[str | None, Row] = {}
    listed = is_list(path, "tickets")
    if listed:
        _load(path, users)

    def known(doc: Row) -> bool:
        # a user that is not in a list beside the tickets is a part of a ticket, which matters when the ticket is broken
        return _is_ticket(doc) or (listed and _is_user(doc))

    tickets = Format(
        name="Zendesk tickets",
        first="requester_id",
        known=known,
        part=_is_part,
        rebuild=_rebuild,
        turns=partial(_turns, users),
    )
    yield from stream(path, "tickets", tickets, listed)


def _is_ticket(doc: Row) -> bool:
    if isinstance(doc.get("ticket"), dict):
        return True
    return "id" in doc and ("requester_id" in doc or "requester" in doc or isinstance(doc.get("comments"), list))


def _is_user(doc: Row) -> bool:
    return "id" in doc and "requester_id" not in doc and doc.get("role") in (*_ROLES,)


def _is_comment(doc: Row) -> bool:
    return not {"author_id", "author"}.isdisjoint(doc)


def _is_part(doc: Row) -> bool:
    return _is_comment(doc) or _is_user(doc) or {"channel", "source"} <= doc.keys()


def _load(path: Path, users: dict[str | None, Row]) -> None:
    """Collect the users beside the tickets, which come after them."""

    def turns(user: Row, name: str) -> Iterator[Row | str]:  # noqa: ARG001
        users[documents.word(user.get("id"))] = {key: user.get(key) for key in ("role", "name")}
        return iter(())

    found = Format(
        name="Zendesk users", first="", known=_is_user, part=lambda _: False, rebuild=lambda _: {}, turns=turns
    )
    with suppress(InputError):  # there may be none
        for _ in stream(path, "users", found, listed=True):
            pass


def _rebuild(parts: Sequence[Part]) -> Row:
    doc: Row = {}
    comments: list[object] = []
    people: list[Row] = []
    for part in parts:
        if isinstance(part, Loose):
            doc = {**part, **doc}
        elif isinstance(part, Broken):
            comments.append(part)
        elif _is_user(part):
            people.append(part)
        elif _is_comment(part):
            comments.append(part)
        else:
            doc.setdefault("via", part)
    return Rebuilt({**doc, "comments": comments, "users": people})


def _turns(users: Users, doc: Row, name: str) -> Iterator[Row | str]:
    """Yield the rows of a ticket; a user has none."""
    if not _is_user(doc):
        ticket = {**documents.section(doc, "ticket"), **doc}
        interaction = documents.word(ticket.get("id")) or name
        yield from in_order(_ticket(users, ticket, interaction), f"ticket {interaction}")


def _ticket(users: Users, ticket: Row, interaction: str) -> Iterator[Row | str]:
    embedded = [documents.section(ticket, key) for key in ("requester", "submitter", "assignee")]
    people = {**users, **_people([*embedded, *documents.records(ticket, "users")])}

    def row(comment: Row) -> Row:
        author = _person(comment, "author")
        user = {**people.get(author, {}), **documents.section(comment, "author")}
        role = _role(ticket, comment, author, user)
        return documents.row(
            interaction_id=interaction,
            customer_id=_person(ticket, "requester"),
            role=role.value,
            speaker=documents.word(user.get("name")) or author,
            timestamp=documents.moment(comment.get("created_at")),
            channel=(role is Role.CUSTOMER and _channel(comment)) or _channel(ticket),
            text=_text(comment),
        )

    comments = ticket.get("comments")
    return documents.each(comments if isinstance(comments, list) else [_description(ticket)], row)


def _description(ticket: Row) -> Row:
    """Return the first comment of a ticket that was exported without its comments."""
    return {
        "author_id": _person(ticket, "submitter") or _person(ticket, "requester"),
        "plain_body": ticket.get("description"),
        "created_at": ticket.get("created_at"),
        "public": ticket.get("is_public"),
        "via": ticket.get("via"),
    }


def _role(ticket: Row, comment: Row, author: str | None, user: Row) -> Role:
    """Return who speaks, by the rules of this module.

    Raises:
        RowError: if nothing tells.
    """
    channel, requester = _channel(comment), _person(ticket, "requester")
    if comment.get("public") is False or comment.get("type") == "VoiceComment" or channel in _EVENTS:
        return Role.SYSTEM
    if author is not None and author == requester:
        return Role.CUSTOMER
    if channel in _AUTOMATIC or author == _ITSELF:
        return Role.BOT
    if known := _ROLES.get(documents.word(user.get("role")) or ""):
        return known
    if author is None or requester is None:
        raise RowError("nothing tells whether the customer wrote the comment: it needs author_id and requester_id")
    copied = [one for key in ("collaborator_ids", "email_cc_ids") for one in _list(ticket.get(key))]
    return Role.CUSTOMER if author in map(documents.word, copied) else Role.AGENT


def _text(comment: Row) -> str | None:
    """Return the first body that says something."""
    plain = documents.said(comment.get("plain_body"))
    html = documents.said(comment.get("html_body"))
    bodies = (
        (plain or "").replace("&nbsp;", " "),  # Zendesk leaves this one entity
        to_text(html or ""),
        documents.said(comment.get("body")) or "",
    )
    return next((body.strip() for body in bodies if body.strip()), None)


def _people(users: Sequence[Row]) -> dict[str | None, Row]:
    return {documents.word(user.get("id")): user for user in users if user}


def _person(value: Row, name: str) -> str | None:
    """Return the id in the member ``{name}_id``, or that of the embedded person."""
    return documents.word(value.get(f"{name}_id")) or documents.word(documents.section(value, name).get("id"))


def _channel(value: Row) -> str | None:
    return documents.word(documents.section(value, "via").get("channel"))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
