"""The customers' scored units as arrays: what every measure of the journey is computed from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.arrays import Bools, Floats, Ints, codes, flattened, floats, numbered
from voc.errors import InputError
from voc.journey.quotes import best, listed
from voc.journey.rollups import Rollups, shipped
from voc.taxonomy import Emotion, Expectation, Goal, Label, Staff, Stage, names

COLUMNS = [
    *(
        "interaction_id",
        "channel",
        "timestamp",
        "text",
        "valence",
        "emotion",
        "emotions",
        "intensity",
        "effort",
        "cues",
    ),
    *("stage", "goal", "expectation", "staff", "owner", "risk", "touchpoint"),
]
"""What the measures need of a unit; the probabilities of all labels, most of the table, are not copied."""


@dataclass(frozen=True)
class Cues:
    """Cues, one entry for each kind that a unit has.

    Attributes:
        unit: row of the unit.
        cue: index in the cues of the taxonomy, see ``Rollups.cues``.
        score: probability of the surest span.
    """

    unit: Ints
    cue: Ints
    score: Floats


@dataclass(frozen=True)
class Evidence:
    """Scored units and who wrote them.

    Who wrote is the customer; where the customer is unknown, every interaction is taken to be somebody else's.

    Attributes:
        units: the scored units, ``COLUMNS`` of the schema ``UNITS``.
        interactions: schema ``INTERACTIONS``.
        interaction: row in ``interactions`` of each unit.
        writer: who wrote each unit, 0 to ``n_writers`` - 1.
        writer_of: who wrote each interaction.
        customers: id of each writer, null where the customer is unknown; length ``n_writers``.
        taxonomy: what stages and cues there are, and how they roll up.
    """

    units: pa.Table
    interactions: pa.Table
    interaction: Ints
    writer: Ints
    writer_of: Ints
    customers: pa.Array
    taxonomy: Rollups = field(default_factory=shipped)

    @classmethod
    def of(cls, tables: Mapping[str, pa.Table], taxonomy: Rollups | None = None) -> Evidence:
        """Build from the tables of ``Scores``, whose stages and owners have the names of the shipped taxonomy.

        Raises:
            InputError: if a unit's interaction is not in the interactions table.
        """
        units, interactions = tables["units"], tables["interactions"]
        units = units.select(COLUMNS).filter(pc.is_null(units["null_reason"]))
        rows = pc.index_in(units["interaction_id"], interactions["interaction_id"].combine_chunks())
        if rows.null_count:
            raise InputError("the units and interactions are not of one job: a unit's interaction is missing")
        writer_of, ids = numbered(interactions["customer_id"])
        unknown = np.flatnonzero(writer_of < 0)
        writer_of[unknown] = len(ids) + np.arange(len(unknown))
        interaction = rows.to_numpy().astype(np.int64)
        customers = pa.concat_arrays([ids, pa.nulls(len(unknown), pa.string())])
        return cls(
            units, interactions, interaction, writer_of[interaction], writer_of, customers, taxonomy or shipped()
        )

    def __len__(self) -> int:
        """Return the number of scored units."""
        return int(self.units.num_rows)

    @property
    def n_writers(self) -> int:
        """Number of customers, and of interactions without one."""
        return len(self.customers)

    @cached_property
    def known(self) -> Bools:
        """Whether each writer is a customer with an id."""
        known: Bools = self.customers.is_valid().to_numpy(zero_copy_only=False)
        return known

    @cached_property
    def interaction_risk(self) -> Floats:
        """Risk of each interaction, 0 to 1; NaN where nothing was scored."""
        return floats(self.interactions["risk"])

    def codes(self, column: str, labels: Sequence[str]) -> Ints:
        """Return the index of each unit's label; -1 where it is null or none of ``labels``."""
        return codes(self.units[column], labels)

    @cached_property
    def stages(self) -> tuple[Ints, tuple[str, ...]]:
        """The stage of each unit as a code, -1 where it is not told, and the user's names of the stages in order."""
        order = tuple(self.taxonomy.stage)
        place = np.array([*(order.index(self.taxonomy.stage_names[stage]) for stage in names(Stage)), -1], np.int64)
        return place[self.codes("stage", names(Stage))], order

    def distinct(self, column: str) -> tuple[Ints, list[str]]:
        """Return the code of each unit's value, -1 where it is null, and the values in alphabetic order."""
        values = sorted(pc.unique(self.units[column]).drop_null().to_pylist())
        return self.codes(column, values), values

    @cached_property
    def months(self) -> tuple[Ints, list[str]]:
        """The month (UTC) of each unit as a code, -1 without a time, and the months as ``2026-03`` in order."""
        months = pc.cast(self.units["timestamp"], pa.timestamp("us")).to_numpy().astype("datetime64[M]")
        timed = ~np.isnat(months)
        values, codes = np.unique(months[timed], return_inverse=True)
        found = np.full(len(months), -1, np.int64)
        found[timed] = codes
        return found, [str(month) for month in values]

    def numbers(self, column: str) -> Floats:
        """Return a column as floats, NaN for null."""
        return floats(self.units[column])

    def polarity(self, column: str, kind: type[Label], other: float) -> Floats:
        """Return the polarity of each unit's label; ``other`` where it is null or none of ``kind``."""
        values = np.array([*(label.polarity for label in kind), other], np.float64)
        return values[self.codes(column, names(kind))]

    @cached_property
    def cues(self) -> Cues:
        """The cues of the units."""
        spans, unit = flattened(self.units["cues"])
        cue = codes(pc.struct_field(spans, "cue"), names(self.taxonomy.cues))
        score = pc.struct_field(spans, "score").to_numpy(zero_copy_only=False).astype(np.float64)
        order = np.lexsort((score, cue, unit))
        order = order[cue[order] >= 0]
        unit, cue, score = unit[order], cue[order], score[order]
        last = np.ones(len(order), bool)
        last[:-1] = (unit[1:] != unit[:-1]) | (cue[1:] != cue[:-1])
        return Cues(unit[last], cue[last], score[last])

    @cached_property
    def emotions(self) -> tuple[Ints, Ints]:
        """All emotions over the threshold: row of the unit, and index in ``Emotion``."""
        labels, unit = flattened(self.units["emotions"])
        emotion = codes(labels, names(Emotion))
        return unit[emotion >= 0], emotion[emotion >= 0]

    def quotes(self, rows: Ints, scores: Floats, k: int) -> list[str]:
        """Return the texts of the ``k`` units with the highest scores, each text once; ties in alphabetic order."""
        texts = self.units["text"].take(pa.array(rows))
        return listed(best(np.zeros(len(rows), np.int64), scores, texts, k)).get(0, [])


