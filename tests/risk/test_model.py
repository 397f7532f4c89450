from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from voc.errors import ModelError
from voc.model import store
from voc.risk.features import DIRECTIONS, FEATURES
from voc.risk.model import RiskModel, reason_lists
from voc.schema import BASELINE


@pytest.fixture(scope="module")
def data() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    features = rng.uniform(size=(3000, len(FEATURES)))
    weights = DIRECTIONS * rng.gamma(1.0, 0.3, len(FEATURES))
    outcome = rng.uniform(size=3000) < expit(features @ weights - (weights / 2).sum() - 1)
    return features, outcome, weights


def test_fit_agrees_with_scikit_learn_where_no_sign_binds(data: tuple[np.ndarray, ...]) -> None:
    rng = np.random.default_rng(1)
    features = np.zeros((4000, len(FEATURES)))
    features[:, :4] = rng.uniform(size=(4000, 4))
    outcome = rng.uniform(size=4000) < expit(features[:, :4] @ (2.0 * DIRECTIONS[:4]) - 4)
    ours = RiskModel.estimate(features, outcome, np.ones(4000), penalty=1.0)
    theirs = LogisticRegression(C=1.0, tol=1e-8).fit(features, outcome)
    np.testing.assert_allclose(ours.weights[:4], theirs.coef_[0, :4], atol=2e-2)
    assert ours.intercept == pytest.approx(float(theirs.intercept_[0]), abs=2e-2)


def test_every_weight_has_the_sign_of_its_signal(data: tuple[np.ndarray, ...]) -> None:
    features, outcome, _ = data
    model = RiskModel.estimate(features, ~outcome, np.ones(len(outcome)), penalty=1.0)
    assert (model.weights * DIRECTIONS >= 0).all()


def test_the_shipped_model_is_monotone() -> None:
    model = RiskModel.load(store.find(store.DEFAULT) / "risk.json")
    base = np.full((1, len(FEATURES)), 0.3)
    for i, direction in enumerate(DIRECTIONS):
        more = base.copy()
        more[0, i] = 0.9
        change = model.predict(more) - model.predict(base)
        assert change[0] * direction >= 0


def test_mean_prediction_is_the_base_rate(data: tuple[np.ndarray, ...]) -> None:
    features, outcome, _ = data
    model = RiskModel.estimate(features, outcome, np.ones(len(outcome)), penalty=1.0)
    assert model.predict(features).mean() == pytest.approx(outcome.mean(), abs=1e-3)


def test_contributions_and_reasons_add_up_to_the_log_odds(data: tuple[np.ndarray, ...]) -> None:
    features, outcome, _ = data
    model = RiskModel.estimate(features, outcome, np.ones(len(outcome)), penalty=1.0)
    contributions = model.contributions(features)
    np.testing.assert_allclose(contributions.sum(1), model.log_odds(features))
    (named,) = reason_lists(contributions[:1], np.array([True])).to_pylist()
    assert sum(row["contribution"] for row in named) == pytest.approx(float(logit(model.predict(features[:1])[0])))
    assert BASELINE in {row["driver"] for row in named}
    sizes = [abs(row["contribution"]) for row in named]
    assert sizes == sorted(sizes, reverse=True)


def test_round_trip_and_other_features(data: tuple[np.ndarray, ...], tmp_path: Path) -> None:
    features, outcome, _ = data
    model = RiskModel.estimate(features, outcome, np.ones(len(outcome)), penalty=1.0)
    model.save(tmp_path / "risk.json", {})
    again = RiskModel.load(tmp_path / "risk.json")
    np.testing.assert_array_equal(again.weights, model.weights)
    np.testing.assert_array_equal(again.tone, model.tone)
    assert again.fingerprint == model.fingerprint
    (tmp_path / "risk.json").write_text((tmp_path / "risk.json").read_text().replace("anger", "rage"))
    with pytest.raises(ModelError, match="other features"):
        RiskModel.load(tmp_path / "risk.json")
