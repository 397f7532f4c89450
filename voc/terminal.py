"""Tables for people who read in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import Literal

import pyarrow as pa
from rich.console import Console
from rich.table import Table

TEXT_WIDTH = 44
"""Characters of a text that are shown: enough to know a sentence by, and the rest of the table still fits beside it."""


def print_table(table: pa.Table, title: str, columns: Sequence[str], rows: int, console: Console) -> None:
    """Print some columns of the first rows; numbers with two digits, nulls as a dash."""
    shown = Table(title=f"{title} ({min(rows, table.num_rows)} of {table.num_rows})", title_justify="left")
    for name in columns:
        numeric = pa.types.is_floating(table.schema.field(name).type) or pa.types.is_integer(
            table.schema.field(name).type
        )
        justify: Literal["left", "right"] = "right" if numeric else "left"
        # On a narrow terminal words wrap and numbers stay whole.
        shown.add_column(name, justify=justify, no_wrap=numeric, overflow="fold")
    for row in table.select(list(columns)).slice(0, rows).to_pylist():
        shown.add_row(*(_cell(row[name]) for name in columns))
    console.print(shown)


def _cell(value: object) -> str:
    """Return a value as short text, without markup of its own."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, list):
        return ", ".join(item["cue"] if isinstance(item, dict) else str(item) for item in value)
    return shorten(str(value), TEXT_WIDTH, placeholder="…").replace("[", r"\[")
