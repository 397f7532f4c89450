import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from voc.cli import app
from voc.errors import ModelError
from voc.model.store import find


@pytest.fixture(scope="module")
def altered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(find("voc-static-en"), tmp_path_factory.mktemp("altered") / "model")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["calibration"]["valence"] = [-1.0, 0.0]
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "arguments",
    [("fairness",), *((name, "--data", "nowhere") for name in ("voices", "robustness", "goemotions", "risk"))],
    ids=lambda arguments: arguments[0],
)
def test_a_model_that_was_altered_is_not_measured(altered: Path, arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, ["evaluate", *arguments, "--model", str(altered)])
    assert isinstance(done.exception, ModelError), done.output
    assert "config.json was altered" in str(done.exception)
