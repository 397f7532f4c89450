import numpy as np
import pytest

from voc.risk.features import DIRECTIONS, FEATURES
from voc.risk.model import RiskModel
from voc.risk.tone import fit_tone, no_tone, share_out

AT = FEATURES.index
NEGATIVE, POSITIVE, ANGER, EFFORT, DELIGHT = map(
    AT, ("negative_valence", "positive_valence", "anger", "effort", "delight")
)


@pytest.fixture(scope="module")
def features() -> np.ndarray:
    """Valence that anger, effort and delight bring, with something of its own."""
    rng = np.random.default_rng(0)
    made = rng.uniform(size=(2_000, len(FEATURES))) * (rng.uniform(size=(2_000, len(FEATURES))) < 0.3)
    own = rng.uniform(size=(2, 2_000)) * 0.05
    made[:, NEGATIVE] = 0.5 * made[:, ANGER] + 0.2 * made[:, EFFORT] + own[0]
    made[:, POSITIVE] = 0.4 * made[:, DELIGHT] + own[1]
    return made


def test_finds_what_brings_the_valence(features: np.ndarray) -> None:
    tone = fit_tone(features, np.ones(len(features)))
    assert tone.shape == no_tone().shape
    assert tone[0, [ANGER, EFFORT]] == pytest.approx([0.5, 0.2], abs=0.03)
    assert tone[1, DELIGHT] == pytest.approx(0.4, abs=0.03)
    others = np.delete(tone[0], [ANGER, EFFORT])
    assert others.max() < 0.03


def test_only_signals_of_the_same_direction_bring_valence(features: np.ndarray) -> None:
    tone = fit_tone(features, np.ones(len(features)))
    assert (tone >= 0).all()
    assert not tone[0, DIRECTIONS < 0].any()
    assert not tone[1, DIRECTIONS > 0].any()
    assert not tone[:, [NEGATIVE, POSITIVE]].any()


def test_weights_of_rows_count(features: np.ndarray) -> None:
    doubled = np.concatenate([features, features[:300], features[:300]])
    weight = np.ones(len(features))
    weight[:300] = 3.0
    np.testing.assert_allclose(fit_tone(doubled, np.ones(len(doubled))), fit_tone(features, weight), atol=1e-9)


def test_parts_add_up_and_keep_their_sign(features: np.ndarray) -> None:
    weights = DIRECTIONS * np.random.default_rng(1).gamma(1.0, 1.0, len(FEATURES))
    tone = fit_tone(features, np.ones(len(features)))
    for given in (features, features[::-1] * 0.0, np.eye(len(FEATURES))):
        parts = share_out(given, weights, tone)
        np.testing.assert_allclose(parts.sum(1), given @ weights, atol=1e-9)
        assert (parts * DIRECTIONS >= 0).all()


def test_named_signals_take_over_from_the_tone(features: np.ndarray) -> None:
    outcome = features[:, NEGATIVE] > 0.3
    model = RiskModel.estimate(features, outcome, np.ones(len(features)), penalty=1.0)
    plain = RiskModel(model.intercept, model.weights)
    np.testing.assert_array_equal(plain.predict(features), model.predict(features))
    named, alone = model.contributions(features), plain.contributions(features)
    assert named[:, 1 + NEGATIVE].sum() < alone[:, 1 + NEGATIVE].sum() / 4
    assert named[:, 1 + ANGER].sum() > alone[:, 1 + ANGER].sum()


def test_a_signal_takes_no_more_than_the_valence_there_is() -> None:
    features = np.zeros((1, len(FEATURES)))
    features[0, ANGER], features[0, NEGATIVE] = 1.0, 0.1
    tone = no_tone()
    tone[0, ANGER] = 0.5
    weights = np.zeros(len(FEATURES))
    weights[NEGATIVE] = 2.0
    parts = share_out(features, weights, tone)
    assert parts[0, ANGER] == pytest.approx(0.2)
    assert parts[0, NEGATIVE] == 0.0


def test_unknown_stays_unknown() -> None:
    features = np.full((1, len(FEATURES)), np.nan)
    assert np.isnan(share_out(features, DIRECTIONS * 1.0, no_tone())).all()
