"""The roadmap splits each driver's fall of risk into reach and impact."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from tests.plots.made import scores
from tests.plots.seen import texts
from tests.report.tables import table
from voc.plots import RoadmapDisplay
from voc.report.fixes import fixes
from voc.schema import DRIVERS, INTERACTIONS


def drawn(*rows, n=10, **options):
    found = scores(
        drivers=table(DRIVERS, *rows),
        interactions=table(INTERACTIONS, *([{"risk": 0.5}] * n), {"risk": None}),
    )
    return RoadmapDisplay.from_scores(found, ax=Figure(layout="constrained").add_subplot(), **options)


ROWS = (
    {"stage": "usage", "cue": "wait", "owner": "digital", "n_interactions": 5, "risk_drop": 0.01},
    {"stage": "exit", "cue": "transfer", "owner": None, "n_interactions": 1, "risk_drop": 0.04},
    {"stage": "exit", "cue": "wait", "owner": "sales", "n_interactions": 2, "risk_drop": -0.02},
    {"stage": "exit", "cue": "complexity", "owner": "sales", "n_interactions": 2, "risk_drop": None},
)


def test_reach_times_impact_is_the_fall():
    display = drawn(*ROWS)
    assert display.cues == ("transfer", "wait")  # largest first; none that would raise the risk or is not known
    assert display.reach.tolist() == [0.1, 0.5]  # the interaction without a risk does not count
    np.testing.assert_allclose(display.impact, [0.4, 0.02])
    np.testing.assert_allclose(display.reach * display.impact, display.risk_drop)
    marks = [tuple(part.get_offsets()[0]) for part in display.ax_.collections]
    np.testing.assert_allclose(marks, [(0.1, 0.4), (0.5, 0.02)])


def test_names_carry_the_fall_and_point_at_their_marks():
    labels = {text.get_text(): text.xy for text in drawn(*ROWS).ax_.texts if hasattr(text, "xy")}
    assert labels["transfer, exit  4.00"] == pytest.approx((0.1, 0.4))
    assert labels["wait, usage  1.00"] == pytest.approx((0.5, 0.02))


def test_curves_join_equal_falls():
    curves = [line for line in drawn(*ROWS).ax_.lines if line.get_linestyle() == "--"]
    products = [line.get_xdata() * line.get_ydata() for line in curves]
    for product, part in zip(products, (1.0, 0.5, 0.25), strict=True):
        np.testing.assert_allclose(product, 0.04 * part)


def test_limit_says_what_is_left_out():
    display = drawn(*ROWS, limit=1)
    assert display.omitted == 1
    assert "(1 weaker problems not shown)" in display.ax_.get_xlabel()
    assert len([text for text in display.ax_.texts if hasattr(text, "xy")]) == 1


def test_owners_differ_by_shape():
    shapes = [part.get_paths()[0].vertices.tolist() for part in drawn(*ROWS).ax_.collections]
    assert shapes[0] != shapes[1]
    legend = [text.get_text() for text in drawn(*ROWS).ax_.get_legend().get_texts()]
    assert legend == ["digital", "owner not known", "equal fall of the mean risk"]


def test_without_any_fall_it_says_so():
    assert texts(drawn(ROWS[2]).ax_) == ["No roadmap to draw: no problem was found whose removal would lower the risk."]


def test_problems_are_named_after_what_is_known_of_them():
    felt = {"stage": "usage", "cue": None, "emotion": "anger", "n_interactions": 2, "risk_drop": 0.03}
    both = {"stage": "usage", "cue": "wait", "emotion": "anger", "n_interactions": 2, "risk_drop": 0.02}
    display = drawn(felt, both)
    assert display.emotions == ("anger", "anger")
    labels = [text.get_text() for text in display.ax_.texts if hasattr(text, "xy")]
    assert sorted(labels) == ["anger, usage  3.00", "wait with anger, usage  2.00"]


def test_samples(sample_scores):
    display = RoadmapDisplay.from_scores(sample_scores, ax=Figure().add_subplot())
    strongest = fixes(sample_scores)["risk_drop"].to_pylist()[: len(display.cues)]
    np.testing.assert_allclose(display.risk_drop, strongest)
    assert [bool(cue) for cue in display.cues] == [not emotion for emotion in display.emotions]
    assert ((display.reach > 0) & (display.reach <= 1)).all()
    assert ((display.impact > 0) & (display.impact <= 1)).all()
