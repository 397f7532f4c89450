"""The tables of all customers, made from parts of the customers that were scored apart.

Customers are never cut: all interactions of a customer lie in one part, and an interaction without a customer lies in
one part as a whole. A part is two things:

- ``Totals``: sums that add up over parts to those of all customers, from which ``stages``, ``drivers`` and ``service``
  are made, and how customers differ (the population). They do not grow with the customers: some kilobytes for each
  stage, problem, channel and agent, and at most 10 MB of a sample of customers (``voc.risk.drift``).
- ``People``: what is kept of each of these customers, from which, once the population is known, their rows of
  ``customers`` are made. About a kilobyte a customer (the state, see ``voc.risk.state``, and where the half-life is yet
  to be fitted 350 bytes for each contact of those who came back, see ``voc.risk.ages``). They are never joined.

So all parts are passed twice, and at no time is more than one of them in memory. Nothing grows with the number of
units.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import pyarrow as pa

from voc import service
from voc.errors import InputError
from voc.journey import groups, quotes, rollups, spreads, stages
from voc.journey.evidence import Evidence
from voc.journey.rollups import Rollups
from voc.packed import Sums, pack, unpack
from voc.risk import customers, drift, drivers, population, state
from voc.risk.evidence import DRIVERS
from voc.risk.model import RiskModel
from voc.risk.population import Population
from voc.risk.problems import BAD_EMOTIONS, N_QUOTES, bad_cues
from voc.sums import added
from voc.taxonomy import Cue, Emotion, OwnCue, Owner, Stage, Touchpoint, names

TOTALS = {"customers": customers.WHOLE, "stages": groups.SUMS, "drivers": drivers.SUMS, "service": service.SUMS}
"""Schemas of the sums of ``Totals``."""
PEOPLE = {"customers": customers.SUMS}
"""Schemas of what ``People`` hold."""
_LABELS = [
    *(DRIVERS, bad_cues(rollups.shipped()), BAD_EMOTIONS),
    *(names(kind) for kind in (Cue, Emotion, Owner, Stage, Touchpoint)),
]
"""What numbers in the sums stand for, but for the user's own cues and stages."""


@dataclass(frozen=True)
class Totals:
    """Sums over some customers, or all, that do not grow with their number.

    Attributes:
        sums: what the tables are made of, schemas ``TOTALS``.
        half_life: days; None where it is to be fitted to all customers.
        fingerprint: of the model.
        kinds: the stages and cues of the taxonomy, which sums are made by.
    """

    sums: Sums
    half_life: float | None
    fingerprint: str
    kinds: str

    @staticmethod
    def merge(parts: Iterable[Totals]) -> Totals:
        """Put the sums of parts together, in any order, one after the other; no customer may be in two of them.

        Raises:
            InputError: if there is none, or they were made with different half-lives, models, cues or stages.
        """
        parts = iter(parts)
        first = next(parts, None)
        if first is None:
            raise InputError("merge takes at least one part")
        return reduce(Totals._with, parts, first)

    def _with(self, other: Totals) -> Totals:
        """Put another part's sums to these."""
        if other.half_life != self.half_life:
            raise InputError(
                f"parts with half-lives of {_days(self.half_life)} and {_days(other.half_life)} cannot be merged: "
                "make all with the same one"
            )
        if other.fingerprint != self.fingerprint:
            raise InputError("parts of different models cannot be merged: score all with the same model")
        if other.kinds != self.kinds:
            raise InputError("parts of different cues or stages cannot be merged: make all with the same taxonomy")
        sums = {
            table: {name: join([self.sums[table][name], other.sums[table][name]]) for name, join in joins.items()}
            for table, joins in _JOINS.items()
        }
        return Totals(sums, self.half_life, self.fingerprint, self.kinds)

    def population(self) -> Population | None:
        """Fit how customers differ, see ``voc.risk.customers.fitted``."""
        return customers.fitted(self.sums["customers"], self.half_life)

    def tables(self, taxonomy: Rollups | None = None) -> dict[str, pa.Table]:
        """Make the tables ``stages``, ``drivers`` and ``service``, see ``voc.schema``.

        Args:
            taxonomy: what stages and owners roll up to; default the shipped roll-ups.

        Raises:
            InputError: if the part was made with other cues or stages than those of the taxonomy.
        """
        taxonomy = taxonomy or rollups.shipped()
        if self.kinds != _kinds(taxonomy):
            raise InputError("this part was made with other cues or stages: pass the taxonomy that it was made with")
        return {
            "stages": stages.laid_out(self.sums["stages"], taxonomy),
            "drivers": drivers.laid_out(self.sums["drivers"], taxonomy),
            "service": service.laid_out(self.sums["service"]),
        }

    def to_bytes(self) -> bytes:
        """Return the sums as bytes that ``from_bytes`` reads."""
        told = {"half_life": self.half_life, "fingerprint": self.fingerprint, "kinds": self.kinds}
        return pack(b"voc totals", _layout(), told, self.sums, TOTALS)

    @classmethod
    def from_bytes(cls, content: bytes) -> Totals:
        """Read what ``to_bytes`` gave.

        Raises:
            InputError: if it is something else, was cut off or altered, or is of another version of voc.
        """
        told, sums = unpack(content, b"voc totals", _layout(), TOTALS)
        return cls(sums, told["half_life"], told["fingerprint"], told["kinds"])


