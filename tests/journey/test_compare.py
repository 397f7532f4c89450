"""Comparing two jobs: with a known change, with none, with the same customers and with strangers."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit
from scipy.stats import ttest_ind, ttest_rel

from tests.journey.jobs import feelings, fill, job, same, shuffled
from voc.errors import InputError
from voc.schema import CUSTOMERS
from voc.scores import Scores, read_scores
from voc.taxonomy import Cue, Stage, names


def period(seed, shift=0.0, customers=50, first=0):
    """One period of customers, who are told apart by ``first``; at billing everything is ``shift`` better."""
    rng = np.random.default_rng(seed)
    n = customers * 10
    customer = np.repeat(np.arange(customers), 10)
    stage = rng.choice(names(Stage), n)
    valence = rng.normal(0, 0.5, n) + np.where(stage == "billing", shift, 0)
    valence += rng.normal(0, 0.2, customers)[customer]
    cues = [
        [{"cue": str(name), "start": 0, "end": 1, "score": 0.9}] if told else []
        for name, told in zip(rng.choice(names(Cue), n), rng.random(n) < 0.3, strict=True)
    ]
    told = {"stage": stage.tolist(), "valence": valence.clip(-1, 1), "emotion": feelings(valence), "cues": cues}
    ids = [f"c{first + i}" for i in range(customers)]
    return job(customer, ids, risk_of=rng.random(customers), effort=rng.uniform(1, 5, n), **told)


def rows(comparison):
    return {(row["kind"], row["name"], row["measure"]): row for row in comparison.changes.to_pylist()}


def test_a_change_is_found_where_it_is() -> None:
    found = rows(period(0, shift=0.8, customers=100).compare(period(1, customers=100, first=1000)))
    assert {key: row["verdict"] for key, row in found.items() if row["verdict"]} == {
        ("stage", "billing", "net_emotion"): "better"
    }
    row = found["stage", "billing", "net_emotion"]
    assert row["low"] > 0
    assert row["difference"] == pytest.approx(row["value"] - row["before"])


def test_without_a_change_verdicts_are_rare() -> None:
    jobs = [period(2 * i).compare(period(2 * i + 1, first=1000)).changes.to_pylist() for i in range(50)]
    wrong = sum(any(row["verdict"] for row in found) for found in jobs)
    assert wrong <= 6, "where nothing changed, any verdict is false: in 5% of jobs; 7 of 50 would be past 1 in 100"
    p = np.array([row["p"] for found in jobs for row in found if row["p"] is not None])
    assert 0.03 <= np.mean(p <= 0.05) <= 0.07


def test_strangers_give_welchs_test_and_the_same_customers_a_paired_one() -> None:
    rng = np.random.default_rng(0)
    level = rng.normal(0.5, 0.1, 40)
    now, then = (np.clip(level + rng.normal(shift, 0.02, 40), 0, 1) for shift in (0.03, 0))
    ids = [f"c{i}" for i in range(40)]
    one = job(np.arange(40), ids, risk_of=now)
    for others, expected in (
        ([f"d{i}" for i in range(40)], ttest_ind(now, then, equal_var=False).pvalue),
        (ids, ttest_rel(now, then).pvalue),
    ):
        two = job(np.arange(40), others, risk_of=then)
        row = rows(one.compare(two))["overall", None, "risk"]
        assert row["p"] == pytest.approx(expected, rel=1e-3)


def test_the_other_way_round_only_the_sign_changes(sample_scores: Scores) -> None:
    one, two = period(0, 0.5), period(1)
    there, back = rows(one.compare(two)), rows(two.compare(one))
    assert there.keys() == back.keys()
    for key, row in there.items():
        for name in ("p", "p_adjusted"):
            assert row[name] == pytest.approx(back[key][name])
        assert row["difference"] == pytest.approx(-back[key]["difference"])
    assert same(shuffled(one).compare(shuffled(two, 1)).changes, one.compare(two).changes)
    nothing = sample_scores.compare(sample_scores)
    assert all(row["difference"] == 0 and row["verdict"] is None for row in nothing.changes.to_pylist())
    assert nothing.newly_at_risk.num_rows == 0


def test_unrelated_halves_of_the_samples_do_not_differ(sample_scores: Scores) -> None:
    ids = sorted(set(sample_scores.tables["customers"]["customer_id"].to_pylist()))
    halves = [half(sample_scores, set(ids[start::2])) for start in (0, 1)]
    found = rows(halves[0].compare(halves[1]))
    assert not [key for key, row in found.items() if row["verdict"]]
    units = [u for u in halves[0].units.to_pylist() if u["null_reason"] is None]
    wait = found["cue", "wait", "share"]
    assert wait["n"] == len(units)
    assert wait["value"] == pytest.approx(np.mean([any(c["cue"] == "wait" for c in u["cues"]) for u in units]))
    billing = found["stage", "billing", "goal_rate"]
    goals = [u["goal"] == "met" for u in units if u["stage"] == "billing" and u["goal"]]
    assert (billing["n"], billing["value"]) == (len(goals), pytest.approx(np.mean(goals)))


def half(scores, customers):
    tables = {
        name: table.filter([customer in customers for customer in table["customer_id"].to_pylist()])
        if "customer_id" in table.column_names
        else table
        for name, table in scores.tables.items()
    }
    return Scores(tables)


def test_a_side_of_too_few_customers_is_not_tested() -> None:
    found = rows(period(0, customers=5).compare(period(1, first=100)))
    assert all(row["p"] is row["low"] is row["verdict"] is None for row in found.values())
    assert found["overall", None, "effort"]["difference"] is not None
    nobody = job([0], ["a"], null_reason=["blank text"])
    assert rows(nobody.compare(period(1)))["overall", None, "effort"]["value"] is None


def customers(*risks):
    return fill(
        CUSTOMERS,
        len(risks),
        customer_id=[f"c{i}" for i, risk in enumerate(risks)],
        risk=risks,
        risk_low=expit(logit(risks) - 0.4),
        risk_high=expit(logit(risks) + 0.4),
    )


def test_newly_at_risk() -> None:
    before = job([0], ["c0"], customers=customers(0.1, 0.7, 0.2))
    after = job([0], ["c0"], customers=customers(0.6, 0.8, 0.3, 0.9))
    table = after.compare(before, at_risk=0.5).newly_at_risk
    new, risen = table.to_pylist()
    assert (new["customer_id"], new["risk_before"]) == ("c3", None)
    assert (risen["customer_id"], risen["risk_before"]) == ("c0", pytest.approx(0.1))
    assert 0.95 < risen["probability"] < 0.99 < new["probability"], "0.6 is about two standard errors above 0.5"
    with pytest.raises(InputError, match=r"at_risk is a probability between 0 and 1, such as 0.5, and is 50"):
        after.compare(before, at_risk=50)


def test_at_risk_is_by_default_the_upper_tenth_before() -> None:
    before = job([0], ["c0"], customers=customers(*np.linspace(0.01, 0.5, 50)))
    after = job([0], ["c0"], customers=customers(0.44, 0.46))
    assert after.compare(before).newly_at_risk["customer_id"].to_pylist() == ["c1"]
    nobody = job([0], ["c0"])
    assert after.compare(nobody).newly_at_risk.num_rows == 0


def test_frames_are_of_the_scores_kind(sample_scores: Scores, tmp_path) -> None:
    sample_scores.save(tmp_path)
    scores = read_scores(tmp_path, "pandas")
    comparison = scores.compare(scores)
    frames = [scores.rollup("phase"), scores.paths(), scores.moments(), scores.consistency(), scores.experience_gap()]
    frames += [scores.service_experience(), comparison.changes, comparison.newly_at_risk]
    assert all(isinstance(frame, pd.DataFrame) for frame in frames)
