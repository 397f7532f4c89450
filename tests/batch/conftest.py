"""A small job: chats of which the turns lie in two files, reviews, and a row that is broken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from voc.batch import gather, group, shards
from voc.scores import SETTINGS, TABLES

TURNS, REVIEWS = 40, 8
OUTPUT = (*TABLES, *SETTINGS, "rejects.jsonl", "run.json")


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    turns = (SAMPLES / "chats.jsonl").read_text(encoding="utf-8").splitlines()[:TURNS]
    for name, lines in (("even", turns[::2]), ("odd", turns[1::2])):
        (folder / f"{name}.jsonl").write_text("\n".join([*lines, '{"text": "cut']) + "\n", encoding="utf-8")
    reviews = (SAMPLES / "reviews.csv").read_text(encoding="utf-8").splitlines()[: REVIEWS + 1]
    (folder / "reviews.csv").write_text("\n".join(reviews) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a small job have as many steps and shards as a large one."""
    monkeypatch.setattr(gather, "ROWS", 15)
    monkeypatch.setattr(group, "SIZE", 25)
    monkeypatch.setattr(shards, "SMALLEST", 12)
    monkeypatch.setattr(shards, "AT_ONCE", 5)


def digests(out: Path) -> dict[str, str]:
    """Return the hash of every file of an output; of ``run.json`` without times."""
    return dict(_digests(out))


def _digests(out: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(out.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        if path.name == "run.json":
            run = json.loads(content)
            del run["times"]
            content = json.dumps(run).encode()
        yield str(path.relative_to(out)), hashlib.sha256(content).hexdigest()


def whole(out: Path) -> bool:
    """Tell whether an output holds what a job writes, and nothing else."""
    return sorted(path.name for path in out.iterdir()) == sorted(OUTPUT)
