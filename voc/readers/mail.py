"""E-mail: mailboxes (``.mbox``) and single mails (``.eml``); a thread is an interaction, a mail is a turn.

Formats: RFC 4155 (mbox; both ways of quoting ``From`` lines), RFC 5322 (mails), RFC 2045 to 2047 (MIME), RFC 3676
(flowed text); and what Gmail's Takeout adds (``X-GM-THRID``, ``X-Gmail-Labels``), Thunderbird (``X-Mozilla-Status``),
Google Groups (``X-Original-From``) and Zendesk (``X-Mailer``, ``Auto-Submitted``:
https://support.zendesk.com/hc/en-us/articles/4408828416282-Causes-for-ticket-suspension).

Read: sender, recipients, time (``Date``, else the latest ``Received``), and the words that the mail adds, see
``voc.readers.mail_text``; HTML where there is no plain text; the subject where there are no words. Threads and roles:
``voc.readers.mail_threads``. ``interaction_id`` is the id of the mail that began the thread, so single mails of one
thread in several files come together; ``customer_id`` is the customer's address, ``speaker`` the sender's name.

Not read: attachments, attached mails, encrypted mails, what a help desk repeats of a ticket's history without quotation
marks, drafts, spam and deleted mails that are still in the file. The same mail twice is used once.

A mailbox is gone through twice: an index of headers is kept, about 1 kB a mail, then each thread is read by itself,
so memory does not grow with the size of mails.
"""

from __future__ import annotations

import email
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import CloseBoundaryNotFoundDefect, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import HeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from voc import limits
from voc.errors import InputError
from voc.readers.encoding import open_text
from voc.readers.mail_text import body, own_words
from voc.readers.mail_threads import Company, Mail, Thread, by_id, by_subject, company_of, roles, unmask_forms
from voc.readers.speaker_labels import Guess
from voc.taxonomy import Role

SUFFIXES: tuple[str, ...] = (".mbox", ".eml")

_SEPARATOR = re.compile(rb"From \S.*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\d:\d\d.*\d{4}")
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_LINE = 2**16
_LONGEST_HEADER = 2**16
_LONGEST_FIELD = 2**14
"""Characters of a header's field that are read, some 400 addresses: Python takes its square to read one."""
_LONGEST_SEPARATOR = 256
"""Bytes of a line that begins a mail: an address has 254 at most, and the rest is a date. Matching takes their cube."""
_MOST_CONTAINERS = 50
"""Parts of a mail that hold parts: at each line, Python looks whether one ends. What later ones hold is no text."""


def sniff(head: str) -> bool:
    """Return whether a text begins like a mailbox or like a mail with a sender and another usual header."""
    lines = head.lstrip().splitlines()
    if lines and _SEPARATOR.match(lines[0].encode("utf-8", "replace")[:_LONGEST_SEPARATOR]):
        lines = lines[1:]
    names: set[str] = set()
    for line in lines:
        name, colon, value = line.partition(":")
        if not line.strip() or not (colon or line[0].isspace()):
            break
        if not line[0].isspace():
            names.add(name.lower() if name.lower() != "from" or "@" in value or " at " in value else "")
    return "from" in names and not names.isdisjoint(("date", "message-id", "mime-version", "received", "subject", "to"))


