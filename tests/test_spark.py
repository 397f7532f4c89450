"""Spark gives what one machine gives, also when an executor is killed in the middle: on a real local cluster."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

import voc
from tests.cluster import cluster
from tests.made import LATE, utterances
from voc.analyzer import Analyzer
from voc.arrays import listed
from voc.errors import InputError, MissingExtraError, ModelError
from voc.journey import rollups
from voc.model.artifacts import RISK
from voc.model.store import DEFAULT, find
from voc.parts import Totals
from voc.readers import Columns
from voc.risk.model import RiskModel
from voc.schema import INTERACTIONS, UNITS
from voc.scores import Scores
from voc.spark import SCORED, SparkScores, _customers, _Model, _scored, _tables, _totals, _utterances, _whole

# pyspark leaves the sockets that it collects frames through to the garbage collector.
# It also warns of pandas 3, which nothing here passes through.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]
TASKS = 12
KEYS = {
    "customers": ["customer_id"],
    "stages": ["stage"],
    "drivers": ["stage", "cue", "emotion"],
    "service": ["channel", "agent"],
}
"""What tells the rows of a table apart."""
EXECUTOR = "org.apache.spark.executor.CoarseGrainedExecutorBackend"


def driver(analyzer: Analyzer) -> _Model:
    """Return what the driver sends to tasks."""
    risk = RiskModel.load(find(DEFAULT) / RISK)
    return _Model(DEFAULT, None, risk, analyzer.fingerprint, voc.__version__, rollups.shipped())


@given(st.lists(st.integers(0, 3), max_size=30), st.integers(1, 7))
def test_rows_that_belong_together_stay_together(values: list[int], size: int) -> None:
    keys = pa.array([f"k{value}" for value in sorted(values)], pa.string())
    rows = pa.table({"key": keys, "row": np.arange(len(keys))})
    found = list(_whole(rows.to_batches(max_chunksize=size), "key"))
    if found:
        assert pa.concat_tables(found).equals(rows)
    else:
        assert not values
    seen = [set(part["key"].to_pylist()) for part in found]
    assert all(seen)
    assert sum(map(len, seen)) == len(set(values))


def test_tasks_give_what_one_call_gives(analyzer: Analyzer, sample_utterances: pa.Table) -> None:
    part = sample_utterances.slice(0, 40)
    model = driver(analyzer)
    numbered = part.append_column("_utterance", pa.array(np.arange(part.num_rows)))
    parsed = pa.Table.from_batches(_utterances(Columns(value="value"), numbered.to_batches(max_chunksize=9)))
    assert parsed.drop_columns("_utterance").equals(part)
    scored = pa.Table.from_batches(_scored(model, parsed.to_batches(max_chunksize=7)))
    local = analyzer.score_apart(part, progress=False)
    found = _tables(scored)
    for name, table in local.items():
        assert found[name].combine_chunks().equals(table.combine_chunks()), name
    assert list(_scored(model, [])) == list(_totals(model, [])) == list(_customers(model, None, [])) == []


def test_tasks_find_what_later_rows_say(analyzer: Analyzer) -> None:
    rows = pa.Table.from_pylist(LATE)
    local, model = analyzer.score(rows, value="value", progress=False), driver(analyzer)
    numbered = rows.append_column("_utterance", pa.array(np.arange(rows.num_rows)))
    parsed = pa.Table.from_batches(_utterances(Columns(value="value"), numbered.to_batches(max_chunksize=5)))
    together = parsed.sort_by([("interaction_id", "ascending"), ("_utterance", "ascending")])
    scored = pa.Table.from_batches(_scored(model, together.to_batches(max_chunksize=1)))
    expected = local.tables["interactions"]
    assert _tables(scored)["interactions"].sort_by("interaction_id").equals(expected.sort_by("interaction_id"))
    named = scored.append_column("_writer", pc.coalesce(scored["customer_id"], scored["interaction_id"]))
    batches = named.sort_by("_writer").to_batches()
    people = Totals.merge(Totals.from_bytes(one.as_py()) for b in _totals(model, batches) for one in b["totals"])
    customers = pa.Table.from_batches(_customers(model, people.population(), batches)).sort_by("customer_id")
    assert customers["customer_id"].to_pylist() == ["ann", "bob"]
    assert all(map(alike, customers.to_pylist(), local.tables["customers"].sort_by("customer_id").to_pylist()))


def test_tasks_of_customers_give_what_one_call_gives(sample_scores: Scores, analyzer: Analyzer) -> None:
    model = driver(analyzer)
    interactions = sample_scores.tables["interactions"].sort_by("interaction_id")
    units = sample_scores.tables["units"].sort_by([("interaction_id", "ascending"), ("start", "ascending")])
    lists = listed(interactions["n_units"].to_numpy(), pa.concat_arrays(units.to_struct_array().chunks))
    scored = interactions.append_column(SCORED.field("units"), lists)
    names = pc.coalesce(scored["customer_id"], scored["interaction_id"])
    scored = scored.append_column("_writer", names).sort_by("_writer")
    half = pc.index(scored["_writer"], scored["_writer"][scored.num_rows // 2]).as_py()
    tasks = [scored.slice(0, half), scored.slice(half)]
    found = [pa.Table.from_batches(_totals(model, task.to_batches(max_chunksize=13))) for task in tasks]
    totals = Totals.merge(Totals.from_bytes(one.as_py()) for table in found for one in table["totals"])
    people = totals.population()
    batches = [b for task in tasks for b in _customers(model, people, task.to_batches(max_chunksize=13))]
    tables = {"customers": pa.Table.from_batches(batches), **totals.tables()}
    for name, table in tables.items():
        local = sample_scores.tables[name]
        one, two = (in_order(each, local.schema, *KEYS[name]).to_pylist() for each in (table, local))
        assert len(one) == len(two) > 0
        assert all(map(alike, one, two))


def test_a_process_loads_a_model_once_and_only_the_drivers(analyzer: Analyzer) -> None:
    model = driver(analyzer)
    assert model.load() is model.load()
    with pytest.raises(ModelError, match=r"an executor has voc .* and the driver 0\.0: install the same"):
        replace(model, version="0.0").load()
    with pytest.raises(ModelError, match="is not the driver's"):
        replace(model, fingerprint="another").load()


def test_without_pyspark_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(MissingExtraError, match=r"voc-emotion\[spark\]"):
        voc.spark.score(None)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with cluster(tmp_path_factory.mktemp("spark"), executors=2, tasks=TASKS) as session:
        yield session


@pytest.fixture(scope="module")
def frame(session: Any, sample_utterances: pa.Table) -> Any:
    return session.createDataFrame(sample_utterances)  # its partitions keep the order of the rows


@pytest.fixture(scope="module")
def scores(frame: Any) -> Iterator[SparkScores]:
    scores = voc.spark.score(frame, value="value")
    yield scores
    scores.unpersist()


def in_order(table: pa.Table, schema: pa.Schema, *keys: str) -> pa.Table:
    """Return the rows by their keys, with our types: Spark gives times in the zone of its session."""
    return table.cast(schema).sort_by([(key, "ascending") for key in keys]).combine_chunks()


def assert_interactions(scores: SparkScores, local: Scores) -> None:
    """Assert that units and interactions are those of one machine, to the last bit."""
    assert scores.interactions.columns == INTERACTIONS.names
    assert scores.units.columns == UNITS.names
    for name, key in (("interactions", "interaction_id"), ("units", "unit_id")):
        assert in_order(getattr(scores, name).toArrow(), local.tables[name].schema, key).equals(
            in_order(local.tables[name], local.tables[name].schema, key)
        ), name


def alike(one: Any, two: Any) -> bool:
    """Return whether values are the same up to the rounding of sums in another order."""
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(alike(one[name], two[name]) for name in one)
    if isinstance(one, list):
        return len(one) == len(two) and all(map(alike, one, two))
    return one == two or (isinstance(one, float) and one == pytest.approx(two, rel=1e-5, abs=1e-7))


def test_units_and_interactions_are_those_of_one_machine(scores: SparkScores, sample_scores: Scores) -> None:
    assert_interactions(scores, sample_scores)


@pytest.mark.parametrize("name", KEYS)
def test_measures_are_those_of_one_machine(scores: SparkScores, sample_scores: Scores, name: str) -> None:
    local = sample_scores.tables[name]
    found = getattr(scores, name).toArrow()
    assert found.schema.names == local.schema.names
    assert found.num_rows == local.num_rows > 0
    one, two = (in_order(table, local.schema, *KEYS[name]).to_pylist() for table in (found, local))
    for row, expected in zip(one, two, strict=True):
        assert alike(row, expected), (row, expected)


def test_nothing_is_scored_twice(scores: SparkScores, session: Any) -> None:
    assert scores.units.count() > scores.interactions.count() > 0
    (stored,) = session.sparkContext._jsc.sc().getRDDStorageInfo()
    assert stored.numCachedPartitions() == TASKS
    assert stored.memSize() == 0


def executors(session: Any) -> list[psutil.Process]:
    """Return the processes of the executors that run."""
    found = []
    for process in psutil.Process(session.sparkContext._gateway.proc.pid).children(recursive=True):
        with suppress(psutil.Error):  # it ended meanwhile
            if EXECUTOR in process.cmdline():
                found.append(process)
    return found


def test_an_executor_killed_in_the_middle_costs_nothing(session: Any, frame: Any, sample_scores: Scores) -> None:
    scores = voc.spark.score(frame, value="value")
    tracker = session.sparkContext.statusTracker()
    before = executors(session)
    assert len(before) == 2
    with ThreadPoolExecutor(1) as pool:
        rows = pool.submit(scores.interactions.count)
        killed = None
        while killed is None and not rows.done():
            running = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            # Of the stages only the last, which scores, has as many tasks.
            if any(info and info.numTasks == TASKS and 0 < info.numCompletedTasks < TASKS for info in running):
                killed = before[0]
                os.kill(killed.pid, signal.SIGKILL)
            time.sleep(0.005)
        assert killed is not None, "the job was over before an executor could be killed"
        assert rows.result() == sample_scores.interactions.num_rows
    psutil.wait_procs([killed], timeout=10)
    assert killed.pid not in {process.pid for process in executors(session)}
    assert_interactions(scores, sample_scores)
    assert scores.customers.count() == sample_scores.customers.num_rows
    scores.unpersist()


def test_names_times_and_order_of_rows_are_those_of_one_machine(session: Any, analyzer: Analyzer) -> None:
    rows = utterances(np.random.default_rng(3), 12)
    names = [None if name == "i3" else f" {name}" for name in rows["interaction_id"].to_pylist()]
    rows = rows.select(["customer_id", "role", "timestamp", "text"]).append_column("case", pa.array(names))
    local = analyzer.score(rows, interaction="case", progress=False)
    frame = session.createDataFrame(rows).coalesce(1)
    assert_interactions(voc.spark.score(frame, interaction="case", partitions=2), local)


def test_what_is_wrong_is_said(session: Any, frame: Any) -> None:
    with pytest.raises(InputError, match="has no column 'body'"):
        voc.spark.score(frame, text="body")
    with pytest.raises(InputError, match="nothing to score"):
        _ = voc.spark.score(frame.limit(0), partitions=1).stages
    rows = session.createDataFrame(pa.table({"text": ["fine", "not"], "role": ["customer", "wizard"]})).coalesce(1)
    with pytest.raises(Exception, match="row 2: role 'aaaaaa' is not known"):
        voc.spark.score(rows, partitions=1).units.count()
