from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voc.model import store
from voc.risk.features import DIRECTIONS, FEATURES, PRIOR, SIGNALS, interaction_features, table_features, unit_weights
from voc.risk.model import RiskModel
from voc.scores import Scores, read_scores


def test_directions_follow_polarity() -> None:
    assert SIGNALS["anger"] == 1
    assert SIGNALS["delight"] == -1
    assert SIGNALS["goal_unmet"] == 1
    assert SIGNALS["staff_positive"] == -1
    assert "surprise" not in SIGNALS, "good or bad, it has no direction"
    assert len(DIRECTIONS) == len(FEATURES)


def test_more_words_weigh_more_and_little_said_is_near_neutral() -> None:
    signals = np.zeros((3, len(SIGNALS)))
    signals[:, 0] = [0.2, 0.9, 0.1]
    weights = unit_weights(["Fine.", "never  again,\nI  promise you that much for sure", "four words it is"])
    np.testing.assert_allclose(weights, [1, 3, 2])
    features = interaction_features(signals, weights, np.array([0, 0, 0]), 1)
    np.testing.assert_allclose(features[0, 0], (0.2 + 3 * 0.9 + 2 * 0.1) / (6 + PRIOR))
    alone = interaction_features(np.ones((2, len(SIGNALS))), np.array([1.0, 1e6]), np.array([0, 1]), 2)
    assert (alone[0] < 0.1).all()
    np.testing.assert_allclose(alone[1], 1, atol=1e-4)
    np.testing.assert_array_equal(unit_weights([None, "", "one"]), [0, 0, 1])


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(1, 60)), min_size=1, max_size=8),
    st.floats(0, 1),
    st.integers(1, 60),
)
def test_a_unit_that_is_stronger_than_the_mean_raises_it(
    units: list[tuple[float, int]], more: float, words: int
) -> None:
    def first(some: list[tuple[float, int]]) -> float:
        signals = np.tile(np.array([strength for strength, _ in some])[:, None], len(SIGNALS))
        weights = np.sqrt([n for _, n in some])
        return float(interaction_features(signals, weights, np.zeros(len(some), int), 1)[0, 0])

    before = first(units)
    assert first([*units, (max(more, before), words)]) >= before - 1e-12


def test_interactions_without_units_are_nan_and_the_others_do_not_mix() -> None:
    signals = np.zeros((2, len(SIGNALS)))
    signals[:, 1] = [0.3, 0.7]
    features = interaction_features(signals, np.full(2, PRIOR), np.array([0, 2]), 3)
    assert np.isnan(features[1]).all()
    np.testing.assert_allclose(features[[0, 2], 1], [0.15, 0.35])
    assert np.isnan(interaction_features(signals[:0], np.zeros(0), np.array([], int), 2)).all()


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
