"""The network that is made of a model's graph computes what the graph does."""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import helper, numpy_helper
from transformers import BertConfig, MPNetConfig

from voc.errors import ModelError
from voc.model import store
from voc.model.artifacts import TOKENIZER, WEIGHTS
from voc.model.from_onnx import as_floats, network_of
from voc.model.heads import WIDTH
from voc.model.network import VocNetwork
from voc.model.runtime import OnnxRuntime
from voc.model.torch_runtime import TorchRuntime
from voc.model.windows import Raw
from voc.training.export import FLOAT_WEIGHTS, export
from voc.training.graph import add_heads, load
from voc.training.runs import ENCODER_CONFIG, save_network

SIZE = {
    "vocab_size": 30522, "hidden_size": 48, "num_hidden_layers": 2, "num_attention_heads": 6, "intermediate_size": 80,
    "max_position_embeddings": 80,
}  # fmt: skip
TEXTS = ["I waited two hours on hold", "ok", "Lovely staff, thank you! " * 20, "Where is my parcel? 😡"]


def exported(folder: Path, kind: str, four_bits: bool) -> Path:
    """Export an untrained network of a kind, whose weights are all different."""
    run = folder / "run"
    run.mkdir()
    config = (MPNetConfig if kind == "MPNet" else BertConfig)(**SIZE, layer_norm_eps=1e-5)
    torch.manual_seed(0)
    network = VocNetwork(config)
    with torch.no_grad():
        for weight in network.parameters():
            weight.add_(torch.randn_like(weight) * 0.1)
    save_network(network, run)
    (run / ENCODER_CONFIG).write_text(json.dumps(config.to_dict()), encoding="utf-8")
    shutil.copy(store.find(store.DEFAULT) / TOKENIZER, run / TOKENIZER)
    export(run, folder / "model", four_bits)
    return folder / "model"


def logits(raw: Raw) -> np.ndarray:
    return np.concatenate([raw.unit, raw.tokens.ravel(), [] if raw.own is None else raw.own])


def difference(folder: Path, weights: bytes) -> float:
    """Return by how much torch and ONNX Runtime differ at most, both in float32."""
    one = TorchRuntime(folder, 64, weights, "cpu", "float32").run(TEXTS)
    other = OnnxRuntime(folder, 64, as_floats(weights), threads=1).run(TEXTS)
    return max(float(np.abs(logits(a) - logits(b)).max()) for a, b in zip(one, other, strict=True))


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(tmp_path_factory.mktemp("bert"), "BERT", four_bits=False)


def test_the_network_of_bert_is_the_graphs(bert: Path) -> None:
    assert difference(bert, (bert / WEIGHTS).read_bytes()) < 1e-4
    assert difference(bert, (bert.parent / "run" / FLOAT_WEIGHTS).read_bytes()) < 1e-4


@pytest.mark.parametrize("four_bits", [False, True])
def test_the_network_of_mpnet_is_the_graphs(tmp_path: Path, four_bits: bool) -> None:
    folder = exported(tmp_path, "MPNet", four_bits)
    assert difference(folder, (folder / WEIGHTS).read_bytes()) < 1e-4
    found = next(TorchRuntime(folder, 64, device="cpu", precision="float32").run(TEXTS)).unit
    rounded = next(OnnxRuntime(folder, 64).run(TEXTS)).unit
    assert 1e-3 < np.abs(found - rounded).max() < 0.1 * np.ptp(rounded), "int8 activations are near, not the same"


def test_labels_of_the_users_own_come_along(bert: Path) -> None:
    rng, width = np.random.default_rng(0), 2 * SIZE["hidden_size"]
    model = load(bert / WEIGHTS)
    change = (rng.normal(0, 1, (width, WIDTH)), rng.normal(0, 1, WIDTH))
    add_heads(model, change, (rng.normal(0, 1, (width, 3)), np.array([0.0, 5.0, 10.0])))
    weights = model.SerializeToString()
    assert difference(bert, weights) < 1e-4
    (raw,) = TorchRuntime(bert, 64, weights, "cpu", "float32").run(["Where is my parcel?"])
    assert raw.unit.shape == (WIDTH,)
    assert raw.own is not None
    assert raw.own.shape == (3,)


def test_a_graph_that_does_something_else_with_the_weights_is_refused(bert: Path) -> None:
    model = onnx.load(bert / WEIGHTS)
    mean = next(node for node in model.graph.node if node.op_type == "ReduceSum")
    model.graph.initializer.append(numpy_helper.from_array(np.float32([3]), "thrice"))
    model.graph.node.append(helper.make_node("Mul", [f"{mean.output[0]}_once", "thrice"], list(mean.output)))
    mean.output[0] += "_once"
    with pytest.raises(ModelError, match=r"does not give what ONNX Runtime gives .* use device='cpu'"):
        TorchRuntime(bert, 64, model.SerializeToString(), "cpu", "float32")


def test_a_graph_of_another_kind_is_refused(bert: Path) -> None:
    given = helper.make_tensor_value_info("input_ids", onnx.TensorProto.INT64, [1, None])
    graph = helper.make_graph([helper.make_node("Identity", ["input_ids"], ["unit"])], "g", [given], [given])
    for weights in (helper.make_model(graph).SerializeToString(), b"no model at all"):
        with pytest.raises(ModelError, match="of a kind that runs on the CPU only"):
            TorchRuntime(bert, 64, weights, "cpu", "float32")


def test_random_numbers_of_the_program_stay_as_they_are(bert: Path) -> None:
    before = torch.random.get_rng_state()
    network_of((bert / WEIGHTS).read_bytes())
    assert torch.equal(before, torch.random.get_rng_state())
