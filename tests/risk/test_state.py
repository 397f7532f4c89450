"""Parts of the data, merged in any order, are the whole."""

import json
import math

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.risk.made import evidence
from voc.errors import InputError
from voc.risk.evidence import DRIVERS
from voc.risk.state import STATE, merge, of
from voc.scores import Scores

MODEL = "a model"


def close(one: pa.Table, two: pa.Table) -> None:
    """Assert that states are the same up to rounding."""
    assert one.schema.equals(two.schema, check_metadata=True)
    for name in STATE.names:
        a, b = one[name].combine_chunks(), two[name].combine_chunks()
        if name == "contributions":
            a, b = a.flatten(), b.flatten()
        if pa.types.is_floating(a.type):
            np.testing.assert_allclose(a.to_numpy(False), b.to_numpy(False), rtol=1e-9, atol=1e-9)
        else:
            assert a.equals(b), name


@st.composite
def rows(draw):
    """Draw interactions of few customers, some at the same time, some without a time or value."""
    n = draw(st.integers(1, 25))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    at = np.round(rng.uniform(0, 400, n), draw(st.integers(-2, 3)))
    at[rng.random(n) < draw(st.sampled_from([0.0, 0.3, 1.0]))] = np.nan
    value = np.where(rng.random(n) < 0.5, np.nan, rng.integers(0, 5, n))
    contributions = np.where(rng.random((n, len(DRIVERS))) < 0.1, rng.normal(size=(n, len(DRIVERS))), 0.0)
    customer = [f"c{i}" for i in rng.integers(0, 5, n)]
    valence = np.round(rng.uniform(-1, 1, n), 1)
    return evidence(customer, at, contributions.sum(1), contributions, valence, value), rng


@settings(max_examples=60)
@given(rows(), st.sampled_from([3.0, 90.0, math.inf]), st.integers(1, 4))
def test_parts_merged_in_any_order_are_the_whole(drawn, half_life, n_parts):
    made, rng = drawn
    part = rng.integers(0, n_parts, len(made.at))
    states = [of(made.take(np.flatnonzero(part == i)), half_life, MODEL) for i in range(n_parts)]
    whole = of(made, half_life, MODEL)
    close(merge(*states), whole)
    one_by_one = states[0]
    for state in states[1:][::-1]:
        one_by_one = merge(state, one_by_one)
    close(one_by_one, whole)


def test_daily_increments_are_the_whole() -> None:
    rng = np.random.default_rng(0)
    at = rng.uniform(0, 30, 300)
    made = evidence([f"c{i}" for i in rng.integers(0, 40, 300)], at, rng.normal(size=300))
    days = [of(made.take(np.flatnonzero(at.astype(int) == day)), 14.0, MODEL) for day in range(30)]
    state = days[0]
    for day in days[1:]:
        state = merge(state, day)
    close(state, of(made, 14.0, MODEL))


def test_weights_halve_until_the_customers_own_last_contact() -> None:
    state = of(evidence(["a", "a", "b", "a"], [0, 10, 500, np.nan], [1.0, 3.0, 0.0, 2.0]), 10.0, MODEL)
    undated, dated, other = state.to_pylist()
    assert (dated["weight"], dated["weighted_log_odds"], dated["squared_weight"]) == (1.5, 3.5, 1.25)
    assert (dated["n"], dated["log_odds"], dated["log_odds_squares"]) == (2, 4.0, 10.0)
    assert (undated["dated"], undated["weight"], undated["last_at"]) == (False, 1.0, None)
    assert other["customer_id"] == "b"


def test_value_peak_and_end() -> None:
    made = evidence(["a"] * 4, [5, 1, 5, 9], [0.0] * 4, valence=[0.2, -0.9, -0.1, 0.9], value=[7, 3, 8, np.nan])
    (row,) = of(made, math.inf, MODEL).to_pylist()
    assert (row["peak"], row["end"], row["value"]) == (-0.9, 0.9, 8.0)
    assert (row["value_at"] - row["first_at"]).days == 4
    (row,) = of(made.take(np.array([0, 2])), math.inf, MODEL).to_pylist()
    assert row["end"] == -0.1
    (row,) = of(evidence(["a", "a"], [np.nan] * 2, [0.0] * 2), math.inf, MODEL).to_pylist()
    assert row["end"] is None


def test_other_half_lives_models_and_tables_are_refused() -> None:
    made = evidence(["a"], [0], [1.0])
    with pytest.raises(InputError, match=r"half-lives of 30 and 60 days cannot be merged.*voc.load\(half_life=30\)"):
        merge(of(made, 30, MODEL), of(made, 60, MODEL))
    with pytest.raises(InputError, match="different models cannot be merged"):
        merge(of(made, 30, MODEL), of(made, 30, "another"))
    with pytest.raises(InputError, match="no state of customers"):
        merge(pa.table({"customer_id": ["a"]}))
    with pytest.raises(InputError, match="at least one state"):
        merge()
    for wrong in (0, -1, math.nan):
        with pytest.raises(InputError, match="pass a number above 0"):
            of(made, wrong, MODEL)


def test_a_state_is_small_and_can_be_saved(tmp_path) -> None:
    made = evidence([f"c{i}" for i in range(1000)], np.arange(1000), np.arange(1000.0))
    state = of(made, 30.0, MODEL)
    assert state.nbytes / 1000 < 800
    pq.write_table(state, tmp_path / "state.parquet")
    close(merge(pq.read_table(tmp_path / "state.parquet")), state)


def test_no_interactions() -> None:
    none = evidence([], [], np.empty(0))
    state = of(none, 30.0, MODEL)
    assert state.num_rows == 0
    some = of(evidence(["a"], [0], [1.0]), 30.0, MODEL)
    close(merge(state, some), some)


def test_scores_give_states_of_their_parts(sample_scores: Scores) -> None:
    interactions = sample_scores.tables["interactions"]
    parts = [
        Scores(sample_scores.tables | {"interactions": interactions.take(np.arange(i, interactions.num_rows, 3))})
        for i in range(3)
    ]
    whole = sample_scores.states(20.0)
    close(merge(*(part.states(20.0) for part in parts)), whole)
    assert json.loads(whole.schema.metadata[b"voc"])["fingerprint"]
