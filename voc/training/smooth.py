"""Moves outliers of activations into the weights before both are made int8.

An activation has one scale a text, so that one large column takes the precision of all others (SmoothQuant, Xiao et
al. 2023, arXiv:2211.10438).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

from voc.training.batches import encode

STRENGTH = 0.8
"""Share of a column's range that goes to the weights (alpha of the paper). Of .5 to 1 on the mini of 7ac39ee, the one
with the smallest error of logits on 150 units of the pools: root of the mean square .080, for .140 without."""


def smooth(source: Path, target: Path, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
    """Write a network whose activations have columns of like range, and which computes the same.

    The input of a matrix is divided column by column, by a node ``Mul`` before it, and the rows of the matrix are
    multiplied. Matrices with the same input share the node.

    Args:
        source: an exported network in floats.
        target: file to write.
        tokenizer: the network's.
        texts: what ranges of activations are taken from; some hundred are enough.
    """
    model = onnx.load(source)
    weights = {one.name: one for one in model.graph.initializer}
    readers: dict[str, list[onnx.NodeProto]] = defaultdict(list)
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights:
            readers[node.input[0]].append(node)
    ranges = _ranges(source, list(readers), encode(tokenizer, texts, {}, None).ids)
    nodes = {node.name: node for node in model.graph.node}
    before: dict[str, onnx.NodeProto] = {}
    for name, products in readers.items():
        matrices = [numpy_helper.to_array(weights[node.input[1]]) for node in products]
        factor = _factor(ranges[name], np.max([np.abs(matrix).max(axis=1) for matrix in matrices], axis=0))
        model.graph.initializer.append(numpy_helper.from_array(1 / factor, f"{name}.smooth"))
        before[products[0].name] = helper.make_node("Mul", [name, f"{name}.smooth"], [f"{name}.even"], f"{name}.smooth")
        for node, matrix in zip(products, matrices, strict=True):
            weights[node.input[1]].CopyFrom(numpy_helper.from_array(matrix * factor[:, None], node.input[1]))
            node.input[0] = f"{name}.even"
    ordered = [one for name, node in nodes.items() for one in (before.get(name), node) if one is not None]
    del model.graph.node[:]
    model.graph.node.extend(ordered)
    onnx.save(model, target)


def _factor(column: NDArray[np.float32], row: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what each column of activations is divided by, 1 in the geometric mean, from the ranges of both sides."""
    tiny = np.finfo(np.float32).tiny  # a column or row of zeros
    logs = STRENGTH * np.log(np.maximum(column, tiny)) - (1 - STRENGTH) * np.log(np.maximum(row, tiny))
    logs[(column <= tiny) | (row <= tiny)] = logs[(column > tiny) & (row > tiny)].mean()
    factor: NDArray[np.float32] = np.exp(logs - logs.mean()).astype(np.float32)
    return factor


def _ranges(source: Path, names: Sequence[str], texts: Sequence[list[int]]) -> dict[str, NDArray[np.float32]]:
    """Return the largest absolute value of each column of activations over texts."""
    model = onnx.load(source)
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    found: dict[str, NDArray[np.float32]] = {}
    for ids in texts:
        for name, states in zip(names, session.run(list(names), {"input_ids": np.array([ids])}), strict=True):
            peak = np.abs(states).reshape(-1, states.shape[-1]).max(axis=0)
            found[name] = np.maximum(found.get(name, peak), peak)
    return found
