"""All scores, and a comparison, at a glance: plain text for a terminal, HTML for a notebook."""

from __future__ import annotations

from html import escape
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from voc.report import sketches
from voc.report import words as w
from voc.taxonomy import Emotion

CUSTOMERS_SHOWN, EMOTIONS_SHOWN, CHANGES_SHOWN = 5, 10, 12
EFFORT_MIDDLE = 3.0
"""Middle of the scale from 1 (very easy) to 5 (very hard); above it a customer had to work."""
_MINUS = "\N{MINUS SIGN}"
_STYLE = """
.voc-scores { font: 14px/1.5 system-ui, sans-serif; max-width: 62em; }
.voc-scores p { margin: 0 0 .5em; overflow-wrap: anywhere; }
.voc-scores .voc-lead { font-weight: 600; }
.voc-scores .voc-hint { opacity: .8; font-size: 13px; }
.voc-scores dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1em; margin: 0 0 .6em; }
.voc-scores dt { opacity: .8; font-weight: normal; }
.voc-scores dd { margin: 0; }
.voc-scores .voc-pictures { display: flex; flex-wrap: wrap; gap: .5em 2em; }
.voc-scores figure { margin: 0 0 .8em; max-width: 384px; }
.voc-scores figcaption, .voc-scores caption { font-weight: 600; text-align: left; padding: 0 0 .3em; }
.voc-scores svg { max-width: 100%; height: auto; vertical-align: middle; }
.voc-scores table { border-collapse: collapse; margin: 0 0 .6em; font-size: 13px; color: inherit; }
.voc-scores th, .voc-scores td { text-align: left; padding: .15em 1em .15em 0; overflow-wrap: anywhere;
  border-bottom: 1px solid rgba(128,128,128,.35); }
.voc-scores th, .voc-scores .voc-whole { white-space: nowrap; }
"""
_HINT = (
    "Tables: .units, .interactions, .customers, .stages, .drivers, .service. "
    'Pictures: voc.plots. For somebody else: .report("report.html").'
)
_CUSTOMERS_TITLE = "Customers with the highest risk"
_CUSTOMERS = ("Customer", "Risk", "95% interval", "Last contact", f"Raised (+) and lowered ({_MINUS}) by")
_CHANGES = ("What", "Measure", "Before", "Now", "Difference", "95% interval", "For customers")


def scores_text(tables: dict[str, pa.Table]) -> str:
    """Return scores for a terminal: what was read, the main numbers, and the customers with the highest risk."""
    facts = _facts(tables)
    width = max(len(name) for name, _ in facts) + 1
    lines = [_lead(tables), *(f"{name + ':':<{width}} {value}" for name, value in facts)]
    riskiest = [_customer(row) for row in _riskiest(tables["customers"])]
    if riskiest:
        lines += ["", _CUSTOMERS_TITLE, *_lined_up([_CUSTOMERS, *riskiest])]
    return "\n".join(lines).replace(_MINUS, "-")


def scores_html(tables: dict[str, pa.Table]) -> str:
    """Return scores for a notebook: the same as in a terminal, with small pictures of journey and emotions.

    Everything is escaped, nothing is fetched, and the colours of the text are the page's own.
    """
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _facts(tables))
    pictures = "".join(
        f"<figure><figcaption>{escape(title)}</figcaption>{svg}</figure>"
        for title, svg in (_journey(tables["stages"]), _mix(tables["units"]))
        if svg
    )
    body = "".join(_customer_row(row) for row in _riskiest(tables["customers"]))
    customers = _table(_CUSTOMERS_TITLE, _CUSTOMERS, body) if body else ""
    return _page(
        f'<p class="voc-lead">{escape(_lead(tables))}</p><dl>{facts}</dl><div class="voc-pictures">{pictures}</div>'
        f'{customers}<p class="voc-hint">{escape(_HINT)}</p>'
    )


