"""Exports a trained network to ONNX, as float32 and as int8. Needs the extra ``torch``."""

from __future__ import annotations

import logging
import shutil
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from voc.model.artifacts import TOKENIZER, WEIGHTS
from voc.model.network import VocNetwork
from voc.training.data import read_voices
from voc.training.graph import load
from voc.training.runs import load_network, load_tokenizer
from voc.training.smooth import smooth

FLOAT_WEIGHTS = "model-float.onnx"
"""The float32 export, kept in the run folder to measure what int8 costs."""
OPSET = 17
EMBEDDING_BLOCK = 64
"""Values of an embedding a scale where they have 4 bits. The large network is then 100 MB instead of 112, and below the
100 MiB that Git hosts take in a file."""


class _SingleText(nn.Module):  # type: ignore[misc]
    """The network for one text without padding: what the CPU runtime calls."""

    def __init__(self, network: VocNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor) -> tuple[Tensor, Tensor]:
        unit, tokens = self.network(input_ids, torch.ones_like(input_ids))
        return unit[0], tokens[0]


def export(run: Path, folder: Path, four_bits: bool = False) -> None:
    """Write ``model-float.onnx`` into the run, and ``model.onnx`` and the tokenizer into the model folder.

    ``model.onnx`` has weights in 8 bits, one scale a column of a matrix and one a text of activations, whose outliers
    are moved into the weights before (``voc.training.smooth``). It also gives the embedding that the heads read, see
    ``voc.training.graph``.

    Args:
        run: folder of a finished run.
        folder: model folder.
        four_bits: whether embeddings have 4 bits instead of 8, a scale a block: a tenth off the size of MPNet, as good
            on voices/dev; it takes .002 off valence and .004 off goal of MiniLM, whose vectors are half as long.
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
    with TemporaryDirectory() as name:
        even, eight = Path(name) / "even.onnx", Path(name) / "eight.onnx"
        texts = [unit.text for unit in read_voices(run, "held-out")]
        smooth(run / FLOAT_WEIGHTS, even, load_tokenizer(run), texts)
        kinds = ["MatMul", "Gemm"] if four_bits else ["MatMul", "Gemm", "Gather"]
        quantize_dynamic(even, eight, op_types_to_quantize=kinds, weight_type=QuantType.QInt8, per_channel=True)
        if four_bits:
            _quantize_embeddings(eight, eight)
        onnx.save(load(eight), folder / WEIGHTS)
    shutil.copy(run / TOKENIZER, folder / TOKENIZER)


def _quantize_embeddings(source: Path, target: Path) -> None:
    """Write a model with its embeddings in 4 bits, a scale a block."""
    # Imported here, as it turns on the root logger's messages, one for each of 1,400 nodes.
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

    logging.getLogger().setLevel(logging.WARNING)
    # It also warns that it raises the operator set, which is set back below.
    logging.getLogger(MatMulNBitsQuantizer.__module__).setLevel(logging.ERROR)
    config = DefaultWeightOnlyQuantConfig(
        EMBEDDING_BLOCK, bits=4, op_types_to_quantize=("Gather",), quant_axes=(("Gather", 1),)
    )
    quantizer = MatMulNBitsQuantizer(onnx.load(source), algo_config=config)
    with np.errstate(invalid="ignore"):  # the padding's embedding, all 0, is divided by its scale before it is set
        quantizer.process()
    model = quantizer.model.model
    # The quantiser raises the operator set for its 4-bit tensors, which only its own operator reads; the others of the
    # graph are still those of the set that it was exported in.
    next(opset for opset in model.opset_import if not opset.domain).version = OPSET
    onnx.save(model, target)
