"""The tables of all customers, made from parts of the customers that were scored apart.

A part holds what is needed of the scores of some customers so that ``customers``, ``stages``, ``drivers`` and
``service`` of several parts together are those of all scores at once. Customers are never cut: all interactions of a
customer lie in one part, and an interaction without a customer lies in one part as a whole.

A part takes about a kilobyte a customer (the state, see ``voc.risk.state``, and where the half-life is yet to be fitted
350 bytes for each contact of those who came back, see ``voc.risk.ages``) and some kilobytes for each stage, problem,
channel and agent. Nothing grows with the number of units.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from voc import service
from voc.errors import InputError
from voc.journey import groups, quotes, rollups, spreads, stages
from voc.journey.evidence import Evidence
from voc.journey.rollups import Rollups
from voc.risk import customers, drift, drivers, state
from voc.risk.evidence import DRIVERS
from voc.risk.model import RiskModel
from voc.risk.problems import BAD_EMOTIONS, N_QUOTES, bad_cues
from voc.sums import added
from voc.taxonomy import Cue, Emotion, OwnCue, Owner, Stage, Touchpoint, names

Sums = dict[str, dict[str, pa.Table]]
"""By table, then by name, the sums that it is made of."""
SUMS = {"customers": customers.SUMS, "stages": groups.SUMS, "drivers": drivers.SUMS, "service": service.SUMS}
"""Schemas of the sums."""
_MAGIC = b"voc part"
_LABELS = [
    *(DRIVERS, bad_cues(rollups.shipped()), BAD_EMOTIONS),
    *(names(kind) for kind in (Cue, Emotion, Owner, Stage, Touchpoint)),
]
"""What numbers in the sums stand for, but for the user's own cues and stages."""