@dataclass(frozen=True)
class Measure:
    """A number that every unit has, or that is NaN where its words do not tell.

    Attributes:
        values: what gives it, shape (units,).
        direction: 1 where more is better for the customer, -1 where less is.
        low: smallest value.
        high: largest value.
    """

    values: Callable[[Evidence], Floats]
    direction: int
    low: float
    high: float


def _goal_met(evidence: Evidence) -> Floats:
    met = np.array([*(float(goal is Goal.MET) for goal in Goal), np.nan])
    return met[evidence.codes("goal", names(Goal))]


MEASURES = {
    "valence": Measure(lambda e: e.numbers("valence"), 1, -1, 1),
    "net_emotion": Measure(lambda e: e.polarity("emotion", Emotion, 0.0), 1, -1, 1),
    "intensity": Measure(lambda e: e.numbers("intensity"), 0, 0, 3),
    "effort": Measure(lambda e: e.numbers("effort"), -1, 1, 5),
    "goal_rate": Measure(_goal_met, 1, 0, 1),
    "expectation_net": Measure(lambda e: e.polarity("expectation", Expectation, 0.0), 1, -1, 1),
    "attitude": Measure(lambda e: e.polarity("staff", Staff, np.nan), 1, -1, 1),
    "risk": Measure(lambda e: e.numbers("risk"), -1, 0, 1),
}
"""Measures of a unit. Their means are: ``net_emotion`` the share of units whose strongest emotion is good less that of
bad (neutral is neither); ``goal_rate`` the share of goals met among those told of; ``expectation_net`` the share of
units that tell of an exceeded expectation less that of a missed one; ``attitude`` good less bad among the units about
staff. ``risk`` is that of the unit as if it were all that was said."""
