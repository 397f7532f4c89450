"""Numbers and e-mail addresses as people spell them on the phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voc.privacy.kinds import Found, Kind

_DIGITS = {
    **{"zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "one": "1", "two": "2"},
    **{"three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"},
}
_TEENS = {
    word: str(10 + i)
    for i, word in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
    )
}
_TENS = {word: str(i) for i, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}  # noqa: SIM905
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_ZEROS = {"hundred": "00", "thousand": "000"}

_DIGIT = "|".join(_DIGITS)
_UNIT = (
    rf"(?:(?:{'|'.join(_TIMES)})[ -]+(?:{_DIGIT}|\d)|(?:{'|'.join(_TENS)})(?:[ -]+(?:{_DIGIT}))?"
    rf"|{'|'.join(_TEENS)}|{_DIGIT}|{'|'.join(_ZEROS)}|\d+)(?![^\W_])"
)
_PAUSE = r"(?:[ \t,.…–-]+(?:(?:um|uh|er|erm|and|then)[ \t,.…]+)?)"
_RUN = re.compile(rf"(?<![^\W_]){_UNIT}(?:{_PAUSE}{_UNIT}){{2,}}", re.IGNORECASE)
_PART = re.compile(rf"({'|'.join(_TIMES)})[ -]+({_DIGIT}|\d)|({'|'.join(_TENS)})(?:[ -]+({_DIGIT}))?(?![^\W_])|(\w+)")
NEEDED = re.compile(rf"\b(?:{_DIGIT}|{'|'.join(_TENS)}|{'|'.join(_TEENS)})\b", re.IGNORECASE)
"""What a text without spoken numbers lacks."""


_LETTERS = str.maketrans("İıſ", "iis")
"""Letters that a pattern takes for another one where case is ignored, and that lower case leaves as they are."""


def numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and digits of each spoken number of three parts or more, in order.

    >>> list(numbers("ring oh seven seven double nine, one two three four five six"))
    [(5, 60, '07799123456')]
    """
    for match in _RUN.finditer(text):
        if NEEDED.search(match[0]):
            yield match.start(), match.end(), _digits(match[0])


def _digits(spoken: str) -> str:
    """Return the digits of a spoken number; pauses and fillers drop out."""
    return "".join(map(_part, _PART.finditer(spoken.translate(_LETTERS).lower())))


def _part(match: re.Match[str]) -> str:
    times, digit, tens, unit, word = match.groups()
    if times:
        return _DIGITS.get(digit, digit) * _TIMES[times]
    if tens:
        return _TENS[tens] + (_DIGITS[unit] if unit else "0")
    return word if word.isdigit() else _DIGITS.get(word) or _TEENS.get(word) or _ZEROS.get(word, "")


_LABEL = r"[A-Za-z0-9_+-]{1,64}+"
_DOT = r"(?:\s?[\[({]\s?dot\s?[\])}]\s?|\s{1,2}(?:dot|period|point)\s{1,2}|\.|\s\.\s)"
_JOINT = rf"(?:{_DOT}|\s{{1,2}}(?:underscore|under\s+score|dash|hyphen|minus|plus)\s{{1,2}})"
_AT = r"(?:\s?[\[({]\s?at\s?[\])}]\s?|\s{1,2}at(?:\s+sign)?\s{1,2}|\s?@\s?)"
_END = (
    r"(?:com|net|org|edu|gov|info|biz|io|co|eu|uk|us|ca|au|nz|ie|de|at|ch|fr|es|it|nl|be|se|no|dk|fi|"
    r"pl|pt|in|za|br|mx|sg|con|cmo|vom)"
)
_SPACED = r"(?:bt\s+internet|g\s+mail|hot\s+mail|i\s+cloud|proton\s+mail|fast\s+mail|google\s+mail)"
_ADDRESS = re.compile(
    rf"(?<![\w@.+-])(?P<local>{_LABEL}(?:{_JOINT}{_LABEL}){{0,5}})(?P<at>{_AT})"
    rf"(?P<domain>(?:{_SPACED}|{_LABEL})(?:{_DOT}{_LABEL}){{0,3}}?{_DOT}{_END}(?:{_DOT}{_END})?)(?![^\W_])",
    re.IGNORECASE,
)
_PROVIDER = re.compile(
    r"(?i)(?:g\s?mail|google\s?mail|hot\s?mail|outlook|yahoo|i\s?cloud|proton\s?mail|proton|aol|gmx|live|me|msn|"
    r"fast\s?mail|bt\s?internet|web|comcast|verizon|hey|zoho|mail)\W"
)
"""Domains where people have mail boxes, so that what comes before is one."""
_ASKED = re.compile(r"(?i)\be-?\s?mails?\b|\baddress\b|\bwrite\s+to\b|\breach\b|\bcontact\b")
_BEFORE = 80
"""Characters in which a word such as *email* makes a spelled address one."""


def emails(text: str) -> Iterator[Found]:
    """Yield e-mail addresses that are spelled out or broken up.

    "look at amazon dot com" is no address: one without a sign that shows it must have a word such as *email* before
    it, a mail provider's domain, or more than one part before *at*.

    >>> [text.value for text in emails("my email is jane dot doe at gmail dot com thanks")]
    ['jane.doe@gmail.com']
    >>> list(emails("I saw it at amazon dot com"))
    []
    """
    for match in _ADDRESS.finditer(text):
        local, at, domain = match.group("local", "at", "domain")
        joined = re.search(rf"(?i){_JOINT}|[_+-]", local) or any(c.isdigit() for c in local)
        if "@" in at or set(at) & set("[({") or joined or _PROVIDER.match(domain + " ") or _asked(text, match.start()):
            yield Found(Kind.EMAIL, match.start(), match.end(), f"{_plain(local)}@{_plain(domain)}")


def _asked(text: str, start: int) -> bool:
    return _ASKED.search(text, max(0, start - _BEFORE), start) is not None


def _plain(spelled: str) -> str:
    """Return part of an address as it is written."""
    for pattern, sign in (
        (_DOT, "."),
        (r"\s+(?:underscore|under\s+score)\s+", "_"),
        (r"\s+(?:dash|hyphen|minus)\s+", "-"),
        (r"\s+plus\s+", "+"),
    ):
        spelled = re.sub(pattern, sign, spelled, flags=re.IGNORECASE)
    return re.sub(r"\s", "", spelled).lower()