@dataclass(frozen=True)
class Part:
    """What is kept of the scores of some customers.

    Attributes:
        sums: what the tables are made of, schemas ``SUMS``.
        half_life: days; None where it is to be fitted to all customers.
        fingerprint: of the model.
        kinds: the stages and cues of the taxonomy, which sums are made by.
    """

    sums: Sums
    half_life: float | None
    fingerprint: str
    kinds: str

    @classmethod
    def of(
        cls,
        tables: Mapping[str, pa.Table],
        model: RiskModel,
        half_life: float | None = None,
        fingerprint: str = "",
        taxonomy: Rollups | None = None,
    ) -> Part:
        """Take what is needed from the scores of some customers.

        Args:
            tables: ``units`` and ``interactions`` of all that these customers said, rows in any order; no rows are
                fine.
            model: the risk model that scored them.
            half_life: days in which the weight of an interaction halves, see ``voc.load``; None fits it to the
                customers of all parts.
            fingerprint: of the model, see ``Analyzer.stamp``.
            taxonomy: what stages and cues there are; default the shipped ones.

        Raises:
            InputError: if a unit's interaction is not in the interactions table, or the half-life not above 0.
        """
        taxonomy = taxonomy or rollups.shipped()
        evidence = Evidence.of(tables, taxonomy)
        people = customers.summed(tables["interactions"], half_life, fingerprint)
        ids, total = state.together(people["states"])
        values = pa.table({"customer_id": ids, "value": pa.array(total["value"], from_pandas=True)})
        sums = {
            "customers": people,
            "stages": stages.summed(evidence),
            "drivers": drivers.summed(evidence, tables["units"], values, model, taxonomy),
            "service": service.summed(evidence),
        }
        return cls(sums, half_life, fingerprint, _kinds(taxonomy))

    @staticmethod
    def merge(parts: Iterable[Part]) -> Part:
        """Put parts together, in any order.

        Raises:
            InputError: if there is none, they were made with different half-lives, models, cues or stages, or a
                customer is in two of them.
        """
        parts = list(parts)
        if not parts:
            raise InputError("merge takes at least one part")
        first = parts[0]
        for part in parts[1:]:
            if part.half_life != first.half_life:
                raise InputError(
                    f"parts with half-lives of {_days(first.half_life)} and {_days(part.half_life)} cannot be merged: "
                    "make all with the same one"
                )
            if part.fingerprint != first.fingerprint:
                raise InputError("parts of different models cannot be merged: score all with the same model")
            if part.kinds != first.kinds:
                raise InputError("parts of different cues or stages cannot be merged: make all with the same taxonomy")
        sums = {
            table: {name: join([part.sums[table][name] for part in parts]) for name, join in joins.items()}
            for table, joins in _JOINS.items()
        }
        ids = sums["customers"]["contacts"]["customer_id"]
        if pc.count_distinct(ids).as_py() < len(ids):
            raise InputError("a customer is in two parts: all interactions of a customer must lie in one part")
        return Part(sums, first.half_life, first.fingerprint, first.kinds)

    def tables(self, taxonomy: Rollups | None = None) -> dict[str, pa.Table]:
        """Make the tables ``customers``, ``stages``, ``drivers`` and ``service``, see ``voc.schema``.

        Args:
            taxonomy: what stages and owners roll up to; default the shipped roll-ups.

        Raises:
            InputError: if the part was made with other cues or stages than those of the taxonomy.
        """
        taxonomy = taxonomy or rollups.shipped()
        if self.kinds != _kinds(taxonomy):
            raise InputError("this part was made with other cues or stages: pass the taxonomy that it was made with")
        return {
            "customers": customers.laid_out(self.sums["customers"], self.half_life, self.fingerprint),
            "stages": stages.laid_out(self.sums["stages"], taxonomy),
            "drivers": drivers.laid_out(self.sums["drivers"], taxonomy),
            "service": service.laid_out(self.sums["service"]),
        }

    def to_bytes(self) -> bytes:
        """Return the part as bytes that ``from_bytes`` reads: a header and its sums as Arrow IPC streams."""
        sink = pa.BufferOutputStream()
        for table, schemas in SUMS.items():
            for name in schemas:
                sums = self.sums[table][name].combine_chunks()
                with pa.ipc.new_stream(sink, sums.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
                    stream.write_table(sums)
        content = sink.getvalue().to_pybytes()
        told = {"half_life": self.half_life, "fingerprint": self.fingerprint, "kinds": self.kinds, "layout": _layout()}
        header = json.dumps(told | {"sha256": hashlib.sha256(content).hexdigest()}).encode()
        return b"\n".join((_MAGIC, header, content))

    @classmethod
    def from_bytes(cls, content: bytes) -> Part:
        """Read what ``to_bytes`` gave.

        Raises:
            InputError: if it is something else, was cut off or altered, or is of another version of voc.
        """
        try:
            magic, header, rest = content.split(b"\n", 2)
            if magic != _MAGIC:
                raise ValueError(magic)
            told = json.loads(header)
            half_life, fingerprint, kinds, layout, digest = (
                told[name] for name in ("half_life", "fingerprint", "kinds", "layout", "sha256")
            )
        except (ValueError, TypeError, KeyError) as error:
            raise InputError("this is no part of a job: make one with Part.to_bytes()") from error
        if hashlib.sha256(rest).hexdigest() != digest:
            raise InputError("this part of a job was cut off or altered: make it again")
        if layout != _layout():
            raise InputError("this part of a job was written by another version of voc: make it again")
        source = pa.BufferReader(rest)
        sums: Sums = {}
        for table, schemas in SUMS.items():
            sums[table] = {}
            for name in schemas:
                with pa.ipc.open_stream(source) as stream:
                    sums[table][name] = stream.read_all()
        return cls(sums, half_life, fingerprint, kinds)


def _adding(*keys: str) -> Callable[[Sequence[pa.Table]], pa.Table]:
    return lambda tables: added(pa.concat_tables(tables), keys)


def _spreads(tables: Sequence[pa.Table]) -> pa.Table:
    return spreads.merged(pa.concat_tables(tables))


def _quotes(k: int) -> Callable[[Sequence[pa.Table]], pa.Table]:
    return lambda tables: quotes.merged(pa.concat_tables(tables), k)


_JOINS: dict[str, dict[str, Callable[[Sequence[pa.Table]], pa.Table]]] = {
    "customers": {
        "states": lambda tables: state.merge(*tables),
        "ages": pa.concat_tables,
        "sequences": drift.joined,
        "contacts": pa.concat_tables,
    },
    "stages": {
        "counts": _adding("group"),
        "spreads": _spreads,
        "quotes": _quotes(groups.N_QUOTES),
        "totals": _adding(),
    },
    "drivers": {
        "problems": _adding("group"),
        "risk": _spreads,
        "value": _spreads,
        "sizes": _adding("size"),
        "valued": _adding(),
        "quotes": _quotes(N_QUOTES),
    },
    "service": {"counts": _adding(*service.KEYS), "speeds": _adding(*service.SPEEDS.names[:-1])},
}
"""How the sums of parts are joined."""


def _layout() -> str:
    """Return what tells the layout of the sums, and the labels that numbers stand for, from those of other versions."""
    schemas = [f"{table} {name} {schema}" for table, named in SUMS.items() for name, schema in named.items()]
    return hashlib.sha256(json.dumps([schemas, _LABELS]).encode()).hexdigest()


def _kinds(taxonomy: Rollups) -> str:
    """Return what tells the stages and the user's own cues of a taxonomy from those of others."""
    stages = list(taxonomy.stage.items())
    return json.dumps([stages, [(cue.value, cue.polarity) for cue in taxonomy.cues if isinstance(cue, OwnCue)]])


def _days(half_life: float | None) -> str:
    return "a fit" if half_life is None else f"{half_life:g} days"
