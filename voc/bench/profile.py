"""Where the time of a job goes: reading, splitting, the model, cues, labels, aggregation, writing.

A thread looks every few milliseconds at what the job is doing, which slows nothing down and so distorts nothing. What
it sees counts for the time since it looked last: it gets to look less often while Python computes than while Python
waits.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from voc.analyzer import Analyzer
from voc.batch import score_files
from voc.readers import Columns

INTERVAL_S = 0.002
PARTS = {
    "reading": ("voc.readers", "voc.frames", "voc.batch.gather", "voc.batch.group"),
    "splitting": ("voc.units", "voc.language"),
    "model": ("voc.model.runtime", "voc.model.static", "voc.model.cascade"),
    "cues": ("voc.cues",),
    "labels": ("voc.model.labels", "voc.touchpoints", "voc.risk.features", "voc.scored"),
    "aggregation": ("voc.journey", "voc.effort", "voc.risk", "voc.service", "voc.parts"),
    "writing": ("voc.scores", "voc.storage"),
}
"""Modules of each part; the outermost on the stack decides."""
INSIDE = {"cues": ("voc.model.predictor",)}
"""Modules that count for a part only where nothing further in belongs to another: the predictor calls the model."""
OTHER = "other"


@dataclass(frozen=True)
class Profile:
    """Where the time went.

    Attributes:
        units: units in the scores.
        seconds: the whole job.
        shares: share of the seconds of each part, 0 to 1, in the order of ``PARTS``; with ``other`` they add up to 1.
    """

    units: int
    seconds: float
    shares: dict[str, float]

    def __str__(self) -> str:
        """Lay the shares out, one a line."""
        lines = [f"{self.units:,} units in {self.seconds:.1f} s: {self.units / self.seconds:,.0f} units/s"]
        return "\n".join([*lines, *(f"{name:<12}{share:7.1%}" for name, share in self.shares.items())])


def profile(analyzer: Analyzer, paths: Sequence[Path], columns: Columns | None = None) -> Profile:
    """Score exports into a folder that is thrown away, and see where the time goes.

    Raises:
        InputError: as ``voc.batch.score_files``.
    """
    analyzer.classify(["A first text, so that nothing is loaded later."])
    seen: defaultdict[str, float] = defaultdict(float)
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(threading.get_ident(), seen, stop), daemon=True)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        watcher.start()
        try:
            run = score_files(analyzer, paths, Path(folder), columns=columns, progress=False)
        finally:
            stop.set()
            watcher.join()
        seconds = time.perf_counter() - started
    total = sum(seen.values())
    shares = {name: seen[name] / total if total else 0.0 for name in (*PARTS, OTHER)}
    return Profile(run["units"], seconds, shares)


def _watch(thread: int, seen: defaultdict[str, float], stop: threading.Event) -> None:
    before = time.perf_counter()
    while not stop.wait(INTERVAL_S):
        now = time.perf_counter()
        seen[part(sys._current_frames().get(thread))] += now - before
        before = now


def part(frame: FrameType | None) -> str:
    """Return what part of a job a stack is in, ``other`` if none."""
    modules = []
    while frame is not None:
        modules.append(str(frame.f_globals.get("__name__", "")))
        frame = frame.f_back
    for parts in (PARTS, INSIDE):
        for module in reversed(modules):
            for name, starts in parts.items():
                if any(module == start or module.startswith(f"{start}.") for start in starts):
                    return name
    return OTHER
