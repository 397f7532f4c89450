"""Exports a trained network to ONNX, as float32 and as int8. Needs the extra ``torch``."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig

from voc.model.artifacts import TOKENIZER, WEIGHTS
from voc.model.network import VocNetwork

FLOAT_WEIGHTS = "model-float.onnx"
"""The float32 export, kept in the run folder to measure what int8 costs."""
OPSET = 17


class _SingleText(nn.Module):  # type: ignore[misc]
    """The network for one text without padding: what the CPU runtime calls."""

    def __init__(self, network: VocNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor) -> tuple[Tensor, Tensor]:
        unit, tokens = self.network(input_ids, torch.ones_like(input_ids))
        return unit[0], tokens[0]


def load_network(run: Path) -> VocNetwork:
    """Return the trained network of a run, in evaluation mode."""
    network = VocNetwork(BertConfig.from_json_file(run / "encoder.json"))
    network.load_state_dict(load_file(run / "network.safetensors"))
    network.eval()
    return network


def export(run: Path, folder: Path) -> None:
    """Write ``model-float.onnx`` into the run, and ``model.onnx`` (int8) and the tokenizer into the model folder.

    Weights are quantised to int8 with one scale a column, activations while running with one scale a text. Embeddings
    are int8 too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network = load_network(run)
    network.encoder.config._attn_implementation = "eager"
    with warnings.catch_warnings():
        # The exporter warns of itself (deprecated, traced); the tests compare its result with the network.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _SingleText(network),
            (torch.tensor([[101, 2023, 2003, 1037, 3231, 102]]),),
            str(run / FLOAT_WEIGHTS),
            input_names=["input_ids"],
            output_names=["unit", "tokens"],
            dynamic_axes={"input_ids": {1: "length"}, "tokens": {0: "length"}},
            opset_version=OPSET,
            dynamo=False,
        )
    quantize_dynamic(run / FLOAT_WEIGHTS, folder / WEIGHTS, weight_type=QuantType.QInt8, per_channel=True)
    shutil.copy(run / TOKENIZER, folder / TOKENIZER)
