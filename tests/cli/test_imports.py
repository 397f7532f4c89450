"""What commands import, seen from outside: a text must be explained at once."""

from __future__ import annotations

import gc
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from voc.cli.imports import hidden, late, without_collection

EXPLAIN = """
import json, sys
sys.argv = ["voc", "explain", "I waited three weeks and nobody called back!"]
from voc.cli import main
try:
    main()
except SystemExit as exit:
    assert not exit.code
print(json.dumps(sorted(sys.modules)))
import torch, pandas  # installed, and can still be imported
import spacy, scipy.special
from spacy.pipeline import EntityRuler
assert spacy.blank("en")("a b")[1].text == "b" and scipy.special.logsumexp([0, 0]) > 0
"""
SLOW = ("torch", "transformers", "pandas", "polars", "sklearn", "matplotlib", "presidio_analyzer")
SLOW += ("scipy.stats", "scipy.optimize", "scipy.sparse", "scipy._lib._array_api", "IPython")
SLOW += ("py3langid.langid", "spacy.cli", "spacy.ml", "spacy.pipeline.ner", "numpy.f2py", "asyncio")


def test_explaining_a_text_imports_only_what_it_needs() -> None:
    done = subprocess.run([sys.executable, "-c", EXPLAIN], capture_output=True, text=True, check=True)
    *told, modules = done.stdout.splitlines()
    assert any("wait" in line for line in told)
    imported = set(json.loads(modules))
    assert {"spacy", "onnxruntime"} <= imported
    assert sorted(imported & set(SLOW)) == []


def test_hiding_leaves_no_trace() -> None:
    before = list(sys.meta_path)
    sys.modules.pop("colorsys", None)
    with hidden("colorsys", "json"):
        with pytest.raises(ImportError, match="colorsys is hidden"):
            importlib.import_module("colorsys")
        assert importlib.import_module("json") is json, "what is imported stays"
    assert importlib.import_module("colorsys")
    assert sys.meta_path == before


def test_an_error_ends_the_hiding() -> None:
    before = list(sys.meta_path)
    with pytest.raises(ZeroDivisionError), hidden("colorsys"):
        raise ZeroDivisionError
    assert sys.meta_path == before


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package that says when it is loaded as a whole."""
    folder = tmp_path / "slowly"
    folder.mkdir()
    (folder / "__init__.py").write_text("from slowly import part\nwhole = True\nboth = 'whole'\n")
    (folder / "part.py").write_text("from . import home\nhere = 1\n")
    (folder / "home.py").write_text("both = 'home'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("slowly", "slowly.part", "slowly.home"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return "slowly"


def test_a_late_package_gives_its_modules_and_is_loaded_when_more_is_asked_for(package: str) -> None:
    before = list(sys.meta_path)
    with late({package: "home"}):
        assert importlib.import_module(f"{package}.part").here == 1
    assert sys.meta_path == before
    module = importlib.import_module(package)
    assert module.both == "home"
    assert not hasattr(module, "__all__")
    assert "whole" not in vars(module)
    assert module.whole
    assert module.both == "whole"
    with pytest.raises(AttributeError, match="nothing"):
        _ = module.nothing


@pytest.mark.parametrize("home", ["", "gone"])
def test_a_late_package_without_its_home_is_loaded_as_a_whole(package: str, home: str) -> None:
    with late({package: home}):
        assert importlib.import_module(package).both == "whole"


def test_what_is_imported_is_not_late(package: str) -> None:
    module = importlib.import_module(package)
    with late({package: ""}):
        assert importlib.import_module(package) is module
    assert module.whole


def test_collection_goes_on_afterwards() -> None:
    with without_collection():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), without_collection():
        raise ZeroDivisionError
    assert gc.isenabled()
