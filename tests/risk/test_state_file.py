"""Customers carried from job to job are those of all interactions at once, and none is counted twice or lost."""

import math
import pickle
import resource
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.made import scored_job
from voc.errors import InputError
from voc.journey.interactions import interactions
from voc.privacy import Redactor
from voc.risk import state_file
from voc.risk.customers import fitted, laid_out, summed
from voc.risk.drift import MIN_CUSTOMERS
from voc.risk.population import read
from voc.risk.state import about, merge
from voc.risk.state_file import StateFile
from voc.schema import CUSTOMERS, CUSTOMERS_ORDER, INTERACTIONS

MODEL = "a model"


def spread(seed: int, n: int = 160, days: int = 60, people: int = 30) -> pa.Table:
    """Return interactions of so many customers, spread over so many days; some are undated, some nobody's."""
    rng = np.random.default_rng(seed)
    table = interactions(scored_job(seed, n))
    start = np.datetime64("2026-01-01", "us") + np.round(rng.uniform(0, days * 86400e6, n)).astype("timedelta64[us]")
    start[rng.random(n) < 0.05] = np.datetime64("NaT")
    columns = {
        "customer_id": pa.array([None if i == people else f"c{i}" for i in rng.integers(0, people + 1, n)]),
        "started_at": pa.array(start).cast(INTERACTIONS.field("started_at").type),
        "value": pa.array(np.where(rng.random(n) < 0.5, np.nan, rng.integers(0, 5, n)), from_pandas=True),
    }
    for name, values in columns.items():
        table = table.set_column(table.schema.get_field_index(name), INTERACTIONS.field(name), values)
    return table


def customers(table: pa.Table, half_life: float | None = None) -> pa.Table:
    """Return the customers of interactions that are one job."""
    sums = summed(table, half_life, MODEL)
    return laid_out(sums, fitted(sums, half_life), MODEL)


