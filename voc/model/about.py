"""Which model made scores, and how well it does: kept with the scores, so that a report can tell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from voc.errors import InputError, ModelError
from voc.json_object import read_object
from voc.model.artifacts import METRICS
from voc.model.domain import Domain

MEASURED = ("voices dev, thresholds from the other half", "voices dev", "risk")
"""Parts of a model's ``metrics.json`` that are kept, see ``voc.training.evaluate`` and ``voc.training.risk``."""


@dataclass(frozen=True)
class About:
    """The model behind scores.

    Attributes:
        name: of the model.
        fingerprint: see ``Analyzer.fingerprint``.
        own_risk: whether the risk model is the user's own, of which ``metrics`` says nothing.
        metrics: the parts ``MEASURED`` of the model's metrics; a model without metrics has none.
        profile: what the model was measured on, see ``voc.shift.profile``; empty where the model does not tell.
    """

    name: str
    fingerprint: str
    own_risk: bool = False
    metrics: Mapping[str, Any] = field(default_factory=dict)
    profile: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, name: str, fingerprint: str, own_risk: bool) -> About:
        """Read what the model in ``folder`` says of itself.

        Raises:
            ModelError: if its metrics cannot be read.
        """
        path = folder / METRICS
        try:
            metrics = read_object(path) if path.is_file() else {}
        except (OSError, ValueError) as error:
            raise ModelError(f"{path} cannot be read ({error}): install the model again") from error
        domain = Domain.load(folder)
        kept = {part: metrics[part] for part in MEASURED if part in metrics}
        return cls(name, fingerprint, own_risk, kept, {} if domain is None else domain.profile)

    def save(self, path: Path) -> None:
        """Write what ``load`` reads."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> About:
        """Read what ``save`` wrote.

        Raises:
            InputError: if it is something else.
        """
        try:
            content = read_object(path)
            about = cls(**{**content, "metrics": dict(content.get("metrics", {}))})
            if not (
                isinstance(about.name, str) and isinstance(about.fingerprint, str) and about.own_risk in (True, False)
            ):
                raise TypeError("name and fingerprint must be texts, own_risk true or false")
            return about
        except (OSError, ValueError, TypeError) as error:
            raise InputError(f"{path}, about the model of the scores, was altered: {error}; score again") from error
