"""What a job has done so far: a small file for each step that is finished, written when all else of it is there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from voc import storage

Record = dict[str, Any]
"""What is kept of a step."""


class Journal:
    """The steps of a job in its work folder, by stage and number."""

    def __init__(self, folder: Path) -> None:
        """Take the work folder."""
        self.folder = folder

    def clean(self) -> None:
        """Remove files that are not whole, of processes that were killed."""
        for left in self.folder.glob(f"{storage.TEMPORARY}*"):
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()

    def path(self, stage: str, number: int, suffix: str) -> Path:
        """Return the place of a step's file."""
        return self.folder / f"{stage}-{number:05d}.{suffix}"

    def finish(self, stage: str, number: int, record: Record) -> None:
        """Note that a step is finished: the last thing that it does."""
        storage.write(self.path(stage, number, "json"), json.dumps(record).encode())

    def finished(self, stage: str) -> dict[int, Record]:
        """Return the finished steps of a stage, in order."""
        paths = {int(path.stem.removeprefix(f"{stage}-")): path for path in self.folder.glob(f"{stage}-*.json")}
        return {number: json.loads(paths[number].read_bytes()) for number in sorted(paths)}

    def forget(self, stage: str, suffix: str) -> None:
        """Remove files of a stage that later ones have no need of."""
        for path in self.folder.glob(f"{stage}-*.{suffix}"):
            path.unlink()
