"""Which column of a review or survey export holds what: words of the customer, time, outcomes, answers of the company.

Names are compared in lower case, without punctuation and with camel case taken apart (``reviewerNickname`` is "reviewer
nickname"), so one list serves all vendors. Where a survey has the question as its header, words of the question tell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from voc.readers.ratings import rating
from voc.schema import OUTCOMES

TEXT = (
    "review text",
    "review content",
    "review body",
    "review",
    "body",
    "content",
    "comment",
    "comments",
    "verbatim",
    "verbatims",
    "verbatim comment",
    "customer comment",
    "customer comments",
    "customer feedback",
    "feedback",
    "feedback text",
    "answer",
    "answer text",
    "open ended response",
    "open text",
    "free text",
    "text",
    "message",
    "remarks",
    "suggestions",
    "reason",
    "reason for score",
)
"""Names of the column with the customer's words, the surest first."""

_TITLE = ("review title", "title", "headline", "subject")
_REPLY = (
    "developer reply text",
    "developer reply",
    "developer response",
    "response body",
    "company response",
    "company reply",
    "business reply",
    "business response",
    "owner response",
    "reply text",
    "reply",
)
_REPLY_TIME = (
    "developer reply millis since epoch",
    "developer reply date and time",
    "company reply date utc",
    "company response date utc",
    "business reply date utc",
    "developer response date",
    "last modified date",
    "reply date",
    "response date",
)
_TIME = (
    "review last update millis since epoch",  # of the words that are there
    "review last update date and time",
    "review submit millis since epoch",
    "review submit date and time",
    "review created utc",
    "created date",
    "created at",
    "end date",
    "recorded date",
    "submit date utc",
    "submitted at",
    "completed at",
    "review date",
    "date",
    "date created",
    "creation date",
    "published at",
    "timestamp",
    "time",
    "response date",
    "start date",
)
_ID = ("review id", "response id", "respondent id", "id")
_LINK = ("review link",)
_CUSTOMER = (
    "customer id",
    "client id",
    "user id",
    "contact id",
    "member id",
    "account id",
    "consumer user id",
    "review consumer user id",
    "external reference",
    "external data reference",
    "customer email",
    "email address",
    "recipient email",
    "review user email",
    "email",
)
_SPEAKER = ("reviewer nickname", "review username", "reviewer name", "reviewer", "author", "author name", "user name")
_CHANNEL = ("channel",)
_STATUS = ("status",)

_OUTCOMES: dict[str, tuple[tuple[str, ...], re.Pattern[str]]] = {
    "nps": (
        ("nps", "nps score", "nps rating", "net promoter score", "likelihood to recommend", "ltr"),
        re.compile(r"\bhow likely\b.*\brecommend|\bnet promoter\b"),
    ),
    "csat": (
        (
            *("csat", "csat score", "csat rating", "customer satisfaction", "customer satisfaction score", "osat"),
            *("overall satisfaction", "satisfaction", "satisfaction score", "satisfaction rating"),
        ),
        re.compile(r"\bhow (?:\w+ )?satisfied\b|\brate your satisfaction|\bsatisfied (?:are|were) you\b"),
    ),
    "ces": (
        ("ces", "ces score", "ces rating", "customer effort score", "customer effort", "effort score", "effort"),
        re.compile(r"\bmade it easy\b|\bhow (?:easy|difficult|much effort)\b|\beasy (?:was|is) it\b"),
    ),
    "stars": (
        ("star rating", "review stars", "stars", "review rating", "app rating", "overall rating", "rating", "score"),
        re.compile(r"\bhow many stars\b"),
    ),
}
"""Names of the columns with outcomes, and what questions that ask for them say."""

_ASKS_FOR_WORDS = re.compile(
    r"\b(?:why|comments?|feedback|verbatim|tell us|describe|explain|anything else|reason|improve|suggest\w*|"
    r"open ended|share|specify|what|experience|additional)\b"
)
_NOT_THEIRS = re.compile(r"\b(?:reply|company|developer|translated|translation|tags?|topics?|sentiment|url|link)\b")
_LONGEST_NAME = 4  # words; what is longer is a question
_LONGEST_QUESTION = 2000  # characters; what a question asks for is said by then, and searching takes the square of it


