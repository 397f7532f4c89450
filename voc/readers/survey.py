"""Reviews and survey answers as CSV: app stores, Trustpilot, SurveyMonkey, Qualtrics and the like.

Formats, by their columns (``voc.readers.survey_columns`` has the names):

- Google Play: monthly ``reviews_*.csv`` (UTF-16), https://support.google.com/googleplay/android-developer/answer/6135870.
- App Store Connect: attributes of ``customerReviews`` and of their responses as columns,
  https://developer.apple.com/documentation/appstoreconnectapi/customer-reviews.
- Trustpilot Business: the export of service reviews ("Review Content", "Review Stars", "Company Response").
- SurveyMonkey: all responses, two header rows (question, then answer option or "Open-Ended Response").
- Qualtrics: three header rows (id, question, ``{"ImportId": ...}`` with the time zone),
  https://www.qualtrics.com/support/survey-platform/data-and-analysis-module/data/download-data/understanding-your-dataset/.
- Any other table with a usual name for the text (``survey_columns.TEXT``) and a rating.

Read: the title and the words of a review; the answers in words of a survey response, as one turn with a paragraph
each (nobody asked back in between); the company's reply as an agent's turn; the time; the customer's id or e-mail
address (a nickname is the speaker only); ratings in the customer's row as ``nps``, ``csat``, ``ces`` and ``stars``,
see ``voc.schema.OUTCOMES``. A rating without words is read, its text is None. Without a column for it, the channel is
``review`` where stars are the only rating, else ``survey``.

Not read: answers of choice, other ratings (matrices), tags, metadata; test, preview and spam responses of Qualtrics. A
value of time or rating that cannot be understood is left out of the row, and a reject says so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from voc import limits
from voc.errors import InputError, header, shape
from voc.readers.csv_records import beyond, records
from voc.readers.encoding import open_text
from voc.readers.ratings import NOT_ANSWERED
from voc.readers.rows import RowError, outcome
from voc.readers.survey_columns import TEXT, Layout, layout, plain
from voc.readers.survey_times import time

SUFFIXES: tuple[str, ...] = (".csv", ".tsv")

_QUALTRICS = 3  # header rows
_SAMPLE = 200
"""Records that are looked at to find out what the columns are."""


def sniff(head: str) -> bool:
    """Return whether a text is a table with a usual column of text, or a known export, and with a rating."""
    if head.lstrip()[:1] in ("{", "[", "<"):
        return False
    lines = head.splitlines(keepends=True)
    read = [fields for _, fields in islice(records(lines), _SAMPLE) if isinstance(fields, list)]
    if not read or len(read[0]) < 2:  # noqa: PLR2004
        return False
    found = layout(read)
    names = {plain(name) for name in read[0]}
    ours = "interaction id" in names or "role" in names
    usual = found.vendor or found.headers > 1 or not names.isdisjoint(TEXT)
    return not ours and usual and bool(found.texts) and bool(found.outcomes or found.vendor)


def rows(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield ``(line, row)``; what of a record is not used is yielded as the reason.

    Raises:
        InputError: if the file cannot be read or no column has words or ratings.
    """
    csv.field_size_limit(limits.LONGEST_LINE)
    with open_text(path, newline="") as file:
        read = records(file)
        head = list(islice(read, _SAMPLE))
        known = [fields for _, fields in head if isinstance(fields, list)]
        if not known:
            raise InputError(f"{path} is empty")
        if len(known[0]) > limits.MOST_COLUMNS:
            raise InputError(f"{path} has more than {limits.MOST_COLUMNS:,} columns (limit MOST_COLUMNS)")
        columns = layout(known)
        if not columns.texts and not columns.outcomes:
            usual = ", ".join(TEXT[:6])
            raise InputError(f"{path} has no column of text (such as {usual}); it has: {header(known[0])}")
        left = columns.headers
        for line, fields in chain(head, read):
            if isinstance(fields, str):
                yield line, fields
            elif left:
                left -= 1
            elif any(map(str.strip, fields)):
                yield from _rows(line, fields, columns, len(known[0]), path.stem)


