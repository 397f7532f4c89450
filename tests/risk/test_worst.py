"""The effect of one bad experience is found where there is one, and not where there is none."""

import numpy as np
import pytest
from scipy.special import expit

from tests.report.markup import Page
from voc.risk.features import FEATURES
from voc.risk.observed import Observed, observe
from voc.risk.outcomes import rule
from voc.risk.refit import refit
from voc.risk.worst import worst_effect


def drawn(effect, n=3000, seed=0):
    """Draw customers whose odds depend on the mean, the number of contacts, and on how far the worst is above it."""
    rng = np.random.default_rng(seed)
    contacts = rng.integers(1, 8, n)
    there = np.arange(7) < contacts[:, None]
    values = np.where(there, rng.normal(rng.normal(-1, 1, n)[:, None], 1, (n, 7)), np.nan)
    mean, worst = np.nanmean(values, 1), np.nanmax(values, 1)
    outcome = rng.random(n) < expit(mean + 0.2 * (contacts - 4) + effect * (worst - mean))
    return outcome, mean, worst, contacts


def test_an_effect_is_found() -> None:
    outcome, *rest = drawn(1.0)
    found = worst_effect(outcome, *rest, least=100)
    assert found.customers == np.count_nonzero(rest[2] > 1)
    assert found.odds_ratio.low > 1.2
    assert found.odds_ratio.low < np.exp(found.deviation) < found.odds_ratio.high, "the true one"
    assert found.gain.low > 0


@pytest.mark.parametrize("each", [2, 3, 5])
def test_an_effect_is_found_where_all_have_equally_many_interactions(each) -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(1000, each))
    mean, worst = values.mean(1), values.max(1)
    outcome = rng.random(1000) < expit(mean + 2 * (worst - mean))
    found = worst_effect(outcome, mean, worst, np.full(1000, each), least=100)
    assert found.odds_ratio.low < np.exp(2 * found.deviation) < found.odds_ratio.high, "the true one"
    level = np.full(1000, 0.1)
    assert worst_effect(outcome, mean, mean + level, np.full(1000, each), least=100) is None, "all equally far above"


def test_no_effect_is_not_claimed() -> None:
    truths = []
    for seed in range(20):
        found = worst_effect(*drawn(0.0, 800, seed), least=100)
        truths.append(found.odds_ratio.low <= 1 <= found.odds_ratio.high)
    assert 0.85 <= np.mean(truths) <= 1


def test_too_few_or_all_alike_are_refused() -> None:
    outcome, mean, worst, contacts = drawn(1.0, 300)
    assert worst_effect(outcome, mean, worst, contacts, least=130) is None
    assert worst_effect(outcome, mean, mean, contacts, least=5) is None
    assert worst_effect(worst - mean > 0.5, mean, worst, contacts, least=5) is None, "separated: no finite odds ratio"


def test_it_stands_in_the_report_of_customers_only() -> None:
    outcome, mean, worst, contacts = drawn(1.0, 600)
    features = np.zeros((600, len(FEATURES)))
    features[:, FEATURES.index("anger")] = expit(mean)
    nothing = np.full(600, np.nan)
    churn = rule("churned", np.array([0.0, 1.0]))
    seen = Observed(features, outcome, np.arange(600), nothing, mean, "customer", churn, {}, worst, contacts)
    report = refit(seen, 50).report
    assert report.worst == worst_effect(outcome, mean, worst, contacts, 50)
    for told in (str(report), Page(report.to_html()).text):
        assert f"odds times {report.worst.odds_ratio.value:.2f}" in told
    assert report.to_dict()["worst"]["customers"] == report.worst.customers
    few = Observed(features, outcome, np.arange(600), nothing, mean, "customer", churn, {}, worst, np.ones(600, int))
    report = refit(few, 50).report
    assert report.worst is None
    assert any("What one bad experience adds was not estimated" in note for note in report.notes)


def test_customers_of_the_sample_are_joined(sample_scores) -> None:
    interactions = sample_scores.tables["interactions"]
    names = sorted(set(interactions["customer_id"].to_pylist()) - {None})
    seen = observe(sample_scores.tables, {name: i % 2 for i, name in enumerate(names)}, "churned")
    assert seen.contacts.sum() <= interactions.num_rows
    assert (seen.worst >= seen.scored - 1e-12).all()
    assert seen.worst[seen.contacts == 1] == pytest.approx(seen.scored[seen.contacts == 1])
