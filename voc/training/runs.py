"""A run's folder: the trained network and all that is needed to load it again. Needs the extra ``torch``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import AutoConfig

from voc.model.artifacts import TOKENIZER
from voc.model.network import VocNetwork

NETWORK = "network.safetensors"
ENCODER_CONFIG = "encoder.json"
SUMMARY = "run.json"


def load_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer of an encoder or a run without its own cutting and padding."""
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def prepare(run: Path, encoder: Path) -> Tokenizer:
    """Make the run's folder with the encoder's tokenizer and configuration, and return the tokenizer."""
    run.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(encoder)
    tokenizer.save(str(run / TOKENIZER))
    shutil.copy(encoder / "config.json", run / ENCODER_CONFIG)
    return tokenizer


def save_network(network: VocNetwork, run: Path) -> None:
    """Write the network's weights."""
    save_file({name: value.contiguous() for name, value in network.state_dict().items()}, run / NETWORK)


def load_weights(network: VocNetwork, run: Path) -> None:
    """Give a network the weights of a finished run."""
    network.load_state_dict(load_file(run / NETWORK))


def read_summary(run: Path) -> dict[str, Any]:
    """Return the record of a finished run."""
    summary: dict[str, Any] = json.loads((run / SUMMARY).read_text(encoding="utf-8"))
    return summary


def load_network(run: Path) -> VocNetwork:
    """Return the trained network of a run, in evaluation mode."""
    config = json.loads((run / ENCODER_CONFIG).read_text(encoding="utf-8"))
    network = VocNetwork(AutoConfig.for_model(**config))
    load_weights(network, run)
    network.eval()
    return network
