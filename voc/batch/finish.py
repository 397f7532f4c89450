"""Last stage of a job: the tables that need all customers, the rejects, and what was done."""

from __future__ import annotations

import json
import math
import platform
import shutil
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from voc.analyzer import Analyzer
from voc.batch import gather, shards
from voc.batch.journal import Journal
from voc.errors import InputError
from voc.parts import People, Totals
from voc.risk import population
from voc.risk.state_file import StateFile
from voc.risk.state_rows import NEEDED
from voc.scores import SETTINGS, TABLES, part_name, part_paths
from voc.storage import TEMPORARY, Folder

REJECTS = "rejects.jsonl"
APART = ("units", "interactions")
"""Tables that are written as the shards are scored."""
PACKAGES = ("voc-emotion", "numpy", "onnxruntime", "pyarrow", "scipy", "spacy", "tokenizers")
"""Packages that the numbers depend on."""


def versions() -> dict[str, str]:
    """Return the versions of what the result depends on."""
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


def clear(out: Folder) -> None:
    """Remove scores that were there before, once the first of new ones are at hand."""
    for name in TABLES:
        for part in out.names(name):
            out.remove(f"{name}/{part}")


def tables(analyzer: Analyzer, journal: Journal, out: Folder, states: StateFile | None = None) -> dict[str, int]:
    """Write the tables that need all customers, and what all were made with.

    Returns:
        The number of rows of each.
    """
    numbers = list(journal.finished(shards.STAGE))
    totals = Totals.merge(Totals.from_bytes(path.read_bytes()) for path in _paths(journal, numbers, "totals"))
    known = states is not None and states.half_life is not None  # then nothing is fitted
    people = None if known else totals.population()
    if states is None:
        kept = _paths(journal, numbers, "people")
        parts: Iterator[pa.Table] = (People.from_bytes(path.read_bytes()).table(people) for path in kept)
    else:
        half_life = totals.half_life if people is None else people.half_life
        work = journal.folder / f"{TEMPORARY}states"
        try:
            fold(states, out, math.inf if half_life is None else half_life, totals.fingerprint, work)
        except InputError:
            clear(out)
            raise
        parts = states.customers()
    n_customers = 0
    for number, table in enumerate(parts):
        shards.save(table, journal, out, "customers", number)
        n_customers += table.num_rows
    made = totals.tables(analyzer.taxonomy)
    for name, table in made.items():
        shards.save(table, journal, out, name)
    settings = journal.folder / f"{TEMPORARY}settings"
    settings.mkdir(exist_ok=True)
    analyzer.scores(made).save_settings(settings)
    for name in SETTINGS:
        out.put(settings / name, name)
    return {"customers": n_customers, **{name: table.num_rows for name, table in made.items()}}


def _paths(journal: Journal, numbers: Sequence[int], suffix: str) -> Iterator[Path]:
    """Give what the shards have left, one after the other."""
    return (journal.path(shards.STAGE, number, suffix) for number in numbers)


def fold(states: StateFile, out: Folder, half_life: float, fingerprint: str, work: Path, resumed: bool = False) -> None:
    """Fold the interactions of an output into customers of earlier jobs, see ``StateFile.fold``."""
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    with out.local() as local:
        parts = (pq.read_table(path, columns=list(NEEDED)) for path in part_paths(local / "interactions"))
        states.fold(parts, half_life, fingerprint, work, resumed)


def fold_again(states: StateFile, out: Folder, work: Path) -> None:
    """Fold the interactions of a job that is done into customers of earlier jobs, where they are not yet.

    Raises:
        InputError: as ``StateFile.fold``, and if the customers of the job are not as a job writes them.
    """
    with out.local() as local:
        told = population.read(pq.read_schema(local / "customers" / part_name(0)).empty_table())
    if told is None:
        raise InputError("these customers do not say which model made them: score again")
    fold(states, out, *told[1:], work, resumed=True)


def rejects(journal: Journal, out: Folder) -> int:
    """Write the rejects, and return how many there are."""
    records = journal.finished(gather.STAGE)
    made = journal.folder / f"{TEMPORARY}{REJECTS}"
    with made.open("wb") as file:
        for number in records:
            with journal.path(gather.STAGE, number, "jsonl").open("rb") as part:
                shutil.copyfileobj(part, file)
    out.put(made, REJECTS)
    return sum(record["rejects"] for record in records.values())


def counts(journal: Journal) -> dict[str, int]:
    """Add up the rows of all steps: those read are those rejected and those scored."""
    read, scored = (list(journal.finished(stage).values()) for stage in (gather.STAGE, shards.STAGE))
    rows, rejected = (sum(record[name] for record in read) for name in ("rows", "rejects"))
    done = {name: sum(record[name] for record in scored) for name in APART}
    return {"rows_read": rows + rejected, "rows_rejected": rejected, "rows_scored": rows, **done}


def first_rejects(journal: Journal) -> list[dict[str, Any]]:
    """Return the first reject, if there is one."""
    for number, record in journal.finished(gather.STAGE).items():
        if record["rejects"]:
            with journal.path(gather.STAGE, number, "jsonl").open(encoding="utf-8") as lines:
                return [json.loads(lines.readline())]
    return []
