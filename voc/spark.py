"""Scores on an Apache Spark cluster: Spark frames in, Spark frames out, through Arrow batches.

Rows are interpreted where they lie, brought together by interaction, and scored once, one interaction a row with its
units in it. That frame is persisted, and everything is read from it: ``units`` and ``interactions`` directly, the
measures of the journey from sums that do not grow with the customers (``voc.parts``), one a partition of customers,
which the driver adds up, and ``customers`` by the executors, once the driver has fitted to the sums how customers
differ. So what comes out is what one machine makes of the same rows.

Executors need the same version of ``voc-emotion`` and the same model: both are compared before anything is scored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

import voc
from voc.analyzer import Analyzer, load
from voc.arrays import listed
from voc.errors import InputError, MissingExtraError, ModelError
from voc.frames import parsed, to_arrow
from voc.journey import rollups
from voc.journey.rollups import Rollups
from voc.model.artifacts import RISK
from voc.model.device import CPU, check_name
from voc.model.store import DEFAULT, find
from voc.parts import Part, Totals
from voc.readers.rows import Columns, table
from voc.risk.customers import laid_out, summed
from voc.risk.model import RiskModel
from voc.risk.population import Population
from voc.schema import CUSTOMERS, INTERACTIONS, UNITS, UTTERANCES

if TYPE_CHECKING:
    from pyspark import StorageLevel
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

_UTTERANCE = "_utterance"
"""Column with the number of an utterance: the order of the rows as they came."""
_UTTERANCES = UTTERANCES.append(pa.field(_UTTERANCE, pa.int64()))
SCORED = pa.schema([*INTERACTIONS, ("units", pa.list_(pa.struct(list(UNITS))))])
"""What scoring gives: one row an interaction, with its units in it."""
_WRITER = "_writer"
"""Column with the customer, or the interaction where the customer is unknown: it may lie anywhere, as a whole."""
_TOTALS = pa.schema([("totals", pa.binary())])


@dataclass(frozen=True)
class _Model:
    """What a task needs to score as the driver would; travels with the task.

    Attributes:
        name: a shipped model, or the path of a model folder on every machine.
        half_life: see ``voc.load``.
        risk: the risk model.
        fingerprint: what fixes the scores, see ``Analyzer.stamp``, as the driver has it.
        version: of this package, likewise.
        taxonomy: the roll-ups.
        device: of the executors.
    """

    name: str
    half_life: float | None
    risk: RiskModel
    fingerprint: str
    version: str
    taxonomy: Rollups
    device: str = CPU

    def load(self) -> Analyzer:
        """Return the model of this process.

        Raises:
            ModelError: if this machine has another version of this package, or other files of the model.
        """
        if voc.__version__ != self.version:
            raise ModelError(
                f"an executor has voc {voc.__version__} and the driver {self.version}: install the same everywhere"
            )
        analyzer = _loaded(self.name, self.device)
        if analyzer.stamp(self.risk) != self.fingerprint:
            raise ModelError(f"model {self.name!r} of an executor is not the driver's: install the same everywhere")
        return analyzer


@cache
def _loaded(model: str, device: str) -> Analyzer:
    """Load a model once a process: Spark's Python workers live on from task to task, until idle for a minute.

    One thread, since Spark runs a task on each core.
    """
    return load(model, threads=1, device=device)


class SparkScores:
    """Units, interactions, customers, stages, drivers and service as Spark frames, columns as in ``voc.schema``.

    Nothing runs before a frame is used. The first use scores, and the result is persisted: later ones score only what
    was lost with an executor. ``unpersist`` when done. Rows are in no order.
    """

    def __init__(self, scored: DataFrame, model: _Model, partitions: int) -> None:
        """Hold a persisted frame with the schema ``SCORED``."""
        self._scored = scored
        self._model = model
        self._partitions = partitions

    @property
    def units(self) -> DataFrame:
        """One row a unit, schema ``voc.schema.UNITS``."""
        return self._scored.selectExpr("inline(units)")

    @property
    def interactions(self) -> DataFrame:
        """One row an interaction, schema ``voc.schema.INTERACTIONS``."""
        return self._scored.select(*INTERACTIONS.names)

    @cached_property
    def customers(self) -> DataFrame:
        """One row a customer, schema ``voc.schema.CUSTOMERS``."""
        together = self._by_customer(self.interactions)
        people = self._totals.population()
        return together.mapInArrow(partial(_customers, self._model, people), _spark_schema(CUSTOMERS))

    @cached_property
    def stages(self) -> DataFrame:
        """One row a stage, schema ``voc.schema.STAGES``. What these four need is added up once."""
        return self._summary("stages")

    @cached_property
    def drivers(self) -> DataFrame:
        """One row a stage, cue and emotion, schema ``voc.schema.DRIVERS``."""
        return self._summary("drivers")

    @cached_property
    def service(self) -> DataFrame:
        """One row a channel and agent, schema ``voc.schema.SERVICE``."""
        return self._summary("service")

    def unpersist(self) -> None:
        """Free the storage of the scores; frames used later score again."""
        self._scored.unpersist()

    @cached_property
    def _totals(self) -> Totals:
        """The sums over all customers, added up on the driver from those of each partition."""
        together = self._by_customer(self._scored)
        found = together.mapInArrow(partial(_totals, self._model), _spark_schema(_TOTALS)).collect()
        if not found:
            raise InputError("nothing to score: the frame has no rows")
        return Totals.merge(Totals.from_bytes(row.totals) for row in found)

    @cached_property
    def _summaries(self) -> dict[str, pa.Table]:
        """The tables that are made of the sums."""
        return self._totals.tables(self._model.taxonomy)

    def _by_customer(self, frame: DataFrame) -> DataFrame:
        """Bring the interactions of each customer together, with a column ``_WRITER``."""
        from pyspark.sql import functions

        named = frame.withColumn(_WRITER, functions.coalesce("customer_id", "interaction_id"))
        return named.repartition(self._partitions, _WRITER).sortWithinPartitions(_WRITER)

    def _summary(self, name: str) -> DataFrame:
        """Give a table of all customers to Spark."""
        table = self._summaries[name]
        return self._scored.sparkSession.createDataFrame(table, _spark_schema(table.schema))


def score(
    df: DataFrame,
    text: str = "text",
    interaction: str | None = "interaction_id",
    customer: str | None = "customer_id",
    role: str | None = "role",
    timestamp: str | None = "timestamp",
    channel: str | None = "channel",
    value: str | None = None,
    speaker: str | None = "speaker",
    model: str | Path = DEFAULT,
    taxonomy: str | Path | None = None,
    risk: RiskModel | str | Path | None = None,
    half_life: float | None = None,
    partitions: int | None = None,
    storage: StorageLevel | None = None,
    device: str = CPU,
) -> SparkScores:
    """Score a Spark frame of utterances; the same as ``voc.load(model).score`` of the same rows.

    The turns of an interaction are ordered by time where all have one, else as the frame gives them.

    Args:
        df: one row an utterance.
        text: column with the words.
        interaction: column that says which rows belong together; absent or null: each row is its own interaction,
            with a name that holds as long as the frame's partitions are the same.
        customer: column with the customer.
        role: column with the speaker's role (customer, agent, bot, system); absent: customer.
        timestamp: column with times, as timestamps or ISO 8601; those without a zone are UTC.
        channel: column with the channel.
        value: column with the customer's worth.
        speaker: column with the speaker's name or id.
        model: name of a shipped model, or path of a model folder that every machine has.
        taxonomy: see ``voc.load``; a file of the driver's, without ``[cue]``. The frames of units and interactions
            hold the shipped names of stages and owners, as saved scores do.
        risk: see ``voc.load``; a file of the driver's.
        half_life: see ``voc.load``.
        partitions: into how many tasks to cut the scoring, and then the customers: a lost executor costs the tasks it
            was at. Default ``spark.sql.shuffle.partitions``.
        storage: how to keep what was scored; default ``DISK_ONLY``.
        device: where the executors run networks, see ``voc.load``; the driver needs no GPU. Each Python worker, one a
            core, holds the model on the GPU.

    Raises:
        MissingExtraError: if pyspark is not installed.
        InputError: if a column is missing, or the taxonomy is wrong or has cues of the user's own, or the device is
            called otherwise. What is wrong in a row stops the job before anything is scored.
        ModelError: as ``voc.load``.
    """
    try:
        import pyspark
        from pyspark.sql import functions
    except ImportError as error:
        raise MissingExtraError("scoring on Spark", "spark") from error
    check_name(device)
    columns = Columns(text, interaction, customer, role, speaker, timestamp, channel, value)
    columns.check(df.columns, "the frame")
    if not isinstance(risk, RiskModel):
        risk = RiskModel.load(find(model) / RISK if risk is None else risk)
    fingerprint = load(model, risk=risk, half_life=half_life).fingerprint
    rolled = rollups.shipped() if taxonomy is None else rollups.read(taxonomy)
    if rolled.cue:
        raise InputError(
            f"cues of your own are not found on Spark: take [cue] out of {taxonomy}, or score with voc.load"
        )
    shipped = _Model(str(model), half_life, risk, fingerprint, voc.__version__, rolled, device)
    n = partitions or int(df.sparkSession.conf.get("spark.sql.shuffle.partitions"))
    numbered = df.withColumn(_UTTERANCE, functions.monotonically_increasing_id() + 1)
    utterances = numbered.mapInArrow(partial(_utterances, columns), _spark_schema(_UTTERANCES))
    together = utterances.repartition(n, "interaction_id").sortWithinPartitions("interaction_id", _UTTERANCE)
    scored = together.mapInArrow(partial(_scored, shipped), _spark_schema(SCORED))
    scored = scored.persist(pyspark.StorageLevel.DISK_ONLY if storage is None else storage)
    return SparkScores(scored, shipped, n)


def _spark_schema(schema: pa.Schema) -> StructType:
    """Return the Spark types of columns."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


