"""Makes the network again from a shipped model's graph, whose weights are int8. Needs the extra ``torch``.

The graph holds no module names for its matrices, but each is added to a bias that has one; embeddings and norms have
their own. Sizes follow from the weights, so that nothing but the model's own file is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from transformers import BertConfig, MPNetConfig, PretrainedConfig

from voc.model.network import VocNetwork

_ROOT = "network."
"""Start of the names of all weights, as ``voc.training.export`` gives them."""
_TABLE = "_Q4"
"""End of the name of embeddings in 4 bits, as ONNX Runtime's quantiser gives it."""
_CHANGE, _OWN = "voc_change", "own"
"""Names of the heads that ``voc.training.graph.add_heads`` added."""
_SMOOTH = ".smooth"
"""End of the name of what ``voc.training.smooth`` multiplies the input of a matrix with."""

Weights = dict[str, NDArray[np.float32]]


def network_of(content: bytes) -> VocNetwork:
    """Make the network of a model, in float32, for evaluation.

    Labels of the user's own are further columns of its heads, behind the others.

    Args:
        content: of ``model.onnx``, as ``voc.training.export`` wrote it: an encoder of the kind BERT or MPNet, weights
            as floats, or in int8 with a scale a column, and embeddings in 4 bits or in 8.

    Raises:
        ValueError, KeyError, RuntimeError: if it is something else. That weights fit is checked here; that the network
            does the same as the graph is not, see ``TorchRuntime``.
    """
    graph = onnx.load_model_from_string(content).graph
    values, made = _known(graph)
    # A matrix is found by the bias that is added: the one of the heads, too, whose name it has kept.
    matrices = {f"{name}.weight": _matrix(product, values, made).T for name, product, _ in _products(graph, made)}
    weights = _named(values) | _tables(graph, values) | matrices
    change, own = (_added(values, name) for name in (_CHANGE, _OWN))
    if change is not None:
        weights["heads.weight"] = weights["heads.weight"] + change[0].T
        weights["heads.bias"] = weights["heads.bias"] + change[1]
    if own is not None:
        weights["heads.weight"] = np.concatenate([weights["heads.weight"], own[0].T])
        weights["heads.bias"] = np.concatenate([weights["heads.bias"], own[1]])
    with torch.random.fork_rng(devices=[]):  # random numbers of the user's program stay as they are
        network = VocNetwork(_config(graph, weights, made))
        network.heads = torch.nn.Linear(*reversed(weights["heads.weight"].shape))
    network.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in weights.items()})
    network.eval()
    return network


def _named(values: Weights) -> Weights:
    """Return the weights that have their own name: biases, norms, and embeddings, of which a table has one scale."""
    named = {name: value for name, value in values.items() if re.fullmatch(r"network\..*\.(weight|bias)", name)}
    for name, value in values.items():
        base = name.removesuffix("_quantized")
        # A matrix may have another name here, as some versions of the quantiser turn the one of the heads round.
        if base != name and base.startswith(_ROOT) and base.endswith(".weight"):
            named[base] = _scaled(value, values[f"{base}_scale"], values[f"{base}_zero_point"])
    return {name.removeprefix(_ROOT): value for name, value in named.items()}


def _tables(graph: onnx.GraphProto, values: Weights) -> Weights:
    """Return the embeddings that have a scale a block."""
    tables = {}
    for node in graph.node:
        if node.op_type == "GatherBlockQuantized":
            name, _, scales, zeros = node.input
            table = values[name]
            block = next(one.i for one in node.attribute if one.name == "block_size")
            each = (np.repeat(values[of], block, axis=1)[:, : table.shape[1]] for of in (scales, zeros))
            base = name.removeprefix(_ROOT).removesuffix(_TABLE)
            tables[base] = _scaled(table, *each)
    return tables


def as_floats(content: bytes) -> bytes:
    """Return a model that ``network_of`` takes with its matrices as floats: ONNX Runtime then rounds no activations."""
    model = onnx.load_model_from_string(content)
    values, made = _known(model.graph)
    for name, product, last in list(_products(model.graph, made)):
        states = product.input[0]
        if product.op_type == "MatMulInteger":
            states = made[states].input[0]  # as they were before they were rounded
        if _smoothing(product, values, made) is not None:
            states = made[states].input[0]  # and before they were divided
        weight = numpy_helper.from_array(np.ascontiguousarray(_matrix(product, values, made)), f"{name}.float")
        if product.op_type == "MatMulInteger":
            model.graph.initializer.append(weight)
            last.CopyFrom(onnx.helper.make_node("MatMul", [states, weight.name], list(last.output)))
    return bytes(model.SerializeToString())


