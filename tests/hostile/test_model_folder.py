"""A model folder made to harm is refused with ``ModelError`` before anything of it is used."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import voc
from voc.errors import ModelError
from voc.model import store
from voc.model.artifacts import CONFIG, MANIFEST, METRICS, RISK, TOKENIZER, WEIGHTS, ModelConfig, sha256, verify
from voc.risk.model import RiskModel

SHIPPED = store.find(store.DEFAULT)
DEEP = "[" * 100_000
NAN, HUGE = float("nan"), 1e308


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy whose weights are the shipped ones, by a hard link where the disk has them."""
    copy = tmp_path / "models" / "copy"
    copy.mkdir(parents=True)
    for path in SHIPPED.iterdir():
        try:
            os.link(path, copy / path.name)
        except OSError:
            shutil.copy(path, copy / path.name)
    return copy


def write(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)  # never through the hard link
    path.write_bytes(content)


def manifest(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads((folder / MANIFEST).read_text())
    change(content["files"])
    write(folder / MANIFEST, json.dumps(content).encode())


def signed(folder: Path, name: str, content: bytes) -> None:
    """Put a file in, and its SHA-256 into the manifest, as whoever makes a folder can."""
    write(folder / name, content)
    manifest(folder, lambda files: files.update({name: {"sha256": sha256(folder / name), "bytes": len(content)}}))


@pytest.mark.parametrize(
    "name", ["../secret.json", "/etc/hosts.json", "C:\\x.json", "a/b.json", "..", ".json", "a\0.json", "x.pkl", "x.bin"]
)
def test_names_that_lead_out_of_the_folder_or_are_of_no_model(folder: Path, name: str) -> None:
    secret = folder.parent / "secret.json"
    secret.write_text("{}")
    manifest(folder, lambda files: files.update({name: {"sha256": sha256(secret), "bytes": 2}}))
    with pytest.raises(ModelError, match="is not the name of a file of a model"):
        voc.load(folder)


@pytest.mark.parametrize("name", ["evil.pkl", "weights.bin", "other.json", ".hidden", "sub"])
def test_files_that_the_manifest_does_not_name(folder: Path, name: str) -> None:
    (folder / name).mkdir() if name == "sub" else (folder / name).write_bytes(b"\x80\x04.")
    with pytest.raises(ModelError, match=r"is not in manifest\.json"):
        voc.load(folder)


@pytest.mark.parametrize("name", [WEIGHTS, TOKENIZER, RISK, MANIFEST])
def test_links(folder: Path, name: str) -> None:
    moved = folder.parent / "moved"
    (folder / name).rename(moved)
    (folder / name).symlink_to(moved)
    with pytest.raises(ModelError, match="link"):
        voc.load(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this platform")
def test_a_pipe_that_would_be_waited_for(folder: Path) -> None:
    (folder / WEIGHTS).unlink()
    os.mkfifo(folder / WEIGHTS)
    with pytest.raises(ModelError, match="not a plain file"):
        voc.load(folder)


@pytest.mark.parametrize(
    "content",
    ["[]", "null", "{}", '{"files": []}', '{"files": null}', DEEP, '{"a":' * 50_000, "\udcff", '{"files": {"a.md": 1}}',
     '{"files": {"a.md": {}}}', '{"files": {"a.md": {"sha256": "ab", "bytes": 1}}}', "9" * 5000],
)  # fmt: skip
def test_manifests(folder: Path, content: str) -> None:
    write(folder / MANIFEST, content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ModelError, match=r"manifest\.json cannot be read"):
        verify(folder)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("name",), ["x"]),
        (("name",), "\x1b[31mred"),
        (("name",), None),
        *((("max_tokens",), value) for value in (0, 2, -5, HUGE, 10**9, "512", None, True, NAN)),
        *((("thresholds", "emotions"), value) for value in (NAN, HUGE, "0.5", None, [], float("inf"))),
        (("thresholds", "evil"), 1),
        (("thresholds", "go_emotions"), [0.1]),
        (("thresholds", "go_emotions"), 0.1),
        (("thresholds", "nulls"), {}),
        (("thresholds", "nulls", "stage"), NAN),
        (("thresholds",), []),
        (("calibration", "emotions"), [NAN, 0]),
        (("calibration", "emotions"), [1, 2, 3]),
        (("calibration", "emotions"), ["a", "b"]),
        (("calibration", "emotions"), [HUGE, HUGE]),
        (("calibration", "nobody"), [1, 1]),
        (("calibration",), 1),
    ],
)
def test_configs(folder: Path, where: tuple[str, ...], value: object) -> None:
    content = json.loads((folder / CONFIG).read_text())
    part = content
    for name in where[:-1]:
        part = part[name]
    part[where[-1]] = value
    write(folder / CONFIG, json.dumps(content).encode())
    with pytest.raises(ModelError, match=r"config\.json cannot be used"):
        ModelConfig.load(folder)


@pytest.mark.parametrize("name", ["name", "max_tokens", "thresholds", "calibration"])
def test_configs_that_lack_something(folder: Path, name: str) -> None:
    content = json.loads((folder / CONFIG).read_text())
    del content[name]
    write(folder / CONFIG, json.dumps(content).encode())
    with pytest.raises(ModelError, match=f"'{name}'"):
        ModelConfig.load(folder)


@pytest.mark.parametrize("content", ["{", "[]", DEEP, "\udcff"])
def test_configs_and_risk_models_that_are_no_json(folder: Path, content: str) -> None:
    for name in (CONFIG, RISK):
        write(folder / name, content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ModelError, match="cannot be used"):
        ModelConfig.load(folder)
    with pytest.raises(ModelError, match="is not a risk model"):
        RiskModel.load(folder / RISK)


