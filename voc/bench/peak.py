"""What share of the machine's int8 speed a model reaches."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from voc.errors import MissingExtraError
from voc.model.artifacts import TOKENIZER, WEIGHTS

SIDE, ROUNDS = 1024, 20
"""Side of the matrices that are multiplied for the peak, and how often: large enough that nothing else counts."""


def int8_peak(threads: int) -> float:
    """Return the most int8 operations a second of ONNX Runtime on this machine: one large product on all threads.

    Raises:
        MissingExtraError: if the extra ``torch`` (its ``onnx``) is not installed.
    """
    onnx = _onnx()
    helper = onnx.helper
    given = helper.make_tensor_value_info("a", onnx.TensorProto.UINT8, [SIDE, SIDE])
    made = helper.make_tensor_value_info("c", onnx.TensorProto.INT32, [SIDE, SIDE])
    weights = np.random.default_rng(0).integers(-127, 127, (SIDE, SIDE), np.int8)
    constant = onnx.numpy_helper.from_array(weights, "b")
    graph = helper.make_graph([helper.make_node("MatMulInteger", ["a", "b"], ["c"])], "g", [given], [made], [constant])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    inputs = {"a": weights.view(np.uint8)}
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        session.run(None, inputs)
        best = min(best, time.perf_counter() - started)
    return 2 * SIDE**3 / best


def operations(folder: Path, texts: Sequence[str]) -> float | None:
    """Return the int8 operations that a text takes on average: each token passes each int8 matrix.

    Args:
        folder: a model folder; None is returned for one without a network of int8 matrices.
        texts: at least one.

    Raises:
        MissingExtraError: as ``int8_peak``.
    """
    if not (folder / WEIGHTS).is_file():
        return None
    graph = _onnx().load(folder / WEIGHTS).graph
    shapes = {tensor.name: tuple(tensor.dims) for tensor in graph.initializer}
    products = [shapes[node.input[1]] for node in graph.node if node.op_type == "MatMulInteger"]
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokens = np.mean([len(encoding.ids) for encoding in tokenizer.encode_batch(list(texts))])
    return float(2 * sum(a * b for a, b in products) * tokens) if products else None


def _onnx() -> ModuleType:
    try:
        import onnx
    except ImportError as error:
        raise MissingExtraError("measuring the int8 peak", "torch") from error
    return onnx
