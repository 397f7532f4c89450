"""A file that carries customers from one job to the next: today's interactions are folded into yesterday's states.

The file is one Parquet table: a state (``voc.risk.state``, so ``merge`` takes it too) with a column ``contacts``, the
interactions behind each row: what the measures that need their order are made of, and their names, so that none is
counted twice. It takes about 300 bytes a customer and 50 an interaction.

Rows lie in the order of a hash of the customer, some thousand interactions a row group. So old and new customers are
merged range by range (``voc.ranges``), and memory grows with neither, but for 8 bytes for each interaction of a job.
"""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from voc import ranges
from voc.errors import InputError
from voc.risk import customers, drift, population, state, state_rows
from voc.risk.state_rows import FILE

if TYPE_CHECKING:
    from voc.privacy import Redactor

_KEY = b"voc.redaction"
"""Where a file says which key its customers were redacted with: what tells it from another, never the key."""
AT_ONCE = 16_000
"""Interactions that are merged at a time, on average; bounds memory, and changes no result."""


class StateFile:
    """The customers of all jobs so far, and then of this one too."""

    def __init__(self, path: Path, half_life: float | None = None) -> None:
        """Read the file; where there is none, a new one begins.

        Args:
            path: the file.
            half_life: days, of a new file; default what the first job fits, see ``voc.load``.

        Raises:
            InputError: if the file is none of customers, or has another half-life.
        """
        self.path = path
        self._found = _identity(path)
        self._about = None if self._found is None else _about(path)
        self._key = None if self._found is None else _key(path)
        self._folded: Path | None = None
        self.half_life = half_life
        if self._about is not None:
            self.half_life = self._about[0]
            if half_life not in {None, self.half_life}:
                raise InputError(
                    f"{path} has a half-life of {self.half_life:g} days, not {half_life:g}: leave it out, or begin "
                    "another file with all interactions"
                )

    def check_model(self, fingerprint: str) -> None:
        """Check that the file was made with a model, before there is something to fold in.

        Raises:
            InputError: if it was another one.
        """
        if self._about is not None and self._about[1] != fingerprint:
            raise InputError(
                f"{self.path} was made with another model: score with that one, or begin another file with all "
                "interactions"
            )

    def check_redaction(self, redactor: Redactor | None) -> None:
        """Check that customers have the same names as in the file, and note the key for a file that begins.

        Raises:
            InputError: if the redactor has a random key, or the file was made with another one or without any.
        """
        if redactor is not None and not redactor.lasting:
            raise InputError(
                f"customers of {self.path} would have other names in every job, as the key of the redaction is random: "
                "pass one, --redact-key or voc.privacy.Redactor(key)"
            )
        key = None if redactor is None else str(redactor.about()["key"])
        if self._about is not None and self._key != key:
            made = "without redaction" if self._key is None else "with redaction by another key"
            if key is None:
                made = "with redaction"
            raise InputError(f"{self.path} was made {made}: do as then, or begin another file with all interactions")
        self._key = key

    def fold(
        self, parts: Iterable[pa.Table], half_life: float, fingerprint: str, work: Path, resumed: bool = False
    ) -> None:
        """Fold the interactions of a job in; ``customers`` gives those of all jobs, and ``write`` keeps them.

        Args:
            parts: ``interactions`` of the job in any parts, columns ``voc.risk.state_rows.NEEDED``.
            half_life: days, of the job; it becomes that of a file that begins with this job and was not given one.
            fingerprint: of the model.
            work: folder to work in, which must be there until ``write`` is done.
            resumed: whether the job goes on where it was cut off, perhaps after it wrote the file: interactions that
                are all there already are then left as they are.

        Raises:
            InputError: if one of the interactions is in the file already, or another model scored them.
        """
        self.check_model(fingerprint)
        if self.half_life is None:
            self.half_life = half_life
        new: list[Path] = []
        names = [np.empty(0, np.uint64)]
        for number, interactions in enumerate(parts):
            rows = state_rows.of(interactions, self.half_life, fingerprint)
            new.append(work / f"{number}.arrow")
            ranges.write(rows, new[-1])
            names.append(state_rows.hashes(state_rows.interaction_ids(rows)))
        every = np.concatenate(names)
        if not self._holds(every, resumed):
            n_contacts = len(every) + sum(_counts(group)[1] for group in self._groups(["customer_id", "n"]))
            folded = work / "folded.parquet"
            schema = state.stamped(FILE.empty_table(), self.half_life, fingerprint).schema
            if self._key is not None:
                schema = schema.with_metadata({**schema.metadata, _KEY: self._key})
            with pq.ParquetWriter(folded, schema, compression="zstd") as file:
                for rows in self._merged(new, max(1, -(-n_contacts // AT_ONCE)), schema):
                    file.write_table(rows)
            self._folded = folded

    def customers(self) -> Iterator[pa.Table]:
        """Give the customers of all jobs, as if all interactions had been one job.

        Returns:
            Schema ``CUSTOMERS``, in parts, each with the highest risk first.
        """
        moments, sequences = population.joined(population.MOMENTS.empty_table()), drift.SEQUENCES.empty_table()
        for group in self._groups():
            sums = state_rows.sums(group)
            moments = population.joined(pa.concat_tables([moments, sums["moments"]]))
            sequences = drift.joined([sequences, sums["sequences"]])
        people = customers.fitted({"moments": moments, "sequences": sequences}, self.half_life)
        for group in self._groups():
            yield customers.laid_out(state_rows.sums(group), people, state.about(group)[1])

    def write(self) -> None:
        """Replace the file at once, if something was folded in: at any time it is the old one or the new one.

        Raises:
            InputError: if another job wrote the file meanwhile, whose interactions would be lost.
        """
        if self._folded is None:
            return
        temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            shutil.copyfile(self._folded, temporary)
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())  # so that a loss of power cannot leave the name with nothing behind it
            if _identity(self.path) != self._found:
                raise InputError(f"another job wrote {self.path} meanwhile: score again to fold into what it wrote")
            temporary.replace(self.path)
        finally:
            temporary.unlink(missing_ok=True)
        self._found, self._about, self._folded = _identity(self.path), _about(self.path), None

    def __str__(self) -> str:
        """Return what the file holds, for a terminal."""
        if self._about is None:
            return f"{self.path}: nothing"
        counts = [_counts(group) for group in self._groups(["customer_id", "n"])]
        n_customers, n_contacts = (sum(each) for each in zip((0, 0), *counts, strict=True))
        half_life = self._about[0]
        discount = "no discount" if math.isinf(half_life) else f"half-life {half_life:g} days"
        return f"{self.path}: {n_customers:,} customers of {n_contacts:,} interactions, {discount}"

    def _groups(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Give the rows of the file a row group at a time; those with something folded in, where that was done."""
        path = self._folded or (None if self._about is None else self.path)
        if path is None:
            return
        try:
            with pq.ParquetFile(path) as file:
                for number in range(file.num_row_groups):
                    yield file.read_row_group(number, columns)
        except pa.ArrowInvalid as error:
            raise InputError(f"cannot read the states of customers {path}: {error}") from error

    def _merged(self, new: Sequence[Path], parts: int, schema: pa.Schema) -> Iterator[pa.Table]:
        """Merge the rows of the file with new ones, a range of keys at a time."""
        groups, rest = self._groups(), schema.empty_table()
        for part in range(parts):
            high = ranges.bound(part + 1, parts)
            old = [rest]
            while not _reaches(old[-1], high) and (group := next(groups, None)) is not None:
                old.append(group)
            rest = pa.concat_tables(old)
            keys = rest[ranges.KEY].to_numpy()
            end = len(keys) if high == ranges.KEYS else int(np.searchsorted(keys, np.uint64(high)))
            yield state_rows.merged([rest.slice(0, end), ranges.read(new, part, parts, schema)])
            rest = rest.slice(end)

    def _holds(self, new: NDArray[np.uint64], resumed: bool) -> bool:
        """Return whether the file holds the interactions of a resumed job already.

        Args:
            new: hashes of the interactions' names.
            resumed: see ``fold``.

        Raises:
            InputError: if it holds some that it should not.
        """
        again, example = 0, ""
        for group in self._groups(["customer_id", "contacts"]):
            names = state_rows.interaction_ids(group)
            found = np.flatnonzero(np.isin(state_rows.hashes(names), new))
            again += len(found)
            example = example or (names[int(found[0])].as_py() if len(found) else "")
        if resumed and len(new) and again == len(new):
            return True
        if again:
            raise InputError(
                f"{again} of {len(new)} interactions are in {self.path} already, such as {example!r}: "
                "score new ones only. Rows without an interaction are named after their file, so a file of new ones "
                "needs a name of its own"
            )
        return False


def _reaches(rows: pa.Table, high: int) -> bool:
    """Return whether the last key of rows is beyond a range."""
    return bool(rows.num_rows) and rows[ranges.KEY][-1].as_py() >= high


def _counts(rows: pa.Table) -> tuple[int, int]:
    """Return the number of customers and of interactions."""
    return pc.count_distinct(rows["customer_id"]).as_py(), int(pc.sum(rows["n"]).as_py() or 0)


def _identity(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is written; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _key(path: Path) -> str | None:
    """Return what tells the key that a file's customers were redacted with; None without redaction."""
    found = _schema(path).metadata.get(_KEY)
    return None if found is None else found.decode()


def _about(path: Path) -> tuple[float, str]:
    """Return the half-life and the model of a file."""
    return state.about(_schema(path).empty_table())


def _schema(path: Path) -> pa.Schema:
    """Return the schema of a file.

    Raises:
        InputError: if it is none of customers.
    """
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"cannot read the states of customers {path}: {error}") from error
    if schema.names != FILE.names:
        raise InputError(f"{path} holds no states of customers of this version: begin another file")
    return schema
