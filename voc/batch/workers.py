"""Processes that score shards.

Each has a pipe of its own: when the job's process ends in whatever way its end is closed, and the worker ends; when a
worker ends, the job's process sees it. All that a worker writes is whole or not there, so it may be killed at any time.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tqdm.std import tqdm

from voc.analyzer import Analyzer
from voc.batch import shards
from voc.batch.journal import Journal
from voc.errors import JobError
from voc.model.backend import shared_weights
from voc.model.device import CPU
from voc.model.runtime import processors
from voc.settings import Settings
from voc.storage import Folder


@dataclass(frozen=True)
class Task:
    """What a worker needs to know.

    Attributes:
        settings: what to load the model from.
        weights: what the workers load, see ``shared_weights``.
        threads: texts scored at the same time.
        work: work folder of the job.
        out: its output.
        shards: how many shards there are.
    """

    settings: Settings
    weights: str
    threads: int
    work: Path
    out: str
    shards: int


@dataclass(frozen=True, slots=True)
class _Worker:
    process: BaseProcess
    pipe: Any


def score(
    settings: Settings,
    journal: Journal,
    out: Folder,
    numbers: Iterable[int],
    n_shards: int,
    workers: int,
    tick: Callable[[int], None],
) -> None:
    """Score shards in several processes.

    Args:
        settings: what to load the model from.
        journal: of the job.
        out: the output.
        numbers: the shards to score.
        n_shards: how many there are in all.
        workers: number of processes.
        tick: called with a number of utterances just done.

    Raises:
        JobError: if a process dies.
        Exception: what a process failed with.
    """
    left = list(numbers)[::-1]
    task = Task(
        settings,
        shared_weights(settings.folder, journal.folder, settings.device),
        max(1, processors() // workers),
        journal.folder,
        str(out),
        n_shards,
    )
    started = [_start(task) for _ in range(min(workers, len(left)))]
    by_pipe = {worker.pipe: worker for worker in started}
    try:
        while by_pipe:
            for pipe in connection.wait(list(by_pipe)):
                said = _receive(by_pipe[pipe])
                if isinstance(said, Exception):
                    raise said
                if isinstance(said, int):
                    tick(said)
                elif left:
                    _send(by_pipe[pipe], left.pop())
                else:
                    del by_pipe[pipe]
    finally:
        for worker in started:
            worker.process.kill()
            worker.process.join()
            worker.pipe.close()


def _start(task: Task) -> _Worker:
    """Start a process: a copy of one that has loaded the libraries where the system can, which shares their memory.

    A GPU cannot be used in a copy of a process that has looked for one, as spaCy does with torch.
    """
    copied = sys.platform.startswith("linux") and task.settings.device == CPU
    context: Any = get_context("forkserver" if copied else "spawn")
    if hasattr(context, "set_forkserver_preload"):
        context.set_forkserver_preload([__name__])
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, task), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _receive(worker: _Worker) -> object:
    """Return what a worker says."""
    try:
        return worker.pipe.recv()
    except (EOFError, ConnectionError):
        raise _died(worker) from None


def _send(worker: _Worker, number: int) -> None:
    """Give a worker a shard."""
    try:
        worker.pipe.send(number)
    except ConnectionError:
        raise _died(worker) from None


def _died(worker: _Worker) -> JobError:
    worker.process.join()
    code = worker.process.exitcode or 0
    why = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
    return JobError(
        f"a worker process {why}, which most often is for want of memory: go on with --resume, perhaps with fewer "
        "--workers"
    )


def _work(pipe: Any, task: Task) -> None:  # noqa: ANN401  (a connection's type differs between systems)
    """Score the shards that are asked for, until nothing is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the first one ends the others
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # No bar is seen here, and tqdm's own lock would be a semaphore that a killed process leaves behind.
    tqdm.set_lock(threading.RLock())
    try:
        analyzer = Analyzer(task.settings, task.threads, task.weights)
        journal, out = Journal(task.work), Folder(task.out)
        pipe.send(None)
        while True:
            shards.score(analyzer, journal, out, pipe.recv(), task.shards, pipe.send)
            pipe.send(None)
    except EOFError:
        return
    except Exception as error:  # whatever it is, the job's process raises it
        with suppress(OSError):
            pipe.send(error)


def _end_with_parent() -> None:
    """End as soon as the job's process has ended, also in the middle of a shard."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
