"""Commands that read exports: score, validate, formats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from voc.cli.imports import hidden
from voc.cli.options import (
    REJECTED,
    STOPPED,
    ChannelColumn,
    CustomerColumn,
    Device,
    Format,
    Inputs,
    InteractionColumn,
    Model,
    Places,
    Quiet,
    Redact,
    RedactKey,
    RoleColumn,
    SpeakerColumn,
    TextColumn,
    TimestampColumn,
    ValueColumn,
    redactor,
)
from voc.model.device import CPU
from voc.model.store import DEFAULT

app = typer.Typer()


@app.command(epilog="Example: voc score exports/ -o scores/ --customer client_id --value revenue")
def score(
    inputs: Places,
    out: Annotated[str, typer.Option("-o", "--out", help="Folder to write the scores into, also s3://bucket/scores.")],
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
    taxonomy: Annotated[
        Path | None, typer.Option(help="TOML file with your own cues, stages, phases, pillars and owners.")
    ] = None,
    risk: Annotated[Path | None, typer.Option(help="Risk model that voc risk fit wrote; default the model's.")] = None,
    labels: Annotated[
        Path | None,
        typer.Option(
            help="TOML file of what the labels of a Hugging Face classifier stand for; --model is its folder."
        ),
    ] = None,
    redact: Redact = False,
    redact_key: RedactKey = None,
    update: Annotated[
        Path | None, typer.Option(help="File of customers of earlier jobs to fold these interactions into.")
    ] = None,
    half_life: Annotated[
        float | None, typer.Option(help="Days in which the weight of an interaction halves, or inf; default fitted.")
    ] = None,
    overwrite: Annotated[bool, typer.Option(help="Replace scores that are there already.")] = False,
    resume: Annotated[bool, typer.Option(help="Go on with a job that was cut off, where it was.")] = False,
    workers: Annotated[int, typer.Option(min=0, help="Processes that score; 0: threads in this one.")] = 0,
    work: Annotated[Path | None, typer.Option(help="Local folder for what is kept until the job is done.")] = None,
    device: Device = CPU,
    quiet: Quiet = False,
) -> None:
    """Score exports and write units, interactions, customers, stages, drivers and service as Parquet.

    A table (CSV, JSON Lines, Parquet) needs a column of texts only; others are used where they are there, and the
    options name them where they have other names. Other formats know their fields. Nothing is overwritten unless
    --overwrite says so. voc report makes a page of the folder, and voc.read_scores reads it in Python.

    A job that was cut off, in whatever way, goes on with the same command and --resume, and ends with the same scores.

    With --update the customers are those of all jobs that named the same file, as if they had been one, and the other
    tables those of this job. The first job writes the file, with the half-life passed or fitted to its customers.
    Interactions that are in the file already are refused.

    Exit code 1 when some rows were rejected; rejects.jsonl in the output says which and why.
    """
    with hidden("torch"):
        from voc.analyzer import load
    from voc.batch import REJECTS, score_files
    from voc.readers import Columns
    from voc.risk.state_file import StateFile
    from voc.scores import TABLES

    columns = Columns(text, interaction, customer, role, speaker, timestamp, channel, value)
    states = None if update is None else StateFile(update, half_life)
    keyless = redact and redact_key is None
    if keyless and not quiet:
        typer.echo("voc: without --redact-key a job that is cut off has to begin anew", err=True)
    analyzer = load(
        model,
        taxonomy=taxonomy,
        risk=risk,
        half_life=half_life,  # that of the file is none of what was asked: it may be there only once the job is done
        labels=labels,
        redact=redactor(redact, redact_key),
        device=device,
    )
    try:
        run = score_files(
            *(analyzer, inputs, out, format, columns, not quiet, overwrite),
            resume=resume,
            workers=workers,
            work=work,
            states=states,
        )
    except KeyboardInterrupt:
        how = "what is done is kept: go on with the same command and --resume"
        if keyless:
            how = "begin anew with --overwrite"
        typer.echo(f"voc: stopped; {how}", err=True)
        raise typer.Exit(STOPPED) from None
    if not quiet:
        typer.echo(f"{', '.join(f'{run[name]:,} {name}' for name in TABLES)} in {out}")
        if states is not None:
            typer.echo(str(states))
    if run["rows_rejected"]:
        typer.echo(f"{run['rows_rejected']:,} rows were rejected: see {out.rstrip('/')}/{REJECTS}", err=True)
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
