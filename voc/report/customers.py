"""Customers at risk in the report: the first rows as a table, and all of them as data for the page's own script.

The data is a JSON object, read by ``report.js``:

- ``words``: texts that occur often; elsewhere their index stands for them, ``null`` for what is not known;
- ``rows``: one a customer, highest risk first: id, risk, low, high (percent), trend (percentage points), interactions,
  last contact, value at risk, reasons (index + 1, negative where the reason lowers the risk; strongest first);
- ``details``: one a row, as long as there is room: interactions in order of time, each id, day, channel, stage,
  emotion, risk (percent), effort, goal met, what was seen to happen as pairs of event and number; then how many earlier
  ones are left out, and one quote an interaction or 0.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.report import words as w
from voc.taxonomy import Event

SHOWN = 50
"""Rows of the table that is there without the script; a page of the script's table has as many."""
MOST = 10_000
"""Customers in the page's data."""
ROOM = 3_500_000
"""Bytes of the page's data: what 5 MB leave beside the pictures, with room to spare."""
INTERACTIONS, REASONS, QUOTE_LENGTH = 20, 6, 200
"""Most of one customer's interactions and reasons, and the characters of a quote."""
_COLUMNS = ["interaction_id", "customer_id", "channel", "started_at", "stage", "emotion", "risk", "effort", "resolved"]


def ranked(customers: pa.Table) -> pa.Table:
    """Return the customers of the report, highest risk first."""
    return customers.sort_by([("risk", "descending"), ("customer_id", "ascending")]).slice(0, MOST)


def customer_rows(customers: pa.Table) -> list[dict[str, Any]]:
    """Return the first rows of the table, highest risk first."""
    return [
        {
            "id": _id(row["customer_id"]),
            "risk": w.percent(row["risk"]),
            "interval": w.interval(row["risk_low"], row["risk_high"]),
            "trend": w.points(row["trend"], 1),
            "n_interactions": w.number(row["n_interactions"]),
            "last_at": w.day(row["last_at"]),
            "value_at_risk": w.number(row["value_at_risk"]),
            "reasons": _reasons(row["reasons"]),
        }
        for row in ranked(customers).slice(0, SHOWN).to_pylist()
    ]


def _id(customer: str | None) -> str:
    return w.UNKNOWN if customer is None else w.clean(customer)


def _reasons(reasons: list[dict[str, object]] | None) -> str:
    """Say what raises and what lowers a customer's risk."""
    told = w.top_reasons(reasons)
    parts = [
        f"{verb} by: {', '.join(names)}"
        for verb, names in (
            ("raised", [name for name, contribution in told if contribution > 0]),
            ("lowered", [name for name, contribution in told if contribution < 0]),
        )
        if names
    ]
    return "; ".join(parts) or w.UNKNOWN


def page_data(tables: dict[str, pa.Table], quotes: bool, room: int = ROOM) -> str:
    """Return the data of the page as JSON that may stand inside a script element.

    Args:
        tables: of the scores.
        quotes: whether to quote customers.
        room: bytes; rows come first, then all interactions that fit, then the quotes of those most at risk.
    """
    customers = ranked(tables["customers"])
    vocabulary = _Vocabulary()
    rows, room = _fitting([_row(row, vocabulary) for row in customers.to_pylist()], room)
    ids = customers["customer_id"].slice(0, len(rows))
    contacts = _contacts(tables["interactions"], ids)
    details, room = _fitting([_details(contacts[name], vocabulary) for name in ids.to_pylist()], room)
    if quotes:
        _quote(details, ids, contacts, _strongest(tables["units"], ids), room)
    return script_json({"words": vocabulary.words, "rows": rows, "details": details})


def script_json(value: object) -> str:
    r"""Return JSON that ends no script element, starts no comment or entity, and breaks no line.

    >>> script_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


class _Vocabulary:
    """Texts that occur often, each told once."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._index: dict[str, int] = {}

    def index(self, text: str | None) -> int | None:
        """Return the place of a text; None where nothing is known."""
        if text is None:
            return None
        if text not in self._index:
            self._index[text] = len(self.words)
            self.words.append(text)
        return self._index[text]

    def label(self, label: str | None) -> int | None:
        """Return the place of a label in words."""
        return None if label is None else self.index(w.words(label))


