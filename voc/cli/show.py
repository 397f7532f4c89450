"""Commands that show: report, explain, models, demo."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from voc.cli.imports import hidden, late, without_collection
from voc.cli.options import Model, Quiet, Redact, redactor
from voc.model.store import DEFAULT

DEMO_ROWS = 12
_LATE = {"spacy": "", "spacy.pipeline": "lemmatizer", "scipy.special": "_ufuncs", "narwhals": ""}
"""Packages of which little is needed to explain a text, and the module inside that has what else is asked for."""

app = typer.Typer()


@app.command(epilog="Example: voc report scores/ -o report.html")
def report(
    scores: Annotated[str, typer.Argument(help="Folder that voc score wrote, also s3://bucket/scores.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="HTML file to write.")] = Path("report.html"),
    quotes: Annotated[bool, typer.Option("--quotes/--no-quotes", help="Whether to quote customers.")] = True,
) -> None:
    """Write a self-contained HTML report of scores: one file that opens in any browser, without a network."""
    from voc.scores import read_scores

    read_scores(scores).report(out, quotes)
    typer.echo(f"report in {out}")


@app.command(epilog="Example: voc explain 'Third call, and still no answer!'")
def explain(text: Annotated[str, typer.Argument(help="What the customer wrote.")], model: Model = DEFAULT) -> None:
    """Show what one text expresses, with the words that prove it in brackets.

    Risk is the probability that the writer would not recommend or return; reasons raise (+) or lower (-) it. Effort
    runs from 1 (very easy) to 5 (very hard).
    """
    with without_collection(), hidden("torch", "pandas"), late(_LATE):
        import voc.text  # noqa: F401  (first: spaCy's modules import each other, and in another order that fails)
        from voc.analyzer import load

        explained = str(load(model).analyze(text))
    typer.echo(explained)


@app.command(epilog="Example: voc models")
def models() -> None:
    """List the shipped models with their size and licence; --model takes their names."""
    from voc.model.store import shipped

    for name, manifest in shipped().items():
        size = sum(entry["bytes"] for entry in manifest["files"].values()) / 1e6
        typer.echo(f"{name}  {size:.0f} MB  {manifest['license']}")


@app.command(epilog="Example: voc demo -o demo")
def demo(
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder to write into.")] = Path("demo"),
    redact: Redact = False,
    quiet: Quiet = False,
) -> None:
    """Score the bundled sample exports, show the tables, and write scores and a report.

    The exports are invented: 150 interactions of 40 customers, with some rows broken on purpose. What an earlier demo
    wrote into the folder is replaced.
    """
    with hidden("torch"):
        from voc.analyzer import load
    from voc.batch import REJECTS, score_files
    from voc.readers import Columns
    from voc.report.fixes import fixes
    from voc.scores import read_scores
    from voc.terminal import print_fixes, print_table

    samples = Path(str(files("voc") / "samples"))
    folder = out / "scores"
    analyzer = load(redact=redactor(redact))
    run = score_files(analyzer, [samples], folder, columns=Columns(value="value"), progress=not quiet, overwrite=True)
    scores = read_scores(folder)
    scores.report(out / "report.html")
    if quiet:
        return
    console = Console(width=None if sys.stdout.isatty() else 140)
    units, interactions = scores.named("units"), scores.named("interactions")
    for table, title, columns in (
        (units.sort_by([("risk", "descending")]), "units by risk", "text emotions effort cues stage risk"),
        (
            interactions.sort_by([("risk", "descending")]),
            "interactions by risk",
            "interaction_id customer_id channel emotion stage effort resolved risk",
        ),
        (
            scores.tables["customers"],
            "customers by risk",
            "customer_id risk risk_low risk_high trend value_at_risk reasons",
        ),
        (scores.tables["stages"], "stages", "stage n net_emotion effort goal_rate risk top_cues"),
    ):
        print_table(table, title, columns.split(), DEMO_ROWS, console)
    print_fixes(fixes(scores), DEMO_ROWS, console)
    rejected = run["rows_rejected"]
    console.print(f"{rejected} of the rows are broken on purpose and were rejected: {folder / REJECTS}", markup=False)
    console.print(f"scores: {folder}   report: {out / 'report.html'}", markup=False)
