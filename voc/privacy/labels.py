"""Words that say what the number behind them is: "order number is 4471", "my passport no. X1234567"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voc.privacy.kinds import Found, Kind

_WORDS = {
    Kind.PHONE: r"phone|mobile|mob|cell(?:phone)?|telephone|tel|call|calling|ring|text|whatsapp|reach|landline|fax|"
    r"dial|"
    r"sms|handset|contact|cli",
    Kind.CARD: r"card|visa|master\s?card|amex|american express|maestro|cvv2?|cvc2?|security code|pin|debit|credit",
    Kind.IBAN: r"iban",
    Kind.ID: r"ssn|social(?: security| insurance)?|sin|national insurance|n\.?i\.? number|nino|nhs|passport|"
    r"driv(?:ing|er'?s?) licen[cs]e|licen[cs]e|tax (?:id|file|code|reference|number)|tfn|itin|utr|pesel|"
    r"aadh?aa?r|pan|dni|nie|nif|personnummer|personal (?:identity|number|code)|codice fiscale|steuer\w*|medicare|"
    r"id card|id(?=:| is)|identity(?: card)?|national id|cpf|bsn|vat",
    Kind.ACCOUNT: r"account|acct|acc|a/c|sort code|routing|bic|swift|bsb|blz",
    Kind.ORDER: r"order|ordr|booking|book(?:ed)? ref|reservation|reference|ref|ticket|case|invoice|policy|tracking|"
    r"track|parcel|"
    r"consignment|shipment|waybill|package|membership|member|customer|loyalty|confirmation|complaint|claim|contract|"
    r"meter|serial|s/n|imei|receipt|transaction|user|client|subscriber|subscription|pnr|docket|job|quote|"
    r"record locator|incident|service request|return|rma|registration|reg|licence plate|license plate|frequent flyer|"
    r"mandate|payment|delivery|po|request|sim|device|patient|prescription|rx|bag tag|student|employee|"
    r"voucher|gift card",
}
_LABEL = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _WORDS.items())})s?(?![^\W_])", re.IGNORECASE
)
BEFORE = 60
"""Characters in which a label says what a number is."""
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z])|\n")


def label(text: str, start: int) -> Kind | None:
    """Return what the words before ``start`` in the same sentence say a number there is, None if nothing.

    >>> label("call me on 07911 123456", 11), label("it cost 120", 8)
    (<Kind.PHONE: 'PHONE'>, None)
    """
    begin = max(0, start - BEFORE)
    for end in _SENTENCE_END.finditer(text, begin, start):
        begin = end.end()
    found = None
    for match in _LABEL.finditer(text, begin, start):
        found = match.lastgroup
    return None if found is None else Kind(found)


_NUMBER = r"(?:numbers?|num|no|nr|n°|№|code|id|ids|reference|ref|details|digits)\b\.?|#"
_LINK = (
    rf"(?:[\s:=,(–-]|{_NUMBER}|\b(?:is|was|are|it's|its|that's|i\s+have\s+is|would\s+be|should\s+be|again|"
    rf"the|my|your)\b)*"
)
_CODE = (
    r"(?P<code>(?<![^\W_])(?-i:[A-Z]{0,5})[-_/ ]?(?=[A-Z0-9/_-]*\d)[A-Z0-9]++(?:[-/_][A-Z0-9]++)*"
    r"(?: (?=[A-Z0-9]*\d[A-Z0-9]*\d)[A-Z0-9]++(?![.,:]\d))*)(?![^\W_]|[.,:]\d|%)"
)
_LABELLED = re.compile(rf"{_LABEL.pattern}(?P<link>{_LINK}){_CODE}", re.IGNORECASE)
_ANY_NUMBER = re.compile(_NUMBER, re.IGNORECASE)
_COUNTED = re.compile(
    r"(?i)[ \t]*+(?:[-–][ \t]*+)?(?:days?|weeks?|months?|years?|yrs?|hours?|hrs?|minutes?|mins?|seconds?|secs?|times|"
    r"items?|units?|pieces?|pcs|people|miles?|km|mi|kg|lbs?|pounds?|quid|dollars?|bucks|euros?|cents?|pence|gbp|"
    r"usd|eur|aud|cad|points?|"
    r"stars?|gb|mb|tb|mah|ml|mm|cm|inch(?:es)?|w|watts?|kwh?|percent|pages?|customers|orders|st|nd|rd|th|[ap]\.?m|"
    r"o'clock|degrees?|steps?|calories|mg|fps|hz|khz|mhz|ghz|dpi|rpm|v|volts?|nights?|seats?|pack|x\b)(?![^\W_])"
)
"""Units of what is counted, so that the number before is no number of anything."""
_DATED = re.compile(
    r"(?i)(?:19|20)\d\d|\d{1,2}[-/]\d{1,2}[-/](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{2,4}|\d{1,4}[-–]\d{1,3}"
)
_LOCATOR = re.compile(
    r"(?i:booking|reservation|confirmation|pnr|record\s+locator|ref(?:erence)?|order|ticket|parcel)"
    r"(?i:\s+(?:reference|ref|code|number|no|id)\b\.?)?(?i:\s*(?::|#|is|was|=|\(|it's)\s*|\s+(?:code\s+)?)"
    r"(?P<code>(?-i:[A-Z]{6}))(?![^\W_])"
)
_DIGIT_NEEDS = {Kind.CARD: 3, Kind.PHONE: 6}
"""Digits from which a labelled number counts: a card's security code has three, a telephone number six."""
_DIGITS_STATED, _DIGITS_UNSTATED = 4, 5
"""Digits from which one counts after words such as *order number*, and after *order* alone."""
_CODE_DIGITS, _CODE_LETTERS, _CODE_LENGTH = 2, 2, 5
"""Digits, letters and characters that make a code of a mix of both."""


