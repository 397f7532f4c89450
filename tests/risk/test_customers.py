import numpy as np
import pytest
from scipy.special import expit, logit

from voc.risk.customers import Population
from voc.scores import Scores


def test_variances_are_recovered() -> None:
    rng = np.random.default_rng(0)
    groups = [rng.normal(rng.normal(-1, 0.8), 0.5, size=rng.integers(1, 8)) for _ in range(3000)]
    population = Population.fit(groups)
    assert population is not None
    assert population.mean == pytest.approx(-1, abs=0.05)
    assert population.within**0.5 == pytest.approx(0.5, abs=0.03)
    assert population.between**0.5 == pytest.approx(0.8, abs=0.05)


def test_intervals_cover() -> None:
    rng = np.random.default_rng(1)
    truth = rng.normal(-1, 0.8, 2000)
    groups = [rng.normal(t, 0.5, size=rng.integers(1, 6)) for t in truth]
    population = Population.fit(groups)
    assert population is not None
    posterior = np.array([population.posterior(group) for group in groups])
    covered = np.abs(posterior[:, 0] - truth) <= 1.96 * posterior[:, 1]
    assert 0.93 <= covered.mean() <= 0.97


def test_thin_evidence_is_drawn_to_the_population() -> None:
    population = Population(mean=-1.0, within=1.0, between=1.0)
    one, _ = population.posterior(np.array([1.0]))
    many, deviation = population.posterior(np.full(50, 1.0))
    assert -1 < one < many < 1
    assert deviation < population.posterior(np.array([1.0]))[1]


def test_no_estimate_without_repetition() -> None:
    assert Population.fit([np.array([0.1]), np.array([0.2])]) is None
    assert Population.fit([]) is None


def test_customers_of_the_sample(sample_scores: Scores) -> None:
    rows = sample_scores.customers.to_pylist()
    assert len(rows) == 40
    assert [row["risk"] for row in rows] == sorted((row["risk"] for row in rows), reverse=True)
    for row in rows:
        assert 0 <= row["risk_low"] <= row["risk"] <= row["risk_high"] <= 1
        assert sum(reason["contribution"] for reason in row["reasons"]) == pytest.approx(logit(row["risk"]), abs=1e-4)
        assert expit(sum(reason["contribution"] for reason in row["reasons"])) == pytest.approx(row["risk"], abs=1e-5)
        assert row["value"] is None or row["value_at_risk"] == pytest.approx(row["value"] * row["risk"], rel=1e-5)
        assert (row["consistency"] is None) == (row["n_interactions"] == 1)
