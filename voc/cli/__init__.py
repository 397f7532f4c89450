"""The command ``voc``. It only converts between files, words and the library."""

from __future__ import annotations

import gc
import sys
from textwrap import shorten

import typer

from voc.cli import bench, evaluate, label, risk, score, show, train
from voc.cli.options import WRONG_USAGE
from voc.errors import VocError

LONGEST_ERROR = 2000
"""Characters of an error that are printed."""

app = typer.Typer(
    help="Voice-of-customer emotion analysis: what customers felt, what it cost them, where, and who will leave.",
    epilog="First: voc demo. Then, with exports of your own: voc validate exports/, voc score exports/ -o scores/, "
    "voc report scores/. Exit codes: 0 all was used, 1 some input was rejected, 2 wrong usage.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for group in (score, show, label, bench):
    app.add_typer(group.app)
app.add_typer(risk.app, name="risk")
app.add_typer(train.app, name="train")
app.add_typer(evaluate.app, name="evaluate")


def main() -> None:
    """Run the command line; errors of the library and of the disk become one line and exit code 2."""
    try:
        app()
    except (VocError, OSError) as error:
        from voc.report.words import clean

        # Names of files and columns come from others: they must not steer the terminal, nor fill it.
        typer.echo(shorten(f"voc: {clean(str(error))}", LONGEST_ERROR, placeholder=" …"), err=True)
        sys.exit(WRONG_USAGE)
    finally:
        gc.freeze()  # the process ends, and Python need not look for what holds each other in all that it has imported
