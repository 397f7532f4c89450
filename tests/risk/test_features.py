from pathlib import Path

import numpy as np

from voc.model import store
from voc.risk.features import AGGREGATES, DIRECTIONS, FEATURES, SIGNALS, interaction_features, table_features
from voc.risk.model import RiskModel
from voc.scores import Scores, read_scores


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


def test_saved_tables_hold_all_that_the_risk_model_reads(sample_scores: Scores, tmp_path: Path) -> None:
    sample_scores.save(tmp_path)
    saved = read_scores(tmp_path).tables
    features = table_features(saved["units"], saved["interactions"])
    risk = RiskModel.load(store.find(store.DEFAULT) / "risk.json").predict(features)
    given = saved["interactions"]["risk"].to_numpy(zero_copy_only=False)
    np.testing.assert_array_equal(np.isnan(risk), np.isnan(given))
    np.testing.assert_array_equal(risk.astype(np.float32), given)


def test_order_of_the_interactions_does_not_matter(sample_scores: Scores) -> None:
    units, interactions = sample_scores.tables["units"], sample_scores.tables["interactions"]
    backwards = interactions.take(np.arange(interactions.num_rows)[::-1])
    np.testing.assert_array_equal(table_features(units, backwards)[::-1], table_features(units, interactions))
