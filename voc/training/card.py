"""Writes the model card: what the model is, what it was trained on, how well it does, and where it fails."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

NETWORK_CARD, STATIC_CARD, CASCADE_CARD = "card.md.jinja", "card-static.md.jinja", "card-cascade.md.jinja"
"""Templates of the cards of the kinds of models."""


def card(name: str, metrics: dict[str, Any], template: str = NETWORK_CARD) -> str:
    """Return the card of a model as Markdown, its numbers from ``metrics``."""
    environment = Environment(  # noqa: S701  (Markdown, from numbers of ours)
        loader=PackageLoader("voc.training", "."), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    runs = _runs(metrics["run"]) if "run" in metrics else []
    return environment.get_template(template).render(name=name, metrics=metrics, runs=runs)


def _runs(run: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a run after all those that it came from, in the order in which they were made, each once."""
    origins = [*run["teachers"], *([run["start"]] if run["start"] else [])]
    made = [earlier for origin in origins for earlier in _runs(origin)]
    return [*(each for i, each in enumerate(made) if each not in made[:i]), run]
