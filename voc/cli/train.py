"""Commands that train, one a step."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from voc.cli.imports import training_steps
from voc.cli.options import DATA, Data, Model
from voc.model.store import DEFAULT

app = typer.Typer(
    help="Train a model, one command a step: teacher, student, average, model; or adapt one to own labels: own.",
    no_args_is_help=True,
)

RunFolder = Annotated[Path, typer.Argument(help="Folder for checkpoints and logs; an unfinished run goes on.")]
Teacher = Annotated[list[Path], typer.Option(help="Finished run of a teacher; repeat it to ask several.")]
GoEmotionsTeacher = Annotated[
    list[Path] | None,
    typer.Option(help="The same for GoEmotions labels; without one they are the raters' alone."),
]
Start = Annotated[Path | None, typer.Option(help="Finished run to go on from.")]
HeadRate = Annotated[float, typer.Option(help="Peak learning rate of the heads.")]
Fall = Annotated[float, typer.Option(help="Share of the steps in which the rates fall; 0 to go on from this run.")]
Seed = Annotated[int, typer.Option(help="Seed of weights, order and dropout.")]


@app.command(
    "teacher", epilog="Example: voc train teacher runs/teacher --encoder all-mpnet-base-v2 --epochs 2 --fall 0"
)
def train_teacher(
    run: RunFolder,
    encoder: Annotated[Path, typer.Option(help="Folder of a large pretrained encoder, such as all-mpnet-base-v2.")],
    on: Annotated[Literal["voices", "goemotions"], typer.Option(help="Set to train on.")] = "voices",
    data: Data = DATA,
    start: Start = None,
    epochs: Annotated[float, typer.Option(help="Passes over the set.")] = 4,
    rate: Annotated[float, typer.Option(help="Peak learning rate of the encoder.")] = 5e-5,
    head_rate: HeadRate = 1e-3,
    fall: Fall = 0.94,
    seed: Seed = 0,
    teacher: Annotated[
        list[Path] | None,
        typer.Option(help="Finished run whose opinion is mixed with the labels; repeat it to ask several."),
    ] = None,
) -> None:
    """Train a large network on the labelled units or on GoEmotions (half an hour a pass on 2 cores)."""
    pipeline = training_steps()
    recipe = pipeline.Recipe(epochs, rate, head_rate, fall=fall, seed=seed)
    pipeline.train_teacher(data, run, recipe, encoder, on, start, teacher or ())


@app.command(epilog="Example: voc train student runs/mini --teacher runs/teacher")
def student(
    run: RunFolder,
    teacher: Teacher,
    encoder: Annotated[Path | None, typer.Option(help="Folder of a pretrained encoder; default all-MiniLM-L6.")] = None,
    goemotions_teacher: GoEmotionsTeacher = None,
    data: Data = DATA,
    start: Start = None,
    epochs: Annotated[float, typer.Option(help="Passes over GoEmotions.")] = 3,
    rate: Annotated[float, typer.Option(help="Peak learning rate of the encoder.")] = 1e-4,
    head_rate: HeadRate = 1e-3,
    fall: Fall = 0.94,
    seed: Seed = 0,
) -> None:
    """Train a network on labels and on its teachers' opinion of 120,000 more texts (an hour on 2 cores, if small)."""
    pipeline = training_steps()
    recipe = pipeline.Recipe(epochs, rate, head_rate, fall=fall, seed=seed)
    teachers = pipeline.Teachers(teacher, goemotions_teacher or ())
    pipeline.train_student(data, run, recipe, encoder or pipeline.default_encoder(), teachers, start)


@app.command(epilog="Example: voc train restore runs/mini --model voc-mini-en")
def restore(
    run: Annotated[Path, typer.Argument(help="Folder of the run to write.")],
    model: Annotated[str, typer.Option(help="Name of a shipped model, or path of a model folder, with a network.")],
) -> None:
    """Make a run again from a model, to go on from it with --start, or to ask it as a --teacher."""
    from voc.model.store import find

    training_steps("restore").restore(find(model), run)


@app.command(epilog="Example: voc train average runs/mini --of runs/mini-0 --of runs/mini-1 --of runs/mini-2")
def average(
    run: Annotated[Path, typer.Argument(help="Folder of the run to write.")],
    of: Annotated[list[Path], typer.Option(help="Finished run; repeat it. All from one --start, or that one itself.")],
) -> None:
    """Average the weights of runs that differ in their seeds: one network, about as good as all of them together."""
    training_steps("average").average(of, run)