def comparison_text(changes: pa.Table, newly: pa.Table) -> str:
    """Return a comparison for a terminal: the changes that are more than chance, and how many are newly at risk."""
    told = _told(changes)
    lines = _lined_up([_CHANGES, *map(_change, told[:CHANGES_SHOWN])]) if told else []
    return "\n".join([*_compared(changes, told, newly), *lines]).replace(_MINUS, "-")


def comparison_html(changes: pa.Table, newly: pa.Table) -> str:
    """Return a comparison for a notebook; as ``comparison_text``."""
    told = _told(changes)
    lead = "".join(f"<p>{escape(line)}</p>" for line in _compared(changes, told, newly))
    body = "".join(_cells(map(escape, _change(row))) for row in told[:CHANGES_SHOWN])
    table = _table("Changes that are more than chance", _CHANGES, body) if body else ""
    return _page(lead + table + '<p class="voc-hint">All of them: .changes, .newly_at_risk</p>')


def _page(content: str) -> str:
    return f'<div class="voc-scores"><style>{_STYLE}</style>{content}</div>'


def _table(title: str, head: tuple[str, ...], body: str) -> str:
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    return f"<table><caption>{escape(title)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _cells(cells: Any) -> str:  # noqa: ANN401  (any iterable of HTML)
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _lined_up(rows: list[tuple[str, ...]]) -> list[str]:
    """Line up the cells of a table."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _lead(tables: dict[str, pa.Table]) -> str:
    """Say what was read."""
    interactions = tables["interactions"]
    known = pc.count_distinct(interactions["customer_id"], mode="only_valid").as_py()
    told = f"{_counted(interactions.num_rows, 'interaction')} of {_counted(known, 'known customer')}"
    period = pc.min_max(interactions["started_at"]).as_py()
    return told + (f", {w.day(period['min'])} to {w.day(period['max'])}" if period["min"] else "")


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}" + ("" if n == 1 else "s")


def _facts(tables: dict[str, pa.Table]) -> list[tuple[str, str]]:
    """Return the main numbers as pairs of name and words."""
    interactions, customers = tables["interactions"], tables["customers"]
    effort, resolved = interactions["effort"].drop_null(), interactions["resolved"].drop_null()
    hard = pc.sum(pc.greater(effort, EFFORT_MIDDLE)).as_py() or 0
    risk = pc.mean(interactions["risk"]).as_py()
    facts = [
        ("Felt", _felt(tables["units"])),
        (
            "Effort",
            f"hard (above 3 of 5) in {hard:,} of the {_counted(len(effort), 'interaction')} that tell"
            if len(effort)
            else "no evidence",
        ),
        (
            "Goal",
            f"met in {pc.sum(resolved).as_py():,} of the {_counted(len(resolved), 'interaction')} that tell"
            if len(resolved)
            else "not told",
        ),
        (
            "Risk",
            "not known"
            if risk is None
            else f"{w.percent(risk)} on average that the customer would not recommend or return, by the model",
        ),
    ]
    worth = pc.sum(customers["value_at_risk"]).as_py()
    if worth is not None:
        facts.append(("At risk", f"{w.number(worth)} of the customers' worth of {w.number(_worth(customers))}"))
    return facts


def _worth(customers: pa.Table) -> float | None:
    return pc.sum(customers["value"]).as_py()  # type: ignore[no-any-return]


def _felt(units: pa.Table) -> str:
    """Say how many statements are good and bad."""
    counts = _emotions(units)
    total = sum(n for _, n in counts)
    if not total:
        return "nothing could be scored"
    good, bad = (sum(n for name, n in counts if w.polarity(Emotion, name) == sign) for sign in (1, -1))
    return (
        f"{w.percent(good / total)} of {_counted(total, 'customer statement')} good, {w.percent(bad / total)} bad, "
        "the others neutral or neither"
    )


def _emotions(units: pa.Table) -> list[tuple[str, int]]:
    """Count the scored statements by strongest emotion, commonest first."""
    counts = pc.value_counts(units["emotion"].drop_null()).to_pylist()
    return sorted(((row["values"], row["counts"]) for row in counts), key=lambda item: (-item[1], item[0]))


def _journey(stages: pa.Table) -> tuple[str, str]:
    """Draw net emotion by stage; no picture where no stage is known."""
    rows = w.along_journey(stages.to_pylist())
    points = [
        sketches.Point(
            w.words(row["stage"]),
            row["net_emotion"],
            *(row[f"net_emotion_{end}"] if w.known(row[f"net_emotion_{end}"]) else None for end in ("low", "high")),
        )
        for row in rows
        if w.known(row["net_emotion"])
    ]
    told = "; ".join(f"{point.name} {w.signed(point.value)}" for point in points)
    title = "Good less bad statements along the journey (hollow: may be chance)"
    return title, sketches.intervals(points, f"{title}: {told}") if points else ""


def _mix(units: pa.Table) -> tuple[str, str]:
    """Draw the commonest emotions but for neutral; no picture where there is none."""
    counts = _emotions(units)
    total = sum(n for _, n in counts)
    felt = [(name, n) for name, n in counts if name != "neutral"][:EMOTIONS_SHOWN]
    rows = [sketches.Share(w.words(name), n / total, w.polarity(Emotion, name)) for name, n in felt]
    told = "; ".join(f"{row.name} {w.percent(row.share)}" for row in rows)
    title = "Commonest emotions, share of statements (dashed: good)"
    return title, sketches.shares(rows, f"{title}: {told}") if rows else ""


def _riskiest(customers: pa.Table) -> list[dict[str, Any]]:
    """Return the customers with the highest risk."""
    order = [("risk", "descending"), ("customer_id", "ascending")]
    rows: list[dict[str, Any]] = customers.sort_by(order).slice(0, CUSTOMERS_SHOWN).to_pylist()
    return rows


def _customer(row: dict[str, Any]) -> tuple[str, ...]:
    reasons = w.top_reasons(row["reasons"])
    return (
        w.clean(row["customer_id"] or w.UNKNOWN),
        w.percent(row["risk"]),
        w.interval(row["risk_low"], row["risk_high"]),
        w.day(row["last_at"]),
        ", ".join(f"{'+' if contribution > 0 else _MINUS} {name}" for name, contribution in reasons),
    )


def _customer_row(row: dict[str, Any]) -> str:
    name, risk, interval, *rest = map(escape, _customer(row))
    picture = sketches.risk(row["risk"], row["risk_low"], row["risk_high"]) if w.known(row["risk"]) else ""
    return _cells([name, f'<span class="voc-whole">{picture} {risk}</span>', interval, *rest])


def _told(changes: pa.Table) -> list[dict[str, Any]]:
    """Return the changes that are more than chance, surest first."""
    rows = changes.filter(pc.is_valid(changes["verdict"])).to_pylist()
    return sorted(rows, key=lambda row: (row["p_adjusted"], row["kind"], row["name"] or "", row["measure"]))


def _compared(changes: pa.Table, told: list[dict[str, Any]], newly: pa.Table) -> list[str]:
    """Say how much changed."""
    shown = f"; the {CHANGES_SHOWN} surest are shown" if len(told) > CHANGES_SHOWN else ""
    return [
        f"{len(told):,} of {_counted(changes.num_rows, 'measure')} changed by more than chance{shown}.",
        f"{_counted(newly.num_rows, 'customer')} newly at risk.",
    ]


def _change(row: dict[str, Any]) -> tuple[str, ...]:
    low, high = (w.signed(row[end]) for end in ("low", "high"))
    what = w.words(row["kind"]) + (f" {w.words(row['name'])}" if row["name"] is not None else "")
    return (
        what,
        w.words(row["measure"]),
        w.number(row["before"], 2).replace("-", _MINUS),
        w.number(row["value"], 2).replace("-", _MINUS),
        w.signed(row["difference"]),
        f"{low} to {high}",
        w.words(row["verdict"]),
    )
