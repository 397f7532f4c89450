"""Whose an output folder is: one job at a time writes it, and only the same job goes on with it.

A job that is not done leaves a claim in its output: what it was asked to do, and where its work folder is. A second job
on the same output sees it. Two that begin at the same time are kept apart by a lock, which the system takes from a
process that ends in whatever way. On one machine the lock keeps any two apart; the claim is written so that of two
machines that begin on the same object store only one gets it, where the store can do that (S3 can). A job on another
machine that still runs is not told from one that was killed: neither goes on without ``--overwrite``.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from voc import storage
from voc.errors import InputError, JobError
from voc.scores import CLAIM, TABLES
from voc.storage import Folder

WORK = ".voc-job"
"""Work folder of a job, in its output if that is local."""
RUN = "run.json"
LISTED = 3
"""Changed inputs that a message names."""


def work_folder(out: Folder, work: Path | None) -> Path:
    """Return the local folder for what a job keeps until it is done: one of its own, which is removed at the end.

    Args:
        out: the output.
        work: where the user wants it to be; default: in the output, and for an object store in the user's cache.
    """
    if work is None and not out.remote:
        return Path(str(out), WORK)
    own = hashlib.sha256((str(out).rstrip("/") if out.remote else str(Path(str(out)).resolve())).encode())
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "voc", "jobs")
    return (cache if work is None else work) / f"{WORK}-{own.hexdigest()[:16]}"


@contextmanager
def locked(out: Folder, work: Path) -> Iterator[None]:
    """Hold the lock of an output.

    Raises:
        JobError: if another job of this machine holds it.
    """
    beside = work if out.remote else Path(str(out), WORK)
    beside.parent.mkdir(parents=True, exist_ok=True)
    path = beside.with_suffix(".lock")
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise JobError(f"another job writes {out}: wait until it is done, or choose another folder") from None
    try:
        yield
    finally:
        with suppress(OSError):  # where an open file cannot be removed it stays, and does no harm
            path.unlink()
        lock.release()


def known(out: Folder) -> bool:
    """Return whether an output has a job, done or not."""
    return any(out.read(name) is not None for name in (CLAIM, RUN))


def begin(out: Folder, work: Path, asked: Mapping[str, Any], resume: bool, overwrite: bool) -> bool:
    """Claim an output for a job; to be called with the lock held.

    Args:
        out: the output.
        work: the work folder.
        asked: what the job is to do: ``inputs``, each with ``name``, ``size`` and ``stamp``, and all that the result
            depends on besides.
        resume: go on with the same job if there is one.
        overwrite: replace scores and jobs that are there.

    Returns:
        Whether there is anything to do: not where the same job is done already.

    Raises:
        InputError: if the output holds scores.
        JobError: if it holds a job that is not done, and this is not to go on with it, or cannot.
    """
    claim = out.read(CLAIM)
    if claim is None and resume and (done := out.read(RUN)) is not None:
        _check_same(json.loads(done), asked, out)
        return False
    if claim is not None and resume:
        claimed = json.loads(claim)
        _check_same(claimed, asked, out)
        if not (work / CLAIM).exists() or (work / CLAIM).read_bytes() != claim:
            raise JobError(
                f"what the job on {out} has done is in {claimed['work']} on {claimed['host']}: go on there, or begin "
                "anew with --overwrite"
            )
        return True
    if claim is not None and not overwrite:
        raise JobError(f"{out} holds a job that is not done: go on with --resume, or begin anew with --overwrite")
    if not overwrite and any(out.names(name) for name in TABLES):
        raise InputError(f"{out} holds scores already: choose another folder, or pass --overwrite")
    _claim(out, work, asked, claim)
    return True


def _claim(out: Folder, work: Path, asked: Mapping[str, Any], old: bytes | None) -> None:
    """Write a claim; its copy in the work folder tells that this belongs to it."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)
    about = {"id": os.urandom(8).hex(), "host": platform.node(), "work": str(work.resolve()), **asked}
    claim = json.dumps(about).encode()
    storage.write(work / CLAIM, claim)
    if old is not None:
        out.remove(CLAIM)
    if not out.create(CLAIM, claim):
        raise JobError(f"another job began on {out}: wait until it is done, or choose another folder")


def end(out: Folder, work: Path) -> None:
    """Give an output free of which nothing is worth keeping."""
    release(out)
    clear(work)


def release(out: Folder) -> None:
    """Give an output free: its job is done."""
    out.remove(CLAIM)


def clear(work: Path) -> None:
    """Remove the work folder of a job."""
    shutil.rmtree(work, ignore_errors=True)


def _check_same(before: Mapping[str, Any], now: Mapping[str, Any], out: Folder) -> None:
    """Check that a job is the one that began.

    Raises:
        JobError: if not; the message says what changed.
    """
    was, given = ({each["name"]: each for each in asked["inputs"]} for asked in (before, now))
    changes = [f"{name} is gone" for name in was if name not in given]
    changes += [f"{name} is new" for name in given if name not in was]
    changes += [f"{name} changed" for name in was if name in given and not _alike(was[name], given[name])]
    if len(changes) > LISTED:
        changes[LISTED:] = [f"{len(changes) - LISTED} more"]
    changes += [f"{key} was {before.get(key)}" for key in now if key != "inputs" and before.get(key) != now[key]]
    if changes:
        raise JobError(
            f"cannot go on with the job on {out}, which is not the same any more: {', '.join(changes)}; begin anew "
            "with --overwrite"
        )


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[key] == other[key] for key in ("size", "stamp"))
