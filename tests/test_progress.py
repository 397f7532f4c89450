"""The progress bar moves on a terminal, and is silent where it would only leave lines in a log."""

import io
import subprocess
import sys

import pytest

from voc.progress import progress_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "show", "seen"), [(Terminal, True, True), (Terminal, False, False), (io.StringIO, True, False)]
)
def test_text_only_goes_to_a_terminal(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO], show: bool, seen: bool
) -> None:
    monkeypatch.setattr(sys, "stderr", stream())
    with progress_bar(2, "scoring", "units", show) as bar:
        bar.update(2)
    assert ("scoring: 100%" in sys.stderr.getvalue()) == seen  # type: ignore[attr-defined]
    assert bool(sys.stderr.getvalue()) == seen  # type: ignore[attr-defined]


NO_WIDGETS = """
import sys, types
sys.modules["ipywidgets"] = None
sys.modules["ipykernel.zmqshell"] = types.ModuleType("ipykernel.zmqshell")
import IPython
IPython.get_ipython = lambda: types.SimpleNamespace(config={"IPKernelApp": {}})
from voc.progress import progress_bar
with progress_bar(1, "scoring", "units", True) as bar:
    bar.update(1)
"""


def test_a_notebook_without_ipywidgets_gets_no_notice() -> None:
    command = [sys.executable, "-c", NO_WIDGETS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
