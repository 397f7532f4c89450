"""Commands that measure a model on labelled data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voc.cli.imports import training_steps
from voc.cli.options import DATA, Data, Model
from voc.model.store import DEFAULT

if TYPE_CHECKING:
    from voc.model.predictor import Predictor

app = typer.Typer(help="Measure a model on labelled data.", no_args_is_help=True)


@app.command(name="effort", epilog="Example: voc evaluate effort --data data")
def measure_effort(model: Model = DEFAULT, data: Data = DATA) -> None:
    """Print how effort holds against patients' themes and people's satisfaction with dialogues."""
    from voc.model.store import find
    from voc.training.effort import evaluate_effort

    typer.echo(json.dumps(evaluate_effort(find(model), data), indent=1))


@app.command(epilog="Example: voc evaluate voices --data data")
def voices(model: Model = DEFAULT, data: Data = DATA) -> None:
    """Print every metric on the voices development set, for all units and by source."""
    from voc.training.data import require
    from voc.training.evaluate import evaluate_voices

    _print_columns(evaluate_voices(_predictor(model), require(data)))


@app.command(epilog="Example: voc evaluate robustness --data data")
def robustness(model: Model = DEFAULT, data: Data = DATA) -> None:
    """Print the metrics on voices as written, as speech recognition writes, with typos, and in capitals."""
    from voc.training.data import require
    from voc.training.evaluate import evaluate_robustness

    _print_columns(evaluate_robustness(_predictor(model), require(data)))


@app.command(epilog="Example: voc evaluate fairness --model models/mine")
def fairness(model: Model = DEFAULT) -> None:
    """Print how far valence and risk move when names, pronouns and identity terms are swapped."""
    from voc.model.artifacts import RISK
    from voc.model.store import find
    from voc.risk.model import RiskModel
    from voc.training.fairness import evaluate_fairness

    _print_columns(evaluate_fairness(_predictor(model), RiskModel.load(find(model) / RISK)))


@app.command(epilog="Example: voc evaluate goemotions --data data")
def goemotions(model: Model = DEFAULT, data: Data = DATA) -> None:
    """Print F1 on the GoEmotions test set, thresholds from its development set."""
    from voc.training.data import require
    from voc.training.evaluate import evaluate_goemotions

    _print_columns({"test": evaluate_goemotions(_predictor(model), require(data))})


@app.command(epilog="Example: voc evaluate seeds runs/mini-0 runs/mini-1 runs/mini-2 --data data")
def seeds(
    runs: Annotated[list[Path], typer.Argument(help="Finished runs of one step that differ in --seed.")],
    data: Data = DATA,
) -> None:
    """Print every metric of runs that differ in their seeds, their mean and standard deviation (a minute a run)."""
    _print_columns(training_steps().compare_seeds(data, runs))


@app.command(epilog="Example: voc evaluate risk --data data")
def risk(model: Model = DEFAULT, data: Data = DATA) -> None:
    """Fit the risk model again and print how it does on domains left out of the fit."""
    from voc.training.data import require
    from voc.training.risk import fit_risk

    _, found = fit_risk(_predictor(model), require(data), None)
    typer.echo(json.dumps(found, indent=1))


@app.command(epilog="Example: voc evaluate language --data data")
def language(data: Data = DATA) -> None:
    """Print how often English training texts are taken for another language, and what surety that calls for."""
    from voc.training.language import evaluate_language

    typer.echo(json.dumps(evaluate_language(data), indent=1))


def _predictor(model: str) -> Predictor:
    """Load a model whose files are those of its manifest: what is measured is the model that is named."""
    from voc.model.artifacts import verify
    from voc.model.predictor import Predictor
    from voc.model.store import find

    folder = find(model)
    verify(folder)
    return Predictor(folder)


def _print_columns(metrics: dict[str, dict[str, float]]) -> None:
    """Print one column a group, one line a metric."""
    names = list(next(iter(metrics.values())))
    first, widths = max(map(len, names)), {group: max(14, len(group) + 2) for group in metrics}
    typer.echo(" " * first + "".join(f"{group:>{width}}" for group, width in widths.items()))
    for name in names:
        values = (f"{metrics[group][name]:>{width}.3f}" for group, width in widths.items())
        typer.echo(f"{name:<{first}}" + "".join(values))
