"""Voice-of-customer emotion analysis: what customers felt, what it cost them, where, and whether they will leave.

The public names load on first use, so that ``import voc`` is quick and free of side effects.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voc import plots, spark
    from voc.analyzer import Analyzer, load
    from voc.errors import DataError, InputError, MissingExtraError, ModelError, VocError
    from voc.risk.model import RiskModel
    from voc.schema import Analysis, Interaction, Utterance
    from voc.scores import Scores, read_scores
    from voc.shift.drift import Drift, drift

__version__ = "0.1.0"
_HOMES = {
    "voc.analyzer": ("Analyzer", "load"),
    "voc.errors": ("DataError", "InputError", "MissingExtraError", "ModelError", "VocError"),
    "voc.risk.model": ("RiskModel",),
    "voc.schema": ("Analysis", "Interaction", "Utterance"),
    "voc.scores": ("Scores", "read_scores"),
    "voc.shift.drift": ("Drift", "drift"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}
__all__ = [
    "Analysis",
    "Analyzer",
    "DataError",
    "Drift",
    "InputError",
    "Interaction",
    "MissingExtraError",
    "ModelError",
    "RiskModel",
    "Scores",
    "Utterance",
    "VocError",
    "drift",
    "load",
    "plots",
    "read_scores",
    "spark",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  (any public object)
    """Load a public name from the module that defines it."""
    if name in {"plots", "spark"}:
        return import_module(f"voc.{name}")
    if name not in _HOME:
        raise AttributeError(f"module 'voc' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
