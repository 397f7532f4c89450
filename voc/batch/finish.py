"""Last stage of a job: the tables that need all customers, the rejects, and what was done."""

from __future__ import annotations

import json
import platform
import shutil
from importlib.metadata import version
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from voc.analyzer import Analyzer
from voc.batch import gather, shards
from voc.batch.journal import Journal
from voc.errors import InputError
from voc.parts import Part
from voc.risk.state_file import NEEDED, StateFile
from voc.scores import SETTINGS, TABLES
from voc.storage import TEMPORARY, Folder

REJECTS = "rejects.jsonl"
APART = ("units", "interactions")
"""Tables that are written shard by shard."""
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
    merged = Part.merge(
        Part.from_bytes(journal.path(shards.STAGE, number, "part").read_bytes())
        for number in journal.finished(shards.STAGE)
    )
    made = merged.tables(analyzer.taxonomy)
    if states is not None:
        try:
            made["customers"] = fold(states, out, made["customers"])
        except InputError:
            clear(out)
            raise
    for name, table in made.items():
        shards.save(table, journal, out, name)
    settings = journal.folder / f"{TEMPORARY}settings"
    settings.mkdir(exist_ok=True)
    analyzer.scores(made).save_settings(settings)
    for name in SETTINGS:
        out.put(settings / name, name)
    return {name: table.num_rows for name, table in made.items()}


def fold(states: StateFile, out: Folder, customers: pa.Table | None = None) -> pa.Table:
    """Fold the interactions of an output into customers of earlier jobs.

    Args:
        states: the earlier jobs.
        out: the output.
        customers: those of this job; None for a job that is done, whose interactions may be among the earlier ones.

    Returns:
        The customers of all jobs.
    """
    with out.local() as local:
        interactions = pq.read_table(local / "interactions", columns=list(NEEDED))
        written = pq.read_table(local / "customers") if customers is None else customers
    return states.fold({"interactions": interactions, "customers": written}, resumed=customers is None)


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