def _known(graph: onnx.GraphProto) -> tuple[Weights, dict[str, onnx.NodeProto]]:
    """Return the values that a graph holds, and the nodes that make the others, by name."""
    values = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    return values, {name: node for node in graph.node for name in node.output}


def _products(
    graph: onnx.GraphProto, made: dict[str, onnx.NodeProto]
) -> Iterator[tuple[str, onnx.NodeProto, onnx.NodeProto]]:
    """Yield the name of each linear layer, the node that multiplies, and the one whose output the bias is added to."""
    for node in graph.node:
        bias = next((name for name in node.input if name.startswith(_ROOT) and name.endswith(".bias")), None)
        if bias is None or node.op_type not in {"Add", "Gemm"}:
            continue
        last = product = made[next(name for name in node.input if name != bias)] if node.op_type == "Add" else node
        while product.op_type in {"Mul", "Cast"}:  # from whole numbers to floats
            product = made[product.input[0]]
        yield bias.removeprefix(_ROOT).removesuffix(".bias"), product, last


def _smoothing(product: onnx.NodeProto, values: Weights, made: dict[str, onnx.NodeProto]) -> NDArray[np.float32] | None:
    """Return what ``voc.training.smooth`` multiplied the columns of a matrix's input with; None where it did not."""
    states = made.get(product.input[0])
    if product.op_type == "MatMulInteger" and states is not None:
        states = made.get(states.input[0])  # rounded
    return None if states is None else next((values[name] for name in states.input if name.endswith(_SMOOTH)), None)


def _matrix(node: onnx.NodeProto, values: Weights, made: dict[str, onnx.NodeProto]) -> NDArray[np.float32]:
    """Return the matrix that a node multiplies with, as floats of shape (inputs, outputs), before it was smoothed."""
    weight, given = values[node.input[1]], {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}
    if node.op_type == "MatMulInteger":
        base = node.input[1].removesuffix("_quantized")
        matrix = _scaled(weight, values[f"{base}_scale"], values[f"{base}_zero_point"])
        factor = _smoothing(node, values, made)
        return matrix if factor is None else matrix * factor[:, None]
    if node.op_type not in {"MatMul", "Gemm"}:
        raise ValueError(f"a bias is added to what {node.op_type} gives")
    return weight.T if given.get("transB") else weight


def _scaled(
    quantized: NDArray[np.float32], scale: NDArray[np.float32], zero: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the floats that whole numbers stand for."""
    return (quantized.astype(np.float32) - np.asarray(zero, np.float32)) * scale


def _added(values: Weights, name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
    """Return weights, shape (embedding, columns), and biases of a head that was added; None where it was not."""
    return (values[f"{name}_weight"], values[f"{name}_bias"]) if f"{name}_weight" in values else None


def _config(graph: onnx.GraphProto, weights: Weights, made: dict[str, onnx.NodeProto]) -> PretrainedConfig:
    """Return kind and size of the encoder; all else is as both kinds have it by default."""
    words = weights["encoder.embeddings.word_embeddings.weight"]
    layers = {found[1] for name in weights if (found := re.match(r"encoder\.encoder\.layer\.(\d+)\.", name))}
    norm = next(node for node in graph.node if node.op_type == "LayerNormalization")
    size = {
        "vocab_size": len(words),
        "hidden_size": words.shape[1],
        "num_hidden_layers": len(layers),
        "intermediate_size": len(weights["encoder.encoder.layer.0.intermediate.dense.weight"]),
        "max_position_embeddings": len(weights["encoder.embeddings.position_embeddings.weight"]),
        "layer_norm_eps": next(one.f for one in norm.attribute if one.name == "epsilon"),
    }
    relative = weights.get("encoder.encoder.relative_attention_bias.weight")
    if relative is not None:
        buckets, heads = relative.shape
        return MPNetConfig(**size, num_attention_heads=heads, relative_attention_num_buckets=buckets)
    heads = words.shape[1] // _head_size(graph, made)
    kinds = len(weights["encoder.embeddings.token_type_embeddings.weight"])
    return BertConfig(**size, num_attention_heads=heads, type_vocab_size=kinds)


def _head_size(graph: onnx.GraphProto, made: dict[str, onnx.NodeProto]) -> int:
    """Return the width of an attention head: states are cut into (batch, length, heads, width) where it begins."""
    for node in graph.node:
        shape = made.get(node.input[1]) if node.op_type == "Reshape" else None
        if shape is not None and shape.op_type == "Concat" and len(shape.input) == 4:  # noqa: PLR2004
            return int(numpy_helper.to_array(made[shape.input[3]].attribute[0].t).item())
    raise ValueError("no attention")
