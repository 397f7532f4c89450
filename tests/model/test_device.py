import sys
from pathlib import Path

import pytest
import torch

import voc
from voc import spark
from voc.analyzer import Analyzer
from voc.bench.contestants import contestants
from voc.bench.results import run
from voc.cli import main
from voc.errors import InputError, MissingExtraError
from voc.journey import rollups
from voc.model import store
from voc.model.artifacts import RISK
from voc.model.backend import open_runtime
from voc.model.device import check_device
from voc.risk.model import RiskModel

no_gpu = pytest.mark.skipif(torch.cuda.is_available(), reason="a GPU is here")


def test_the_cpu_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    check_device("cpu")


@pytest.mark.parametrize("device", ["gpu", "CUDA", "cuda:", "cuda:-1", "cuda:0 ", "mps", "cpu:0", ""])
def test_other_names_are_refused(device: str) -> None:
    with pytest.raises(InputError, match=f"no device '{device}': there are 'cpu', 'cuda', and"):
        voc.load(device=device)


@pytest.mark.parametrize("package", ["torch", "transformers", "onnx"])
def test_a_gpu_needs_the_extra(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=r"a GPU needs .*voc-emotion\[torch\]"):
        voc.load(device="cuda")


@no_gpu
def test_a_machine_without_a_gpu_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputError, match=r"no CUDA device: torch .* sees no GPU; .* use device='cpu'"):
        voc.load(device="cuda:1")
    with pytest.raises(InputError, match="no CUDA device"):
        run(["ok"], device="cuda")
    (tmp_path / "in.txt").write_text("Customer: hello?\n")
    monkeypatch.setattr(sys, "argv", ["voc", "score", str(tmp_path), "-o", str(tmp_path / "out"), "--device", "cuda"])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert "voc: no CUDA device" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@no_gpu
def test_spark_looks_for_the_gpu_of_executors_only(analyzer: Analyzer) -> None:
    with pytest.raises(InputError, match="no device 'gpu'"):
        spark.score(None, device="gpu")  # type: ignore[arg-type]  (no frame is needed to see that)
    risk = RiskModel.load(store.find(store.DEFAULT) / RISK)
    task = spark._Model(store.DEFAULT, None, risk, analyzer.fingerprint, voc.__version__, rollups.shipped(), "cuda")
    with pytest.raises(InputError, match="no CUDA device"):
        task.load()


def test_the_second_of_one_gpu_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    check_device("cuda:0")
    with pytest.raises(InputError, match="no device 'cuda:1': torch sees 1 of them"):
        check_device("cuda:1")


def test_a_static_model_has_nothing_to_gain() -> None:
    with pytest.raises(InputError, match="voc-static-en looks its tokens up in a table, on the CPU"):
        open_runtime(store.find("voc-static-en"), 512, device="cuda")


def test_the_same_contestants_take_part_on_a_gpu() -> None:
    assert list(contestants("cuda")) == list(contestants())
