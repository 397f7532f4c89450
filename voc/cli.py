"""The command ``voc``. It only converts between files, words and the library."""

from __future__ import annotations

import json
import shlex
import sys
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Annotated, Literal

import typer
from rich.console import Console

from voc.errors import MissingExtraError, VocError
from voc.model.store import DEFAULT

OK, REJECTED, WRONG_USAGE = 0, 1, 2
DEMO_ROWS = 12

app = typer.Typer(
    help="Voice-of-customer emotion analysis: what customers felt, what it cost them, where, and who will leave.",
    epilog="First: voc demo. Then, with exports of your own: voc validate exports/, voc score exports/ -o scores/, "
    "voc report scores/. Exit codes: 0 all was used, 1 some input was rejected, 2 wrong usage.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
evaluate_app = typer.Typer(help="Measure a model on labelled data.", no_args_is_help=True)
app.add_typer(evaluate_app, name="evaluate")
risk_app = typer.Typer(help="Fit the loyalty risk to outcomes of your own.", no_args_is_help=True)
app.add_typer(risk_app, name="risk")
train_app = typer.Typer(help="Train a model, one command a step: teacher, student, model.", no_args_is_help=True)
app.add_typer(train_app, name="train")

Model = Annotated[str, typer.Option(help="Name of a shipped model, or path of a model folder.")]
Inputs = Annotated[list[Path], typer.Argument(help="Files or folders of exports; voc formats lists what can be read.")]
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
RunFolder = Annotated[Path, typer.Argument(help="Folder for checkpoints and logs; an unfinished run goes on.")]
Start = Annotated[Path | None, typer.Option(help="Finished run to go on from.")]
HeadRate = Annotated[float, typer.Option(help="Peak learning rate of the heads.")]
Fall = Annotated[float, typer.Option(help="Share of the steps in which the rates fall; 0 to go on from this run.")]
Seed = Annotated[int, typer.Option(help="Seed of weights, order and dropout.")]


def main() -> None:
    """Run the command line; errors of the library become one line and exit code 2."""
    try:
        app()
    except VocError as error:
        typer.echo(f"voc: {error}", err=True)
        sys.exit(WRONG_USAGE)


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


@app.command(epilog="Example: voc report scores/ -o report.html")
def report(
    scores: Annotated[Path, typer.Argument(help="Folder that voc score wrote.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="HTML file to write.")] = Path("report.html"),
    quotes: Annotated[bool, typer.Option("--quotes/--no-quotes", help="Whether to quote customers.")] = True,
) -> None:
    """Write a self-contained HTML report of scores: one file that opens in any browser, without a network."""
    from voc.scores import read_scores

    read_scores(scores).report(out, quotes)
    typer.echo(f"report in {out}")


@risk_app.command(
    epilog="Example: voc risk fit scores/ --outcome crm.csv --column churned --before 2026-04-01 -o risk.json"
)
def fit(
    scores: Annotated[Path, typer.Argument(help="Folder that voc score wrote.")],
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
        typer.Option(help="Answer up to which (with --bad high: from which) it is bad; default the convention."),
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


@app.command(epilog="Example: voc explain 'Third call, and still no answer!'")
def explain(text: Annotated[str, typer.Argument(help="What the customer wrote.")], model: Model = DEFAULT) -> None:
    """Show what one text expresses, with the words that prove it in brackets.

    Risk is the probability that the writer would not recommend or return; reasons raise (+) or lower (-) it. Effort
    runs from 1 (very easy) to 5 (very hard).
    """
    from voc.analyzer import load

    typer.echo(str(load(model).analyze(text)))


@app.command(epilog="Example: voc models")
def models() -> None:
    """List the shipped models with their size and licence; --model takes their names."""
    from voc.model.store import shipped

    for name, manifest in shipped().items():
        size = sum(entry["bytes"] for entry in manifest["files"].values()) / 1e6
        typer.echo(f"{name}  {size:.0f} MB  {manifest['license']}")


@app.command(epilog="Example: voc demo -o demo")
def demo(
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder to write into.")] = Path("demo"), quiet: Quiet = False
) -> None:
    """Score the bundled sample exports, show the tables, and write scores and a report.

    The exports are invented: 150 interactions of 40 customers, with some rows broken on purpose. What an earlier demo
    wrote into the folder is replaced.
    """
    from voc.analyzer import load
    from voc.batch import REJECTS, score_files
    from voc.readers import Columns
    from voc.report.fixes import fixes
    from voc.terminal import print_fixes, print_table

    samples = Path(str(files("voc") / "samples"))
    folder = out / "scores"
    scores, rejects = score_files(
        load(), [samples], folder, columns=Columns(value="value"), progress=not quiet, overwrite=True
    )
    scores.report(out / "report.html")
    if quiet:
        return
    console = Console(width=None if sys.stdout.isatty() else 140)
    units, interactions = scores.tables["units"], scores.tables["interactions"]
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
    console.print(f"{len(rejects)} of the rows are broken on purpose and were rejected: {folder / REJECTS}")
    console.print(f"scores: {folder}   report: {out / 'report.html'}")


@train_app.command(epilog="Example: voc train teacher runs/teacher --encoder all-mpnet-base-v2 --epochs 2 --fall 0")
def teacher(
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
) -> None:
    """Train a large network on the labelled units or on GoEmotions (half an hour a pass on 2 cores)."""
    pipeline = _training()
    recipe = pipeline.Recipe(epochs, rate, head_rate, fall=fall, seed=seed)
    pipeline.train_teacher(data, run, recipe, encoder, on, start)


@train_app.command(epilog="Example: voc train student runs/mini --teacher runs/teacher")
def student(
    run: RunFolder,
    teacher: Annotated[list[Path], typer.Option(help="Folder of a teacher's finished run; repeat it to ask several.")],
    data: Data = DATA,
    start: Start = None,
    epochs: Annotated[float, typer.Option(help="Passes over GoEmotions.")] = 3,
    rate: Annotated[float, typer.Option(help="Peak learning rate of the encoder.")] = 1e-4,
    head_rate: HeadRate = 1e-3,
    fall: Fall = 0.94,
    seed: Seed = 0,
) -> None:
    """Train a small network on labels and on its teacher's opinion (an hour on 2 cores)."""
    pipeline = _training()
    recipe = pipeline.Recipe(epochs, rate, head_rate, fall=fall, seed=seed)
    pipeline.train_student(data, run, recipe, pipeline.default_encoder(), teacher, start)


@train_app.command(epilog="Example: voc train model models/mine --run runs/mini")
def model(
    out: Annotated[Path, typer.Argument(help="Model folder to write; its name is the model's name.")],
    run: Annotated[Path, typer.Option(help="Folder of a finished run.")],
    data: Data = DATA,
) -> None:
    """Make a model of a finished run: int8 export, calibration, thresholds, risk, metrics and card (ten minutes)."""
    _training().finish(data, run, out, shlex.join(["voc", *sys.argv[1:]]))
    typer.echo(f"model in {out}")


@train_app.command(name="effort", epilog="Example: voc train effort --data data")
def train_effort(model: Model = DEFAULT, data: Data = DATA) -> None:
    """Fit how events of a conversation add up to effort, on our labelled conversations (two minutes)."""
    from voc.model.store import find
    from voc.training.effort import fit_effort

    typer.echo(json.dumps(fit_effort(find(model), data)["metrics"], indent=1))


def _training() -> ModuleType:
    """Give the training steps, or say which extra they need."""
    try:
        from voc.training import pipeline
    except ImportError as error:
        raise MissingExtraError("training a model", "torch") from error
    return pipeline


@evaluate_app.command(name="effort", epilog="Example: voc evaluate effort --data data")
def measure_effort(model: Model = DEFAULT, data: Data = DATA) -> None:
    """Print how effort holds against patients' themes and people's satisfaction with dialogues."""
    from voc.model.store import find
    from voc.training.effort import evaluate_effort

    typer.echo(json.dumps(evaluate_effort(find(model), data), indent=1))


@evaluate_app.command(epilog="Example: voc evaluate voices --data data")
def voices(model: Model = DEFAULT, data: Data = DATA) -> None:
    """Print every metric on the voices development set, for all units and by source."""
    from voc.model.predictor import Predictor
    from voc.model.store import find
    from voc.training.data import require
    from voc.training.evaluate import evaluate_voices

    _print_columns(evaluate_voices(Predictor(find(model)), require(data)))


@evaluate_app.command(epilog="Example: voc evaluate robustness --data data")
def robustness(model: Model = DEFAULT, data: Data = DATA) -> None:
    """Print the metrics on voices as written, as speech recognition writes, with typos, and in capitals."""
    from voc.model.predictor import Predictor
    from voc.model.store import find
    from voc.training.data import require
    from voc.training.evaluate import evaluate_robustness

    _print_columns(evaluate_robustness(Predictor(find(model)), require(data)))


@evaluate_app.command(epilog="Example: voc evaluate fairness --model models/mine")
def fairness(model: Model = DEFAULT) -> None:
    """Print how far valence and risk move when names, pronouns and identity terms are swapped."""
    from voc.model.artifacts import RISK
    from voc.model.predictor import Predictor
    from voc.model.store import find
    from voc.risk.model import RiskModel
    from voc.training.fairness import evaluate_fairness

    folder = find(model)
    _print_columns(evaluate_fairness(Predictor(folder), RiskModel.load(folder / RISK)))


@evaluate_app.command(epilog="Example: voc evaluate goemotions --data data")
def goemotions(model: Model = DEFAULT, data: Data = DATA) -> None:
    """Print F1 on the GoEmotions test set, thresholds from its development set."""
    from voc.model.predictor import Predictor
    from voc.model.store import find
    from voc.training.data import require
    from voc.training.evaluate import evaluate_goemotions

    _print_columns({"test": evaluate_goemotions(Predictor(find(model)), require(data))})


@evaluate_app.command(epilog="Example: voc evaluate risk --data data")
def risk(model: Model = DEFAULT, data: Data = DATA) -> None:
    """Fit the risk model again and print how it does on domains left out of the fit."""
    from voc.model.predictor import Predictor
    from voc.model.store import find
    from voc.training.data import require
    from voc.training.risk import fit_risk

    _, found = fit_risk(Predictor(find(model)), require(data), None)
    typer.echo(json.dumps(found, indent=1))


@evaluate_app.command(epilog="Example: voc evaluate speed")
def speed(model: Model = DEFAULT) -> None:
    """Print how many of the bundled sample's units are scored a second, cues and patterns included."""
    from voc.model.predictor import Predictor
    from voc.model.store import find
    from voc.readers import read
    from voc.training.evaluate import evaluate_speed
    from voc.units import to_units

    utterances, _ = read([Path(str(files("voc") / "samples"))])
    texts = [text for text in to_units(utterances).to_score() if text is not None]
    folder = find(model)
    found = evaluate_speed({"all threads": Predictor(folder), "one thread": Predictor(folder, threads=1)}, texts)
    for name, rate in found.items():
        typer.echo(f"{name}: {rate:,.0f} units/s")


def _print_columns(metrics: dict[str, dict[str, float]]) -> None:
    """Print one column a group, one line a metric."""
    width = max(len(name) for name in next(iter(metrics.values())))
    typer.echo(" " * width + "".join(f"{group:>14}" for group in metrics))
    for name in next(iter(metrics.values())):
        typer.echo(f"{name:<{width}}" + "".join(f"{values[name]:>14.3f}" for values in metrics.values()))
