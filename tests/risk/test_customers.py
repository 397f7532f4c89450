"""Customers: the estimate, its interval, and the table of the sample."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from tests.risk.made import drifting, evidence
from voc.risk import customers
from voc.risk import population as populations
from voc.risk.customers import estimate
from voc.risk.drift import MIN_CUSTOMERS, fit, sample
from voc.risk.history import risk_history
from voc.risk.population import Population
from voc.risk.state import about, of, together
from voc.scores import Scores

PEOPLE = Population(mean=-1.0, within=0.5, between=0.8, half_life=30.0, drift=0.2)


def settle(made, half_life):
    """Return the population and the states of interactions."""
    return customers.settle(customers.summed_risk(made, half_life, "m"), half_life)


def covered(made, level, people):
    """Return the share of intervals that hold the level; customers are in the order of their names."""
    _, total = together(of(made, people.half_life, "m"))
    _, low, high = people.interval(total["weight"], total["weighted_log_odds"], total["squared_weight"])
    return np.mean((low <= level) & (level <= high))


def test_moments_are_recovered_from_states() -> None:
    made, _ = drifting(0, 3000, 4, 30, math.inf)
    people = Population.moments(of(made, math.inf, "m"))
    assert people.mean == pytest.approx(-1, abs=0.05)
    assert people.within == pytest.approx(0.49, abs=0.03)
    assert people.between == pytest.approx(0.64, abs=0.05)


def test_no_population_without_repetition() -> None:
    for customer, log_odds in ((["a", "b"], [0.1, 0.2]), (["a", "a"], [1.0, 2.0]), (["a", "a", "b"], [0.3, 0.3, 0.5])):
        assert Population.moments(of(evidence(customer, np.arange(len(customer)), log_odds), math.inf, "m")) is None
    people, summed = settle(evidence([], [], np.empty(0)), None)
    assert (people, summed.num_rows) == (None, 0)


def test_no_difference_found_between_customers_gives_no_interval() -> None:
    made, level = drifting(0, 40, 3, 30, math.inf, between=0.05)
    people, summed = settle(made, None)
    assert people.between == 0 < np.std(level), "they differ, but too little to be seen in so few interactions"
    for table in (estimate(summed, people), risk_history(made, people)):
        assert table["risk"].to_pylist() == pytest.approx([expit(people.mean)] * table.num_rows)
        assert table["risk_low"].null_count == table["risk_high"].null_count == table.num_rows > 0


def test_intervals_cover_a_level_that_stands_still() -> None:
    made, level = drifting(1, 2000, 4, 30, math.inf)
    people, _ = settle(made, None)
    assert people.half_life == math.inf
    assert 0.93 <= covered(made, level, people) <= 0.97


@pytest.mark.parametrize("correlation", [30, 240])
def test_intervals_cover_a_level_that_drifts_and_no_discount_does_not(correlation) -> None:
    made, level = drifting(2, 1500, 6, 30, correlation)
    still = Population.moments(of(made, math.inf, "m"))
    people = fit(sample(made), still)
    assert people.fitted
    assert 1 < people.half_life < 240
    assert people.within == pytest.approx(0.49, abs=0.12)
    assert people.between == pytest.approx(0.64, abs=0.12)
    assert 0.93 <= covered(made, level, people) <= 0.97
    assert covered(made, level, still) < 0.9


def test_faster_drift_gives_a_shorter_half_life() -> None:
    found = [settle(drifting(3, 400, 8, 20, correlation)[0], None)[0].half_life for correlation in (15, 60, 480)]
    assert found[0] < found[1] < found[2] < math.inf


def test_too_few_customers_are_not_discounted() -> None:
    made, _ = drifting(4, MIN_CUSTOMERS - 1, 8, 30, 15)
    people, summed = settle(made, None)
    assert (people.fitted, people.half_life, people.drift) == (False, math.inf, 0.0)
    assert about(summed)[0] == math.inf


def test_a_half_life_of_ones_own() -> None:
    made, _ = drifting(5, 300, 6, 30, 30)
    people, summed = settle(made, 45.0)
    assert (people.half_life, about(summed)[0], people.fitted) == (45.0, 45.0, False)
    assert people.between == pytest.approx(0.64, abs=0.2)
    few, _ = drifting(5, 10, 6, 30, 30)
    assert settle(few, 45.0)[0].half_life == 45.0


def test_the_fit_does_not_depend_on_the_order_of_rows() -> None:
    made, _ = drifting(6, 120, 5, 30, 30)
    turned = made.take(np.random.default_rng(0).permutation(len(made.at)))
    one, two = settle(made, None)[0], settle(turned, None)[0]
    assert one.half_life == two.half_life < math.inf
    assert (one.within, one.between, one.drift) == pytest.approx((two.within, two.between, two.drift), rel=1e-6)


def test_thin_and_old_evidence_is_drawn_to_the_population() -> None:
    def one(log_odds, at):
        return logit(estimate(of(evidence(["a"] * len(at), at, log_odds), 30.0, "m"), PEOPLE).to_pylist()[0]["risk"])

    single, many = one([1.0], [0]), one([1.0] * 50, [0] * 50)
    assert -1 < single < many < 1
    assert one([3.0, -1.0], [0, 300]) < one([3.0, -1.0], [0, 3])
    assert one([3.0, -1.0], [0, 3]) < one([-1.0, 3.0], [0, 3])


@settings(max_examples=50)
@given(st.integers(0, 10**6), st.floats(0, 5), st.sampled_from([PEOPLE, None]))
def test_a_worse_interaction_never_lowers_the_risk(seed, worse, people) -> None:
    rng = np.random.default_rng(seed)
    n = rng.integers(1, 10)
    at = np.where(rng.random(n) < 0.2, np.nan, rng.uniform(0, 200, n))
    log_odds = rng.normal(-1, 2, n)
    higher = log_odds + worse * (np.arange(n) == rng.integers(n))
    before, after = (
        estimate(of(evidence(["a"] * n, at, y), 30.0, "m"), people).to_pylist()[0] for y in (log_odds, higher)
    )
    for name in ("risk", "risk_low", "risk_high") if people else ("risk",):
        assert after[name] >= before[name] - 1e-7


def test_somebody_elses_later_contact_changes_nothing() -> None:
    rows = (["a", "a", "b"], [0, 20, 900], [2.0, 0.0, 1.0])
    alone = estimate(of(evidence(*(row[:2] for row in rows)), 30.0, "m"), PEOPLE).to_pylist()
    both = estimate(of(evidence(*rows), 30.0, "m"), PEOPLE).to_pylist()
    assert alone == [row for row in both if row["customer_id"] == "a"]


def test_trend_consistency_and_value() -> None:
    risks = np.array([0.2, 0.3, 0.4])
    made = evidence(
        ["a"] * 3 + ["b"], [0, 30, 60, 0], logit([*risks, 0.5]), valence=[1, 0, 0.5, 0.5], value=[5, 6, 7, np.nan]
    )
    rows = {row["customer_id"]: row for row in estimate(of(made, math.inf, "m"), None).to_pylist()}
    assert rows["a"]["trend"] == pytest.approx(0.1, abs=1e-5)
    assert rows["a"]["consistency"] == pytest.approx(1 - np.std([1, 0, 0.5]), abs=1e-6)
    assert rows["a"]["value_at_risk"] == pytest.approx(7 * expit(logit(risks).mean()))
    assert [rows["b"][name] for name in ("trend", "consistency", "value", "value_at_risk", "risk_low")] == [None] * 5


def test_customers_of_the_sample(sample_scores: Scores) -> None:
    rows = sample_scores.customers.to_pylist()
    assert len(rows) == 40
    assert [row["risk"] for row in rows] == sorted((row["risk"] for row in rows), reverse=True)
    for row in rows:
        assert 0 <= row["risk_low"] <= row["risk"] <= row["risk_high"] <= 1
        assert sum(reason["contribution"] for reason in row["reasons"]) == pytest.approx(logit(row["risk"]), abs=1e-4)
        assert row["reasons"][-1]["driver"] == "population"
        strength = [abs(reason["contribution"]) for reason in row["reasons"][:-1]]
        assert strength == sorted(strength, reverse=True)
        assert min(strength) > 0
        assert row["value"] is None or row["value_at_risk"] == pytest.approx(row["value"] * row["risk"], rel=1e-5)
        assert (row["consistency"] is None) == (row["n_interactions"] == 1)


def test_the_table_says_what_its_risks_were_made_with(sample_scores: Scores, tmp_path) -> None:
    sample_scores.save(tmp_path)
    people, half_life, fingerprint = populations.read(sample_scores.tables["customers"])
    assert (half_life, people.fitted) == (people.half_life, math.isfinite(half_life))
    assert len(fingerprint) == 64
    from voc.scores import read_scores

    assert read_scores(tmp_path).population == people == sample_scores.population


def test_states_of_saved_scores_give_the_same_customers(sample_scores: Scores) -> None:
    again = estimate(sample_scores.states(), sample_scores.population)
    table = sample_scores.tables["customers"]
    for name in again.column_names:
        if name == "reasons":
            continue
        for one, two in zip(again[name].to_pylist(), table[name].to_pylist(), strict=True):
            assert one == (pytest.approx(two, rel=1e-6) if isinstance(two, float) else two), name