def fold(
    states: StateFile, table: pa.Table, half_life: float | None = None, model: str = MODEL, resumed: bool = False
) -> pa.Table:
    """Fold interactions in as a job does, in several parts, and return the customers of all jobs."""
    people = fitted(summed(table, half_life, model), half_life)
    fitted_to = (half_life or math.inf) if people is None else people.half_life
    parts = [table.slice(start, 37) for start in range(0, table.num_rows, 37)]
    work = states.path.parent.with_name(f"{states.path.parent.name}-work")
    work.mkdir(exist_ok=True)
    states.fold(parts, fitted_to, model, Path(tempfile.mkdtemp(dir=work)), resumed)
    return pa.concat_tables(states.customers()).sort_by(CUSTOMERS_ORDER)


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have files of many row groups."""
    monkeypatch.setattr(state_file, "AT_ONCE", 20)


def close(one: pa.Table, two: pa.Table) -> None:
    """Assert that customers are the same up to rounding, in any order: rounding may swap two of the same risk."""
    one, two = (table.sort_by("customer_id").to_pylist() for table in (one, two))
    assert [row["customer_id"] for row in one] == [row["customer_id"] for row in two]
    for a, b in zip(one, two, strict=True):
        reasons = [{reason["driver"]: reason["contribution"] for reason in row.pop("reasons")} for row in (a, b)]
        assert reasons[0] == pytest.approx(reasons[1], rel=1e-5, abs=1e-9)
        for name, value in a.items():
            assert value == (pytest.approx(b[name], rel=1e-5, abs=1e-6) if isinstance(value, float) else b[name]), name


@settings(max_examples=5)
@given(st.integers(0, 10**6), st.sampled_from([14.0, math.inf]), st.integers(1, 5), st.sampled_from([20, 16_000]))
def test_days_folded_in_one_after_the_other_are_the_whole(tmp_path_factory, seed, half_life, n_files, at_once):
    path = tmp_path_factory.mktemp("states") / "customers.state"
    patch = pytest.MonkeyPatch()
    patch.setattr(state_file, "AT_ONCE", at_once)
    table, rng = spread(seed), np.random.default_rng(seed)
    day = table["started_at"].cast(pa.timestamp("us")).to_numpy().astype("datetime64[D]").astype(np.int64)
    day = np.where(day < 0, rng.integers(0, 60, len(day)), day)
    file = rng.integers(0, n_files, day.max() + 1)[day]
    for number in range(n_files):
        rows = np.flatnonzero(file == number)
        if len(rows):
            states = StateFile(path, half_life)
            folded = fold(states, table.take(rows), half_life)
            states.write()
    patch.undo()
    whole = customers(table, half_life)
    assert folded.schema.equals(CUSTOMERS)
    close(folded, whole)
    assert vars(read(folded)[0]) == pytest.approx(vars(read(whole)[0]))
    assert read(folded)[1:] == read(whole)[1:]


def test_the_population_is_fitted_and_its_half_life_kept(tmp_path: Path) -> None:
    table = spread(1, n=600, people=40)
    counts = table["customer_id"].value_counts()
    assert sum(row["counts"] >= 5 for row in counts.to_pylist()) >= MIN_CUSTOMERS
    whole = customers(table)
    states = StateFile(tmp_path / "s")
    close(fold(states, table), whole)
    states.write()
    assert StateFile(tmp_path / "s").half_life == read(whole)[1]


@pytest.mark.usefixtures("few_at_once")
def test_the_file_is_a_state_and_does_not_depend_on_the_order_of_jobs(tmp_path: Path) -> None:
    table = spread(2)
    halves = [table.slice(0, 80), table.slice(80)]
    for name, parts in (("one", halves), ("two", halves[::-1])):
        for part in parts:
            states = StateFile(tmp_path / name, 30.0)
            fold(states, part, 30.0)
            states.write()
    one, two = (pq.read_table(tmp_path / name) for name in ("one", "two"))
    assert pq.ParquetFile(tmp_path / "one").num_row_groups > 3
    assert one["contacts"].equals(two["contacts"])
    assert about(merge(one)) == (30.0, MODEL)
    assert str(StateFile(tmp_path / "one")).endswith("interactions, half-life 30 days")


def test_no_interaction_is_counted_twice(tmp_path: Path) -> None:
    path, table = tmp_path / "customers.state", spread(3)
    states = StateFile(path, 30.0)
    folded = fold(states, table.slice(0, 100), 30.0)
    states.write()
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"of \d+ interactions are in .* already, such as 'i\d+': score new ones only"):
        fold(StateFile(path), table.slice(90), 30.0)
    again = StateFile(path)
    assert fold(again, table.slice(0, 100), 30.0, resumed=True).equals(folded)
    again.write()
    assert path.read_bytes() == before
    with pytest.raises(InputError, match="already"):
        fold(StateFile(path), table.slice(90), 30.0, resumed=True)


def test_other_models_half_lives_and_files_are_refused(tmp_path: Path) -> None:
    path, table = tmp_path / "customers.state", spread(4)
    states = StateFile(path, 30.0)
    fold(states, table.slice(0, 100), 30.0)
    states.write()
    with pytest.raises(InputError, match="has a half-life of 30 days, not 60"):
        StateFile(path, 60.0)
    with pytest.raises(InputError, match="made with another model"):
        fold(StateFile(path), table.slice(100), 30.0, "another")
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(InputError, match="cannot read the states"):
        StateFile(path)
    pq.write_table(table, path)
    with pytest.raises(InputError, match="holds no states"):
        StateFile(path)


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path, table = tmp_path / "customers.state", spread(5)
    states = StateFile(path, 30.0)
    fold(states, table.slice(0, 100), 30.0)
    states.write()
    before = path.read_bytes()
    states = StateFile(path)
    fold(states, table.slice(100), 30.0)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            states.write()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_what_another_job_wrote_meanwhile_is_not_lost(tmp_path: Path) -> None:
    path, table = tmp_path / "customers.state", spread(6)
    one, other = StateFile(path, 30.0), StateFile(path, 30.0)
    fold(one, table.slice(0, 100), 30.0)
    fold(other, table.slice(100), 30.0)
    one.write()
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"another job wrote .* meanwhile"):
        other.write()
    assert path.read_bytes() == before


def test_redacted_customers_need_the_same_key_in_every_job(tmp_path: Path) -> None:
    path, table = tmp_path / "customers.state", spread(7)
    one, other = (Redactor(key=key * 16, kinds=["EMAIL"]) for key in "ab")
    with pytest.raises(InputError, match="key of the redaction is random: pass one, --redact-key"):
        StateFile(path).check_redaction(Redactor(kinds=["EMAIL"]))
    for part in (table.slice(0, 100), table.slice(100)):
        states = StateFile(path, 30.0)
        states.check_redaction(pickle.loads(pickle.dumps(one)))
        fold(states, part, 30.0)
        states.write()
    with pytest.raises(InputError, match="was made with redaction by another key"):
        StateFile(path).check_redaction(other)
    with pytest.raises(InputError, match="was made with redaction: do as then"):
        StateFile(path).check_redaction(None)
    plain = StateFile(tmp_path / "plain", 30.0)
    plain.check_redaction(None)
    fold(plain, table, 30.0)
    plain.write()
    StateFile(tmp_path / "plain").check_redaction(None)
    with pytest.raises(InputError, match="was made without redaction"):
        StateFile(tmp_path / "plain").check_redaction(one)
