"""Labels of speakers: where a line has one, whether it names a speaker, and which role its words tell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voc.readers.rows import ROLE_CONFIDENCE, ROLES
from voc.taxonomy import Role

CONFIDENT = 0.75
"""Roles under this confidence are not used."""

_BY_WORDING = 0.95
_LONGEST_LABEL = 200
"""Characters of a label that are looked at."""


@dataclass(frozen=True, slots=True)
class Guess:
    """Who a speaker probably is.

    Attributes:
        role: the most probable role; None if nothing speaks for any.
        confidence: from 0 to 1.
        stated: whether the export itself says it, so that no rule had to find it.
    """

    role: Role | None
    confidence: float
    stated: bool = False

    @property
    def known(self) -> Role | None:
        """The role where it is sure enough to be used."""
        return self.role if self.confidence >= CONFIDENT else None

    def columns(self) -> dict[str, object]:
        """Return the role's columns of a row: none where it is not known, the confidence only if a rule decided."""
        if self.known is None:
            return {}
        return {"role": self.known.value, **({} if self.stated else {ROLE_CONFIDENCE: self.confidence})}


NOTHING = Guess(None, 0.0)
"""The guess where nothing tells."""

_WORDS = {
    **{word: role for word, role in ROLES.items() if " " not in word},
    **dict.fromkeys(("buyer", "shopper", "subscriber", "patient", "passenger", "complainant"), Role.CUSTOMER),
    **dict.fromkeys(("support", "service", "services", "care", "sales", "helpdesk", "desk", "team"), Role.AGENT),
    **dict.fromkeys(
        ("technician", "specialist", "consultant", "adviser", "associate", "csr", "supervisor"), Role.AGENT
    ),
    **dict.fromkeys(("manager", "receptionist", "dispatcher"), Role.AGENT),
    **dict.fromkeys(("bot", "voicebot", "robot", "automated"), Role.BOT),
    **dict.fromkeys(("events", "notes", "notification", "notifications"), Role.SYSTEM),
}

_PHRASES = (
    (
        re.compile(r"\b(?:customer|client|guest|user|patient)s? (?:services?|support|care|success|relations)\b"),
        "service",
    ),
    (re.compile(r"\bcontact cent(?:er|re)\b"), "service"),
    (re.compile(r"\b(?:virtual|digital|voice|ai|automated) (?:agent|assistant|advisor)\b"), "bot"),
)
"""Names of departments and machines whose single words would say something else."""


def stated(role: Role) -> Guess:
    """Return the guess that is none, for a role that the export says."""
    return Guess(role, 1.0, stated=True)


def from_label(label: str) -> Guess:
    """Judge a speaker by the label alone.

    >>> from_label("Agent").confidence, from_label("John (Customer Support)").role.value
    (1.0, 'agent')
    >>> from_label("SPEAKER_00").role is None
    True
    """
    label = label.strip()[:_LONGEST_LABEL]
    role = ROLES.get(label.lower())
    if role is not None:
        return stated(role)
    bracketed = re.search(r"[(\[](.+?)[)\]]", label)
    for part in ([bracketed[1]] if bracketed else []) + [label]:
        roles = _named(part)
        for strong in (Role.SYSTEM, Role.BOT):  # "agent note" and "support bot" are a note and a bot
            if strong in roles:
                return Guess(strong, _BY_WORDING)
        if len(roles) == 1:
            return Guess(roles.pop(), _BY_WORDING)
    return NOTHING


def _named(label: str) -> set[Role]:
    """Return the roles that the words of a label name."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", label)  # AcmeSupport_2 and AGENT-01, too
    text = " ".join(words).lower()
    for pattern, plain in _PHRASES:
        text = pattern.sub(plain, text)
    return {_WORDS[word] for word in text.split() if word in _WORDS}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NOT_NAMES = _set("""