@dataclass(frozen=True)
class People:
    """What is kept of each of some customers.

    Attributes:
        sums: schemas ``voc.risk.customers.SUMS``.
        fingerprint: of the model.
    """

    sums: dict[str, pa.Table]
    fingerprint: str

    def table(self, people: Population | None) -> pa.Table:
        """Make the rows of these customers, schema ``CUSTOMERS``, highest risk first.

        Args:
            people: what ``Totals.population`` says of the customers of all parts.
        """
        return customers.laid_out(self.sums, people, self.fingerprint)

    def to_bytes(self) -> bytes:
        """Return them as bytes that ``from_bytes`` reads."""
        return pack(b"voc people", _layout(), {"fingerprint": self.fingerprint}, {"customers": self.sums}, PEOPLE)

    @classmethod
    def from_bytes(cls, content: bytes) -> People:
        """Read what ``to_bytes`` gave.

        Raises:
            InputError: as ``Totals.from_bytes``.
        """
        told, sums = unpack(content, b"voc people", _layout(), PEOPLE)
        return cls(sums["customers"], told["fingerprint"])


@dataclass(frozen=True)
class Part:
    """What is kept of the scores of some customers."""

    totals: Totals
    people: People

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
        kept = customers.summed(tables["interactions"], half_life, fingerprint)
        ids, total = state.together(kept["states"])
        values = pa.table({"customer_id": ids, "value": pa.array(total["value"], from_pandas=True)})
        sums = {
            "customers": {name: kept[name] for name in customers.WHOLE},
            "stages": stages.summed(evidence),
            "drivers": drivers.summed(evidence, tables["units"], values, model, taxonomy),
            "service": service.summed(evidence),
        }
        people = People({name: kept[name] for name in customers.SUMS}, fingerprint)
        return cls(Totals(sums, half_life, fingerprint, _kinds(taxonomy)), people)

    def tables(self, taxonomy: Rollups | None = None) -> dict[str, pa.Table]:
        """Make the tables of customers who are all there are: ``customers``, ``stages``, ``drivers`` and ``service``.

        Args:
            taxonomy: see ``Totals.tables``.

        Raises:
            InputError: as ``Totals.tables``.
        """
        return {"customers": self.people.table(self.totals.population()), **self.totals.tables(taxonomy)}


def _adding(*keys: str) -> Callable[[Sequence[pa.Table]], pa.Table]:
    return lambda tables: added(pa.concat_tables(tables), keys)


def _spreads(tables: Sequence[pa.Table]) -> pa.Table:
    return spreads.merged(pa.concat_tables(tables))


def _quotes(k: int) -> Callable[[Sequence[pa.Table]], pa.Table]:
    return lambda tables: quotes.merged(pa.concat_tables(tables), k)


_JOINS: dict[str, dict[str, Callable[[Sequence[pa.Table]], pa.Table]]] = {
    "customers": {
        "moments": lambda tables: population.joined(pa.concat_tables(tables)),
        "sequences": drift.joined,
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
    made = [*TOTALS.items(), *PEOPLE.items()]
    schemas = [f"{table} {name} {schema}" for table, named in made for name, schema in named.items()]
    return hashlib.sha256(json.dumps([schemas, _LABELS]).encode()).hexdigest()


def _kinds(taxonomy: Rollups) -> str:
    """Return what tells the stages and the user's own cues of a taxonomy from those of others."""
    stages = list(taxonomy.stage.items())
    return json.dumps([stages, [(cue.value, cue.polarity) for cue in taxonomy.cues if isinstance(cue, OwnCue)]])


def _days(half_life: float | None) -> str:
    return "a fit" if half_life is None else f"{half_life:g} days"
