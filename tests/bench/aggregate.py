"""Speed of the measures beside a plain pandas groupby: ``python tests/bench/aggregate.py [ROWS] [CUSTOMER_ROWS]``.

Makes scored units (interactions of 5 units, customers of 5 interactions), block by block as a streaming job has them,
and computes interactions, customers and stages. The peer is what one would write by hand: mean valence, risk and
effort and the share of each emotion, by customer and by stage; without peaks, ends, reasons, intervals, cues, quotes.
Customers are computed of the first ``CUSTOMER_ROWS`` only, in whole blocks.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from voc.arrays import listed, named
from voc.journey import stages
from voc.journey.evidence import COLUMNS, Evidence
from voc.journey.interactions import interactions
from voc.journey.rollups import shipped
from voc.model import store
from voc.model.artifacts import RISK
from voc.model.heads import HEADS
from voc.model.predictor import Predictions
from voc.risk import customers
from voc.risk.features import SIGNALS
from voc.risk.model import RiskModel
from voc.schema import PREDICTIONS, UNITS, UTTERANCES
from voc.scored import Scored
from voc.taxonomy import NEUTRAL, Cue, Emotion, Expectation, Goal, Owner, Role, Staff, Stage, names
from voc.touchpoints import Touchpoint
from voc.units import Units

UNITS_EACH, INTERACTIONS_EACH = 5, 5
BLOCK = 10_000 * UNITS_EACH * INTERACTIONS_EACH
TEXTS = [f"It took me {i} calls until somebody looked into it, and then they were kind." for i in range(1000)]
MEASURES = ["valence", "risk", "effort"]


class Maker:
    """Makes blocks of scored units, all random, and the table that the stages and the peer are computed from."""

    def __init__(self) -> None:
        self.rng = np.random.default_rng(0)
        self.risk = RiskModel.load(store.find(store.DEFAULT) / RISK)

    def label(self, labels: tuple[str, ...], n: int, told: float = 1.0) -> pa.Array:
        """Draw a label a row, null but for a share ``told``."""
        return named(labels, np.where(self.rng.random(n) < told, self.rng.integers(0, len(labels), n), -1))

    def block(self, first: int, n: int) -> Scored:
        """Make ``n`` units, the first of them being number ``first`` of the job."""
        spoken = np.arange(first, first + n, UNITS_EACH) // UNITS_EACH
        of = np.arange(n) // UNITS_EACH
        given = {
            "interaction_id": number("i", spoken),
            "customer_id": number("c", spoken // INTERACTIONS_EACH),
            "role": pa.array([Role.CUSTOMER.value]).take(pa.array(np.zeros(len(spoken), np.int64))),
            "timestamp": pa.array(1_770_000_000_000_000 + spoken * 1_000_000, UTTERANCES.field("timestamp").type),
            "channel": self.label(("review", "email", "survey"), len(spoken)),
            "value": pa.array(self.rng.gamma(2, 100, len(spoken))),
        }
        utterances = pa.table(
            {field.name: given.get(field.name, pa.nulls(len(spoken), field.type)) for field in UTTERANCES},
            schema=UTTERANCES,
        )
        texts = [TEXTS[i] for i in self.rng.integers(0, len(TEXTS), n)]
        units = Units(of, of, np.zeros(n, np.int64), np.full(n, 80), texts, np.ones(n, bool), np.arange(len(spoken)))
        values = {head: self.rng.random((n, len(HEADS[head].labels)), np.float32) for head in ("stage", "owner")}
        predictions = Predictions(values, [[]] * n, np.ones(n, bool))
        return Scored(utterances, units, predictions, self.labels(n), self.rng.random((n, len(SIGNALS))), self.risk)

    def labels(self, n: int) -> pa.Table:
        """Make the labels of ``n`` units as far as the measures need them; all else is null."""
        cued = self.rng.random(n) < 0.2
        cue = self.label(names(Cue), int(cued.sum()))
        zeros = np.zeros(len(cue))
        spans = pa.StructArray.from_arrays(
            [cue, pa.array(zeros, pa.int32()), pa.array(zeros + 4, pa.int32()), pa.array(zeros + 0.5, pa.float32())],
            ["cue", "start", "end", "score"],
        )
        felt = self.rng.random(n) < 0.6
        made = {
            "valence": pa.array(self.rng.uniform(-1, 1, n), pa.float32()),
            "emotion": self.label((*names(Emotion), NEUTRAL), n),
            "emotions": listed(felt.astype(np.int64), self.label(names(Emotion), int(felt.sum()))),
            "intensity": pa.array(self.rng.uniform(0, 3, n), pa.float32()),
            "effort": pa.array(self.rng.uniform(1, 5, n).astype(np.float32), mask=self.rng.random(n) < 0.6),
            "cues": listed(cued.astype(np.int64), spans),
            "stage": self.label(names(Stage), n, 0.9),
            "goal": self.label(names(Goal), n, 0.3),
            "expectation": self.label(names(Expectation), n, 0.1),
            "staff": self.label(names(Staff), n, 0.1),
            "owner": self.label(names(Owner), n, 0.7),
            "risk": pa.array(self.rng.random(n), pa.float32()),
        }
        columns = {field.name: made.get(field.name, pa.nulls(n, field.type)) for field in PREDICTIONS}
        return pa.table(columns, schema=PREDICTIONS)

    def rows(self, scored: Scored) -> pa.Table:
        """Lay the units out as far as the stages and the peer need them."""
        given = scored.utterances.take(pa.array(scored.units.utterance))
        columns = {name: scored.labels[name] for name in scored.labels.column_names}
        columns |= {name: given[name] for name in ("interaction_id", "customer_id", "channel", "timestamp")}
        columns["text"] = pa.array(scored.units.text)
        columns["touchpoint"] = self.label(names(Touchpoint), len(scored.units), 0.3)
        kept = [*COLUMNS, "customer_id", "null_reason"]
        return pa.table({name: columns[name] for name in kept}, schema=pa.schema([UNITS.field(name) for name in kept]))


def number(prefix: str, numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")


def peak() -> float:
    """Return the most memory that the process has held, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def peer(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Average and count by hand."""
    groups = frame.groupby(by, sort=False)
    shares = frame.groupby([by, "emotion"], sort=False).size().unstack(fill_value=0).div(groups.size(), axis=0)
    return groups[MEASURES].mean().join(shares)


class Clock:
    """Seconds on the clock and of all processors, by name."""

    def __init__(self) -> None:
        self.clock: defaultdict[str, float] = defaultdict(float)
        self.busy: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        started, busy = time.perf_counter(), time.process_time()
        yield
        self.clock[name] += time.perf_counter() - started
        self.busy[name] += time.process_time() - busy

    def report(self, name: str, rows: int) -> None:
        clock, busy = self.clock[name], self.busy[name]
        print(f"{name:32}{rows:12,} rows{rows / clock:14,.0f} rows/s{rows / busy:14,.0f} rows/s of processor time")


def main(rows: int = 10_000_000, customer_rows: int = 10_000_000) -> None:
    maker, timed = Maker(), Clock()
    tables: dict[str, list[pa.Table]] = {"units": [], "interactions": []}
    counted = 0
    for first in range(0, rows, BLOCK):
        scored = maker.block(first, min(BLOCK, rows - first))
        with timed("interactions"):
            summaries = interactions(scored)
        if first < customer_rows:
            counted += len(scored.units)
            with timed("customers"):
                customers.laid_out(customers.summed(summaries), None, "")
        tables["units"].append(maker.rows(scored))
        tables["interactions"].append(summaries.select(["interaction_id", "customer_id", "risk"]))
    whole = {name: pa.concat_tables(parts) for name, parts in tables.items()}
    tables.clear()
    before = peak()
    with timed("stages"):
        found = stages.laid_out(stages.summed(Evidence.of(whole)), shipped())
    ours = peak()
    frame = whole["units"].select(["customer_id", "stage", "emotion", *MEASURES]).to_pandas()
    del whole
    with timed("pandas groupby, by customer"):
        peer(frame, "customer_id")
    with timed("pandas groupby, by stage"):
        plain = peer(frame, "stage")
    np.testing.assert_allclose(found["effort"], plain["effort"].loc[found["stage"].to_pylist()], rtol=1e-4)

    for name in timed.clock:
        timed.report(name, counted if name == "customers" else rows)
    for ours_name, peers in (
        ("interactions", "pandas groupby, by customer"),
        ("stages", "pandas groupby, by stage"),
    ):
        ratio = timed.busy[peers] / timed.busy[ours_name]
        print(f"{ours_name}: {ratio:.2f} times as fast as {peers}, in processor time")
    print(f"peak memory: {before:.2f} GB with interactions, {ours:.2f} GB with stages, {peak():.2f} GB with pandas")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
