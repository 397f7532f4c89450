import io

import pyarrow as pa
import pytest
from rich.console import Console

from voc.terminal import print_table

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
