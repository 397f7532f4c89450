"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from voc.privacy import Redactor

OK, REJECTED, WRONG_USAGE, STOPPED = 0, 1, 2, 130
"""Exit codes."""

Model = Annotated[str, typer.Option(help="Name of a shipped model, or path of a model folder.")]
Device = Annotated[
    str, typer.Option(help="Where networks run: cpu, cuda for a GPU (extra torch), or cuda:1 for the second.")
]
Inputs = Annotated[list[Path], typer.Argument(help="Files or folders of exports; voc formats lists what can be read.")]
Places = Annotated[
    list[str],
    typer.Argument(help="Files or folders of exports, also s3://bucket/exports/; voc formats lists what can be read."),
]
Format = Annotated[
    str, typer.Option(help="Format of all files, a name that voc formats lists; auto finds it file by file.")
]
TextColumn = Annotated[str, typer.Option("--text", help="Column with the words that were written or said.")]
InteractionColumn = Annotated[
    str, typer.Option("--interaction", help="Column that says which rows are one chat, call or thread.")
]
CustomerColumn = Annotated[str, typer.Option("--customer", help="Column with the customer's id.")]
RoleColumn = Annotated[
    str, typer.Option("--role", help="Column with the speaker's role: customer, agent, bot, system.")
]
SpeakerColumn = Annotated[str, typer.Option("--speaker", help="Column with the speaker's name.")]
TimestampColumn = Annotated[str, typer.Option("--timestamp", help="Column with times, ISO 8601.")]
ChannelColumn = Annotated[str, typer.Option("--channel", help="Column with the channel, such as chat or review.")]
ValueColumn = Annotated[
    str | None, typer.Option("--value", help="Column with the customer's worth, such as revenue, a number.")
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing but errors.")]
Redact = Annotated[
    bool,
    typer.Option(
        "--redact", help="Replace e-mail addresses, numbers, postal addresses and names in texts before scoring them."
    ),
]
RedactKey = Annotated[
    Path | None,
    typer.Option(
        help="File with a secret of 16 bytes or more, for the same placeholders in every run; means --redact."
    ),
]
Data = Annotated[Path, typer.Option(help="Folder of the training and evaluation data.")]
DATA = Path("../shared/data")


def redactor(redact: bool, key: Path | None = None) -> Redactor | bool:
    """Make the redactor asked for, and tell on standard error what it cannot find."""
    if not redact and key is None:
        return False
    from voc.errors import InputError
    from voc.privacy import Redactor

    try:
        made = Redactor(None if key is None else key.read_bytes().strip())
    except OSError as error:
        raise InputError(f"{key} cannot be read: {error.strerror or error}") from error
    if made.missing:
        typer.echo(f"voc: {made.warning}", err=True)
    return made
