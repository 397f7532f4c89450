"""What the writer of a mail wrote: its body as text, without quoted replies, signatures and disclaimers.

Headers of quoted replies, signatures and disclaimers are found by ``mail-parser-reply``
(https://github.com/alfonsrv/mail-parser-reply, MIT, no dependencies). Of the libraries for this it is the only one that
finds all three, is released (1.36, December 2025) and installs on a current Python: ``email-reply-parser`` (2020) knows
English headers only and no disclaimers, ``quotequail`` (2026) quotes only and needs lxml, ``talon`` left the index in
2017 and its forks need scikit-learn and lxml.

It cuts too much for this purpose, so each finding is checked before it is believed: a customer's words are worth more
than a signature that stays.

- "On ... wrote:" is a header only with a date, a time or an address in it; "From: Leeds / To: York" is none.
- Answers between quoted lines (``>``) are kept.
- "Thanks, but that did not help." begins no signature: the closing must be short, and no sentence may follow it.
  A postscript is kept.
- "Warning: I will write to the ombudsman by e-mail" is no disclaimer: one says no "I" and has words of lawyers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email.message import Message
from itertools import pairwise

from mailparser_reply import EmailMessage, EmailReply

from voc.readers.mail_html import to_text

_LANGUAGES = ("en", "de", "es", "fr", "nl")
"""Languages of mail clients whose headers are looked for; the library's other ones match plain English, too."""

_DEEPEST = 20
"""Levels of parts in parts that are read; RFC 2046 sets no limit, real mails have three or four."""


_LONGEST = 200_000
"""Characters of a mail's text that are read: 40,000 words, a book's half. What the library looks for in it takes up to
the square of its length."""


def body(message: Message) -> tuple[str, bool]:
    """Return the text of a mail and whether its lines may be wrapped by the mail client (HTML's are not).

    Plain text is preferred to HTML; attachments and attached mails are left out.
    """
    plain, html = list(_parts(message, "text/plain", 0)), list(_parts(message, "text/html", 0))
    if any(text.strip() for text in plain) or not html:
        return "\n".join(plain), True
    return "\n".join(map(to_text, html)), False


def _parts(message: Message, kind: str, depth: int) -> Iterator[str]:
    """Yield the texts of one kind in the order of the parts."""
    if message.is_multipart():
        content = message.get_content_type()
        parts = [part for part in message.get_payload() if isinstance(part, Message)]
        if content == "message/rfc822" or depth > _DEEPEST:
            return
        if content == "multipart/report":  # the rest is for machines
            parts = parts[:1]
        for part in parts:
            yield from _parts(part, kind, depth + 1)
    elif message.get_content_type() == kind and message.get_content_disposition() != "attachment":
        text = _decoded(message)
        if str(message.get_param("format", "")).lower() == "flowed":
            text = _unflowed(text, str(message.get_param("delsp", "")).lower() == "yes")
        yield text


