"""Postal addresses: a house number with a street, boxes, and post codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voc.privacy.kinds import Found, Kind
from voc.privacy.labels import plain

_STRONG = (
    "street|road|avenue|ave|lane|boulevard|blvd|crescent|terrace|highway|hwy|parkway|pkwy|mews|esplanade|"
    "roundabout|drive|close|grove|gardens|square|cul-de-sac|st|rd"
)
"""Types of street that also mean one in lower case, as speech recognition writes."""
_CAPITAL = (
    "Ln|Drive|Dr|Close|Cl|Court|Ct|Place|Pl|Square|Sq|Way|Cres|Gardens|Gdns|Grove|Hill|Row|Park|Parade|Pde|Circle|Cir|"
    "Trail|Quay|Walk|Green|Rise|View|Loop|Plaza|Wharf|Yard|Mall|Broadway|Heights|Meadows?|Field|Bank|Vale|Point|Lodge"
)
"""Types of street that need a capital."""
_PART = r"(?:flat|apt\.?|apartment|unit|suite|ste\.?|room|floor|house|building|block|#)\s?[\w-]{1,5}"
_UNIT = rf"(?:{_PART},?\s+)"
_HOUSE = r"\d{1,5}(?:\s?[A-Za-z](?![^\W_]))?(?:\s?[-–/]\s?\d{1,5}[A-Za-z]?)?,?"
_COMPASS = r"(?:(?:[NSEW]|NE|NW|SE|SW|North|South|East|West)\.?\s+)?"
_NAME = (
    r"(?:St\.|(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?:uary|ruary|ch|il|e|y|ust|ember|ober)?\b)"
    r"[A-Z0-9À-Þ][\w'’-]{0,29})"
)
_PLAIN = (
    r"(?!(?:a|an|the|my|this|that|your|our|of|in|on|at|to|from|for|and|or|days?|weeks?|months?|years?|hours?|hrs?|min|"
    r"mins|minutes?|miles?|km|people|times|cars?|down|up|off|away|per|other|more|different|way|lane|lanes|was|is|by|mm|"
    r"cm|gb|pm|am|stars?|out|percent|shops?|stores?|busy|main|left|right|across|along|near|with)\b)[a-z][a-z'’]{1,29}"
)
_PATTERNS = (
    # 221B Baker Street, Flat 2; 1600 N Main St
    rf"(?:(?i:{_UNIT}))?(?<![\w$£€.,#-]){_HOUSE}\s+{_COMPASS}(?:{_NAME}\s+){{1,4}}?(?:(?i:{_STRONG})|{_CAPITAL})\b\.?",
    # 14 maple street
    rf"(?:(?i:{_UNIT}))?(?<![\w$£€.,#-]){_HOUSE}\s+(?:{_PLAIN}\s+){{1,2}}(?:{_STRONG})\b(?!\s+(?:ahead|away|from)\b)",
    # fourteen maple street
    rf"(?i:(?<![^\W_])(?:number\s+)?(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    rf"ninety)(?:[ -](?:one|two|three|four|"
    rf"five|six|seven|eight|nine))?|ten|eleven|twelve|\w{{3,5}}teen|one|two|three|four|five|six|seven|eight|nine))\s+"
    rf"(?:(?:{_PLAIN}|{_NAME})\s+){{1,2}}(?i:street|road|avenue|lane|crescent|terrace|boulevard|drive)\b",
    # 12 rue de la Paix; Calle Mayor 5
    r"\d{1,4}(?:\s?(?:bis|ter|[A-Za-z]))?,?\s+(?i:rue|avenue|av\.|boulevard|bd|place|impasse|chemin|allée|"
    r"quai|route)\s+"
    r"(?:(?:de|du|des|la|le|les|l'|d')\s*)*[A-ZÀ-Þ][\w'’-]{1,29}(?:\s+[A-ZÀ-Þ][\w'’-]{1,29}){0,4}",
    r"(?i:calle|c/|avenida|avda\.?|plaza|paseo|carrer|via|viale|piazza|corso|rua|largo|ulica|ul\.)\s+"
    r"(?:(?:de|del|la|las|los|el|da|do|dos|di|della|"
    r"dei)\s+)*[A-ZÀ-Þ][\w'’.-]{1,29}(?:\s+[A-ZÀ-Þ][\w'’.-]{1,29}){0,4},?\s+(?:n[º°.]?\s?)?\d{1,4}[A-Za-z]?",
    # Hauptstraße 12a; Keizersgracht 7
    r"(?<!\w)(?:[A-ZÄÖÜ][\wäöüß.-]{0,29}\s)?(?:[A-ZÄÖÜ][\wäöüß-]{0,29}(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|"
    r"damm|ufer|straat|laan|"
    r"plein|gracht|kade|singel|dijk|gatan|vägen|katu|vej|gade)|[A-ZÄÖÜ][\wäöüß-]{1,29}\s(?:Stra(?:ß|ss)e|Str\.|Weg|Platz|"
    r"Allee|Ring))\s+\d{1,4}\s?[a-z]?\b",
    r"(?i:p\.?\s?o\.?\s?box|postfach|apartado|gpo box|private bag|boîte postale|postbus)\s+\d[\d ]*\d|"
    r"(?i:p\.?\s?o\.?\s?box)\s\d+",
)
_STREET = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))
_UK = r"(?:GIR ?0AA|(?:[A-Z]{1,2}\d[A-Z\d]?) ?\d[ABD-HJLNP-UW-Z]{2})"
_CA = r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d"
_US = (
    r"(?:A[LKZR]|C[AOT]|D[EC]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|"
    r"W[AVIY])\.?,?\s+\d{5}(?:-\d{4})?"
)
_IE = r"[AC-FHKNPRTV-Y]\d[\dW] ?[0-9AC-FHKNPRTV-Y]{4}"
_AU = r"(?:NSW|VIC|QLD|SA|WA|TAS|NT|ACT)\s+\d{4}"
_CODE = rf"(?<![\w-])(?:{_UK}|{_CA}|{_US}|{_AU}|{_IE})(?![\w-])"
_CODES = re.compile(
    rf"{_CODE}|(?i:(?:post\s?code|postal\s+code|zip(?:\s+code)?|plz|eircode)(?:\s+(?:is|was|of))?[\s:]+)"
    rf"(?P<code>(?i:{_UK}|{_CA})|{_IE}|\d{{4,5}}(?:-\d{{4}})?)(?![\w-])"
)
_REST = re.compile(
    rf"(?:[,;]?\s*(?i:{_PART}))?"
    rf"(?:(?:,\s*|\s+|\s*\n\s*)(?:[A-ZÀ-Þ][\w'’.-]{{1,29}}(?:[ -](?:[A-ZÀ-Þ][\w'’.-]{{1,29}}|upon|on|le|am|der|an|de|"
    rf"la)){{0,4}},?\s*){{0,2}}"
    rf"(?:{_CODE}|(?:(?:D|F|CH|A|NL|B|L)-)?\d{{4,5}}(?:\s?[A-Z]{{2}})?\s+[A-ZÀ-Þ][\w'’-]+|\b\d{{5,6}}\b)|"
    rf",\s*[A-ZÀ-Þ][a-zà-ÿ]+(?:[ -][A-ZÀ-Þ][a-zà-ÿ]+)?(?=[.,;\s]))?"
)
"""What follows a street: unit, town and post code."""


def addresses(text: str) -> Iterator[Found]:
    """Yield postal addresses, with the town where a post code follows it.

    >>> text = "send it to 14 Elm Road, Leeds LS6 2AB please, it is 2 miles down the road"
    >>> [text[found.start:found.end] for found in addresses(text)]
    ['14 Elm Road, Leeds LS6 2AB', 'LS6 2AB']
    """
    for match in _STREET.finditer(text):
        rest = _REST.match(text, match.end())
        end = rest.end() if rest else match.end()
        yield Found(Kind.ADDRESS, match.start(), end, plain(text[match.start() : end]))
    for match in _CODES.finditer(text):
        start, end = match.span("code") if match["code"] else match.span()
        yield Found(Kind.ADDRESS, start, end, plain(text[start:end]))