def rows(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield ``(number of the mail, row)``, or the reason why it is not used; thread by thread, in order.

    Raises:
        InputError: if the file cannot be read or holds no mail.
    """
    with _opened(path) as file:
        mails: list[Mail] = []
        rejects = []
        for number, (start, end, header) in enumerate(_places(file), 1):
            found = _indexed(header, number, start, end)
            if isinstance(found, Mail):
                mails.append(found)
            else:
                rejects.append((number, found))
        if not mails and all(reason == _NO_SENDER for _, reason in rejects):
            raise InputError(f"{path} holds no mail: none has a sender")
        mails, repeated = _once(mails)
        yield from (*rejects, *repeated)
        company = company_of(by_subject(by_id(mails), Company()))
        unmask_forms(mails, company)
        last = max((mail.number for mail in mails), default=0)
        for thread in by_subject(by_id(mails), company):
            read = [_read(file, mail) for mail in thread]
            texts = [text or "" for text, _ in read]
            guessed, customer = roles(thread, company, texts)
            for i, mail in enumerate(thread):
                yield _row(thread, i, read[i][0], guessed[i], customer, path.stem)
                if read[i][1] and mail.number == last:
                    yield mail.number, "is cut off at the end of the file; what there is of it is used"


_NO_SENDER = "has no sender (From)"
_WHOSE = (
    "may be the customer's or an agent's: no address names support, no domain is in most threads, the words do not tell"
)


def _opened(path: Path) -> BinaryIO:
    """Open a file of mails; one in UTF-16, as some editors save a mail, is read through a copy in UTF-8."""
    try:
        file = path.open("rb")
        utf16 = file.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    if not utf16:
        return file
    file.close()
    copy = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115
    with open_text(path, newline="") as text:
        while part := text.read(_LINE):
            copy.write(part.encode("utf-8", "replace"))
    return copy


def _places(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Yield start, end and header of each mail; a file without separators is one mail."""
    file.seek(0)
    position = 3 if file.read(3) == b"\xef\xbb\xbf" else 0
    file.seek(position)
    start: int | None = None
    separator: int | None = None
    header = bytearray()
    in_header = False
    fresh = True  # whether a line begins here
    while line := file.readline(_LINE):
        if separator is not None and not _FIELD.match(line) and not line.startswith(b">From "):
            separator = None  # only a sentence that begins like one
        if fresh and (separator is not None or start is None) and _FIELD.match(line):
            if start is not None:
                yield start, separator or position, bytes(header)
            start, separator, header, in_header = position, None, bytearray(line), True
        elif fresh and _SEPARATOR.match(line[:_LONGEST_SEPARATOR]):
            separator = position
        elif in_header and fresh and not line.strip(b"\r\n\0 \t"):
            in_header = False
        elif in_header and len(header) < _LONGEST_HEADER:
            header += line
        fresh = line.endswith(b"\n")
        position += len(line)
    if start is not None:
        yield start, separator or position, bytes(header)


def _indexed(block: bytes, number: int, start: int, end: int) -> Mail | str:
    """Return what the index keeps of a mail, or why it is not used."""
    header = _parsed(block)
    reason = _left_out(header)
    senders = _addresses(header, "X-Original-From") or _addresses(header, "From")
    if reason or not senders:
        return reason or _NO_SENDER
    name, sender = senders[0]
    reply_name, reply_to = (_addresses(header, "Reply-To") or [("", "")])[0]
    recipients = [address for field in ("To", "Cc", "Bcc") for _, address in _addresses(header, field)]
    links = re.findall(r"<([^<>\s]+)>", f"{header.get('References', '')} {header.get('In-Reply-To', '')}")
    gmail = str(header.get("X-GM-THRID", "")).strip()
    subject, is_reply = _base_subject(_decoded(str(header.get("Subject", ""))))
    return Mail(
        number=number,
        start=start,
        end=end,
        id="".join(re.findall(r"<([^<>\s]+)>", str(header.get("Message-ID", "")))[:1]),
        links=tuple(dict.fromkeys(links + [f"gmail thread {gmail}"] * bool(gmail))),
        subject=subject,
        is_reply=is_reply,
        sender=sender,
        name=name,
        recipients=tuple(dict.fromkeys(recipients)),
        reply_to=reply_to,
        reply_name=reply_name,
        time=_time(header),
        automatic=_automatic(header, sender),
    )


def _parsed(block: bytes) -> Message:
    """Parse a header, whose text is in UTF-8 or Windows-1252."""
    fields = _fields(block)
    try:
        text = fields.decode()
    except UnicodeDecodeError:
        text = fields.decode("cp1252", "replace")
    return HeaderParser().parsestr(text)


def _fields(block: bytes) -> bytes:
    """Return the fields of a header without the lines that are none, at which a parser would stop."""
    lines = block.replace(b"\0", b"").splitlines()
    return b"\n".join(line for line in lines if line[:1] in (b" ", b"\t") or _FIELD.match(line))


def _left_out(header: Message) -> str:
    """Return why a mail that is in the file is none of the conversation; empty if it is one."""
    labels = {label.strip().lower() for label in _decoded(str(header.get("X-Gmail-Labels", ""))).split(",")}
    if labels & {"draft", "drafts"}:
        return "is a draft"
    if "spam" in labels:
        return "is spam"
    status = re.fullmatch(r"[0-9A-Fa-f]{4}", str(header.get("X-Mozilla-Status", "")).strip())
    return "is deleted" if status and int(status[0], 16) & 0x0008 else ""


def _decoded(value: str) -> str:
    """Return a header's value without line breaks and with encoded words (RFC 2047) decoded."""
    value = " ".join(value[:_LONGEST_FIELD].split())
    try:
        return str(make_header(decode_header(value))) if "=?" in value else value
    except (MessageError, LookupError, ValueError):
        return value


def _addresses(header: Message, field: str) -> list[tuple[str, str]]:
    """Return names and addresses of a field; list archives write ``tom at example.com``."""
    value = " ".join(" ".join(map(str, header.get_all(field, []))).split())[:_LONGEST_FIELD]
    try:
        found = [(name, address) for name, address in getaddresses([value]) if re.search(r"\S@\S", address)]
    except RecursionError:  # comments in comments in comments ...
        found = []
    if found:
        return [(_decoded(name), address.lower()) for name, address in found]
    plain = re.findall(r"(?<![\w.+'-])([\w.+'-]+)(?:@| at )([\w-]+(?:\.[\w-]+)+)", value)
    return [("", f"{local}@{domain}".lower()) for local, domain in plain]


_PREFIX = re.compile(r"(?:\[(?:ext|external)\] *|(?:re|aw|sv|antw|fwd?|wg|tr)(?:\[\d+\])? ?: *)+", re.IGNORECASE)


def _base_subject(subject: str) -> tuple[str, bool]:
    """Return a subject without "Re:" and the like (RFC 5256), and whether there was any."""
    match = _PREFIX.match(subject)
    return (subject[match.end() :] if match else subject).strip().lower(), match is not None


def _time(header: Message) -> datetime | None:
    """Return when a mail was written, else when it was received."""
    received = str(header.get("Received", "")).rpartition(";")[2]
    for value in (str(header.get("Date", "")), received):
        try:
            time = parsedate_to_datetime(value)
            return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _automatic(header: Message, sender: str) -> Role | None:
    """Return what a header says: system for reports, bot for automatic answers, None where it says neither."""
    if header.get_content_type() == "multipart/report" or re.match(r"(?:mailer-daemon|postmaster)@", sender):
        return Role.SYSTEM
    submitted = str(header.get("Auto-Submitted", "no")).strip().lower()
    by_agent = submitted == "auto-generated" and "zendesk" in str(header.get("X-Mailer", "")).lower()
    older = any(field in header for field in ("X-Autoreply", "X-Autorespond"))
    older = older or str(header.get("Precedence", "")).strip().lower() == "auto_reply"
    says_so = submitted.startswith("auto-") and not by_agent
    return Role.BOT if says_so or older else None


def _once(mails: list[Mail]) -> tuple[list[Mail], list[tuple[int, str]]]:
    """Drop copies of a mail, which a mailbox has in several folders."""
    seen: dict[tuple[str, str, str], int] = {}
    kept, repeated = [], []
    for mail in mails:
        first = seen.setdefault((mail.id, mail.sender, mail.subject), mail.number)
        if mail.id and first != mail.number:
            repeated.append((mail.number, f"is mail {first} again"))
        else:
            kept.append(mail)
    return kept, repeated


def _read(file: BinaryIO, mail: Mail) -> tuple[str | None, bool]:
    """Return what a mail says, the subject where it says nothing, and whether its end is missing."""
    file.seek(mail.start)
    data = file.read(min(mail.end - mail.start, limits.LARGEST_MAIL))
    blank = re.search(rb"\n[\r\0 \t]*\n", data)
    place = len(data) if blank is None else blank.start()
    content = re.sub(rb"(?m)^>(>*From )", rb"\1", data[place:].lstrip(b"\r\n\0 \t") if blank else b"")
    try:
        block = _fields(data[:place][:_LONGEST_HEADER])
        message = email.message_from_bytes(_few_containers(block + b"\n\n" + content), _class=_Message)
        text = own_words(*body(message))
        cut = any(isinstance(d, CloseBoundaryNotFoundDefect) for part in message.walk() for d in part.defects)
    except RecursionError:  # parts in parts in parts ...
        return None, True
    if not text and not mail.is_reply:
        text = _decoded(str(_parsed(data[:place][:_LONGEST_HEADER]).get("Subject", "")))
    return text or None, cut


class _Message(Message):
    """A mail, or a part of one, with fields of a length that Python can read in time."""

    def set_raw(self, name: str, value: str) -> None:
        """Add a field; the parser calls this."""
        super().set_raw(name, value[:_LONGEST_FIELD])


def _few_containers(data: bytes) -> bytes:
    """Return a mail in which only the first parts may hold parts."""
    found = [match.end() for match in islice(_CONTAINER.finditer(data), _MOST_CONTAINERS)]
    if len(found) < _MOST_CONTAINERS:
        return data
    return data[: found[-1]] + _CONTAINER.sub(b"application/", data[found[-1] :])


_CONTAINER = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)


def _row(
    thread: Thread, index: int, text: str | None, guess: Guess, customer: str | None, stem: str
) -> tuple[int, dict[str, object] | str]:
    """Return the row of a mail, or why there is none."""
    mail, first = thread[index], thread[0]
    if guess.known is None:
        return mail.number, _WHOSE
    named = [link for link in first.links if not link.startswith("gmail thread ")]
    row: dict[str, object] = {
        "interaction_id": next(iter([*named, first.id]), "") or f"{stem}-{first.number}",
        **guess.columns(),
        "speaker": mail.name or mail.sender,
        "channel": "email",
        "text": text,
    }
    if customer is not None:
        row["customer_id"] = customer
    if mail.time is not None:
        row["timestamp"] = mail.time
    return mail.number, row