@app.command(epilog="Example: voc train static runs/static --start runs/mini --teacher runs/teacher")
def static(
    run: RunFolder,
    start: Annotated[Path, typer.Option(help="Finished run of a student, whose encoder gives the first embeddings.")],
    teacher: Teacher,
    goemotions_teacher: GoEmotionsTeacher = None,
    data: Data = DATA,
    steps: Annotated[int, typer.Option(help="Steps, each of some hundred texts.")] = 1500,
    rate: Annotated[float, typer.Option(help="Peak learning rate.")] = 3e-3,
    seed: Seed = 0,
) -> None:
    """Train a static network, which has no attention, on what its student learned from (ten minutes on one core)."""
    pipeline = training_steps()
    teachers = pipeline.Teachers(teacher, goemotions_teacher or ())
    pipeline.train_static(data, run, pipeline.StaticRecipe(steps, rate, seed=seed), start, teachers)


@app.command(
    epilog="Example: voc train cascade models/voc-cascade-en --small models/voc-static-en --large models/voc-mini-en"
)
def cascade(
    out: Annotated[Path, typer.Argument(help="Model folder to write, beside both models.")],
    small: Annotated[Path, typer.Option(help="Folder of the model that reads every text.")],
    large: Annotated[Path, typer.Option(help="Folder of the model that reads those of which the small one is unsure.")],
    data: Data = DATA,
) -> None:
    """Make a cascade of two models: fit when the large one is asked, thresholds, metrics and card (ten minutes)."""
    training_steps().finish_cascade(data, out, small, large, shlex.join(["voc", *sys.argv[1:]]))
    typer.echo(f"model in {out}")


@app.command(epilog="Example: voc train model models/mine --run runs/mini")
def model(
    out: Annotated[Path, typer.Argument(help="Model folder to write; its name is the model's name.")],
    run: Annotated[Path, typer.Option(help="Folder of a finished run.")],
    data: Data = DATA,
    four_bits: Annotated[bool, typer.Option(help="Embeddings in 4 bits instead of 8: for a large encoder.")] = False,
) -> None:
    """Make a model of a run, of a student or a static network: export, calibration, thresholds, risk, card."""
    training_steps().finish(data, run, out, shlex.join(["voc", *sys.argv[1:]]), four_bits)
    typer.echo(f"model in {out}")


@app.command(epilog="Example: voc train own --data my.jsonl --base voc-mini-en -o models/mine")
def own(
    data: Annotated[Path, typer.Option(help="JSON Lines: text, and fields of the guidelines, or label or labels.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Model folder to write; its name is the model's name.")],
    base: Annotated[str, typer.Option(help="Name of a shipped model, or path of a model folder.")] = DEFAULT,
    seed: Annotated[int, typer.Option(help="Seed of the held-out part and the folds.")] = 0,
) -> None:
    """Adapt a model to labels of your own, from 200 examples, in minutes on a CPU; the other outputs stay.

    A record may hold any fields of the guidelines (emotions, valence, stage ...), which correct what the model says
    there, and labels of your own: label (one of several) or labels (a list). A fifth is held out to measure.
    """
    from voc.training.own import adapt, table

    typer.echo(f"{table(adapt(data, base, out, seed))}\nmodel in {out}")


@app.command(epilog="Example: voc train thresholds models/voc-mini-en --data data")
def thresholds(
    folder: Annotated[Path, typer.Argument(help="Finished model folder; all but weights and risk is written anew.")],
    data: Data = DATA,
) -> None:
    """Choose the thresholds of voices again, when how they are chosen has changed, and measure (some minutes)."""
    training_steps().choose_again(data, folder)
    typer.echo(f"thresholds and metrics in {folder}")


@app.command(epilog="Example: voc train domain models/voc-mini-en --data data")
def domain(
    folder: Annotated[Path, typer.Argument(help="Finished model folder; its domain.json and manifest are written.")],
    data: Data = DATA,
) -> None:
    """Fit again what tells unusual texts, and what drift is measured against (a minute)."""
    from voc.training.domain import refit_domain

    refit_domain(folder, data)
    typer.echo(f"domain.json in {folder}")


@app.command(name="effort", epilog="Example: voc train effort --data data")
def train_effort(model: Model = DEFAULT, data: Data = DATA) -> None:
    """Fit how events of a conversation add up to effort, on our labelled conversations (two minutes)."""
    from voc.model.store import find
    from voc.training.effort import fit_effort

    typer.echo(json.dumps(fit_effort(find(model), data)["metrics"], indent=1))