def _row(row: dict[str, Any], vocabulary: _Vocabulary) -> list[Any]:
    reasons = [
        ((vocabulary.index(name) or 0) + 1) * (1 if contribution > 0 else -1)
        for name, contribution in w.top_reasons(row["reasons"], REASONS)
    ]
    return [
        _id(row["customer_id"]),
        *(_percent(row[name]) for name in ("risk", "risk_low", "risk_high")),
        round(row["trend"] * 100, 1) if w.known(row["trend"]) else None,
        row["n_interactions"],
        vocabulary.index(w.day(row["last_at"]) if row["last_at"] else None),
        round(row["value_at_risk"]) if w.known(row["value_at_risk"]) else None,
        reasons,
    ]


def _percent(share: float | None) -> int | None:
    return round(share * 100) if share is not None and w.known(share) else None


def _fitting(items: list[Any], room: int) -> tuple[list[Any], int]:
    """Return the first items that fit into so many bytes, and the bytes left."""
    for i, item in enumerate(items):
        room -= _size(item)
        if room < 0:
            return items[:i], 0
    return items, room


def _size(item: object) -> int:
    return len(script_json(item).encode()) + 1


def _contacts(interactions: pa.Table, ids: pa.ChunkedArray) -> dict[str | None, list[dict[str, Any]]]:
    """Return the interactions of each customer in order of time, those without a time first."""
    columns = interactions.select([*_COLUMNS, *(f"n_{event.value}" for event in Event)])
    own = columns.filter(pc.is_in(columns["customer_id"], ids.combine_chunks(), skip_nulls=True))
    found: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for row in own.sort_by("started_at").to_pylist():
        found[row["customer_id"]].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row["started_at"] is not None)
    return found


def _details(contacts: list[dict[str, Any]], vocabulary: _Vocabulary) -> list[Any]:
    """Return a customer's latest interactions and how many earlier ones there are; room for the quotes is left."""
    told = [
        [
            w.clean(row["interaction_id"] or ""),
            vocabulary.index(w.day(row["started_at"]) if row["started_at"] else None),
            *(vocabulary.label(row[name]) for name in ("channel", "stage", "emotion")),
            _percent(row["risk"]),
            round(row["effort"], 1) if w.known(row["effort"]) else None,
            None if row["resolved"] is None else int(row["resolved"]),
            [part for event in Event if (n := row[f"n_{event.value}"]) for part in (vocabulary.label(event.value), n)],
        ]
        for row in contacts[-INTERACTIONS:]
    ]
    return [told, max(0, len(contacts) - INTERACTIONS), 0]


def _quote(
    details: list[Any],
    ids: pa.ChunkedArray,
    contacts: dict[str | None, list[dict[str, Any]]],
    strongest: dict[str, str],
    room: int,
) -> None:
    """Add the quotes of the customers most at risk, as many as fit."""
    for detail, name in zip(details, ids.to_pylist(), strict=False):
        texts = [strongest.get(row["interaction_id"]) for row in contacts[name][-INTERACTIONS:]]
        said = [next(iter(w.quotes([text or ""], 1, QUOTE_LENGTH)), 0) for text in texts]
        room -= _size(said)
        if room < 0:
            return
        detail[2] = said


def _strongest(units: pa.Table, ids: pa.ChunkedArray) -> dict[str, str]:
    """Return the words of strongest tone of each interaction of these customers."""
    columns = units.select(["interaction_id", "customer_id", "text", "valence"])
    own = columns.filter(
        pc.and_(columns["valence"].is_valid(), pc.is_in(columns["customer_id"], ids.combine_chunks(), skip_nulls=True))
    )
    strength = np.abs(own["valence"].to_numpy())
    own = own.take(pa.array(np.argsort(-strength, kind="stable")))
    found: dict[str, str] = {}
    for interaction, text in zip(own["interaction_id"].to_pylist(), own["text"].to_pylist(), strict=True):
        found.setdefault(interaction, text)
    return found