def _decoded(part: Message) -> str:
    """Return the text of a part in the encoding it names, in the one it is in where it names none or a wrong one."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    named = str(part.get_content_charset() or "utf-8").lower()
    # Latin-1 is what clients claim who do not know, and text in it is hardly ever valid UTF-8.
    claimed = re.match(r"us-ascii|iso-?8859-1$|(?:windows|cp)-?1252|latin", named)
    for name in ("utf-8", named) if claimed else (named, "utf-8"):
        if "escape" not in name:  # Python's own codecs are no encodings of mail
            try:
                return data.decode(name).replace("\r\n", "\n").replace("\r", "\n")
            except (LookupError, ValueError):
                continue
    return data.decode("cp1252", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _unflowed(text: str, delete_space: bool) -> str:
    """Join the lines that ``format=flowed`` (RFC 3676) marks with a space at the end."""
    lines: list[str] = []
    last = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        if depth == last:
            lines[-1] += content
        else:
            lines.append(">" * depth + " " * bool(depth) + content)
        flows = content.endswith(" ") and content != "-- "
        if flows and delete_space:
            lines[-1] = lines[-1][:-1]
        last = depth if flows else -1
    return "\n".join(lines)


def own_words(text: str, wrapped: bool) -> str:
    r"""Return what the writer added to the conversation; empty where that is nothing.

    Args:
        text: body of the mail.
        wrapped: whether the mail client may have broken the lines; they are joined again, because a line break ends a
            sentence in ``voc.text``.

    >>> own_words("It is still broken.\n\nKind regards,\nTom\n\nOn 3 May 2026 at 10:00, Kim wrote:\n> Is it?", True)
    'It is still broken.'
    """
    kept = _Kept()
    text = kept.hide(_above_marker(_tidy(text[:_LONGEST])), _is_too_long)
    text = _unquoted(_latest(text, kept))
    text = _without_signature(_without_disclaimers(text))
    return _unwrapped(kept.show(text)) if wrapped else kept.show(text)


_LONGEST_HEADER = 300
"""A longer line is no "On ... wrote:". It is hidden from the library, whose pattern takes its time squared."""
_LONGEST_LINE = 2000
"""No pattern of the library needs a longer line, and several take the square of its length."""
_OPENS = re.compile(r"[> ]*(?:On|Am|El|Le|Op)\s", re.IGNORECASE)


def _is_too_long(line: str) -> bool:
    """Return whether the library must not see a line."""
    return len(line) > _LONGEST_LINE or (len(line) > _LONGEST_HEADER and bool(_OPENS.match(line)))


class _Kept:
    """Lines that the library must not see, by the stand-ins that it sees instead."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def hide(self, text: str, hidden: Callable[[str], bool]) -> str:
        """Put stand-ins for the lines that ``hidden`` picks."""
        return "\n".join(self._stand_in(line) if hidden(line) else line for line in text.split("\n"))

    def show(self, text: str) -> str:
        """Put the lines back."""
        return re.sub("\ue000(\\d+)\ue001", lambda match: self.lines[int(match[1])], text)

    def _stand_in(self, line: str) -> str:
        self.lines.append(line)
        return f"\ue000{len(self.lines) - 1}\ue001"


_RULE = re.compile(r"(?i)[-_]{32,}|(?:-{5,} ?)?(?:begin )?forwarded message:?(?: ?-{5,})?|\[quoted text hidden\]")


