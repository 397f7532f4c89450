"""Measures one contestant, in a process of its own: ``python -m voc.bench.measure`` reads a task, writes a result.

Both are JSON, on standard input and output: texts touch no disk.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voc.bench.contestants import Contestant, contestants
from voc.errors import VocError
from voc.model.device import CPU


def measure(
    contestant: Contestant, texts: Sequence[str], rounds: int, labelled: Sequence[str], device: str = CPU
) -> dict[str, Any]:
    """Measure a contestant in a new process.

    Args:
        contestant: one whose packages are installed.
        texts: what it scores for its speed, each different.
        rounds: how often, each with a share of the texts of its own; the best counts.
        labelled: texts it must answer for its accuracy.
        device: where networks run, see ``contestants``.

    Returns:
        ``units_per_s``; ``startup_s`` and ``startup_cpu_s``, seconds on the clock and of the processors from the start
        of the process to the first answer; ``peak_mb``, most memory held until the last round, null on Windows; and
        ``answers`` for ``labelled``.

    Raises:
        VocError: if the process fails.
    """
    task = {"name": contestant.name, "texts": texts, "rounds": rounds, "labelled": labelled, "device": device}
    task["started"] = time.time()
    command = [sys.executable, "-m", "voc.bench.measure"]
    done = subprocess.run(command, input=json.dumps(task), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise VocError(f"{contestant.name} could not be measured: {done.stderr.strip()[-500:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _measured(task: dict[str, Any]) -> dict[str, Any]:
    # No round sees a text again, and the first share warms up: what is kept of a text does not count as speed.
    warm, *shares = shared(task["texts"], task["rounds"] + 1)
    best = 0.0
    score = contestants(task["device"])[task["name"]].prepare()
    score(warm[:1])
    startup, busy = time.time() - task["started"], time.process_time()
    score(warm)
    for share in shares:
        started = time.perf_counter()
        score(share)
        best = max(best, len(share) / (time.perf_counter() - started))
    peak = _peak_mb()
    answers = score(task["labelled"]) if task["labelled"] else {}
    return {"units_per_s": best, "startup_s": startup, "startup_cpu_s": busy, "peak_mb": peak, "answers": answers}


def shared(texts: Sequence[str], count: int) -> list[Sequence[str]]:
    """Deal texts out; where there are fewer than shares, every share is all of them."""
    return [texts[i::count] for i in range(count)] if len(texts) >= count else [texts] * count


def _peak_mb() -> float | None:
    """Return the most memory that this process has held, in MB; None where the system does not tell."""
    status = Path("/proc/self/status")  # Linux counts in ru_maxrss what the process was forked from
    if status.exists():
        told = dict(line.partition(":")[::2] for line in status.read_text(encoding="ascii").splitlines())
        return int(told["VmHWM"].split()[0]) / 2**10
    try:
        import resource
    except ImportError:  # Windows
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(_measured(json.load(sys.stdin))) + "\n")