def _utterances(columns: Columns, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Interpret rows, schema ``_UTTERANCES``."""
    for batch in batches:
        numbers = batch[_UTTERANCE].to_pylist()
        rows = parsed(to_arrow(batch, columns)[0], columns, numbers)
        numbered = [row | {_UTTERANCE: number} for number, row in zip(numbers, rows, strict=True)]
        yield from pa.Table.from_pylist(numbered, schema=_UTTERANCES).to_batches()


def _scored(model: _Model, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Score utterances that stand together by interaction, schema ``SCORED``."""
    analyzer = model.load()
    for whole in _whole(batches, "interaction_id"):
        tables = analyzer.score_apart(table(whole.to_pylist()), False, model.risk)
        units = pa.concat_arrays(tables["units"].to_struct_array().chunks)
        interactions = tables["interactions"]
        lists = listed(interactions["n_units"].to_numpy(), units)
        yield from interactions.append_column(SCORED.field("units"), lists).to_batches()


def _totals(model: _Model, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Add interactions up that stand together by customer, schema ``_TOTALS``."""
    parts = (
        Part.of(_tables(whole), model.risk, model.half_life, model.fingerprint, model.taxonomy).totals
        for whole in _whole(batches, _WRITER)
    )
    first = next(parts, None)
    if first is not None:
        yield pa.record_batch([[Totals.merge(chain([first], parts)).to_bytes()]], schema=_TOTALS)


def _customers(model: _Model, people: Population | None, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Lay out the customers of interactions that stand together by customer, schema ``CUSTOMERS``."""
    for whole in _whole(batches, _WRITER):
        interactions = whole.select(INTERACTIONS.names).cast(INTERACTIONS)  # as in ``_tables``
        sums = summed(interactions, model.half_life, model.fingerprint)
        yield from laid_out(sums, people, model.fingerprint).to_batches()


def _tables(scored: pa.Table) -> dict[str, pa.Table]:
    """Take the tables of scored interactions apart."""
    scored = scored.select(SCORED.names).cast(SCORED)  # Spark gives times in the zone of its session
    units = pa.Table.from_struct_array(pc.list_flatten(scored["units"]))
    return {"units": units, "interactions": scored.drop_columns("units")}


def _whole(batches: Iterable[pa.RecordBatch], column: str) -> Iterator[pa.Table]:
    """Cut rows that stand together by a column where its value changes, about a batch at a time."""
    rest = None
    for batch in batches:
        if not batch.num_rows:
            continue
        rows = pa.Table.from_batches([batch])
        rows = rows if rest is None else pa.concat_tables([rest, rows])
        start = pc.index(rows[column], rows[column][-1]).as_py()
        if start:
            yield rows.slice(0, start)
        rest = rows.slice(start)
    if rest is not None:
        yield rest
