"""From one exported row to one utterance: the only place that interprets exported values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime

import pyarrow as pa

from voc import limits
from voc.errors import InputError, header, shape
from voc.readers.ratings import NOT_ANSWERED, of_another_scale, rating
from voc.schema import OUTCOMES, UTTERANCES
from voc.taxonomy import Role

Row = dict[str, object]
"""Values by column."""

ROLES = {
    **{role.value: role for role in Role},
    **dict.fromkeys(("user", "client", "consumer", "caller", "visitor", "guest", "contact"), Role.CUSTOMER),
    **dict.fromkeys(("rep", "representative", "advisor", "operator", "employee", "staff", "assistant"), Role.AGENT),
    **dict.fromkeys(("chatbot", "ivr", "virtual agent"), Role.BOT),
    **dict.fromkeys(("event", "note"), Role.SYSTEM),
}
"""Spellings of the speaker's role that exports use, in lower case."""


@dataclass(frozen=True)
class Columns:
    """Names of the columns to read; None is a column that the source does not have.

    Only ``text`` must be there. The others, when they have their default name, may be absent: then every row is its own
    interaction, the speaker is the customer, and what is not known is null.
    """

    text: str = "text"
    interaction: str | None = "interaction_id"
    customer: str | None = "customer_id"
    role: str | None = "role"
    speaker: str | None = "speaker"
    timestamp: str | None = "timestamp"
    channel: str | None = "channel"
    value: str | None = None
    nps: str | None = "nps"
    csat: str | None = "csat"
    ces: str | None = "ces"
    stars: str | None = "stars"

    def check(self, seen: Iterable[str], where: str) -> None:
        """Raise ``InputError`` if ``text`` or a column with a name of the user's own is not among those seen."""
        names = list(seen)
        for field in fields(self):
            name = getattr(self, field.name)
            own = field.name == "text" or name != field.default
            if name is not None and own and name not in names:
                raise InputError(
                    f"{where} has no column {name!r} (for {field.name}); it has: {header(list(map(str, names)))}"
                )


ROLE_CONFIDENCE = "role_confidence"
"""Key of a reader's row for how sure a rule is of the role, 0 to 1; not there where the export states it."""


class RowError(ValueError):
    """One row cannot be used; the message says why."""


def parse(row: Mapping[str, object], columns: Columns, name: str) -> Row:
    """Turn an exported row into a row of ``UTTERANCES``.

    Args:
        row: values by column.
        columns: which column is what.
        name: name of the interaction where the row has none.

    Raises:
        RowError: if the role, the time or the value cannot be understood, or a text, id or name is too long.
    """

    def get(column: str | None) -> object:
        value = row.get(column) if column else None
        return None if isinstance(value, float) and math.isnan(value) else value

    text = get(columns.text)
    return {
        "interaction_id": _named(get(columns.interaction)) or name,
        "customer_id": _named(get(columns.customer)),
        "role": _role(get(columns.role)).value,
        "role_confidence": row.get(ROLE_CONFIDENCE),
        "speaker": _named(get(columns.speaker)),
        "timestamp": _time(get(columns.timestamp)),
        "channel": _named(get(columns.channel)),
        "value": amount(get(columns.value)),
        **{name: outcome(name, get(getattr(columns, name))) for name in OUTCOMES},
        # NUL becomes a space, so that offsets still point into what was exported.
        "text": None if text is None else bounded(whole(str(text)).replace("\0", " ")),
    }


def table(rows: Iterable[Mapping[str, object]]) -> pa.Table:
    """Collect parsed rows, with the rows of an interaction together and in time.

    Interactions keep the order of their first row. Inside one, rows are ordered by time where all have one, else as
    they came.
    """
    groups: dict[object, list[Mapping[str, object]]] = {}
    for row in rows:
        groups.setdefault(row["interaction_id"], []).append(row)
    ordered: list[Mapping[str, object]] = []
    for group in groups.values():
        if all(row["timestamp"] is not None for row in group):
            group.sort(key=lambda row: row["timestamp"])  # type: ignore[arg-type,return-value]
        ordered.extend(group)
    return pa.Table.from_pylist(ordered, schema=UTTERANCES)


def identifier(value: object) -> str | None:
    """Return an id or name as text; a whole number read as a float (a column with gaps) loses its ``.0``."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return storable(str(value)).strip() or None


def storable(text: str) -> str:
    """Drop what JSON and frames may hold but Arrow cannot store: NUL, and halves of surrogate pairs."""
    return whole(text).replace("\0", "")


def whole(text: str) -> str:
    """Replace halves of surrogate pairs, which are no characters and which no library takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def bounded(text: str, what: str = "a text", limit: str = "LONGEST_TEXT") -> str:
    """Return a text if it is not longer than a limit of ``voc.limits``.

    Raises:
        RowError: if it is.
    """
    most: int = getattr(limits, limit)
    if len(text) > most:
        raise RowError(f"{what} of {len(text):,} characters: at most {most:,} (limit {limit})")
    return text


def _named(value: object) -> str | None:
    name = identifier(value)
    return name and bounded(name, "an id or name", "LONGEST_NAME")


def _role(value: object) -> Role:
    if value is None or not str(value).strip():
        return Role.CUSTOMER
    role = ROLES.get(str(value).strip().lower())
    if role is None:
        raise RowError(f"role {shape(value)} is not known: use customer, agent, bot or system")
    return role


def _time(value: object) -> datetime | None:
    if value is None or value == "":
        return None
    if not isinstance(value, datetime):
        try:
            value = datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise RowError(f"time {shape(value)} is not ISO 8601 (such as 2026-03-14T09:12:31+00:00)") from None
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        raise RowError(f"time {value.isoformat()} is not between the years 1 and 9999 in UTC") from None


def outcome(name: str, value: object) -> float | None:
    """Return an answer as a number in its range; None where there is none.

    Args:
        name: one of ``OUTCOMES``.
        value: as exported.

    Raises:
        RowError: if it is no number in the range, or of nps or stars and out of another number than 10 or 5.
    """
    if value is None or str(value).strip().lower() in NOT_ANSWERED:
        return None
    number, (low, high) = rating(str(value)), OUTCOMES[name]
    if number is None or not low <= number <= high:
        raise RowError(f"{name} {shape(value)} is not a number from {low:g} to {high:g}")
    if reason := of_another_scale(name, str(value)):
        raise RowError(reason)
    return number


def amount(value: object) -> float | None:
    """Return what a customer is worth as a number; None where it is not known.

    Raises:
        RowError: if it is no finite number.
    """
    if value is None or value == "":
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise RowError(f"value {shape(value)} is not a number") from None
    if not math.isfinite(number):
        raise RowError(f"value {value!r} is not finite")
    return number