def _rows(
    line: int, fields: list[str], columns: Layout, width: int, stem: str
) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield the turns of one review or response, and what is wrong with it."""
    get = _Getter(fields, columns)
    reason = _unusable(fields, columns, width)
    if reason:
        yield line, reason
        return
    text = _text(get)
    outcomes, wrong = _outcomes(fields, columns)
    if not text and not outcomes:
        yield line, "; ".join(wrong) or "has neither words nor a rating"
        return
    yield from ((line, reason) for reason in wrong)
    common = {
        "interaction_id": _identifier(get("id"), get("link")) or f"{stem}-{line}",
        "channel": get("channel") or columns.kind,
    }
    if get("customer"):
        common["customer_id"] = get("customer")
    row: dict[str, object] = {**common, "role": "customer", **_when(get("time"), columns)}
    if get("speaker"):
        row["speaker"] = get("speaker")
    if get("time") and "timestamp" not in row:
        yield line, f"time {shape(get('time'))} is not clear: use ISO 8601 (such as 2026-03-14T09:12:31Z)"
    yield line, {**row, "text": text or None, **outcomes}
    if get("reply"):
        yield line, {**common, "role": "agent", **_when(get("reply_time"), columns), "text": get("reply")}


@dataclass(frozen=True, slots=True)
class _Getter:
    """A record by the names of its columns."""

    fields: list[str]
    columns: Layout

    def __call__(self, name: str) -> str:
        """Return a value; empty if there is none."""
        index = self.columns.named.get(name, len(self.fields))
        return self.fields[index].strip() if index < len(self.fields) else ""


def _unusable(fields: list[str], columns: Layout, width: int) -> str:
    """Return why a record is not used; empty if it is."""
    if more := beyond(fields, width):
        return more
    status = _Getter(fields, columns)("status")
    test = columns.headers == _QUALTRICS and _is_test(status)
    return f"is no customer's answer: {status}" if test else ""


def _text(get: _Getter) -> str:
    """Return the answers in words, one a paragraph; the title of a review belongs to its text."""
    texts = [get.fields[i].strip() for i in get.columns.texts if i < len(get.fields)]
    texts = [text for text in texts if text.lower() not in NOT_ANSWERED]
    if get("title") and get.columns.kind == "review":
        texts[:1] = [_titled(get("title"), "".join(texts[:1]))]
    return "\n\n".join(texts)


def _when(value: str, columns: Layout) -> dict[str, datetime]:
    """Return the time as a part of a row; empty where it is not clear."""
    read = time(value, columns.zone, columns.month_first)
    return {} if read is None else {"timestamp": read}


def _outcomes(fields: list[str], columns: Layout) -> tuple[dict[str, float], list[str]]:
    """Return the ratings of a record, and the reasons why others are not used."""
    outcomes: dict[str, float] = {}
    wrong = []
    for name, index in columns.outcomes.items():
        value = fields[index].strip() if index < len(fields) else ""
        try:
            number = outcome(name, value)
        except RowError as error:
            wrong.append(str(error))
            continue
        if number is not None:
            outcomes[name] = number
    return outcomes, wrong


def _titled(title: str, text: str) -> str:
    """Put the title of a review before its text, unless it is only the text's beginning."""
    return text if text.startswith(title.rstrip(".…")) else f"{title}\n{text}".strip()


def _identifier(name: str, link: str) -> str:
    """Return the id of a review; Google Play has it in the link only."""
    match = re.search(r"[?&]reviewId=([^&#]+)", link)
    return name or (match[1] if match else "")


def _is_test(status: str) -> bool:
    """Return whether a Qualtrics status is a preview (1), a test (2) or spam (8), in words or as a sum of numbers."""
    if re.fullmatch(r"\d{1,3}", status):
        return bool(int(status) & 0b1011)
    return re.search("preview|spam|test", status.lower()) is not None
