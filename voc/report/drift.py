"""What ``voc.drift`` found as people read it: plain text for a terminal, HTML for a notebook."""

from __future__ import annotations

from html import escape
from typing import Any

import pyarrow as pa

from voc.report import words as w

_DRIFT, _SLIGHT, _UNTOLD = "drift", "slight", "cannot tell"
_HEAD = ("Measure", "Verdict", "Units", "Distance", "By chance up to", "Changed most")
_NAMES = {
    "length": "length in words",
    "language": "language",
    "unusual": "unusual text",
    "all outputs": "all outputs together",
}
_TEXT = {"length", "language", "unusual"}
_STYLE = """
.voc-drift { font: 14px/1.5 system-ui, sans-serif; max-width: 60em; }
.voc-drift .voc-lead { font-weight: 600; }
.voc-drift p { margin: 0 0 .4em; overflow-wrap: anywhere; }
.voc-drift table { border-collapse: collapse; margin: .6em 0; font-size: 13px; }
.voc-drift th, .voc-drift td { text-align: left; padding: .15em 1em .15em 0;
  border-bottom: 1px solid rgba(128,128,128,.35); }
"""


def to_text(table: pa.Table, verdict: str, training: bool) -> str:
    """Return it for a terminal; arguments as the attributes of ``voc.shift.drift.Drift``."""
    rows = table.to_pylist()
    cells = [_HEAD, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([*_sentences(rows, verdict, training), "", *lines])


def to_html(table: pa.Table, verdict: str, training: bool) -> str:
    """Return it for a notebook; everything is escaped."""
    rows = table.to_pylist()
    lead, *more = _sentences(rows, verdict, training)
    said = f'<p class="voc-lead">{escape(lead)}</p>' + "".join(f"<p>{escape(line)}</p>" for line in more)
    head = "".join(f'<th scope="col">{cell}</th>' for cell in _HEAD)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(row)) + "</tr>" for row in rows)
    table_html = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="voc-drift"><style>{_STYLE}</style>{said}{table_html}</div>'


def _sentences(rows: list[dict[str, Any]], verdict: str, training: bool) -> list[str]:
    """Say whether there is drift, and what to distrust, in plain words."""
    against = "what the model was measured on" if training else "the reference"
    moved = [row for row in rows if row["verdict"] == _DRIFT]
    n = max((row["n"] for row in rows), default=0)
    if verdict == _UNTOLD:
        return [f"Cannot tell: {n:,} units are too few for any measure."]
    if not moved:
        told = sum(row["verdict"] != _UNTOLD for row in rows)
        where = f" in the {told} of {len(rows)} measures that can be told" if told < len(rows) else ""
        return [f"No drift: the text is like {against}{where} ({n:,} units).", *_untold(rows)]
    said = [f"Drift: the text is unlike {against} in {len(moved)} of {len(rows)} measures ({n:,} units)."]
    said += [sentence for row in moved for sentence in _moved(row)]
    if training:
        said.append(
            "Measured accuracies and calibration hold for text like the reference: label some of yours to know."
        )
    else:
        said.append("Differences between the two are differences of what was written about, not only of how it went.")
    return [*said, *_untold(rows)]


def _moved(row: dict[str, Any]) -> list[str]:
    """Say how a measure drifted, and what that makes doubtful."""
    name = row["measure"]
    share = f"from {w.percent(row['share_reference'])} to {w.percent(row['share'])}" if row["most"] is not None else ""
    if name == "language":
        return [f"Text in another language than English went {share}: it has no scores, so shares are of the rest."]
    if name == "unusual":
        return [f"Units unlike what the model knows went {share}: distrust every number of these units."]
    if name in _TEXT:
        return [f"Length: texts of {w.words(row['most'])} words went {share}: distrust what is counted by unit."]
    said = [
        f"{w.capital(_name(name))}: {w.words(row['most'])} went {share}."
        if share
        else f"{w.capital(_name(name))} differ."
    ]
    if row["accuracy"] is not None:
        change = row["accuracy_expected"] - row["accuracy"]
        said.append(
            f"  Right in {w.percent(row['accuracy'])} when measured; with these labels to expect in "
            f"{w.percent(row['accuracy_expected'])}" + (": distrust it more." if change < 0 else ".")
        )
    return said


def _untold(rows: list[dict[str, Any]]) -> list[str]:
    """Name the measures for which there is too little text."""
    names = [_name(row["measure"]) for row in rows if row["verdict"] == _UNTOLD]
    return [f"Too little text to tell: {', '.join(names)}."] if names else []


def _name(measure: str) -> str:
    return _NAMES.get(measure, w.words(measure))


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    """Return a row of the table."""
    most = w.UNKNOWN
    if row["most"] is not None:
        most = f"{w.words(row['most'])}: {w.percent(row['share_reference'])} to {w.percent(row['share'])}"
    numbers = [w.UNKNOWN if row[name] is None else f"{row[name]:.3f}" for name in ("distance", "chance")]
    return (_name(row["measure"]), row["verdict"], w.number(row["n"]), *numbers, most)
