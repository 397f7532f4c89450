"""Commands that read exports: score, validate, formats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from voc.cli.imports import hidden
from voc.cli.options import (
    REJECTED,
    ChannelColumn,
    CustomerColumn,
    Format,
    Inputs,
    InteractionColumn,
    Model,
    Quiet,
    RoleColumn,
    SpeakerColumn,
    TextColumn,
    TimestampColumn,
    ValueColumn,
)
from voc.model.store import DEFAULT

app = typer.Typer()


@app.command(epilog="Example: voc score exports/ -o scores/ --customer client_id --value revenue")
def score(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder to write the scores into.")],
    format: Format = "auto",
    model: Model = DEFAULT,
    text: TextColumn = "text",
    interaction: InteractionColumn = "interaction_id",
    customer: CustomerColumn = "customer_id",
    role: RoleColumn = "role",
    speaker: SpeakerColumn = "speaker",
    timestamp: TimestampColumn = "timestamp",
    channel: ChannelColumn = "channel",
    value: ValueColumn = None,
    taxonomy: Annotated[Path | None, typer.Option(help="TOML file with your own phases, pillars and owners.")] = None,
    risk: Annotated[Path | None, typer.Option(help="Risk model that voc risk fit wrote; default the model's.")] = None,
    overwrite: Annotated[bool, typer.Option(help="Replace scores that are there already.")] = False,
    quiet: Quiet = False,
) -> None:
    """Score exports and write units, interactions, customers, stages, drivers and service as Parquet.

    A table (CSV, JSON Lines, Parquet) needs a column of texts only; others are used where they are there, and the
    options name them where they have other names. Other formats know their fields. Nothing is overwritten unless
    --overwrite says so. voc report makes a page of the folder, and voc.read_scores reads it in Python.

    Exit code 1 when some rows were rejected; rejects.jsonl in the output says which and why.
    """
    with hidden("torch"):
        from voc.analyzer import load
    from voc.batch import REJECTS, score_files
    from voc.readers import Columns

    columns = Columns(text, interaction, customer, role, speaker, timestamp, channel, value)
    analyzer = load(model, taxonomy=taxonomy, risk=risk)
    scores, rejects = score_files(analyzer, inputs, out, format, columns, not quiet, overwrite)
    if not quiet:
        counts = ", ".join(f"{table.num_rows:,} {name}" for name, table in scores.tables.items())
        typer.echo(f"{counts} in {out}")
    if rejects:
        typer.echo(f"{len(rejects):,} rows were rejected: see {out / REJECTS}", err=True)
        raise typer.Exit(REJECTED)


@app.command(epilog="Example: voc formats")
def formats() -> None:
    """List the formats of exports that can be read."""
    from voc.terminal import print_formats

    print_formats(Console())


@app.command(epilog="Example: voc validate exports/ --rejects rejects.jsonl")
def validate(
    inputs: Inputs,
    format: Format = "auto",
    rejects: Annotated[Path | None, typer.Option(help="File to write the rejects into, one a line as JSON.")] = None,
    text: TextColumn = "text",
    interaction: InteractionColumn = "interaction_id",
    customer: CustomerColumn = "customer_id",
    role: RoleColumn = "role",
    speaker: SpeakerColumn = "speaker",
    timestamp: TimestampColumn = "timestamp",
    channel: ChannelColumn = "channel",
    value: ValueColumn = None,
) -> None:
    """Say what each export holds and what of it would be rejected, without scoring.

    Look at the roles: only what customers say is scored, so agents read as customers would spoil everything.

    Exit code 1 when something would be rejected.
    """
    from voc.batch import write_rejects
    from voc.readers import Columns
    from voc.readers.validate import validate as summaries
    from voc.terminal import print_summary

    columns = Columns(text, interaction, customer, role, speaker, timestamp, channel, value)
    console, found = Console(soft_wrap=True), []
    for summary in summaries(inputs, format, columns):
        print_summary(summary, console)
        found += summary.rejects
    if rejects is not None:
        write_rejects(found, rejects)
    if found:
        raise typer.Exit(REJECTED)
