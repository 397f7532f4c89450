import numpy as np

from voc.risk.features import AGGREGATES, DIRECTIONS, FEATURES, SIGNALS, interaction_features


def test_directions_follow_polarity() -> None:
    assert SIGNALS["anger"] == 1
    assert SIGNALS["delight"] == -1
    assert SIGNALS["goal_unmet"] == 1
    assert SIGNALS["staff_positive"] == -1
    assert "surprise" not in SIGNALS, "good or bad, it has no direction"
    assert len(DIRECTIONS) == len(FEATURES)


def test_mean_peak_and_end() -> None:
    signals = np.zeros((3, len(SIGNALS)))
    signals[:, 0] = [0.2, 0.9, 0.1]
    features = interaction_features(signals, np.array([0, 0, 0]), 1).reshape(len(SIGNALS), len(AGGREGATES))
    np.testing.assert_allclose(features[0], [0.4, 0.9, 0.1])


def test_interactions_without_units_are_nan_and_the_others_do_not_mix() -> None:
    signals = np.zeros((2, len(SIGNALS)))
    signals[:, 1] = [0.3, 0.7]
    features = interaction_features(signals, np.array([0, 2]), 3)
    assert np.isnan(features[1]).all()
    np.testing.assert_allclose(features[[0, 2], 3], [0.3, 0.7])
    assert np.isnan(interaction_features(signals[:0], np.array([], int), 2)).all()
