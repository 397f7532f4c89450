"""The notebooks run from top to bottom in a fresh kernel, and are stored as they should be: prose first, no output."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LONGEST_CELL = 12


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def notebook(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_they_are_all_there() -> None:
    names = ["01_quickstart", "02_transcripts_to_journey", "03_who_will_leave_and_why", "04_own_labels_and_outcomes"]
    assert [path.stem for path in NOTEBOOKS] == names


def test_it_is_stored_without_output(notebook: nbformat.NotebookNode) -> None:
    nbformat.validate(notebook)
    assert not [cell for cell in code(notebook) if cell.outputs or cell.execution_count is not None]
    assert not [cell for cell in notebook.cells if set(cell.metadata) - {"tags"}]
    assert set(notebook.metadata) <= {"kernelspec", "language_info"}
    assert set(notebook.metadata.language_info) == {"name"}, "a version would change with everybody who saves it"


def test_it_is_prose_first_and_its_cells_are_short(notebook: nbformat.NotebookNode) -> None:
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith("# ")
    assert notebook.cells[-1].cell_type == "markdown", "it ends with what to make of it"
    for before, cell in zip(notebook.cells, notebook.cells[1:], strict=False):
        assert "markdown" in (before.cell_type, cell.cell_type), f"no word before:\n{cell.source}"
    for cell in code(notebook):
        assert len(cell.source.splitlines()) <= LONGEST_CELL, cell.source
        assert max(map(len, cell.source.splitlines())) <= 120, cell.source


def test_it_runs(path: Path, notebook: nbformat.NotebookNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The kernel is another process: it gets this checkout, and writes its files where they do no harm.
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    printed = [out.text for cell in code(notebook) for out in cell.outputs if out.get("name") == "stderr"]
    assert printed == [], "nothing but results is shown"
    assert all(cell.execution_count for cell in code(notebook))
    shown = [out.data for cell in code(notebook) for out in cell.outputs if "data" in out]
    for kind in ("text/html", "application/vnd.jupyter.widget-view+json"):
        assert any(kind in data for data in shown), "tables and progress bars are there"
