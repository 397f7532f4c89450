"""Writes a trained static network in whole numbers. Needs the extra ``torch``."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from voc.model.artifacts import STATIC_WEIGHTS, TOKENIZER
from voc.model.static import CEILING, LEVELS, MEAN_SCALE
from voc.training.static_fit import load_static

INT8, INT16 = 127, 32767
UNIT = LEVELS / CEILING
"""Levels an activation of 1."""


def export_static(run: Path, folder: Path) -> None:
    """Write weights and tokenizer of a finished run into the model folder, see ``voc.model.static``.

    Embeddings are int8 with one scale a column, which goes into the weights behind them; these are int16.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network = {name: value.numpy().astype(np.float64) for name, value in load_static(run).state_dict().items()}
    embeddings = network["embedding.weight"]
    scale = np.maximum(np.abs(embeddings).max(0), 1e-9) / INT8
    states = len(network["bias"])
    pooled = np.concatenate([np.ones(states), np.full(states, 1 / MEAN_SCALE)])
    arrays = {
        "embeddings": np.rint(embeddings / scale).astype(np.int8),
        "states.bias": np.rint(network["bias"] * UNIT).astype(np.int16),
    }
    no_bias = np.zeros(3 * states)
    arrays |= _layer("window", network["window.weight"] * scale * UNIT, no_bias)
    arrays |= _layer("hidden", network["hidden.weight"] * pooled, network["hidden.bias"] * UNIT)
    for name in ("heads", "token_cues"):
        arrays |= _layer(name, network[f"{name}.weight"] / UNIT, network[f"{name}.bias"])
    save_file(arrays, folder / STATIC_WEIGHTS)
    shutil.copy(run / TOKENIZER, folder / TOKENIZER)


def _layer(name: str, weight: NDArray[np.float64], bias: NDArray[np.float64]) -> dict[str, NDArray[np.generic]]:
    """Return a layer's arrays, its weight as torch keeps it: shape (columns, inputs)."""
    scale = np.maximum(np.abs(weight).max(1), 1e-12) / INT16
    whole = np.ascontiguousarray(np.rint(weight / scale[:, None]).astype(np.int16).T)
    return {f"{name}.weight": whole, f"{name}.scale": scale, f"{name}.bias": bias.copy()}
