"""The command that prepares labelling."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voc.cli.options import REJECTED, Format, Inputs, Model, Quiet
from voc.model.store import DEFAULT

app = typer.Typer()


@app.command(epilog="Example: voc label exports/ --suggest 100 -o to-label.jsonl")
def label(
    inputs: Inputs,
    suggest: Annotated[int, typer.Option(help="How many texts to suggest, those most worth a label.")] = 100,
    out: Annotated[Path, typer.Option("-o", "--out", help="JSON Lines file to write.")] = Path("to-label.jsonl"),
    format: Format = "auto",
    model: Model = DEFAULT,
    seed: Annotated[int, typer.Option(help="Seed of the choice.")] = 0,
    overwrite: Annotated[bool, typer.Option(help="Replace a file that holds more than drafts.")] = False,
    quiet: Quiet = False,
) -> None:
    """Suggest the customers' texts that are most worth labelling: the model is unsure of them, and no two are alike.

    Each line is a record with what the model says, marked as a draft. Correct it, take "draft" out, and train with
    voc train own. A file that holds more than drafts is not overwritten unless --overwrite says so.

    Exit code 1 when some rows were rejected; voc validate says which and why.
    """
    from voc.errors import InputError
    from voc.readers import read
    from voc.training.suggest import only_drafts, write
    from voc.training.suggest import suggest as suggested

    if out.is_file() and not overwrite and not only_drafts(out):
        raise InputError(f"{out} holds more than drafts, such as labels: choose another file, or pass --overwrite")
    utterances, rejects = read(inputs, format)
    records = suggested(utterances, model, suggest, seed)
    write(records, out)
    if not quiet:
        typer.echo(f"{len(records)} texts to label in {out}")
    if rejects:
        typer.echo(f"{len(rejects):,} rows were rejected: voc validate says why", err=True)
        raise typer.Exit(REJECTED)
