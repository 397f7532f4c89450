"""Jobs over files of any number and size: read, score, and write a folder of scores.

Memory does not grow with the input, and a job that was cut off goes on where it was. Three stages put all on disk:
``gather`` reads the files into rows, ``group`` brings the rows of each interaction and of each customer together, and
``shards`` scores some customers at a time. What a stage has finished is in the ``journal``, and is not done again.
``finish`` makes the tables that need all customers.

The result depends on the input and the model alone: not on the order of the files, nor on the number of processes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from voc.analyzer import Analyzer
from voc.batch.claim import RUN
from voc.batch.finish import REJECTS
from voc.batch.job import Job
from voc.readers import Columns, Reject
from voc.risk.state_file import StateFile

__all__ = ["REJECTS", "RUN", "score_files", "write_rejects"]


def score_files(
    analyzer: Analyzer,
    paths: Sequence[str | Path],
    out: str | Path,
    format: str = "auto",
    columns: Columns | None = None,
    progress: bool = True,
    overwrite: bool = False,
    resume: bool = False,
    workers: int = 0,
    work: Path | None = None,
    states: StateFile | None = None,
) -> dict[str, Any]:
    """Score exports and write the tables, ``rejects.jsonl`` and ``run.json`` into ``out``.

    Args:
        analyzer: the model.
        paths: files or folders, local or URLs (``s3://…``), in any order, see ``voc.batch.sources.find``.
        out: folder to write, local or a URL; ``voc.read_scores`` reads it.
        format: format of the files.
        columns: which column is what.
        progress: show how far the job is.
        overwrite: replace scores, or an unfinished job, that are there already.
        resume: go on with the same job where it was cut off; begin it if it never began.
        workers: processes that score, each with its share of the processors; 0 scores in this process, with threads. A
            script that passes it needs ``if __name__ == "__main__":``, as for any module that starts processes.
        work: local folder in which to make one for what the job keeps until it is done, up to about three times the
            size of the texts. Default: ``out``, and for a URL ``~/.cache/voc/jobs``.
        states: customers of earlier jobs to fold the interactions into; the customers written are then those of all.
            Their file is written last: a job that is cut off changed nothing there, and ``resume`` makes up for it.

    Returns:
        What ``run.json`` says: rows read, rejected and of each table, the model, versions, inputs and times.

    Raises:
        InputError: if ``out`` holds scores already, or the input cannot be read, or nothing of it can be used, or
            ``states`` are of another model or hold some of the interactions; then nothing is left of the job.
        JobError: if the job was cut off (no space, a file that cannot be read on, a process that died), another one
            writes ``out``, or this is not the one that began; what is done is kept for ``resume``.
    """
    job = Job(analyzer, paths, out, format, columns or Columns(), progress, workers, work, states)
    return job.run(resume, overwrite)


def write_rejects(rejects: Sequence[Reject], path: Path) -> None:
    """Write rejects, one a line as JSON."""
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(json.dumps(asdict(reject), ensure_ascii=False) + "\n" for reject in rejects)
