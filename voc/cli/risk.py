"""Commands of the loyalty risk."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from voc.cli.options import Quiet

app = typer.Typer(help="Fit the loyalty risk to outcomes of your own.", no_args_is_help=True)


@app.command(epilog="Example: voc risk fit scores/ --outcome crm.csv --column churned --before 2026-04-01 -o risk.json")
def fit(
    scores: Annotated[str, typer.Argument(help="Folder that voc score wrote, also s3://bucket/scores.")],
    column: Annotated[
        str | None, typer.Option(help="Column with the answers: churned, nps, csat, ces, stars …")
    ] = None,
    outcome: Annotated[
        Path | None, typer.Option(help="CSV, JSON Lines or Parquet of outcomes; default the answers in the scores.")
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="File to write the risk model into.")] = Path("risk.json"),
    key: Annotated[str | None, typer.Option(help="Column of the outcomes with the interaction or customer.")] = None,
    by: Annotated[
        Literal["interaction", "customer"] | None,
        typer.Option(help="Whether the keys are interactions or customers; default what more of them name."),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(help="Answer up to which (if high ones are bad: from which) it is bad; default the convention."),
    ] = None,
    bad: Annotated[
        Literal["low", "high"] | None,
        typer.Option(help="Which answers are bad; default low ones, and yes of yes and no."),
    ] = None,
    before: Annotated[
        datetime | None,
        typer.Option(help="Leave out interactions from this time on (UTC): when the outcome's period began."),
    ] = None,
    min_events: Annotated[int | None, typer.Option(help="Customers that each outcome takes; default 100.")] = None,
    report: Annotated[Path | None, typer.Option(help="HTML file to write the report into.")] = None,
    quiet: Quiet = False,
) -> None:
    """Refit the risk of scores to what customers answered or did, and report how well it does.

    voc score --risk reads the file.
    """
    from voc.risk.model import RiskModel
    from voc.risk.observed import read_outcomes
    from voc.scores import read_scores

    if outcome is None and column is None:
        raise typer.BadParameter("pass --outcome FILE, or --column nps, csat, ces or stars of the scores")
    answers = column if outcome is None else read_outcomes(outcome)
    fitted = RiskModel.fit(read_scores(scores), answers, column, by, key, threshold, bad, before, min_events)
    fitted.save(out)
    if report is not None and fitted.report is not None:
        report.write_text(fitted.report.to_html(), encoding="utf-8")
    if not quiet:
        typer.echo(f"{fitted.report}\nrisk model in {out}")
