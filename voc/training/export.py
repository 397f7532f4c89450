"""Exports a trained network to ONNX, as float32 and as int8. Needs the extra ``torch``."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from voc.model.artifacts import TOKENIZER, WEIGHTS
from voc.model.network import VocNetwork
from voc.training.graph import load
from voc.training.runs import load_network

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


def export(run: Path, folder: Path) -> None:
    """Write ``model-float.onnx`` into the run, and ``model.onnx`` (int8) and the tokenizer into the model folder.

    Weights are quantised to int8 with one scale a column, activations while running with one scale a text. Embeddings
    are int8 too. ``model.onnx`` also gives the embedding that the heads read, see ``voc.training.graph``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network = load_network(run)
    network.encoder.config._attn_implementation = "eager"
    with warnings.catch_warnings():
        # The exporter warns of itself (deprecated, traced); the tests compare its result with the network.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _SingleText(network),
            (torch.arange(8)[None],),
            str(run / FLOAT_WEIGHTS),
            input_names=["input_ids"],
            output_names=["unit", "tokens"],
            dynamic_axes={"input_ids": {1: "length"}, "tokens": {0: "length"}},
            opset_version=OPSET,
            dynamo=False,
        )
    quantize_dynamic(run / FLOAT_WEIGHTS, folder / WEIGHTS, weight_type=QuantType.QInt8, per_channel=True)
    onnx.save(load(folder / WEIGHTS), folder / WEIGHTS)
    shutil.copy(run / TOKENIZER, folder / TOKENIZER)
