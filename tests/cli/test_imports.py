"""What commands import, seen from outside: a text must be explained at once."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys

import pytest

from voc.cli.imports import hidden

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
"""
SLOW = ("torch", "transformers", "pandas", "polars", "sklearn", "matplotlib", "presidio_analyzer")
SLOW += ("scipy.stats", "scipy.optimize", "scipy.sparse", "IPython")


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
