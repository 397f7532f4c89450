"""Ctrl-C ends a job at once, with what to do next."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import SAMPLES


def test_ctrl_c_says_how_to_go_on(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from voc.cli import main; main()", "score", str(SAMPLES), "-o", "out", "-q"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    while not (tmp_path / "out" / ".voc-job" / "group-00000.json").exists():
        assert running.poll() is None, running.communicate()
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    said = running.communicate()
    assert said == ("", "voc: stopped; what is done is kept: go on with the same command and --resume\n")
    assert running.returncode == 130
    assert (tmp_path / "out" / ".voc-job.json").exists()
    assert not (tmp_path / "out" / ".voc-job.lock").exists()