def plain(name: str) -> str:
    """Return a column's name for comparing.

    >>> plain("Review Created (UTC)"), plain("reviewerNickname"), plain("Duration (in seconds)")
    ('review created utc', 'reviewer nickname', 'duration in seconds')
    """
    return " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+|\d+", name)).lower()


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of an export, by index.

    Attributes:
        texts: with the customer's words.
        outcomes: with ratings, by name of the outcome.
        named: others that are known: title, reply, reply_time, time, id, link, customer, speaker, channel, status.
        headers: how many records are header.
        kind: ``review`` or ``survey``.
        zone: time zone of the times, as the export names it; empty for UTC.
        month_first: whether 3/4/2026 is the 4th of March, None where the file does not tell.
        vendor: whether the columns are those of an export that is known.
    """

    texts: tuple[int, ...]
    outcomes: dict[str, int]
    named: dict[str, int] = field(default_factory=dict)
    headers: int = 1
    kind: str = "survey"
    zone: str = ""
    month_first: bool | None = None
    vendor: bool = False


def layout(records: Sequence[Sequence[str]]) -> Layout:
    """Find out what the columns are.

    Args:
        records: the first records of the file, headers first.
    """
    headers = _headers(records)
    names = [plain(name) for name in records[0]]
    labels = _labels(records, headers)
    values = [_values(records[headers:], i) for i in range(len(names))]
    named = {key: index for key, known in _KNOWN.items() if (index := _first(names, known)) is not None}
    outcomes = {name: i for name in _OUTCOMES if (i := _outcome(name, names, labels, values)) is not None}
    taken = {*named.values(), *outcomes.values()}
    kind = "review" if "stars" in outcomes and not {"nps", "csat", "ces"} & outcomes.keys() else "survey"
    return Layout(
        texts=_texts(names, labels, values, taken, records[1] if headers > 1 else ()),
        outcomes=outcomes,
        named=named,
        headers=headers,
        kind=kind,
        zone=_zone(records[2]) if headers > 2 else "",  # noqa: PLR2004
        month_first=_month_first(values[named["time"]], "collector id" in names) if "time" in named else None,
        vendor=any(known <= set(names) for known in _VENDORS),
    )


_KNOWN = {
    "title": _TITLE,
    "reply": _REPLY,
    "reply_time": _REPLY_TIME,
    "time": _TIME,
    "id": _ID,
    "link": _LINK,
    "customer": _CUSTOMER,
    "speaker": _SPEAKER,
    "channel": _CHANNEL,
    "status": _STATUS,
}
_VENDORS = (
    {"package name", "star rating", "review text"},  # Google Play
    {"rating", "body", "reviewer nickname"},  # App Store Connect
    {"review stars", "review content"},  # Trustpilot
    {"respondent id", "collector id"},  # SurveyMonkey
    {"response id", "recorded date", "progress"},  # Qualtrics
)


def _first(names: Sequence[str], known: Sequence[str]) -> int | None:
    """Return the column with the first of the known names that there is."""
    return next((names.index(name) for name in known if name in names), None)


def _values(records: Sequence[Sequence[str]], index: int) -> list[str]:
    """Return what a column has, without the empty fields."""
    return [record[index].strip() for record in records if index < len(record) and record[index].strip()]


def _headers(records: Sequence[Sequence[str]]) -> int:
    """Return how many header rows there are: Qualtrics has three, SurveyMonkey two."""
    if len(records) > 2 and any(cell.lstrip().startswith('{"ImportId"') for cell in records[2]):  # noqa: PLR2004
        return 3
    if len(records) < 2:  # noqa: PLR2004
        return 1
    first, second = ([plain(cell) for cell in record] for record in records[:2])
    answers = {"response", "open ended response"} & set(second)
    if "respondent id" in first and (answers or not "".join(second[: first.index("respondent id") + 1])):
        return 2
    same = sum(bool(cell) and cell == other for cell, other in zip(first, second, strict=False))
    return 2 if same > 1 else 1  # one may be an answer that repeats its header


def _labels(records: Sequence[Sequence[str]], headers: int) -> list[str]:
    """Return the question of each column: the second header row, where it has one, else the name."""
    questions = []
    last = ""
    for i, name in enumerate(records[0]):
        last = name or last  # SurveyMonkey leaves the other columns of a question blank
        second = records[1][i] if headers > 1 and i < len(records[1]) else ""
        questions.append(plain(f"{last} {second}"[:_LONGEST_QUESTION]))
    return questions


def _outcome(name: str, names: Sequence[str], labels: Sequence[str], values: Sequence[Sequence[str]]) -> int | None:
    """Return the first column that is called like an outcome, or asks for it, and has values in its range."""
    known, question = _OUTCOMES[name]
    called = [names.index(column) for column in known if column in names]
    grouped = [i for i, column in enumerate(names) if name == "nps" and f"{column} nps group" in names]
    asking = [i for i, label in enumerate(labels) if question.search(label) and not label.endswith("nps group")]
    return next((i for i in [*called, *grouped, *asking] if _rated(values[i], name)), None)


def _rated(values: Sequence[str], name: str) -> bool:
    """Return whether most values are ratings in the outcome's range; no values tell nothing against it."""
    low, high = OUTCOMES[name]
    read = [rating(value) for value in values]
    return sum(value is not None and low <= value <= high for value in read) * 2 >= len(read)


def _texts(
    names: Sequence[str], labels: Sequence[str], values: Sequence[Sequence[str]], taken: set[int], second: Sequence[str]
) -> tuple[int, ...]:
    """Return the columns with words: the one with the surest name, and those whose question asks for words."""
    other = [len(name.split()) <= _LONGEST_NAME and bool(_NOT_THEIRS.search(name)) for name in names]
    free = [i for i in range(len(names)) if i not in taken and not other[i]]
    found = [i for name in TEXT for i in free if names[i] == name][:1]
    for i in free:
        open_ended = i < len(second) and plain(second[i]) == "open ended response"
        if i not in found and (open_ended or _ASKS_FOR_WORDS.search(labels[i])) and _is_prose(values[i]):
            found.append(i)
    return tuple(sorted(found))


def _is_prose(values: Sequence[str]) -> bool:
    """Return whether values are free text: several words, and not the same few answers again and again."""
    words = sum(len(value.split()) for value in values)
    many = len(values) >= 10  # noqa: PLR2004
    return words >= 3 * len(values) > 0 and (not many or len(set(values)) * 2 > len(values))


def _zone(record: Sequence[str]) -> str:
    """Return the time zone in Qualtrics' third header row."""
    for cell in record:
        try:
            described = json.loads(cell)
        except (ValueError, RecursionError):
            continue
        if isinstance(described, dict) and "timeZone" in described:
            return str(described["timeZone"])
    return ""


def _month_first(values: Sequence[str], default: bool) -> bool | None:
    """Return whether dates with slashes have the month first; SurveyMonkey's do unless one says otherwise."""
    dates = [match for value in values if (match := re.match(r"(\d{1,2})[/-](\d{1,2})[/-]\d", value))]
    if any(int(match[1]) > 12 for match in dates):  # noqa: PLR2004
        return False
    return True if default or any(int(match[2]) > 12 for match in dates) else None  # noqa: PLR2004
