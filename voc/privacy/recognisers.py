"""Finders of personal data by pattern: Presidio's recognisers, each where its shape or a label makes it sure, and ours.

Presidio's engine is left out: it runs a language model over every text and every recogniser over every number. Its
recognisers run here by themselves, on texts that can hold what they look for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from presidio_analyzer import Pattern, PatternRecognizer
from presidio_analyzer import predefined_recognizers as presidio
from presidio_analyzer.predefined_recognizers.generic.iban_patterns import regex_per_country

from voc.privacy import addresses, labels, numbers, spoken
from voc.privacy.kinds import Found, Kind


class Email(presidio.EmailRecognizer):  # type: ignore[misc]  # untyped
    """E-mail addresses, as Presidio's recogniser finds them, with two differences.

    Its check of the domain reads a list of domains from the network, and turns down a mistyped one, which is as
    personal: letters at the end are asked for instead. Its pattern takes minutes for long words with hyphens: here
    parts are no longer than they may be (RFC 5321, 4.5.3.1, and RFC 1035, 2.3.4).
    """

    PATTERNS: ClassVar[list[Pattern]] = [
        Pattern("Email", r"[\w!#$%&'*+/=?^`{|}~-][\w.!#$%&'*+/=?^`{|}~-]{0,63}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}", 0.5)
    ]

    def validate_result(self, pattern_text: str) -> bool:
        """Return whether the last part of the domain can be one."""
        return re.search(r"\.[^\W\d_]{2,}$|\.xn--[\w-]+$", pattern_text) is not None


class Iban(presidio.IbanRecognizer):  # type: ignore[misc]  # untyped
    """IBANs by Presidio's pattern in any case; its check of letters that are not ASCII writes the text into the log."""

    def __init__(self) -> None:
        """Find them in lower case too."""
        super().__init__(regex_flags=re.IGNORECASE | re.ASCII)

    def validate_result(self, pattern_text: str) -> bool:
        """Return whether the country has IBANs and the check digits are right (ISO 13616, remainder 1 by 97)."""
        iban = re.sub(r"[ -]", "", pattern_text).upper()
        if not iban.isascii() or not iban.isalnum() or iban[:2] not in regex_per_country:
            return False
        return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A finder and what a text must hold for it to find anything.

    Attributes:
        find: yields what it finds in a text.
        needs: pattern that every text with something to find matches.
    """

    find: Callable[[str], Iterator[Found]]
    needs: re.Pattern[str]


def _presidio(
    kind: Kind,
    recogniser: PatternRecognizer,
    score: float = 0.0,
    asked: Kind | None = None,
    value: Callable[[str], str] = labels.plain,
) -> Callable[[str], Iterator[Found]]:
    """Make a finder of a recogniser.

    Args:
        kind: what it finds.
        recogniser: by pattern, with its checksum where it has one.
        score: least score of the patterns that count by themselves.
        asked: label that must stand before.
        value: gives the value of what was found.
    """
    recogniser.patterns = _counting(recogniser, score)

    def find(text: str) -> Iterator[Found]:
        for result in recogniser.analyze(text, recogniser.supported_entities):
            start, end = result.start, result.end
            if result.score >= score and (asked is None or labels.label(text, start) == asked):
                yield Found(kind, start, end, value(text[start:end]))

    return find


def _counting(recogniser: PatternRecognizer, score: float) -> list[Pattern]:
    """Return the patterns that can reach a score; of the others one takes quadratic time.

    Only a check of what was found raises a score. A recogniser without one leaves each match at its pattern's.
    """
    if type(recogniser).validate_result is not PatternRecognizer.validate_result:
        return list(recogniser.patterns)
    return [pattern for pattern in recogniser.patterns if pattern.score >= score]


def _address(written: str) -> str:
    """Return an e-mail address in one spelling, that of ``spoken.emails``; signs say who it is: jane.doe, janedoe.

    Quotes and marks of lists before it, which may stand in an address, are taken for none of it.
    """
    return written.lower().lstrip("!#$%&'*+/=?^`{|}~-")


def _ips() -> Callable[[str], Iterator[Found]]:
    """Make a finder of addresses of computers that are no versions."""
    shaped = _presidio(Kind.IP, presidio.IpRecognizer(), 0.5)

    def find(text: str) -> Iterator[Found]:
        for found in shaped(text):
            before = text[max(0, found.start - _VERSION_BEFORE) : found.start]
            if any(c.isdigit() for c in found.value) and not _VERSION.search(before):
                yield found

    return find


_VERSION = re.compile(
    r"(?i)(?:\bv|\bver(?:sion)?\.?|firmware|build|release|update|driver|app|software|os)"
    r"(?:\s+(?:is|on|now|at|v))*\s*$"
)
_VERSION_BEFORE = 20
"""Characters before an address in which a word says that it is a version."""

_LINK = re.compile(
    r"(?i)(?<![\w@.])(?:https?://[^\s/<>\"'?#]+|www\.[^\s/<>\"'?#]+|"
    r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,63})"
    r"(?P<path>[/?#][^\s<>\"']*[^\s<>\"'.,;:!?)\]])"
)
_PERSONAL = re.compile(r"(?i)\d|[=@%~]|/(?:u|user|users|in|people|profile|account|customer|order|orders|invite)/")


def _links(text: str) -> Iterator[Found]:
    """Yield the part behind the domain of links that lead to something of one person."""
    for match in _LINK.finditer(text):
        if _PERSONAL.search(match["path"]):
            yield Found(Kind.URL, *match.span("path"), match["path"])


_DIGIT = re.compile(r"\d")
_NUMBERS = re.compile(rf"\d|{spoken.NEEDED.pattern}", re.IGNORECASE)
_AT = re.compile(r"@|\bat\b|[\[({]\s*at\s*[\])}]", re.IGNORECASE)
_SLASH = re.compile(r"[/?#]")
_ANY = re.compile(r"\w")

_NATIONAL = (
    # Letters with digits in an order that nothing else has, or with check characters.
    (presidio.UkNinoRecognizer, 0.0, None),
    (presidio.EsNifRecognizer, 0.9, None),
    (presidio.EsNieRecognizer, 0.9, None),
    (presidio.ItFiscalCodeRecognizer, 0.9, None),
    (presidio.FiPersonalIdentityCodeRecognizer, 0.9, None),
    (presidio.UkDrivingLicenceRecognizer, 0.9, None),
    (presidio.SgFinRecognizer, 0.5, Kind.ID),
    (presidio.InPanRecognizer, 0.5, None),
    (presidio.UsMbiRecognizer, 0.5, None),
    (presidio.UsSsnRecognizer, 0.5, None),
    (presidio.KrRrnRecognizer, 0.9, None),
    # Digits alone: one in ten numbers has the right check digit, so that a word must say what it is.
    (presidio.NhsRecognizer, 0.9, Kind.ID),
    (presidio.AuTfnRecognizer, 0.9, Kind.ID),
    (presidio.AuMedicareRecognizer, 0.9, Kind.ID),
    (presidio.CaSinRecognizer, 0.0, Kind.ID),
    (presidio.InAadhaarRecognizer, 0.9, Kind.ID),
    (presidio.PlPeselRecognizer, 0.9, Kind.ID),
    (presidio.SePersonnummerRecognizer, 0.9, Kind.ID),
    (presidio.TrNationalIdRecognizer, 0.9, Kind.ID),
    (presidio.DeTaxIdRecognizer, 0.9, Kind.ID),
    (presidio.ZaIdNumberRecognizer, 0.9, Kind.ID),
)
"""National numbers, the least score that counts (1 is a right checksum), and the label that must stand before."""


@cache
def rules() -> tuple[Rule, ...]:
    """Return all finders by pattern; of two that find the same, the earlier says what it is."""
    return (
        Rule(_presidio(Kind.EMAIL, Email(), value=_address), re.compile("@")),
        Rule(spoken.emails, _AT),
        Rule(_presidio(Kind.IBAN, Iban()), _DIGIT),
        Rule(_ips(), _DIGIT),
        *(Rule(_presidio(Kind.ID, made(), score, asked), _DIGIT) for made, score, asked in _NATIONAL),
        Rule(labels.labelled, _ANY),
        Rule(numbers.numbers, _NUMBERS),
        Rule(addresses.addresses, _NUMBERS),
        Rule(_links, _SLASH),
    )


def find(text: str, prefilter: bool = True) -> list[Found]:
    """Find personal data by pattern.

    Args:
        text: what to look through.
        prefilter: leave out finders that can find nothing; the result is the same.

    Returns:
        What all finders find, in their order; it may overlap.
    """
    return [found for rule in rules() if not prefilter or rule.needs.search(text) for found in rule.find(text)]
