"""A file that carries customers from one job to the next: today's interactions are folded into yesterday's states.

The file is one Parquet table: a state (``voc.risk.state``, so ``merge`` takes it too) with a column ``contacts``, the
interactions behind each row: what the measures that need their order are made of, and their names, so that none is
counted twice. It takes about 300 bytes a customer and 50 an interaction.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from voc.arrays import flattened, floats, listed
from voc.effort.contacts import summaries
from voc.errors import InputError
from voc.risk import ages, drift, population, state
from voc.risk.customers import laid_out
from voc.risk.evidence import UNDATED, Evidence, alphabetical
from voc.schema import INTERACTIONS

_KEPT = ("interaction_id", "started_at", "duration_s", "channel", "stage", "owner", "resolved")
CONTACT = pa.struct([*(INTERACTIONS.field(name) for name in _KEPT), ("log_odds", pa.float64())])
"""What is kept of an interaction, columns of ``INTERACTIONS`` and the log-odds of its risk."""
NEEDED = (*_KEPT, "customer_id", "valence", "peak", "end", "reasons", "value")
"""Columns of ``INTERACTIONS`` that are folded in."""
FILE = state.STATE.append(pa.field("contacts", pa.list_(CONTACT)))
"""Columns of the file; the contacts of a row are as many as its ``n``."""


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
        self._table = None if self._found is None else _read(path)
        self._folded = False
        self.half_life = half_life
        if self._table is not None:
            self.half_life, _ = state.about(self._table)
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
        if self._table is not None and state.about(self._table)[1] != fingerprint:
            raise InputError(
                f"{self.path} was made with another model: score with that one, or begin another file with all "
                "interactions"
            )

    def fold(self, tables: Mapping[str, pa.Table], resumed: bool = False) -> pa.Table:
        """Fold the interactions of a job in; ``write`` keeps them.

        Args:
            tables: ``interactions`` and ``customers`` of the job.
            resumed: whether the job goes on where it was cut off, perhaps after it wrote the file: interactions that
                are all there already are then left as they are.

        Returns:
            The customers of all jobs, schema ``CUSTOMERS``; as if all interactions had been one job.

        Raises:
            InputError: if one of the interactions is in the file already, or another model scored them.
        """
        told = population.read(tables["customers"])
        if told is None:
            raise InputError("these customers do not say which model made them: score again")
        _, half_life, fingerprint = told
        self.check_model(fingerprint)
        if self.half_life is None:
            self.half_life = half_life
        new = _table(tables["interactions"], self.half_life, fingerprint)
        if self._table is None:
            self._table, self._folded = new, True
        elif not self._holds(new, resumed):
            self._table, self._folded = _merged(self._table, new), True
        return _customers(self._table)

    def write(self) -> None:
        """Replace the file at once, if something was folded in: at any time it is the old one or the new one.

        Raises:
            InputError: if another job wrote the file meanwhile, whose interactions would be lost.
        """
        if not self._folded:
            return
        temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            pq.write_table(self._table, temporary, compression="zstd")
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())  # so that a loss of power cannot leave the name with nothing behind it
            if _identity(self.path) != self._found:
                raise InputError(f"another job wrote {self.path} meanwhile: score again to fold into what it wrote")
            temporary.replace(self.path)
        finally:
            temporary.unlink(missing_ok=True)
        self._found, self._folded = _identity(self.path), False

    def __str__(self) -> str:
        """Return what the file holds, for a terminal."""
        if self._table is None or self.half_life is None:
            return f"{self.path}: nothing"
        customers = pc.count_distinct(self._table["customer_id"]).as_py()
        contacts = int(pc.sum(self._table["n"]).as_py() or 0)
        discount = "no discount" if math.isinf(self.half_life) else f"half-life {self.half_life:g} days"
        return f"{self.path}: {customers:,} customers of {contacts:,} interactions, {discount}"

    def _holds(self, new: pa.Table, resumed: bool) -> bool:
        """Return whether the file holds the interactions of a resumed job already.

        Raises:
            InputError: if it holds some that it should not.
        """
        ids = _contacts(new)[1].field("interaction_id")
        again = ids.filter(pc.is_in(ids, _contacts(self._table)[1].field("interaction_id")))
        if resumed and len(ids) and len(again) == len(ids):
            return True
        if len(again):
            raise InputError(
                f"{len(again)} of {len(ids)} interactions are in {self.path} already, such as {again[0].as_py()!r}: "
                "score new ones only. Rows without an interaction are named after their file, so a file of new ones "
                "needs a name of its own"
            )
        return False


def _identity(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is written; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _read(path: Path) -> pa.Table:
    """Read a file.

    Raises:
        InputError: if it is none of customers.
    """
    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"cannot read the states of customers {path}: {error}") from error
    if table.schema.names != FILE.names:
        raise InputError(f"{path} holds no states of customers of this version: begin another file")
    return table


def _table(interactions: pa.Table, half_life: float, fingerprint: str) -> pa.Table:
    """Lay interactions out as a file does."""
    evidence = Evidence.of(interactions)
    place = pc.index_in(evidence.interaction_id, interactions["interaction_id"].combine_chunks())
    rows = interactions.select(_KEPT).take(place).combine_chunks()
    columns = [*(column.combine_chunks() for column in rows.columns), pa.array(evidence.log_odds)]
    contacts = pa.StructArray.from_arrays(columns, fields=list(CONTACT))
    return _nested(state.of(evidence, half_life, fingerprint), evidence.customer_id, contacts)


def _merged(one: pa.Table, other: pa.Table) -> pa.Table:
    """Put two files together that have no interaction in common."""
    names, contacts = zip(_contacts(one), _contacts(other), strict=True)
    return _nested(state.merge(one, other), pa.concat_arrays(names), pa.concat_arrays(contacts))


def _nested(states: pa.Table, names: pa.Array, contacts: pa.StructArray) -> pa.Table:
    """Put contacts beside the states that they are in, in order of time, those at the same time as they came.

    Args:
        states: by customer, those without a time first.
        names: customer of each contact.
        contacts: the contacts, type ``CONTACT``.
    """
    at = contacts.field("started_at")
    dated = at.is_valid().to_numpy(zero_copy_only=False)
    order = np.lexsort((at.cast(pa.int64()).fill_null(UNDATED).to_numpy(), dated, alphabetical(names)))
    lists = listed(states["n"].to_numpy().astype(np.int64), contacts.take(pa.array(order)))
    return states.append_column(FILE.field("contacts"), lists)


def _contacts(table: pa.Table) -> tuple[pa.Array, pa.StructArray]:
    """Return the customer of each contact, and the contacts."""
    contacts, row = flattened(table["contacts"])
    return table["customer_id"].combine_chunks().take(pa.array(row)), contacts


def _customers(table: pa.Table) -> pa.Table:
    """Make the customers, schema ``CUSTOMERS``."""
    half_life, fingerprint = state.about(table)
    names, contacts = _contacts(table)
    rows = pa.table({"customer_id": names, **{field.name: contacts.field(field.name) for field in CONTACT}})
    sums = {
        "states": table.select(state.STATE.names),
        "ages": ages.AGES.empty_table(),  # the half-life is known
        "sequences": drift.sample(_evidence(rows)),
        "contacts": summaries(rows),
    }
    return laid_out(sums, half_life, fingerprint)


def _evidence(rows: pa.Table) -> Evidence:
    """Return what is left of the evidence: whose interactions, when, and their log-odds, all of one driver."""
    nothing = np.full(rows.num_rows, np.nan)
    return Evidence(
        rows["interaction_id"].combine_chunks(),
        rows["customer_id"].combine_chunks(),
        rows["started_at"].combine_chunks().cast(pa.int64()).fill_null(UNDATED).to_numpy(),
        floats(rows["log_odds"])[:, None],
        *(nothing, nothing, nothing, nothing),
    )