@pytest.mark.parametrize("weight", [NAN, HUGE, -HUGE, float("inf"), "x", None, [1, 2], True])
def test_risk_models_with_weights_that_are_none(folder: Path, weight: object) -> None:
    content = json.loads((folder / RISK).read_text())
    for change in ({"intercept": weight}, {"weights": content["weights"] | {"anger.mean": weight}}):
        write(folder / RISK, json.dumps(content | change).encode())
        with pytest.raises(ModelError, match="not a number"):
            RiskModel.load(folder / RISK)


def test_risk_models_turned_around_or_cut(folder: Path) -> None:
    content = json.loads((folder / RISK).read_text())
    turned = {name: -weight for name, weight in content["weights"].items()}
    for weights, why in ((turned, "wrong sign"), ({"anger.mean": 1}, "other features"), ([], "not an object")):
        write(folder / RISK, json.dumps(content | {"weights": weights}).encode())
        with pytest.raises(ModelError, match=why):
            RiskModel.load(folder / RISK)


@pytest.mark.parametrize("content", [b"\x80\x04cos\nsystem\n", b"", b"\x08\x08" * 100, b"PK\x03\x04"])
def test_weights_that_are_no_onnx(folder: Path, content: bytes) -> None:
    signed(folder, WEIGHTS, content)
    with pytest.raises(ModelError, match="cannot be loaded"):
        voc.load(folder)


def onnx_of(nodes: list[Any], initializers: list[Any] = (), domains: tuple[str, ...] = ("",)) -> bytes:
    """Return a small ONNX model from ``input_ids`` to the outputs that voc reads."""
    helper = pytest.importorskip("onnx").helper
    ids = helper.make_tensor_value_info("input_ids", 7, [1, "length"])
    outputs = [helper.make_tensor_value_info(name, 1, None) for name in ("unit", "tokens")]
    graph = helper.make_graph(nodes, "graph", [ids], outputs, list(initializers))
    opsets = [helper.make_opsetid(domain, 17) for domain in domains]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString()


def constants(**kwargs: Any) -> list[Any]:
    helper = pytest.importorskip("onnx").helper
    return [helper.make_node("Identity", ["w"], [name], **kwargs) for name in ("unit", "tokens")]


@pytest.mark.parametrize("place", ["beside.bin", "../secret.bin", "/etc/passwd", "C:\\secret.bin"])
def test_weights_in_another_file(folder: Path, place: str) -> None:
    onnx = pytest.importorskip("onnx")
    tensor = onnx.TensorProto(name="w", data_type=1, dims=[4], data_location=onnx.TensorProto.EXTERNAL)
    tensor.external_data.add(key="location", value=place)
    signed(folder, WEIGHTS, onnx_of(constants(), [tensor]))
    with pytest.raises(ModelError, match="weights in other files"):
        voc.load(folder)


def test_weights_with_an_operator_of_their_own(folder: Path) -> None:
    signed(folder, WEIGHTS, onnx_of(constants(domain="evil.example"), domains=("", "evil.example")))
    with pytest.raises(ModelError, match="cannot be loaded"):
        voc.load(folder)


def test_weights_that_declare_more_than_they_hold(folder: Path) -> None:
    onnx = pytest.importorskip("onnx")
    tensor = onnx.TensorProto(name="w", data_type=1, dims=[2**40, 2**20], raw_data=b"1234")
    signed(folder, WEIGHTS, onnx_of(constants(), [tensor]))
    with pytest.raises(ModelError, match=r"cannot be loaded|failed"):
        voc.load(folder)


def test_weights_with_other_outputs(folder: Path) -> None:
    onnx = pytest.importorskip("onnx")
    tensor = onnx.TensorProto(name="w", data_type=1, dims=[3], raw_data=b"1234" * 3)
    signed(folder, WEIGHTS, onnx_of(constants(), [tensor]))
    with pytest.raises(ModelError, match="other outputs"):
        voc.load(folder)


@pytest.mark.parametrize("content", ["{}", DEEP, '{"a":' * 50_000, "\x00", '{"version": "1.0", "model": null}'])
def test_tokenizers(folder: Path, content: str) -> None:
    signed(folder, TOKENIZER, content.encode())
    with pytest.raises(ModelError, match="cannot be loaded"):
        voc.load(folder)


def test_a_tokenizer_of_another_model(folder: Path) -> None:
    content = json.loads((folder / TOKENIZER).read_text())
    content["model"]["vocab"].update({"a": 2**31, "b": 2**31 + 1})
    signed(folder, TOKENIZER, json.dumps(content).encode())
    with pytest.raises(ModelError, match="the model failed"):
        voc.load(folder)


def test_a_tokenizer_larger_than_any(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.limits.LARGEST_JSON", 500_000)
    with pytest.raises(ModelError, match=r"tokenizer\.json is larger than 500,000 bytes"):
        verify(folder)


def test_a_tokenizer_that_would_cut_texts_does_not(folder: Path) -> None:
    content = json.loads((folder / TOKENIZER).read_text())
    content["truncation"] = {"direction": "Right", "max_length": 3, "strategy": "LongestFirst", "stride": 0}
    signed(folder, TOKENIZER, json.dumps(content).encode())
    text = "They told me to wait, then I had to call three more times."
    assert voc.load(folder).classify([text]) == voc.load().classify([text])


@pytest.mark.parametrize("content", ["[]", DEEP])
def test_metrics(folder: Path, content: str) -> None:
    signed(folder, METRICS, content.encode())
    with pytest.raises(ModelError, match=r"metrics\.json cannot be read"):
        voc.load(folder).score([voc.Interaction("a", (voc.Utterance("Still broken."),))], progress=False)


@pytest.mark.parametrize("name", ["a" * 5000, "a\0b", "\ud800"])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(ModelError, match="no model"):
        voc.load(name)
