"""The command that measures speed: bench."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voc.cli.options import Device, Model, Quiet, TextColumn
from voc.model.device import CPU
from voc.model.store import DEFAULT

if TYPE_CHECKING:
    from voc.bench.results import Bench
    from voc.readers import Columns

app = typer.Typer()

SAMPLES = Path(str(files("voc") / "samples"))


@app.command(epilog="Example: voc bench reviews.csv --data data -o bench.json --picture bench.png")
def bench(
    inputs: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders of exports; default the bundled samples.")
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="JSON file to write the results into.")] = Path("bench.json"),
    texts: Annotated[int, typer.Option(min=1, help="Different texts to score, spread over the input.")] = 2000,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds of each contestant, of which the best counts.")] = 3,
    only: Annotated[list[str] | None, typer.Option(help="Contestant that takes part; repeat it for several.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the evaluation data; default no accuracy.")] = None,
    results: Annotated[Path | None, typer.Option(help="Tell these results again instead of measuring.")] = None,
    picture: Annotated[Path | None, typer.Option(help="PNG or SVG file to draw speed against accuracy into.")] = None,
    profile: Annotated[bool, typer.Option("--profile", help="Print instead where the time of voc score goes.")] = False,
    model: Model = DEFAULT,
    device: Device = CPU,
    text: TextColumn = "text",
    quiet: Quiet = False,
) -> None:
    """Measure speed, memory, start-up and accuracy beside what people use today, and print a Markdown table.

    Each contestant scores the same texts in a process of its own, one after the other: leave the machine alone
    meanwhile. With --device cuda networks run on the GPU, in half precision. Those whose packages are missing are left
    out: pip install vaderSentiment textblob, and the extra torch.
    """
    from voc.readers import Columns

    paths, columns = inputs or [SAMPLES], Columns(text)
    if profile:
        _profile(paths, columns, model, device)
        return
    from voc.bench.results import load_bench, run

    if results is not None:
        found = load_bench(results)
    else:
        found = run(_texts(paths, columns, texts), data, rounds, only or (), None if quiet else _tell, device)
        found.save(out)
    if picture is not None:
        _draw(found, picture)
    if not quiet:
        typer.echo(found.markdown())
        typer.echo("\n".join(found.remarks()))


def _tell(name: str) -> None:
    typer.echo(f"measuring {name} ...", err=True)


def _texts(paths: list[Path], columns: Columns, count: int) -> list[str]:
    """Return different units of customers in exports, spread over them."""
    from voc.bench.results import spread
    from voc.readers import read
    from voc.units import to_units

    utterances, _ = read(paths, columns=columns)
    return list(spread(list(dict.fromkeys(text for text in to_units(utterances).to_score() if text)), count))


def _profile(paths: list[Path], columns: Columns, model: str, device: str) -> None:
    """Print where the time of a job goes."""
    from voc.cli.imports import hidden

    with hidden("torch"):
        from voc.analyzer import load
    from voc.bench.profile import profile

    typer.echo(str(profile(load(model, device=device), paths, columns)))


def _draw(found: Bench, path: Path) -> None:
    """Draw the picture without a window."""
    from matplotlib.figure import Figure

    from voc.plots import SpeedDisplay

    figure = Figure(figsize=(8.5, 4.6), layout="constrained")
    SpeedDisplay.from_bench(found, ax=figure.add_subplot())
    figure.savefig(path, dpi=150)
