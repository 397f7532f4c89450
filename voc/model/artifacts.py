"""A model folder: what it holds, and the check that it is what was shipped.

``manifest.json`` names every file with its SHA-256. It is checked at load, before anything of the folder is used: a
file that is missing, altered or not named is an error, never random weights. Only plain files with the suffixes of
``SUFFIXES`` are taken, none of which can run code when it is read: no pickles, no links, nothing outside of the folder.
The check tells that the folder is what its maker wrote, not who that was.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from voc import limits
from voc.errors import ModelError
from voc.json_object import number, read_object
from voc.model.heads import CHOICES, HEADS

FORMAT = 2
"""Version of the folder's layout; raised when an older library could not read a newer folder."""
WEIGHTS = "model.onnx"
STATIC_WEIGHTS = "model.safetensors"
CASCADE = "cascade.json"
TOKENIZER = "tokenizer.json"
CONFIG = "config.json"
RISK = "risk.json"
DOMAIN = "domain.json"
METRICS = "metrics.json"
CARD = "README.md"
MANIFEST = "manifest.json"
SUFFIXES = (".onnx", ".safetensors", ".json", ".md")
"""Ends of the names of files that a model folder may hold."""
_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,99}}(?:{'|'.join(map(re.escape, SUFFIXES))})")
_SHA256 = re.compile("[0-9a-f]{64}")
_FURTHEST = 1e3
"""Thresholds are probabilities, and fitted scales and shifts of logits are below 10; what is far above them is none."""
_LONGEST_INPUT = 2**16
"""Tokens. The largest encoders that run on a CPU take 8,192."""


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
        nulls: for stage, goal, expectation, staff and owner, from which the answer is null; None where it is the most
            probable class.
    """

    emotions: float
    go_emotions: tuple[float, ...]
    cues: float
    cues_with_pattern: float
    tokens: float
    intents: float
    effort: float
    nulls: dict[str, float | None]


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
            ModelError: if it was made for another layout of outputs, or a value is missing or not what it should be.
        """
        try:
            content = read_object(folder / CONFIG)
            layout = {name: list(head.labels) for name, head in HEADS.items()}
            if content.get("format") != FORMAT or content.get("heads") != layout:
                raise ModelError(
                    f"{folder / CONFIG} was made by another version of voc: train or install the model again"
                )
            return cls(
                _name(content["name"]),
                int(number(content["max_tokens"], "max_tokens", 3, _LONGEST_INPUT)),
                _thresholds(content["thresholds"]),
                _calibration(content["calibration"]),
            )
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"{folder / CONFIG} cannot be used ({error}): install the model again") from error


def _name(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= 100:  # noqa: PLR2004
        raise ValueError("name is not up to 100 printable characters")
    return value


def _thresholds(values: object) -> Thresholds:
    values = _keyed(values, [field.name for field in fields(Thresholds)], "thresholds")
    go_emotions = _listed(values["go_emotions"], len(HEADS["go_emotions"].labels), "go_emotions")
    nulls = _keyed(values["nulls"], CHOICES, "nulls")
    given = {name: _far(values[name], name) for name in values.keys() - {"go_emotions", "nulls"}}
    chosen = {head: None if nulls[head] is None else _far(nulls[head], head) for head in CHOICES}
    return Thresholds(**given, go_emotions=go_emotions, nulls=chosen)


def _calibration(values: object) -> dict[str, tuple[float, float]]:
    if not isinstance(values, dict) or not values.keys() <= HEADS.keys():
        raise ValueError("calibration is not an object of outputs")
    pairs = {head: _listed(pair, 2, f"calibration of {head}") for head, pair in values.items()}
    return {head: (scale, shift) for head, (scale, shift) in pairs.items()}


def _keyed(values: object, names: Collection[str], what: str) -> dict[str, Any]:
    if not isinstance(values, dict) or values.keys() != set(names):
        raise ValueError(f"{what} must hold {', '.join(names)}")
    return values


def _listed(values: object, length: int, what: str) -> tuple[float, ...]:
    if not isinstance(values, list) or len(values) != length:
        raise ValueError(f"{what} is not a list of {length} numbers")
    return tuple(_far(value, what) for value in values)


def _far(value: object, name: str) -> float:
    return number(value, name, -_FURTHEST, _FURTHEST)


def write_manifest(folder: Path, about: dict[str, Any]) -> None:
    """Write ``manifest.json`` for all files in the folder, with ``about`` (name, licence, origin) in front."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != MANIFEST)
    entries = {path.name: {"sha256": sha256(path), "bytes": path.stat().st_size} for path in files}
    _write_json(folder / MANIFEST, about | {"files": entries})


def verify(folder: Path) -> dict[str, Any]:
    """Check every file against the manifest and return the manifest.

    Raises:
        ModelError: if the folder has no manifest, or a file is missing, altered, not named in it, a link, or of a kind
            that a model does not have; the message names the file.
    """
    manifest = folder / MANIFEST
    if not manifest.is_file() or manifest.is_symlink():
        raise ModelError(f"{folder} is not a model folder: it has no {MANIFEST}, or only a link to one")
    try:
        content = read_object(manifest)
        files = {name: _entry(name, entry) for name, entry in _keyed_by_name(content).items()}
    except (OSError, ValueError) as error:
        raise ModelError(f"{manifest} cannot be read ({error}): install the model again") from error
    for path in sorted(folder.iterdir()):
        if path.name not in {MANIFEST, *files}:
            raise ModelError(f"{path} is not in {MANIFEST}: remove it, or install the model again")
    for name, (digest, size) in files.items():
        path = folder / name
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise ModelError(f"{path} is not a plain file: copy the model with its files, not with links to them")
        if not path.is_file():
            raise ModelError(f"{path} is missing: install the model again")
        if path.stat().st_size != size or sha256(path) != digest:
            raise ModelError(f"{path} was altered: its SHA-256 is not the manifest's; install the model again")
    return content


def _keyed_by_name(manifest: dict[str, Any]) -> dict[str, object]:
    files = manifest.get("files")
    if not isinstance(files, dict):
        raise ValueError("it names no files")
    return files


def _entry(name: str, entry: object) -> tuple[str, int]:
    """Return SHA-256 and size of a file of the manifest.

    Raises:
        ValueError: if the name is not a plain one of a file that a model may have, or there is no SHA-256 or size.
    """
    if not _NAME.fullmatch(name) or name == MANIFEST:
        raise ValueError(f"{name[:60]!r} is not the name of a file of a model ({', '.join(SUFFIXES)})")
    digest, size = (entry.get("sha256"), entry.get("bytes")) if isinstance(entry, dict) else (None, None)
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest) or type(size) is not int:
        raise ValueError(f"it has no SHA-256 or size of {name!r}")
    if name.endswith(".json") and size > limits.LARGEST_JSON:
        raise ValueError(f"{name} is larger than {limits.LARGEST_JSON:,} bytes (limit LARGEST_JSON)")
    return digest, size


def sha256(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
