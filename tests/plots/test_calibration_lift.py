"""Calibration and lift are those of the probabilities and outcomes, whatever their order."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from tests.plots.made import scores
from tests.plots.seen import texts
from tests.report.tables import table
from voc.errors import InputError
from voc.plots import CalibrationLiftDisplay
from voc.schema import CUSTOMERS

PAIRS = st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0])), min_size=1, max_size=60)


def drawn(outcomes, probabilities, **options):
    return CalibrationLiftDisplay.from_predictions(outcomes, probabilities, ax=Figure().add_subplot(), **options)


def test_deciles_of_a_perfect_ranking():
    probabilities = np.linspace(0, 1, 100)
    display = drawn(probabilities > 0.8, probabilities)
    assert display.n.tolist() == [10] * 10
    assert display.observed.tolist() == [1.0, 1.0] + [0.0] * 8
    np.testing.assert_allclose(display.lift, [5.0, 5.0] + [0.0] * 8)
    np.testing.assert_allclose(display.predicted, [probabilities[90 - 10 * i : 100 - 10 * i].mean() for i in range(10)])


def test_what_is_drawn_is_what_is_kept():
    display = drawn([1, 0, 1, 0, 0, 0], [0.9, 0.8, 0.7, 0.3, 0.2, 0.1], n_bins=3)
    curve = next(line for line in display.calibration_ax_.lines if line.get_marker() == "o")
    np.testing.assert_allclose(curve.get_xdata(), [0.85, 0.5, 0.15])
    np.testing.assert_allclose(curve.get_ydata(), [0.5, 0.5, 0.0])
    np.testing.assert_allclose([bar.get_height() for bar in display.lift_ax_.patches], [1.5, 1.5, 0.0])
    assert "average: 33.3% left" in [text.get_text() for text in display.lift_ax_.get_legend().get_texts()]


@settings(max_examples=8)
@given(PAIRS, st.randoms(use_true_random=False))
def test_order_changes_nothing_and_nothing_is_lost(pairs, random):
    display = drawn(*zip(*pairs, strict=True))
    random.shuffle(pairs)
    again = drawn(*zip(*pairs, strict=True))
    np.testing.assert_allclose(again.observed, display.observed)
    np.testing.assert_allclose(again.predicted, display.predicted)
    assert display.n.sum() == len(pairs)
    assert display.n @ display.observed == pytest.approx(sum(outcome for outcome, _ in pairs))
    if display.base_rate:
        assert np.average(display.lift, weights=display.n) == pytest.approx(1)


def test_unknown_ones_are_left_out():
    display = drawn([1, None, 0, 1], [0.9, 0.5, float("nan"), 0.1], n_bins=2)
    assert display.n.tolist() == [1, 1]
    assert display.base_rate == 1


@pytest.mark.parametrize("kind", ["boolean", "Int64", "bool[pyarrow]", "object"])
def test_gaps_of_pandas_are_not_known(kind):
    outcomes = pd.Series([True, False, pd.NA, True], dtype=kind)
    chances = pd.Series([0.9, 0.1, 0.5, pd.NA], dtype="Float64")
    display = drawn(outcomes, chances)
    assert display.predicted.tolist() == [0.9, 0.1]
    assert display.observed.tolist() == [1.0, 0.0]
    with pytest.raises(InputError, match="2 outcomes and 4 probabilities"):
        drawn(outcomes.dropna()[:2], chances)


def test_nobody_left():
    display = drawn([0, 0], [0.4, 0.2])
    assert np.isnan(display.lift).all()
    assert texts(display.lift_ax_) == ["No lift to draw: nobody left."]


@pytest.mark.parametrize(
    ("outcomes", "probabilities", "options", "message"),
    [
        ([1], [0.5, 0.5], {}, "1 outcomes and 2 probabilities"),
        ([2], [0.5], {}, "an outcome is neither 0 nor 1"),
        ([1], [50], {}, "a probability lies outside 0 to 1: pass risks, not log-odds"),
        ([1], [0.5], {"n_bins": 0}, "n_bins is 0"),
    ],
)
def test_wrong_input(outcomes, probabilities, options, message):
    with pytest.raises(InputError, match=message):
        drawn(outcomes, probabilities, **options)


def test_scores_are_joined_by_customer():
    customers = table(CUSTOMERS, *({"customer_id": name, "risk": risk} for name, risk in zip("abc", (0.9, 0.5, 0.1))))  # noqa: B905
    made = scores(customers=customers)
    ax = Figure().add_subplot()
    display = CalibrationLiftDisplay.from_scores(made, left={"c": False, "a": True, "zoe": True}, ax=ax)
    np.testing.assert_allclose(display.predicted, [0.9, 0.1])
    assert display.observed.tolist() == [1.0, 0.0]
    gaps = {"c": False, "a": True, "b": pd.NA}
    assert CalibrationLiftDisplay.from_scores(made, left=gaps, ax=ax).n.sum() == 2
    with pytest.raises(InputError, match="left names none of the 3 customers, such as 'a'"):
        CalibrationLiftDisplay.from_scores(made, left={"zoe": True}, ax=ax)