account actually address again all also amount and answer anyway attachment balance basically bcc because bottom but
case cc channel conclusion cons created csat date debug department details disposition duration e-mail edit email end
ended error example exported file finally fine first for from fwd generated he hello here hey hi honestly how http
https i id if image info it item items just kind language last link listen look mail mailto message model my monday
tuesday wednesday thursday friday saturday sunday name no not now number oh ok okay or order origin outcome p
participants phone please price problem product pros ps question queue rating re reason recorded ref reference result
right score second see sent serial she site skill so sorry source start started status step still subject subtotal
summary sure tags tel thanks that then they thing third this ticket time title to today tomorrow topic total trace
transcribed transcript um update url version warn warning we website well what when where who why with yeah yes
yesterday your
""")
"""Words that stand before a colon in headers and in what people write, and are no speaker."""

_QUALIFIERS = _set("ai billing call center centre contact digital front help internal lead live online private public")
_PARTICLES = _set("al and bin da de der di el la of the van von")
_NUMBERED = re.compile(r"(?:speaker|spk|participant|person|voice|channel)[ _-]?\w{1,3}", re.IGNORECASE)
_BOLD = r"(?:\*\*|__)?"
_LABEL = r"\[(?P<inner>[^\W\d_][^\]:]{0,58})\]|(?P<plain>[^\W_][^:：,;?!\"<>{}|=\t\n]{0,59}?(?:\([^():\n]{1,40}\))?)"
_COLON = re.compile(rf"\s*{_BOLD}(?:{_LABEL})\s*{_BOLD}[:：]{_BOLD}(?!//)(?P<text>.*)", re.DOTALL)
_DASH = re.compile(rf"\s*{_BOLD}(?:{_LABEL}){_BOLD}\s+[-–—](?:\s+|$)(?P<text>.*)", re.DOTALL)


def split(line: str, dash: bool = False) -> tuple[str, str] | None:
    """Split a line into label and text where it has the form ``Name: text`` or ``[Name]: text``.

    Args:
        line: one line.
        dash: whether ``Name - text`` is a form, too; without it only where the label is a known role.

    Returns:
        Label and text; None if the line has another form. Whether the label names a speaker is for ``is_speaker``.
    """
    colon, hyphen = _COLON.match(line), _DASH.match(line)
    if hyphen and not dash and _name(hyphen).lower() not in ROLES:
        hyphen = None
    match = min((found for found in (colon, hyphen) if found), key=lambda found: found.start("text"), default=None)
    if match is None:
        return None
    name, text = _name(match), match["text"]
    if match is colon and name[-1:].isdigit() and text[:1].isdigit():
        return None  # a time of day
    return name, text.strip()


def _name(match: re.Match[str]) -> str:
    return (match["inner"] or match["plain"]).strip()


def is_field(label: str) -> bool:
    """Whether what stands before a colon is the name of a header's field, such as ``Queue`` or ``Agent``."""
    words = re.findall(r"[\w'-]+", label.lower())
    return len(words) < 5 and (not _NOT_NAMES.isdisjoint(words) or from_label(label).known is not None)  # noqa: PLR2004


def is_speaker(label: str, count: int) -> bool:
    """Whether what stands before a colon is a speaker's label.

    It is if it is a spelling of a role, a numbered speaker, made of words for roles, or written as a name is: up to
    five words with capitals. A single word in small letters is a user's name where ``count`` > 1 lines start with it.

    >>> is_speaker("Priya Nair (Billing)", 1), is_speaker("Order number", 3), is_speaker("what happened was", 1)
    (True, False, False)
    """
    if label.lower() in ROLES or _NUMBERED.fullmatch(label):
        return True
    words = re.findall(r"[\w.'’&-]+", re.sub(r"[(\[].*?[)\]]", "", label))
    small = [word.lower().strip(".") for word in words]
    if not words or len(words) > 5 or not _NOT_NAMES.isdisjoint(small):  # noqa: PLR2004
        return False
    others = [word for word in small if word not in _WORDS]
    if len(others) < len(small) and all(word in _QUALIFIERS or word.isdigit() for word in others):
        return True
    if words[0][0].isupper() and all(word[0].isupper() or word[0].isdigit() or word in _PARTICLES for word in words):
        return True
    return len(words) == 1 and count > 1