def labelled(text: str) -> Iterator[Found]:
    """Yield numbers and codes that stand behind a label.

    >>> [text for text in labelled("order number 4471 took 10 days")]
    [Found(kind=<Kind.ORDER: 'ORDER'>, start=13, end=17, value='4471')]
    """
    position = 0
    while match := _LABELLED.search(text, position):
        kind = next(Kind(name) for name in map(str, _WORDS) if match[name])
        code, (start, end) = match["code"].strip(), match.span("code")
        position = match.end(str(kind)) + 1
        if _is_code(kind, match[str(kind)], match["link"], code) and not _COUNTED.match(text, end):
            start += len(match["code"]) - len(match["code"].lstrip())
            yield Found(kind, start, end, phone_value(plain(code)) if kind == Kind.PHONE else plain(code))
            position = end
    for match in _LOCATOR.finditer(text):
        yield Found(Kind.ORDER, *match.span("code"), match["code"].lower())


def _is_code(kind: Kind, word: str, link: str, code: str) -> bool:
    """Tell a number of something from a quantity, a date or a model."""
    digits = sum(c.isdigit() for c in code)
    letters = sum(c.isalpha() for c in code)
    if kind == Kind.CARD and word.lower() in {"pin", "cvv", "cvv2", "cvc", "cvc2", "security code"}:
        return digits >= _DIGIT_NEEDS[kind] and not letters
    stated = _ANY_NUMBER.search(link) is not None or ":" in link or word.lower() in {"ref", "reference", "sort code"}
    if word.lower() != "sort code" and _DATED.fullmatch(code) and not ("#" in link or (stated and code.isdigit())):
        return False
    if kind == Kind.PHONE:
        return digits >= _DIGIT_NEEDS[kind] and not letters
    if letters:
        return (
            digits >= _CODE_DIGITS
            and digits + letters >= _CODE_LENGTH
            and (
                stated
                or digits >= _DIGITS_STATED
                or (letters >= _CODE_LETTERS and kind != Kind.CARD and code.isupper())
            )
        )
    return digits >= (_DIGITS_STATED if stated else _DIGITS_UNSTATED)


def plain(code: str) -> str:
    """Return a code in one spelling: letters and digits only, lower case."""
    return "".join(c for c in code.lower() if c.isalnum())


def phone_value(digits: str) -> str:
    """Return what tells a telephone number in any of its spellings: its last nine digits, without country and trunk."""
    return digits[-9:]