def _tidy(text: str) -> str:
    """Strip lines, squeeze blank ones (their number squared is the library's time), drop rules and titles."""
    text = re.sub("[\0\u200b\u200e\u200f\ufeff\ue000\ue001]", "", text).replace("\xa0", " ")
    lines = (line.strip() for line in text.splitlines())
    lines = (line[:_LONGEST_LINE] if line.startswith(">") else line for line in lines)  # quoted, and dropped later
    lines = ("" if _RULE.fullmatch(line) else line for line in lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_MARKER = re.compile(
    r"(?im)^[> ]*+#*+-*+ *+(?:please )?(?:(?:type your )?reply|do not write) (?:above|below) this line"
)


def _above_marker(text: str) -> str:
    """Return what stands above a ticket system's "reply above this line", or what follows where that is nothing."""
    match = _MARKER.search(text)
    if match is None:
        return text
    return text[: match.start()].strip() or text[match.end() :].partition("\n")[2].strip()


def _parse(text: str) -> EmailMessage:
    return EmailMessage(text=text, languages=list(_LANGUAGES), keep_hyphen_lists=True).read()


def _latest(text: str, kept: _Kept) -> str:
    """Return the text above the first header of a quoted reply, and what was written between quoted lines below it."""
    replies = _parse(text).replies
    while doubted := _doubted(replies):
        text = kept.hide(text, doubted.__contains__)
        replies = _parse(text).replies
    own = []
    for reply in replies:
        content = reply.content.removeprefix(reply.headers)
        if reply.headers and not re.search(r"(?m)^>", content):
            break  # quoted without marks, so all below is older
        own.append(_unquoted(content) if reply.headers else content)
    return "\n\n".join(part for part in own if part.strip())


def _doubted(replies: list[EmailReply]) -> set[str]:
    """Return the lines of headers that are none."""
    headers = [reply.headers for reply in replies if reply.headers and not _believed(reply.headers)]
    return {line for header in headers for line in header.split("\n") if line}


_HEADER_NAMES = re.compile(r"(?m)^[> *]*(\w[\w ]*?)\*?:(.*)$")
_SUBJECTS = {"subject", "betreff", "asunto", "objet", "onderwerp"}
_DATED = re.compile(r"\b\d{4}\b|\d[:.]\d\d|@")


def _believed(header: str) -> bool:
    r"""Return whether a header is one that a mail client wrote.

    >>> _believed("On 3 May 2026 at 10:12, Kim wrote:"), _believed("On Monday your agent wrote:")
    (True, False)
    >>> _believed("From: Leeds\nTo: York\nDate: 3 May"), _believed("From: Kim\nSent: Monday\nSubject: Re: bill")
    (False, True)
    """
    if re.match(r"-{5}", header):
        return True
    names = {name.lower(): value for name, value in _HEADER_NAMES.findall(header)}
    if len(header.strip().split("\n")) > 1 and len(names) > 1:
        named = len(names) > 2 and bool(_SUBJECTS & names.keys())  # noqa: PLR2004
        return named or any("@" in value for value in names.values())
    return bool(_DATED.search(header))


def _unquoted(text: str) -> str:
    """Drop lines that begin with ``>``, the line that introduces them, and ends of quoted lines that a client broke."""
    lines = text.split("\n")
    quoted = [bool(re.match(r">(?!:[^\w\s])", line)) for line in lines]  # not the face >:(
    quoted.append(False)
    own: list[str] = []
    for i, line in enumerate(lines):
        below = i > 0 and quoted[i - 1]
        if quoted[i]:
            while own and not own[-1]:
                own.pop()
            if own and own[-1].endswith(":") and _DATED.search(own[-1]) and not below:
                own.pop()
        elif not (below and quoted[i + 1] and line[:1].islower() and len(lines[i - 1]) in _WRAPPED_AT):
            own.extend(["", line] if below and own else [line])
    return re.sub(r"\n{3,}", "\n\n", "\n".join(own)).strip()


_LEGAL = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"intended (?:solely |only |recipient|for)|\baddressee|named recipient",
        r"\bconfidential",
        r"\bprivileged\b",
        r"in error\b|by mistake\b",
        r"\b(?:delete|destroy) (?:it|this|the|all|any)\b",
        r"\bdisclos|disseminat|\bdistribution\b|\bcopying\b",
        r"\bliab(?:le|ility)\b|accepts? no responsibility",
        r"not necessarily (?:those|represent|reflect)",
        r"\bvirus",
        r"(?:outside|external to) (?:of )?(?:the|your|our) (?:organi[sz]ation|company)",
        r"(?:do not|don't|never) (?:click|open)",
        r"\bregistered (?:in|office|number)\b|\bcompany (?:number|no\b)",
        r"consider the environment",
    )
)
"""Words of disclaimers, each one sign."""

_ABOUT_ITSELF = re.compile(r"(?i)\b(?:this|the) (?:e-?mail|message|communication|transmission|sender)\b")
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|[Mm]e)\b")


def _legal(text: str, signs: int) -> bool:
    """Return whether a text is a disclaimer by at least so many signs."""
    found = sum(bool(pattern.search(text)) for pattern in _LEGAL)
    return found >= signs and not _FIRST_PERSON.search(text)


