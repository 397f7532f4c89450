"""Finds the models that are installed with the package."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from voc.errors import ModelError
from voc.model.artifacts import MANIFEST

DEFAULT = "voc-mini-en"
_PACKAGE = Path(__file__).resolve().parent.parent


def _root() -> Path:
    """Return the folder of shipped models: in the installed package, or beside it in a checkout."""
    installed = _PACKAGE / "models"
    return installed if installed.is_dir() else _PACKAGE.parent / "models"


def shipped() -> dict[str, dict[str, Any]]:
    """Return the manifest of each shipped model, by name."""
    manifests = sorted(_root().glob(f"*/{MANIFEST}"))
    return {path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in manifests}


def find(model: str | Path) -> Path:
    """Return the folder of a shipped model by name, or of any model by path.

    Raises:
        ModelError: if there is none; the message lists the shipped ones.
    """
    for folder in (_root() / str(model), Path(model)):
        with suppress(OSError):  # a name that is too long for a file
            if (folder / MANIFEST).is_file():
                return folder
    known = ", ".join(shipped()) or "none"
    raise ModelError(f"no model {str(model)!r}: shipped models are {known}; or pass the path of a model folder")
