"""The history shows one customer's interactions in time."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from matplotlib import dates
from matplotlib.figure import Figure

from tests.plots.made import DAY, scores
from tests.plots.seen import texts
from tests.report.tables import table
from voc.errors import InputError
from voc.plots import RiskHistoryDisplay
from voc.schema import CUSTOMERS, INTERACTIONS

UNMET = [{"driver": "baseline", "contribution": -9.0}, {"driver": "goal_unmet", "contribution": 2.0}]
THANKS = [{"driver": "gratitude", "contribution": -1.0}, {"driver": "anger", "contribution": 0.5}]
MADE = scores(
    interactions=table(
        INTERACTIONS,
        {"customer_id": "ann", "started_at": DAY + timedelta(days=9), "risk": 0.7, "reasons": UNMET},
        {"customer_id": "bob", "started_at": DAY, "risk": 0.9},
        {"customer_id": "ann", "started_at": DAY, "risk": 0.2, "reasons": THANKS},
        {"customer_id": "ann", "started_at": DAY + timedelta(days=2), "risk": None},
        {"customer_id": "ann", "started_at": None, "risk": 0.4},
        {"customer_id": "eve", "started_at": None, "risk": 0.4},
    ),
    customers=table(
        CUSTOMERS,
        {"customer_id": "bob", "risk": 0.5},
        {"customer_id": "ann", "risk": 0.4, "risk_low": 0.3, "risk_high": 0.6},
        {"customer_id": "eve", "risk": 0.1},
    ),
)


def drawn(customer=None, **options):
    return RiskHistoryDisplay.from_scores(MADE, customer=customer, ax=Figure().add_subplot(), **options)


def test_risks_in_time_of_this_customer_only():
    display = drawn("ann")
    assert display.times == (DAY, DAY + timedelta(days=9))
    line = next(line for line in display.ax_.lines if line.get_marker() == "o")
    np.testing.assert_allclose(line.get_ydata(), [0.2, 0.7])
    np.testing.assert_allclose(line.get_xdata(), [dates.date2num(time) for time in display.times])
    assert display.undated == 1
    assert "1 without a time not shown" in display.ax_.get_legend().get_texts()[0].get_text()


def test_reasons_stand_at_their_interaction_and_say_their_direction():
    display = drawn("ann")
    first, last = display.ax_.texts
    assert first.get_text() == "\N{MINUS SIGN} gratitude\n+ anger"
    assert last.get_text() == "+ goal not met"  # what holds for everybody is no reason
    assert last.xy == pytest.approx((dates.date2num(display.times[1]), 0.7))


def test_customers_own_risk_and_interval():
    display = drawn("ann")
    assert display.customer_risk == pytest.approx(0.4)
    (band,) = display.ax_.patches
    np.testing.assert_allclose([band.get_y(), band.get_y() + band.get_height()], [0.3, 0.6])
    assert not drawn("bob").ax_.patches


def test_default_is_the_customer_with_the_highest_risk():
    assert drawn().customer == "bob"


def test_labels_go_to_the_first_and_the_largest_changes():
    risks = [0.5, 0.5, 0.9, 0.9, 0.2]
    rows = [{"customer_id": "ann", "started_at": DAY + timedelta(days=i), "risk": r} for i, r in enumerate(risks)]
    made = scores(
        interactions=table(INTERACTIONS, *rows), customers=table(CUSTOMERS, {"customer_id": "ann", "risk": 0.5})
    )
    display = RiskHistoryDisplay.from_scores(made, ax=Figure().add_subplot(), labels=3)
    assert display.labelled == (0, 2, 4)
    assert [text.get_text() for text in display.ax_.texts] == ["no reason"] * 3


def test_unknown_customer():
    with pytest.raises(InputError, match="know no customer 'zoe': they hold 3, such as 'bob', 'ann', 'eve'"):
        drawn("zoe")


def test_no_times():
    (said,) = texts(drawn("eve").ax_)
    assert said == "No history to draw: none of the 1 interactions of eve has both a risk and a time."
