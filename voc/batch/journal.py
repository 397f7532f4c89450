"""What a job has done so far: a small file for each step that is finished, written when all else of it is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from voc import storage

Record = dict[str, Any]
"""What is kept of a step."""


class Journal:
    """The steps of a job in its work folder, by stage and number."""

    def __init__(self, folder: Path) -> None:
        """Look at a work folder; files that are not whole, of a process that was killed, are removed."""
        self.folder = folder
        for left in folder.glob(f"{storage.TEMPORARY}*"):
            left.unlink()

    def path(self, stage: str, number: int, suffix: str) -> Path:
        """Return the place of a step's file."""
        return self.folder / f"{stage}-{number:05d}.{suffix}"

    def finish(self, stage: str, number: int, record: Record) -> None:
        """Note that a step is finished: the last thing that it does."""
        storage.write(self.path(stage, number, "json"), json.dumps(record).encode())

    def finished(self, stage: str) -> dict[int, Record]:
        """Return the finished steps of a stage, in order."""
        paths = sorted(self.folder.glob(f"{stage}-*.json"))
        return {int(path.stem.removeprefix(f"{stage}-")): json.loads(path.read_bytes()) for path in paths}

    def forget(self, stage: str, suffix: str) -> None:
        """Remove files of a stage that later ones have no need of."""
        for path in self.folder.glob(f"{stage}-*.{suffix}"):
            path.unlink()
