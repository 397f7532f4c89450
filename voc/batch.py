"""Jobs over files: read, score, write a folder of scores with what was rejected and how it was run."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from voc.analyzer import Analyzer
from voc.errors import InputError
from voc.readers import Columns, Reject, read
from voc.scores import TABLES, Scores

REJECTS = "rejects.jsonl"
RUN = "run.json"


def score_files(
    analyzer: Analyzer,
    paths: Sequence[Path],
    out: Path,
    format: str = "auto",
    columns: Columns | None = None,
    progress: bool = True,
    overwrite: bool = False,
) -> tuple[Scores, list[Reject]]:
    """Score exports and write the tables, ``rejects.jsonl`` and ``run.json`` into ``out``.

    Args:
        analyzer: the model.
        paths: files or folders, see ``voc.readers.read``.
        out: folder to write; ``voc.read_scores`` reads it.
        format: format of the files.
        columns: which column is what.
        progress: show a progress bar.
        overwrite: replace scores that are there already.

    Returns:
        The scores, and the rows that could not be used.

    Raises:
        InputError: if ``out`` holds scores already, or the input cannot be read, or nothing of it can be used.
    """
    if not overwrite and any((out / f"{name}.parquet").exists() for name in TABLES):
        raise InputError(f"{out} holds scores already: choose another folder, or pass --overwrite")
    started = time.time()
    utterances, rejects = read(paths, format, columns)
    if not utterances.num_rows:
        reason = f"; the first of {len(rejects)} rejected rows: {rejects[0].reason}" if rejects else ""
        raise InputError(f"nothing to score in {', '.join(map(str, paths))}{reason}")
    scores = analyzer.score_utterances(utterances, progress)
    scores.save(out)
    write_rejects(rejects, out / REJECTS)
    counts = {"rows_read": utterances.num_rows + len(rejects), "rows_rejected": len(rejects)}
    run = {
        "voc": version("voc-emotion"),
        "model": analyzer.name,
        "model_sha256": analyzer.fingerprint,
        "inputs": [str(path) for path in paths],
        "started": datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds"),
        "seconds": round(time.time() - started, 2),
        **counts,
        **{name: table.num_rows for name, table in scores.tables.items()},
    }
    (out / RUN).write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
    return scores, rejects


def write_rejects(rejects: Sequence[Reject], path: Path) -> None:
    """Write rejects, one a line as JSON."""
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(json.dumps(asdict(reject), ensure_ascii=False) + "\n" for reject in rejects)
