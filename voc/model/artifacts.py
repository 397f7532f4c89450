"""A model folder: what it holds, and the check that it is what was shipped.

``manifest.json`` names every file with its SHA-256. It is checked at load: a file that is missing or altered is an
error, never random weights. No file is a pickle.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from voc.errors import ModelError
from voc.model.heads import HEADS

FORMAT = 2
"""Version of the folder's layout; raised when an older library could not read a newer folder."""
WEIGHTS = "model.onnx"
STATIC_WEIGHTS = "model.safetensors"
CASCADE = "cascade.json"
TOKENIZER = "tokenizer.json"
CONFIG = "config.json"
RISK = "risk.json"
METRICS = "metrics.json"
CARD = "README.md"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which a label is given, all chosen on the development sets.

    Attributes:
        emotions: one for all 18 emotions.
        go_emotions: one for each of the 28 labels.
        cues: for a cue that only the model sees.
        cues_with_pattern: for a cue that a word pattern has found too.
        tokens: for a token to belong to a cue's span.
        intents: one for all 5 intents.
        effort: for the presence of effort without any cue.
        nulls: for stage, goal, expectation, staff and owner, from which the answer is null.
    """

    emotions: float
    go_emotions: tuple[float, ...]
    cues: float
    cues_with_pattern: float
    tokens: float
    intents: float
    effort: float
    nulls: dict[str, float]


@dataclass(frozen=True)
class ModelConfig:
    """What ``config.json`` says.

    Attributes:
        name: name of the model.
        max_tokens: longest input in tokens, with the two special ones.
        thresholds: see ``Thresholds``.
        calibration: see ``voc.model.outputs.Calibration``.
    """

    name: str
    max_tokens: int
    thresholds: Thresholds
    calibration: dict[str, tuple[float, float]]

    def save(self, folder: Path) -> None:
        """Write ``config.json`` with the layout of the output, so that a mismatch is found at load."""
        layout = {name: list(head.labels) for name, head in HEADS.items()}
        _write_json(folder / CONFIG, {"format": FORMAT, **asdict(self), "heads": layout})

    @classmethod
    def load(cls, folder: Path) -> ModelConfig:
        """Read ``config.json``.

        Raises:
            ModelError: if it was made for another layout of outputs.
        """
        content = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        layout = {name: list(head.labels) for name, head in HEADS.items()}
        if content.get("format") != FORMAT or content.get("heads") != layout:
            raise ModelError(f"{folder / CONFIG} was made by another version of voc: train or install the model again")
        values = content["thresholds"]
        thresholds = Thresholds(**values | {"go_emotions": tuple(values["go_emotions"])})
        calibration = {head: (scale, shift) for head, (scale, shift) in content["calibration"].items()}
        return cls(content["name"], content["max_tokens"], thresholds, calibration)


def write_manifest(folder: Path, about: dict[str, Any]) -> None:
    """Write ``manifest.json`` for all files in the folder, with ``about`` (name, licence, origin) in front."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != MANIFEST)
    entries = {path.name: {"sha256": sha256(path), "bytes": path.stat().st_size} for path in files}
    _write_json(folder / MANIFEST, about | {"files": entries})


def verify(folder: Path) -> dict[str, Any]:
    """Check every file against the manifest and return the manifest.

    Raises:
        ModelError: if the folder has no manifest, or a file is missing or altered; the message names the file.
    """
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise ModelError(f"{folder} is not a model folder: it has no {MANIFEST}")
    try:
        content: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
        files = content["files"]
    except (ValueError, KeyError) as error:
        raise ModelError(f"{manifest} cannot be read ({error}): install the model again") from error
    for name, entry in files.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{path} is missing: install the model again")
        if sha256(path) != entry["sha256"]:
            raise ModelError(f"{path} was altered: its SHA-256 is not the manifest's; install the model again")
    return content


def sha256(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
