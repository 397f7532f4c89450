"""What an analyzer is loaded with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voc.journey.rollups import Rollups
from voc.model.device import CPU
from voc.risk.model import RiskModel

if TYPE_CHECKING:
    from voc.model.huggingface import EmotionSource
    from voc.privacy import Redactor


@dataclass(frozen=True)
class Settings:
    """What an analyzer is loaded with; another process loads the same from it.

    Attributes:
        folder: of the model.
        taxonomy: the roll-ups; None for the shipped ones.
        risk: the risk model; None for the model's own.
        half_life: days, or None to fit it to the customers.
        redactor: takes personal data out of every text before anything else is done with it; None keeps texts.
        any_language: whether texts that are surely not English are scored too.
        emotions: what the user's own emotion model is loaded from; None for the emotions of the model.
        device: where networks run, see ``voc.load``.
    """

    folder: Path
    taxonomy: Rollups | None = None
    risk: RiskModel | None = None
    half_life: float | None = None
    redactor: Redactor | None = None
    any_language: bool = False
    emotions: EmotionSource | None = None
    device: str = CPU
