"""Writes the model card: what the model is, what it was trained on, how well it does, and where it fails."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def card(name: str, metrics: dict[str, Any]) -> str:
    """Return the card of a model as Markdown, its numbers from ``metrics``."""
    environment = Environment(  # noqa: S701  (Markdown, from numbers of ours)
        loader=PackageLoader("voc.training", "."), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("card.md.jinja").render(name=name, metrics=metrics, runs=_runs(metrics["run"]))


def _runs(run: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a run after all those that it came from, in the order in which they were made, each once."""
    origins = [*run["teachers"], *([run["start"]] if run["start"] else [])]
    made = [earlier for origin in origins for earlier in _runs(origin)]
    return [*(each for i, each in enumerate(made) if each not in made[:i]), run]
