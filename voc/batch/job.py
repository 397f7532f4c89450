"""One job from beginning to end."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from voc import storage
from voc.analyzer import Analyzer
from voc.batch import claim, finish, gather, group, shards, sources, workers
from voc.batch.journal import Journal, Record
from voc.batch.progress import progress
from voc.errors import InputError, JobError
from voc.readers import Columns
from voc.risk.state_file import StateFile
from voc.scores import TABLES
from voc.storage import TEMPORARY, Folder


class Job:
    """Files to score into a folder; arguments as of ``voc.batch.score_files``."""

    def __init__(
        self,
        analyzer: Analyzer,
        paths: Sequence[str | Path],
        out: str | Path,
        format: str,
        columns: Columns,
        show: bool,
        workers: int,
        work: Path | None,
        states: StateFile | None = None,
    ) -> None:
        """Look for the files."""
        if workers < 0:
            raise InputError(f"{workers} workers: pass a number of processes, or 0 for threads in this one")
        self._analyzer, self._format, self._columns = analyzer, format, columns
        self._show, self._workers, self._states = show, workers, states
        self._paths = [str(path) for path in paths]
        self._sources = sources.find(paths, format)
        self._out = Folder(out)
        self._work = claim.work_folder(self._out, work)
        self._times: dict[str, Any] = {}

    def run(self, resume: bool, overwrite: bool) -> Record:
        """Do what is left to do, and return what ``run.json`` says."""
        redactor = self._analyzer.settings.redactor
        if resume and redactor is not None and not redactor.lasting and claim.known(self._out):
            raise JobError(
                "a job that redacts can go on only with the key that it began with: pass --redact-key FILE, or begin "
                "anew with one and --overwrite"
            )
        if self._states is not None:
            self._states.check_redaction(redactor)
        started = time.time()
        self._times = {"started": datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds")}
        asked = self._asked()
        with claim.locked(self._out, self._work):
            begun = claim.begin(self._out, self._work, asked, resume, overwrite)
            if begun:
                try:
                    if self._states is not None:
                        self._states.check_model(self._analyzer.fingerprint)
                    self._run(asked, started)
                except InputError:
                    claim.end(self._out, self._work)
                    raise
                except OSError as error:
                    raise JobError(
                        f"the job was cut off: {error}; what is done is kept: go on with --resume once this is mended"
                    ) from error
            claim.release(self._out)
            try:
                if self._states is not None:
                    if not begun:  # it may have been cut off just before it wrote the states
                        finish.fold_again(self._states, self._out, self._work)
                    self._keep_states(self._states)
            finally:
                claim.clear(self._work)
            return json.loads(self._out.read(claim.RUN) or b"{}")  # type: ignore[no-any-return]

    def _keep_states(self, states: StateFile) -> None:
        """Write the customers of all jobs.

        Raises:
            JobError: if that cannot be.
        """
        try:
            states.write()
        except OSError as error:
            raise JobError(
                f"the scores are in {self._out}, but {states.path} could not be written: {error}; go on with --resume "
                "once this is mended"
            ) from error

    def _asked(self) -> Record:
        """Return all that the result depends on."""
        settings = self._analyzer.settings
        return {
            "voc": finish.versions(),
            "model": self._analyzer.name,
            "model_sha256": self._analyzer.fingerprint,
            "taxonomy_sha256": hashlib.sha256(self._analyzer.taxonomy.to_toml().encode()).hexdigest(),
            "half_life": settings.half_life,
            "device": settings.device.partition(":")[0],  # which of several GPUs changes nothing
            "redacted": settings.redactor.about() if settings.redactor else None,
            "update": None if self._states is None else str(self._states.path),
            "format": self._format,
            "columns": asdict(self._columns),
            "inputs": [asdict(source) for source in self._sources],
        }

    def _run(self, asked: Record, started: float) -> None:
        """Go through the stages."""
        journal = Journal(self._work)
        journal.clean()
        self._out.clean(("", *TABLES))
        size = self._read(journal)
        done = sum(record["rows"] for record in journal.finished(group.STAGE).values())
        with self._stage("grouping", "rows", finish.counts(journal)["rows_scored"], done) as tick:
            group.group(journal, size, tick)
        self._score(journal, shards.count(size))
        with self._timed("tables"):
            made = finish.tables(self._analyzer, journal, self._out, self._states)
            finish.rejects(journal, self._out)
        about = {
            **asked,
            **finish.counts(journal),
            **made,
            "times": {**self._times, "seconds": round(time.time() - started, 2)},
        }
        text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
        made_here = journal.folder / f"{TEMPORARY}{claim.RUN}"
        storage.write(made_here, text.encode())
        self._out.put(made_here, claim.RUN)

    def _read(self, journal: Journal) -> int:
        """Read the files, and return the estimated units of all."""
        with self._stage("reading", "rows", None, finish.counts(journal)["rows_read"]) as tick:
            records = gather.gather(journal, self._sources, self._format, self._columns, tick)
        counted = finish.counts(journal)
        rejected = finish.first_rejects(journal)
        if len(self._sources) == counted["rows_rejected"] == 1 and not rejected[0]["position"]:
            raise InputError(f"{rejected[0]['file']} {rejected[0]['reason']}")
        if not counted["rows_scored"]:
            n = counted["rows_rejected"]
            reason = f"; the first of {n} rejected rows: {rejected[0]['reason']}" if n else ""
            raise InputError(f"nothing to score in {', '.join(self._paths)}{reason}")
        return sum(int(record["size"]) for record in records)

    def _score(self, journal: Journal, n_shards: int) -> None:
        """Score the shards that are not scored yet."""
        finished = journal.finished(shards.STAGE)
        if not finished:
            finish.clear(self._out)
        left = [number for number in range(n_shards) if number not in finished]
        done = sum(record["utterances"] for record in finished.values())
        total = finish.counts(journal)["rows_scored"]
        with self._stage("scoring", "utterances", total, done) as tick:
            if self._workers and left:
                settings = self._analyzer.settings
                workers.score(settings, journal, self._out, left, n_shards, self._workers, tick)
            else:
                for number in left:
                    shards.score(self._analyzer, journal, self._out, number, n_shards, tick)
        scored = sum(record["utterances"] for record in journal.finished(shards.STAGE).values())
        if scored != total:
            raise JobError(f"{total} rows were read but {scored} scored: files in {self._work} are damaged; begin anew")

    @contextmanager
    def _stage(self, name: str, unit: str, total: int | None, done: int = 0) -> Iterator[Any]:
        """Show and time a stage."""
        with self._timed(name), progress(name, unit, total, self._show, done) as tick:
            yield tick

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        before = time.perf_counter()
        yield
        self._times[f"{name}_s"] = round(time.perf_counter() - before, 2)
