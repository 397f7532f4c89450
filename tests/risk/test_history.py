"""The history knows nothing of the future."""

import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.risk.made import DAY, START, drifting, evidence
from voc.risk.customers import estimate
from voc.risk.history import RISK_HISTORY, risk_history
from voc.risk.population import Population
from voc.risk.state import of
from voc.scores import Scores

PEOPLE = Population(mean=-1.0, within=0.5, between=0.8, half_life=25.0, drift=0.2)


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.sampled_from([PEOPLE, None]), st.integers(-1, 2))
def test_truncating_at_any_time_gives_the_same_rows(seed, people, digits) -> None:
    rng = np.random.default_rng(seed)
    n = rng.integers(1, 60)
    at = np.round(rng.uniform(0, 100, n), digits)
    at[rng.random(n) < 0.1] = np.nan
    made = evidence([f"c{i}" for i in rng.integers(0, 6, n)], at, rng.normal(size=n)).take(rng.permutation(n))
    limit = START + int(rng.uniform(0, 100) * DAY)
    whole = risk_history(made, people, 25.0)
    early = risk_history(made.take(np.flatnonzero(made.at < limit)), people, 25.0)
    assert early.equals(whole.filter(pc.less(whole["started_at"], pa.scalar(limit, pa.timestamp("us", tz="UTC")))))


def test_the_last_row_of_a_customer_is_the_customers_risk() -> None:
    made, _ = drifting(0, 50, 6, 10, 30)
    rows = {row["customer_id"]: row for row in risk_history(made, PEOPLE).to_pylist()}
    for row in estimate(of(made, PEOPLE.half_life, "m"), PEOPLE).to_pylist():
        for name in ("risk", "risk_low", "risk_high"):
            assert rows[row["customer_id"]][name] == pytest.approx(row[name], abs=1e-6)


def test_the_first_row_needs_no_past() -> None:
    made = evidence(["a", "a", "b"], [5, 0, np.nan], [2.0, 0.0, 1.0])
    rows = risk_history(made, PEOPLE).to_pylist()
    assert [row["interaction_id"] for row in rows] == ["i0000001", "i0000000"]
    alone = risk_history(made.take(np.array([1])), PEOPLE).to_pylist()
    assert rows[:1] == alone
    assert rows[0]["interaction_risk"] == 0.5
    assert rows[0]["risk"] < rows[1]["risk"]


def test_no_interactions() -> None:
    assert risk_history(evidence([], [], np.empty(0)), PEOPLE).schema == RISK_HISTORY


def test_history_of_the_sample(sample_scores: Scores) -> None:
    history = sample_scores.risk_history()
    interactions = sample_scores.tables["interactions"]
    known = [pc.is_valid(interactions[name]) for name in ("customer_id", "started_at", "risk")]
    assert history.num_rows == interactions.filter(pc.and_(pc.and_(known[0], known[1]), known[2])).num_rows > 100
    said = dict(zip(interactions["interaction_id"].to_pylist(), interactions["risk"].to_pylist(), strict=True))
    for row in history.to_pylist():
        assert row["interaction_risk"] == pytest.approx(said[row["interaction_id"]], abs=1e-6)
        assert row["risk_low"] <= row["risk"] <= row["risk_high"]
    other = sample_scores.risk_history(Population(0.0, 1.0, 1.0, math.inf))
    assert other.num_rows == history.num_rows
    assert not other.equals(history)
