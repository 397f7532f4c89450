"""Tables for people who read in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import Literal

import pyarrow as pa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from voc.readers.detect import FORMATS
from voc.readers.validate import Summary
from voc.report import words as w

TEXT_WIDTH = 44
"""Characters of a text that are shown: enough to know a sentence by, and the rest of the table still fits beside it."""


def print_table(table: pa.Table, title: str, columns: Sequence[str], rows: int, console: Console) -> None:
    """Print some columns of the first rows; numbers with two digits, nulls as a dash, of reasons the strongest."""
    shown = Table(title=f"{title} ({min(rows, table.num_rows)} of {table.num_rows})", title_justify="left")
    for name in columns:
        numeric = pa.types.is_floating(table.schema.field(name).type) or pa.types.is_integer(
            table.schema.field(name).type
        )
        justify: Literal["left", "right"] = "right" if numeric else "left"
        # On a narrow terminal words wrap and numbers stay whole.
        shown.add_column(name, justify=justify, no_wrap=numeric, overflow="fold")
    for row in table.select(list(columns)).slice(0, rows).to_pylist():
        shown.add_row(*(Text(_cell(row[name])) for name in columns))
    console.print(shown)


def _cell(value: object) -> str:
    """Return a value as short text that cannot steer the terminal; it must not be read as markup either."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, list):
        if value and isinstance(value[0], dict) and "driver" in value[0]:
            return ", ".join(f"{name} {w.signed(part, minus='-')}" for name, part in w.top_reasons(value))
        return ", ".join(w.clean(item["cue"] if isinstance(item, dict) else str(item)) for item in value)
    return shorten(w.clean(str(value)), TEXT_WIDTH, placeholder="…")


def print_fixes(fixes: pa.Table, rows: int, console: Console) -> None:
    """Print what to fix first (``voc.report.fixes``): falls of the mean risk in percentage points, and a quote."""
    shown = Table(title=f"what to fix first ({min(rows, fixes.num_rows)} of {fixes.num_rows})", title_justify="left")
    for name in ("problem", "stage", "owner"):
        shown.add_column(name, overflow="fold")
    for name in ("customers", "risk drop", "95% interval", "value drop"):
        shown.add_column(name, justify="right", no_wrap=True)
    shown.add_column("a customer's words", overflow="fold")
    for row in fixes.slice(0, rows).to_pylist():
        interval = w.signed_interval(row["risk_drop_low"], row["risk_drop_high"], 100)
        drop = w.points(row["risk_drop"]).removeprefix("+")
        numbers = (w.number(row["n_customers"]), drop, interval, w.number(row["value_drop"]))
        words = (w.problem(row["cue"], row["emotion"]), w.words(row["stage"]), w.words(row["owner"]))
        shown.add_row(*(Text(_cell(value)) for value in (*words, *numbers, row["quotes"][0])))
    console.print(shown)


REJECTS_SHOWN = 3
"""Rejects of a file that are shown; the rest is counted."""


def print_formats(console: Console) -> None:
    """Print the formats of exports."""
    shown = Table()
    for name in ("format", "files", "what it is"):
        shown.add_column(name)
    for name, reader in FORMATS.items():
        shown.add_row(
            name, " ".join(reader.SUFFIXES), (reader.__doc__ or "").partition("\n")[0].replace("``", "").rstrip(".")
        )
    console.print(shown)


def print_summary(summary: Summary, console: Console) -> None:
    """Print what one file holds, and the first of its rejects."""
    console.print(f"{w.clean(summary.file)}: {summary.format or 'unknown format'}", markup=False, highlight=False)
    if summary.roles:
        roles = ", ".join(f"{count:,} {role}" for role, count in summary.roles.most_common())
        told = f"{summary.roles.total():,} utterances ({roles}) in {len(summary.interactions):,} interactions"
        times = f"{summary.first:%Y-%m-%d} to {summary.last:%Y-%m-%d}" if summary.first else "no times"
        console.print(f"  {told} of {len(summary.customers):,} known customers, {times}", highlight=False)
    if summary.guessed:
        lowest = f"with a confidence of {summary.confidence:.2f} or more"
        console.print(f"  roles of {summary.guessed:,} utterances found by rules, {lowest}", highlight=False)
    if summary.blank:
        console.print(f"  {summary.blank:,} utterances without words", highlight=False)
    for reject in summary.rejects[:REJECTS_SHOWN]:
        console.print(f"  rejected: {reject.position}: {w.clean(reject.reason)}", markup=False, highlight=False)
    if len(summary.rejects) > REJECTS_SHOWN:
        console.print(f"  … {len(summary.rejects):,} rejects in all", highlight=False)
