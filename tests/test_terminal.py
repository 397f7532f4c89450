import io

import pyarrow as pa
import pytest
from rich.console import Console

from voc.schema import DRIVERS
from voc.terminal import print_fixes, print_table

ROWS = [
    {
        "text": "a [bold]router[/bold] and a long text about it " * 3,
        "risk": 0.987,
        "cues": ["wait", "easy"],
    },
    {"text": None, "risk": None, "cues": None},
]


@pytest.mark.parametrize("width", [60, 80, 140])
def test_numbers_stay_whole_and_lines_fit(width: int) -> None:
    console = Console(width=width, file=io.StringIO())
    print_table(pa.Table.from_pylist(ROWS), "units", ("text", "risk", "cues"), 1, console)
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert "units (1 of 2)" in printed
    assert "0.99" in printed
    assert "[bold]" in printed.replace("\n", ""), "texts are no markup"
    assert max(map(len, printed.splitlines())) <= width


def test_nulls_are_dashes() -> None:
    console = Console(width=80, file=io.StringIO())
    print_table(
        pa.Table.from_pylist(ROWS[1:], schema=pa.Table.from_pylist(ROWS).schema), "x", ("text", "risk"), 5, console
    )
    assert console.file.getvalue().count("–") == 2  # type: ignore[attr-defined]


def test_reasons_are_the_strongest_of_the_customer_without_what_holds_for_everybody() -> None:
    parts = {"baseline": -9.0, "anger": 1.04, "goal_unmet": 2.0, "ease": -0.5, "regret": 0.1, "population": 3.0}
    reasons = [{"driver": name, "contribution": part} for name, part in parts.items()]
    console = Console(width=140, file=io.StringIO())
    print_table(pa.Table.from_pylist([{"reasons": reasons}]), "customers", ("reasons",), 5, console)
    assert "│ goal not met +2.00, anger +1.04, little effort -0.50 │" in console.file.getvalue()  # type: ignore[attr-defined]


def test_fixes_are_told_in_points_with_a_quote() -> None:
    rows = [
        {"cue": "wait", "stage": "delivery", "owner": "logistics", "n_customers": 1200, "risk_drop": 0.0113,
         "risk_drop_low": -0.0011, "risk_drop_high": 0.0237, "value_drop": 202.8, "quotes": ["[b]late[/b]", "later"]},
        {"emotion": "anger", "stage": "usage", "n_customers": 1, "risk_drop": 0.0, "quotes": ["no"]},
    ]  # fmt: skip
    table = pa.Table.from_pylist([{name: row.get(name) for name in DRIVERS.names} for row in rows], schema=DRIVERS)
    console = Console(width=140, file=io.StringIO())
    print_fixes(table, 12, console)
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    first, second = (" ".join(line.split()) for line in printed.splitlines() if "│" in line)
    assert first == "│ wait │ delivery │ logistics │ 1,200 │ 1.13 │ \u22120.11 to +2.37 │ 203 │ [b]late[/b] │"
    assert second == "│ anger │ usage │ – │ 1 │ 0.00 │ │ – │ no │"
    assert "what to fix first (2 of 2)" in printed
