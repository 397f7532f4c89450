"""The runtime for a GPU, on the CPU: all but the device itself. The last tests need one."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import voc
from voc.analyzer import Analyzer
from voc.batch import score_files
from voc.model import store
from voc.model.artifacts import WEIGHTS, ModelConfig
from voc.model.from_onnx import as_floats
from voc.model.heads import CHOICES, HEADS
from voc.model.outputs import activate
from voc.model.runtime import OnnxRuntime
from voc.model.torch_runtime import BATCH_TOKENS, TorchRuntime, _batches
from voc.settings import Settings
from voc.units import to_units

FOLDER = store.find(store.DEFAULT)
CONFIG = ModelConfig.load(FOLDER)
LONG = "fine " * 40 + "terrible scam and a disgusting lie " * 4
on_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU is here: torch.cuda.is_available() is false")


@pytest.fixture(scope="module")
def exact() -> TorchRuntime:
    return TorchRuntime(FOLDER, CONFIG.max_tokens, device="cpu", precision="float32")


@pytest.fixture(scope="module")
def texts(sample_utterances: pa.Table) -> list[str]:
    """Return every 15th unit of the samples."""
    return [text for text in dict.fromkeys(to_units(sample_utterances).to_score()) if text][::15]


def probabilities(units: list[np.ndarray]) -> dict[str, np.ndarray]:
    return activate(np.array(units), CONFIG.calibration)


def agree(mine: dict[str, np.ndarray], other: dict[str, np.ndarray], mean: float, most: float, largest: float) -> None:
    """Check the differences of all probabilities: their mean, 99% of them, and all."""
    apart = np.concatenate([
        np.abs(mine[name] - other[name]).ravel() for name, head in HEADS.items() if head.kind != "regression"
    ])  # fmt: skip
    assert apart.mean() < mean
    assert np.quantile(apart, 0.99) < most
    assert apart.max() < largest


def test_the_tolerance_to_the_cpu_is_the_stated_one(exact: TorchRuntime, analyzer: Analyzer, texts: list[str]) -> None:
    mine, other = (probabilities([raw.unit for raw in one.run(texts)]) for one in (exact, analyzer._predictor.runtime))
    agree(mine, other, 0.005, 0.07, 0.25)
    given = [one["emotions"] >= CONFIG.thresholds.emotions for one in (mine, other)]
    assert given[0].sum() > 20
    assert (given[0] != given[1]).mean() < 0.01
    choices = [np.array([one[head].argmax(1) for head in CHOICES]) for one in (mine, other)]
    assert (choices[0] != choices[1]).mean() < 0.04


@pytest.mark.parametrize(("precision", "largest"), [("float16", 0.004), ("bfloat16", 0.04)])
def test_half_precision_is_nearer_than_that(exact: TorchRuntime, precision: str, largest: float) -> None:
    half = TorchRuntime(FOLDER, CONFIG.max_tokens, device="cpu", precision=precision)  # type: ignore[arg-type]
    asked = ["Nobody called me back, I want my money.", "ok", "So easy, thank you!"]
    mine, other = (probabilities([raw.unit for raw in one.run(asked)]) for one in (half, exact))
    agree(mine, other, largest / 10, largest, largest)
    assert any((mine[name] != other[name]).any() for name in mine), "it must be another precision"


def test_batches_with_padding_and_windows_give_what_one_text_gives(texts: list[str]) -> None:
    runtime = TorchRuntime(FOLDER, 34, device="cpu", precision="float32")
    single = OnnxRuntime(FOLDER, 34, as_floats((FOLDER / WEIGHTS).read_bytes()), threads=1)
    asked = ["ok", LONG, "Where is my parcel? 😡", "a", texts[0]]
    for mine, other in zip(runtime.run(asked), single.run(asked), strict=True):
        assert mine.spans == other.spans
        assert mine.pieces == other.pieces
        np.testing.assert_allclose(mine.unit, other.unit, atol=1e-3)
        np.testing.assert_allclose(mine.tokens, other.tokens, atol=1e-3)
    assert list(runtime.run([])) == []


@given(st.lists(st.integers(3, 512), max_size=300))
def test_a_batch_is_of_like_length_and_not_too_large(lengths: list[int]) -> None:
    batches = list(_batches(lengths))
    assert sorted(row for rows in batches for row in rows) == list(range(len(lengths)))
    for rows in batches:
        assert len(rows) * max(lengths[row] for row in rows) <= BATCH_TOKENS
    for rows, after in pairwise(batches):
        assert min(lengths[row] for row in rows) >= max(lengths[row] for row in after)


def test_an_analyzer_scores_with_it(exact: TorchRuntime, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["I was on hold for two hours and nobody helped me.", None, "So easy to order, love it!"]
    before = analyzer.classify(texts)
    mine = Analyzer(Settings(FOLDER), threads=1)
    monkeypatch.setattr(mine._predictor, "runtime", exact)
    after = mine.classify(texts)
    for column in ("emotion", "stage", "goal", "null_reason"):
        assert after[column].to_pylist() == before[column].to_pylist()
    cues = [[(cue["cue"], cue["start"]) for cue in row or ()] for row in after["cues"].to_pylist()]
    assert [kind for kind, _ in cues[0]].count("wait") == 1


def test_a_device_that_fails_is_an_error(exact: TorchRuntime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "_padding", 10**6)  # no token of the vocabulary
    with pytest.raises(voc.ModelError, match=r"the model failed on cpu .*device='cpu'"):
        list(exact.run(["a", "a much longer text"]))


@on_gpu
@pytest.mark.parametrize("model", ["voc-mini-en", "voc-cascade-en"])
def test_a_gpu_scores_as_the_cpu(model: str, texts: list[str]) -> None:
    there, here = voc.load(model, device="cuda"), voc.load(model)
    assert there.fingerprint == here.fingerprint
    mine, other = (probabilities(list(one.logits(texts))) for one in (there, here))
    agree(mine, other, 0.005, 0.07, 0.25)


@on_gpu
def test_a_gpu_is_near_float32_in_any_batch(exact: TorchRuntime, texts: list[str]) -> None:
    runtime = TorchRuntime(FOLDER, CONFIG.max_tokens, device="cuda")
    alone = probabilities([next(runtime.run([text])).unit for text in texts])
    for other in (runtime.run(texts), exact.run(texts)):
        agree(alone, probabilities([raw.unit for raw in other]), 0.0005, 0.002, 0.005)


@on_gpu
def test_workers_share_a_gpu(tmp_path, texts: list[str]) -> None:
    (tmp_path / "in.jsonl").write_text("".join(f'{{"text": "call {i}: nobody helps"}}\n' for i in range(300)))
    run = score_files(voc.load(device="cuda:0"), [tmp_path / "in.jsonl"], tmp_path / "out", workers=2, progress=False)
    assert (run["units"], run["device"]) == (300, "cuda")
