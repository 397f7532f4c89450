"""The effort picture shows the means of the units, stage by stage and cue by cue."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from tests.plots.made import cues, scores, units
from tests.plots.seen import texts, ticks
from voc.plots import EffortDisplay


def drawn(*rows):
    return EffortDisplay.from_scores(scores(units=units(*rows)), ax=Figure(layout="constrained").add_subplot())


ROWS = (
    {"stage": "support", "effort": 5.0, "cues": cues("wait")},
    {"stage": "support", "effort": 4.0, "cues": cues("wait", "wait", "transfer")},
    {"stage": "delivery", "effort": 1.0, "cues": cues("fast")},
    {"stage": "delivery", "effort": 2.0, "cues": None},
    {"stage": "usage", "effort": None, "cues": cues("wait")},
    {"stage": None, "effort": 3.0, "cues": cues("easy")},
)


def test_means_and_numbers_by_stage_and_cue():
    display = drawn(*ROWS)
    assert display.stages == ("delivery", "support")
    assert display.cues == ("wait", "transfer", "fast")  # effort before ease, commonest first
    np.testing.assert_array_equal(display.effort, [[np.nan, 4.5], [np.nan, 4.0], [1.0, np.nan]])
    np.testing.assert_array_equal(display.n, [[0, 2], [0, 1], [1, 0]])  # a cue said twice in a statement counts once
    assert (display.stage_effort.tolist(), display.stage_n.tolist()) == ([1.5, 4.5], [2, 2])


def test_cells_show_the_numbers():
    ax = drawn(*ROWS).ax_
    assert texts(ax) == ["1.5", "n = 2", "4.5", "n = 2", "4.5", "n = 2", "4.0", "n = 1", "1.0", "n = 1"]
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["all statements", "\N{MINUS SIGN} wait", "\N{MINUS SIGN} transfer", "+ fast"]
    assert ticks(ax) == ["delivery", "support"]
    np.testing.assert_array_equal(
        drawn(*ROWS).mesh_.get_array().filled(-1), [[1.5, 4.5], [-1, 4.5], [-1, 4.0], [1.0, -1]]
    )


def test_numbers_can_be_read_on_their_cells():
    shades = {text.get_text(): text.get_color() for text in drawn(*ROWS).ax_.texts}
    assert shades["4.5"] == "white"
    assert shades["1.0"] == "black"


def test_without_cues_there_is_one_row():
    display = drawn({"stage": "usage", "effort": 3.0})
    assert display.cues == ()
    assert texts(display.ax_) == ["3.0", "n = 1"]


def test_samples_agree_with_the_table_of_stages(sample_scores):
    display = EffortDisplay.from_scores(sample_scores, ax=Figure().add_subplot(), colorbar=False)
    told = {row["stage"]: row["effort"] for row in sample_scores.tables["stages"].to_pylist() if row["effort"]}
    assert list(display.stages) == list(told)
    np.testing.assert_allclose(display.stage_effort, list(told.values()), rtol=1e-6)
    assert len(display.figure_.axes) == 1
