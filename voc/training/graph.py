"""Changes to an exported network that leave its weights alone: to read its embedding, and to add to its outputs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from voc.errors import ModelError
from voc.model.backend import OWN, POOLED, UNIT

_HEADS = "network.heads.weight"
"""Start of the name of the heads' weights, as ``voc.training.export`` gives it."""


def load(path: Path) -> onnx.ModelProto:
    """Read a model and give it the output ``pooled``, unless it has it: the embedding that all heads of a unit read.

    The embedding is computed anyhow, so the other outputs are the same to the last bit.

    Raises:
        ModelError: if it is no network that ``voc.training.export`` wrote.
    """
    model = onnx.load(path)
    graph = model.graph
    if any(output.name == POOLED for output in graph.output):
        return model
    made = {name: node for node in graph.node for name in node.output}
    heads = next((node for node in graph.node if any(name.startswith(_HEADS) for name in node.input[1:2])), None)
    if heads is None:
        raise ModelError(f"{path} holds no network of voc: adapt a model such as voc-mini-en")
    source = heads.input[0]
    if source in made and made[source].op_type == "DynamicQuantizeLinear":
        source = made[source].input[0]
    graph.node.append(helper.make_node("Identity", [source], [POOLED]))
    graph.output.append(helper.make_tensor_value_info(POOLED, TensorProto.FLOAT, [1, None]))
    return model


def has_heads(model: onnx.ModelProto) -> bool:
    """Return whether ``add_heads`` was used on a model."""
    return any(output == f"{UNIT}_before" for node in model.graph.node for output in node.output)


def add_heads(
    model: onnx.ModelProto,
    change: tuple[NDArray[np.float32], NDArray[np.float32]],
    own: tuple[NDArray[np.float32], NDArray[np.float32]] | None,
) -> None:
    """Add linear functions of the embedding to a model that ``load`` gave.

    Args:
        model: changed in place.
        change: weights, shape (embedding, WIDTH), and biases, shape (WIDTH,), of what is added to the logits.
        own: weights, shape (embedding, labels), and biases of the user's own labels, the output ``own``.
    """
    graph = model.graph
    for node in graph.node:
        for i, name in enumerate(node.output):
            if name == UNIT:
                node.output[i] = f"{UNIT}_before"
    first = "voc_first"
    graph.initializer.append(numpy_helper.from_array(np.array(0, np.int64), first))
    _linear(graph, "voc_change", change, first)
    graph.node.append(helper.make_node("Add", [f"{UNIT}_before", "voc_change"], [UNIT]))
    if own is not None:
        _linear(graph, OWN, own, first)
        graph.output.append(helper.make_tensor_value_info(OWN, TensorProto.FLOAT, [len(own[1])]))
    onnx.checker.check_model(model)


def _linear(
    graph: onnx.GraphProto, name: str, weights: tuple[NDArray[np.float32], NDArray[np.float32]], first: str
) -> None:
    """Add nodes that give ``name``, shape (columns,)."""
    for part, values in zip(("weight", "bias"), weights, strict=True):
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float32), f"{name}_{part}"))
    graph.node.append(helper.make_node("Gemm", [POOLED, f"{name}_weight", f"{name}_bias"], [f"{name}_rows"]))
    graph.node.append(helper.make_node("Gather", [f"{name}_rows", first], [name], axis=0))
