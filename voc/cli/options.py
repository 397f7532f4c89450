"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

OK, REJECTED, WRONG_USAGE, STOPPED = 0, 1, 2, 130
"""Exit codes."""

Model = Annotated[str, typer.Option(help="Name of a shipped model, or path of a model folder.")]
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
Data = Annotated[Path, typer.Option(help="Folder of the training and evaluation data.")]
DATA = Path("../shared/data")
