"""The built wheel, unpacked alone in a folder, works without torch: what a user of ``pip install`` gets."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LARGEST = 100_000_000
"""Bytes that PyPI takes in a file."""
PROBE = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("torch", "transformers", "safetensors", "onnx"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
import voc
assert voc.__file__.startswith(sys.argv[1]), voc.__file__
table = voc.load().classify(["I love it", None])
assert table["emotion"].to_pylist()[1] is None
from voc.cli import main
sys.argv = ["voc", "train", "model", "x", "--run", "y"]
main()
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


def test_wheel_holds_models_samples_and_templates(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "voc/models/voc-mini-en/manifest.json",
        "voc/models/voc-mini-en/model.onnx",
        "voc/models/voc-static-en/manifest.json",
        "voc/models/voc-cascade-en/manifest.json",
        "voc/samples/chats.jsonl",
        "voc/report/report.html.jinja",
        "voc/report/report.js",
        "voc/report/sections/numbers.jinja",
        "voc/cues/tables/wait.txt",
        "voc/py.typed",
    ):
        assert name in names
    assert not any(name.startswith(("tests/", "models/", "runs/", "voc/models/voc-base-en/")) for name in names)
    assert wheel.stat().st_size < LARGEST


def test_wheel_works_without_torch_and_names_the_missing_extra(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    command = [sys.executable, "-c", PROBE, str(tmp_path)]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "pip install 'voc-emotion[torch]'" in done.stderr


SPACY = """
import sys, spacy
nlp = spacy.blank("en")
component = nlp.add_pipe("voc")
import voc
assert voc.__file__.startswith(sys.argv[1]), voc.__file__
doc = nlp("I waited three weeks for a reply.")
assert [span.label_ for span in doc.spans["voc_cues"]] == ["wait"], doc.spans
"""


def test_spacy_finds_the_component_of_an_installed_package(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    command = [sys.executable, "-c", SPACY, str(tmp_path)]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, check=False
    )
    assert done.returncode == 0, done.stderr