def _without_disclaimers(text: str) -> str:
    """Drop disclaimers: those that the library knows by their title, and paragraphs that say it without one."""
    for reply in _parse(text).replies:
        for disclaimer in reply.disclaimers or ():
            if disclaimer and _legal(disclaimer, 1):
                text = text.replace(disclaimer, "", 1)
    paragraphs = text.split("\n\n")
    return "\n\n".join(p for p in paragraphs if not (_ABOUT_ITSELF.search(p) and _legal(p, 2))).strip()


def _without_signature(text: str) -> str:
    """Drop the signature, keep a postscript below it."""
    text = text.strip()
    start = 0
    for _ in range(_MOST_CLOSINGS):
        place = _signature(text, start)
        if place is None:
            break
        postscript = _POSTSCRIPT.search(text, place)
        end = len(text) if postscript is None else postscript.start()
        if _closes(text[place:end].strip(), text[:place]):
            return (text[:place].rstrip() + "\n\n" + text[end:]).strip()
        start = place + len(text[place:].split("\n", 1)[0])  # its line break stays: a closing is never the first line
    return text


_POSTSCRIPT = re.compile(r"(?im)^p\.? ?s\.?[ :,]")
_CLOSING = re.compile(
    r"(?im)^(?:(?:yours )?(?:very )?(?:sincerely|faithfully|truly)(?: yours)?|"
    r"(?:kind(?:est)? |warm(?:est)? |best )?regards|(?:best |kind )?wishes|cheers|"
    r"(?:many |with )?thanks|thank you|cordially|respectfully)[ ,.!]*$"
)
"""Closings that the library does not know or knows with a comma only; each alone in its line."""


def _signature(text: str, start: int) -> int | None:
    """Return where the first signature after ``start`` would begin."""
    signature = _parse(text[start:]).replies[-1].signatures
    places = [len(text) - len(signature)] if signature and text.endswith(signature) else []
    closing = _CLOSING.search(text, max(start, 1))
    if closing is not None:
        places.append(closing.start())
    return min(places, default=None)


_GOES_ON = re.compile(r"\b(?:but|not|no|never|still|again|for|you|I)\b|n't\b|\?", re.IGNORECASE)
_MOST_WORDS = 6  # "Best wishes from sunny Leeds, Tom"
_MOST_CLOSINGS = 10  # after so many that were none, looking on costs more than it finds


def _closes(signature: str, before: str) -> bool:
    """Return whether what the library takes for a signature is one: a short closing and no sentence after it."""
    first, *rest = signature.split("\n")
    prose = sum(map(_is_prose, rest))
    if re.fullmatch(r"[-_]{2,}", first):  # the delimiter of RFC 3676; mottos are common below it
        return prose <= 1
    if re.match(r"(?:sent from|get outlook|gesendet von|enviado desde|envoy|verzonden)", first, re.IGNORECASE):
        return prose == 0
    at_paragraph = not before or before.endswith("\n\n")
    words = re.sub(r"(?i)^thank you", "thanks", first)
    short = len(words.split()) <= _MOST_WORDS and not _GOES_ON.search(words)
    return short and (first[:1].isupper() or at_paragraph) and prose == 0


def _is_prose(line: str) -> bool:
    """Return whether a line is a sentence, not a line of an address or a disclaimer."""
    fewest = 5 if line.endswith((".", "!", "?")) else 12
    return (len(line.split()) >= fewest or "\ue000" in line) and not _legal(line, 1)


_WRAPPED_AT = range(50, 90)
"""Line lengths that mail clients break at: RFC 5322 recommends 78."""


def _unwrapped(text: str) -> str:
    """Join lines that a mail client broke: those whose next word would have made them longer than the longest."""
    lines = text.split("\n")
    longest = max(map(len, lines))
    if longest not in _WRAPPED_AT:
        return text
    joined = lines[:1]
    for before, line in pairwise(lines):
        item = re.match(r"[-*•]|\d+[.)] ", line)
        if before and line and not item and len(before) + 1 + len(line.split()[0]) > longest:
            joined[-1] += " " + line
        else:
            joined.append(line)
    return "\n".join(joined)
