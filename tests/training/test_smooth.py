"""Outliers of activations are moved into the weights: the same network, with less error once it is int8."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from voc.training.smooth import smooth

WORDS = ["[UNK]", "the", "parcel", "came", "late", "and", "nobody", "called"]
TEXTS = ["the parcel came late", "nobody called", "and the parcel"]
OUTLIER, ZERO = 3, 5


@pytest.fixture
def tokenizer() -> Tokenizer:
    made = Tokenizer(WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.pre_tokenizer = Whitespace()
    return made


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """Embeddings of which one column is 50 times the others and one is 0, read by two matrices."""
    rng = np.random.default_rng(0)
    table = rng.normal(size=(len(WORDS), 32)).astype(np.float32)
    table[:, OUTLIER] *= 50
    table[:, ZERO] = 0
    held = {"table": table} | {name: rng.normal(size=(32, 8)).astype(np.float32) for name in ("a", "b")}
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["states"], "gather"),
        helper.make_node("MatMul", ["states", "a"], ["first"], "first"),
        helper.make_node("MatMul", ["states", "b"], ["second"], "second"),
    ]
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, None])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("first", "second")],
        [numpy_helper.from_array(value, name) for name, value in held.items()],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), tmp_path / "a.onnx")
    return tmp_path / "a.onnx"


def run(path: Path) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path))
    return np.stack(session.run(None, {"input_ids": np.arange(len(WORDS))[None]}))


def test_the_network_computes_the_same(network: Path, tokenizer: Tokenizer, tmp_path: Path) -> None:
    smooth(network, tmp_path / "even.onnx", tokenizer, TEXTS)
    np.testing.assert_allclose(run(tmp_path / "even.onnx"), run(network), rtol=1e-4, atol=1e-4)


def test_matrices_with_one_input_share_one_division(network: Path, tokenizer: Tokenizer, tmp_path: Path) -> None:
    smooth(network, tmp_path / "even.onnx", tokenizer, TEXTS)
    graph = onnx.load(tmp_path / "even.onnx").graph
    assert [node.op_type for node in graph.node] == ["Gather", "Mul", "MatMul", "MatMul"]
    factor = numpy_helper.to_array(next(one for one in graph.initializer if one.name == "states.smooth"))
    assert factor.argmin() == OUTLIER, "the large column is made small"
    assert np.isfinite(factor).all()
    assert (factor > 0).all()


def test_int8_loses_less(network: Path, tokenizer: Tokenizer, tmp_path: Path) -> None:
    smooth(network, tmp_path / "even.onnx", tokenizer, TEXTS)
    errors = []
    for path in (network, tmp_path / "even.onnx"):
        quantize_dynamic(path, tmp_path / "q.onnx", ["MatMul"], weight_type=QuantType.QInt8, per_channel=True)
        errors.append(np.abs(run(tmp_path / "q.onnx") - run(network)).mean())
    assert errors[1] < 0.7 * errors[0]
