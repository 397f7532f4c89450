"""Long numbers, in digits or spoken, and what they are: telephone, card, or somebody's number of something.

Every long number that is no date, amount, measure or version is personal: what it is decides the placeholder only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import phonenumbers

from voc.privacy import spoken
from voc.privacy.kinds import Found, Kind
from voc.privacy.labels import label, phone_value, plain

REGIONS = ("US", "GB", "DE", "FR", "IN", "CA", "BR", "AU", "IE", "ES", "IT", "NL", "PL", "SG")
"""Regions whose national telephone numbers are known. Source: those of Presidio's recogniser less Israel, and
larger countries of the European Union and Oceania that write English to companies."""

_AMOUNT_WORDS = (
    r"(?:days?|weeks?|months?|years?|hours?|minutes?|times|units?|users?|people|miles?|km|kg|gb|mb|tb|mah|"
    r"pounds?|quid|dollars?|euros?|rupees?|yen|gbp|usd|eur|inr|aud|cad|points?|views?|downloads?|percent|"
    r"steps?|followers?)"
)
_NO_NUMBER = re.compile(
    r"(?<![\w./-])(?:"
    r"(?:[$£€¥₹]|(?:usd|gbp|eur|aud|cad|inr|chf|rs\.?|us\$|a\$|c\$)\s?)[-\s]?\d[\d.,' ]{0,20}"  # £1,200.00
    r"|\d{1,3}(?:,\d{2,3})+(?:\.\d+)?(?![\w-])"  # 1,200,000
    r"|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?![\w/-]|\.\d)"  # 12/03/2024
    r"|(?:19|20)\d{2}([./-])\d{1,2}\1\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\d])"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?:\s?[-–]\s?\d{1,2}:\d{2})?(?!\d)"  # 14:30
    r"|(?:19|20)\d{2}\s?[-–/]\s?(?:19|20)\d{2}(?!\d)"  # 2019-2024
    r"|\d+\.\d{1,2}(?![\d.])"  # 249.99
    rf"|\d[\d., ]{{0,20}}\d\s?(?:%|{_AMOUNT_WORDS}\b|[$£€¥₹])"  # 1 200 000 users
    r"|v?\d+(?:\.\d+){1,3}(?=\s*(?:release|build|beta|update)\b)"
    r"|(?:version|ver\.?|v|firmware|build|release|ios|android|windows|macos|update)\s?\d+(?:[.-]\d+)+"
    r")",
    re.IGNORECASE,
)
_DIGITS = r"(?:\(\d+\)|\d+)"
_GROUPED = re.compile(
    rf"(?<![\w.,/#])(?:\+\s?)?{_DIGITS}(?:(?:[./]|\s?[–-]\s?|[ \u00a0\u202f]|(?<=\))|(?=\()){_DIGITS})*(?![^\W_])"
)
_CODE = re.compile(
    r"(?<![\w#@.-])(?:#\s?\d{4,}(?:-\d+)*|1Z[0-9A-Z]{16}|[A-Z]{2}\d{9}[A-Z]{2}"
    r"|[A-Z]{1,6}(?:[-_/][A-Z]{1,4})?[-_/]?\d{6,}(?:[-/]?[A-Z0-9]{1,6})*"
    r"|[A-Z]{1,6}[-_/](?:\d{2,}[-_/])+\d{3,})(?![^\W_])"
)
"""Codes that stand alone: #4471, parcels of UPS and of post offices, letters and six digits or more."""
_SHORTEST = 7
"""Digits from which an unexplained number in one piece, or spoken, is somebody's. Source: no telephone number that is
dialled across a country is shorter, and quantities are written with separators from there on."""
_SHORTEST_GROUPED = 9
"""The same of one in groups with separators."""
_LABELLED = 5
"""Digits from which a spoken or grouped number with a label before it counts."""
_CARD = range(13, 20)
"""Digits of a card's number (ISO/IEC 7812)."""


def numbers(text: str) -> Iterator[Found]:
    """Yield the long numbers of a text.

    >>> [found.kind.value for found in numbers("call 07911 123456 about the 1,200,000 points of 12/03/2024")]
    ['PHONE']
    """
    cleared = _NO_NUMBER.sub(lambda match: "|" * len(match[0]), text)
    for start, end, digits in chain(spoken.numbers(text), _written(cleared)):
        kind = _kind(text[start:end], digits, label(text, start))
        if kind is not None:
            yield Found(kind, start, end, phone_value(digits) if kind == Kind.PHONE else digits)
    for match in _CODE.finditer(text):
        yield Found(label(text, match.start()) or Kind.ORDER, *match.span(), plain(match[0]))
    if alone := re.fullmatch(r"\W*(\d{5,})\W*", text):
        yield Found(Kind.NUMBER, *alone.span(1), alone[1])


def _written(cleared: str) -> Iterator[tuple[int, int, str]]:
    for match in _GROUPED.finditer(cleared):
        written = match[0].rstrip("( ")
        yield match.start(), match.start() + len(written), "".join(c for c in written if c.isdigit())


def _kind(written: str, digits: str, said: Kind | None) -> Kind | None:
    """Return what a number is, None if it is nobody's."""
    size = len(digits)
    if size in _CARD and digits[0] in "23456" and luhn(digits):
        return Kind.CARD
    if said is not None and size >= (_SHORTEST if said == Kind.PHONE else _LABELLED):
        spaced = not re.search(r"[^\d\s]", written) and size < _SHORTEST
        return None if spaced and " " in written.strip() else said
    if _is_phone(written):
        return Kind.PHONE
    groups = re.findall(r"\d+", written)
    if len(groups) > 1 and re.fullmatch(r"[\d\s]+", written) and not all(len(g) == 1 for g in groups):
        long = written.startswith("0") or min(map(len, groups)) >= 3  # noqa: PLR2004
        return Kind.NUMBER if long and size >= _SHORTEST_GROUPED else None
    return Kind.NUMBER if size >= (_SHORTEST if len(groups) < 2 or len(groups) == size else _SHORTEST_GROUPED) else None  # noqa: PLR2004


_NATIONAL = re.compile(
    r"\d{3}[ .-]\d{3}[ .-]\d{4}|[2-9]\d{9}|[6-9]\d{2} \d{2,3} \d{2,3}(?: \d{2,3})?|[1-9]\d 9\d{4} \d{4}"
    r"|[3689]\d{3} \d{4}"
)
"""Telephone numbers without a trunk 0: North America and India, Spain and Poland, Brazil, Singapore."""


def _is_phone(written: str) -> bool:
    """Return whether a region has such a telephone number."""
    if not re.match(r"[+(\d]", written) or re.search(r"[A-Za-z]", written):
        return False
    digits = sum(c.isdigit() for c in written)
    if digits < _SHORTEST or digits > 15:  # noqa: PLR2004  (E.164)
        return False
    start = written.lstrip()
    usual = start[0] in "+(0" or _NATIONAL.fullmatch(start)
    if not usual:
        return False
    for region in (None,) if start[0] == "+" else REGIONS:
        try:
            if phonenumbers.is_valid_number(
                phonenumbers.parse(start.removeprefix("00") if region is None else start, region)
            ):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False


def luhn(digits: str) -> bool:
    """Return whether the last digit checks the others (ISO/IEC 7812-1, annex B).

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    values = [int(digit) for digit in reversed(digits)]
    return (sum(values[::2]) + sum(sum(divmod(2 * value, 10)) for value in values[1::2])) % 10 == 0
