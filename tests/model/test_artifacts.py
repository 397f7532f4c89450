import json
import shutil
from pathlib import Path

import pytest

import voc
from voc.errors import ModelError
from voc.model import store
from voc.model.artifacts import CONFIG, MANIFEST, WEIGHTS, ModelConfig, verify


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(store.find(store.DEFAULT), tmp_path / "copy"))


def test_a_copy_loads_from_its_path(folder: Path) -> None:
    assert voc.load(folder).name == store.DEFAULT


@pytest.mark.parametrize("name", [WEIGHTS, "tokenizer.json", CONFIG, "risk.json", "metrics.json"])
def test_an_altered_file_is_an_error_that_names_it(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(bytes(content))
    with pytest.raises(ModelError, match=f"{name} was altered"):
        voc.load(folder)


def test_a_missing_file_is_an_error_that_names_it(folder: Path) -> None:
    (folder / WEIGHTS).unlink()
    with pytest.raises(ModelError, match=f"{WEIGHTS} is missing"):
        voc.load(folder)


def test_a_broken_manifest_is_an_error(folder: Path) -> None:
    (folder / MANIFEST).write_text("{")
    with pytest.raises(ModelError, match="cannot be read"):
        verify(folder)


def test_no_file_is_a_pickle_and_the_folder_is_small() -> None:
    files = list(store.find(store.DEFAULT).iterdir())
    assert {path.suffix for path in files} <= {".onnx", ".json", ".md"}
    assert sum(path.stat().st_size for path in files) < 60e6


def test_an_unknown_model_lists_the_shipped_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"no model 'nope'.*{store.DEFAULT}"):
        store.find("nope")
    with pytest.raises(ModelError, match="no model"):
        store.find(tmp_path)


def test_another_layout_of_outputs_is_refused(folder: Path) -> None:
    content = json.loads((folder / CONFIG).read_text())
    content["heads"]["emotions"].reverse()
    (folder / CONFIG).write_text(json.dumps(content))
    with pytest.raises(ModelError, match="another version"):
        ModelConfig.load(folder)


def test_config_round_trip(folder: Path, tmp_path: Path) -> None:
    config = ModelConfig.load(folder)
    config.save(tmp_path)
    assert ModelConfig.load(tmp_path) == config
