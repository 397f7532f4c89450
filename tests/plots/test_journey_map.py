"""The journey map shows the table of stages with its intervals."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from tests.plots.made import full, scores
from tests.plots.seen import overlapping, texts, ticks, words
from tests.report.tables import scored, stage, table
from voc.plots import JourneyMapDisplay
from voc.report.plots import to_svg
from voc.schema import STAGES
from voc.taxonomy import Phase, Stage, names


def drawn(stages):
    ax = Figure(layout="constrained").add_subplot()
    return JourneyMapDisplay.from_scores(scores(stages=stages), ax=ax)


def shapes(ax):
    return [mark.get_paths()[0].vertices for mark in marks(ax)]


def marks(ax):
    return [part for part in ax.collections if isinstance(part, PathCollection)]


def test_curve_runs_in_journey_order():
    ax = drawn(scored()["stages"]).ax_
    assert ticks(ax) == ["delivery n = 9", "support n = 31"]
    curve = next(line for line in ax.lines if line.get_label() == "net emotion")
    np.testing.assert_allclose(curve.get_ydata(), [0.21, -0.42], atol=1e-6)


def test_pain_and_delight_are_named_by_a_cue_that_fits():
    ax = drawn(scored()["stages"]).ax_
    assert "fast" in texts(ax)  # not wait, which is commoner, but no delight
    assert "wait" in texts(ax)  # not easy, which is commoner, but no pain
    assert "easy" not in texts(ax)


def test_pain_without_a_cue_is_named_by_its_emotion():
    rows = table(STAGES, stage("renewal", net=-0.5, emotions={"reluctance": 0.5, "trust": 0.9}))
    assert drawn(rows).causes == ("reluctance",)


def test_pain_and_delight_differ_by_shape():
    one, two = shapes(drawn(table(STAGES, stage("usage", net=-0.5), stage("exit", net=0.5))).ax_)
    assert not np.array_equal(one, two)


def test_marks_grow_with_n():
    one, two = marks(drawn(scored()["stages"]).ax_)
    assert one.get_sizes()[0] < two.get_sizes()[0]


def test_all_stages_and_phases():
    ax = drawn(table(STAGES, *(stage(name, net=-0.1) for name in names(Stage)))).ax_
    assert [tick.split(" ")[0] for tick in ticks(ax)] == list(names(Stage))
    assert {name.replace("_", " ") for name in names(Phase)} <= set(texts(ax))


@pytest.mark.parametrize(
    "values", [{"net": None}, {"net": float("nan")}, {"n": None}, {"top_cues": None}, {"phase": None}]
)
def test_missing_values(values):
    ax = drawn(table(STAGES, stage("usage", **values), stage("exit", net=-0.3))).ax_
    assert len(ticks(ax)) == 2
    to_svg(ax.figure)


def test_unknown_net_emotion_has_no_mark():
    display = drawn(table(STAGES, stage("usage", net=None), stage("exit", net=-0.3)))
    assert len(marks(display.ax_)) == 1
    assert np.isnan(display.net_emotion[0])


def test_one_stage_alone():
    assert ticks(drawn(table(STAGES, stage("usage", net=0.0))).ax_) == ["usage n = 10"]


def test_mathematics_in_a_label_is_text():
    ax = drawn(table(STAGES, stage("$\\frac$", net=-1.0, top_cues=["$x"]))).ax_
    assert "<svg" in to_svg(ax.figure)


def test_intervals_are_drawn_and_tell_filled_from_hollow():
    sure = {"net_emotion_low": -1.0, "net_emotion_high": -0.8}
    unsure = {"net_emotion_low": -0.9, "net_emotion_high": 0.2}
    display = drawn(table(STAGES, stage("usage", 40, net=-0.9, **sure), stage("exit", 3, net=-1 / 3, **unsure)))
    faces = [tuple(mark.get_facecolor()[0][:3]) for mark in marks(display.ax_)]
    assert faces[0] != (1, 1, 1)
    assert faces[1] == (1, 1, 1)
    (bars,) = [part for part in display.ax_.containers if np.isclose(part[2][0].get_segments()[0][0][0], 0)]
    np.testing.assert_allclose(bars[2][0].get_segments()[0][:, 1], [display.low[0], display.high[0]])


SURE = {"net_emotion_low": 0.2, "net_emotion_high": 0.8}
CHANCE = {"net_emotion_low": -0.2, "net_emotion_high": 0.9}
UNKNOWN = {"net_emotion_low": float("nan"), "net_emotion_high": float("nan")}
HOLLOW, INTERVAL = "hollow: may be chance", "95% interval"


@pytest.mark.parametrize(
    ("intervals", "hollow", "told"),
    [
        ([SURE, UNKNOWN], [False, True], {HOLLOW, INTERVAL}),
        ([SURE, {}], [False, True], {HOLLOW, INTERVAL}),
        ([UNKNOWN, {}], [True, True], {HOLLOW}),
        ([SURE, CHANCE], [False, True], {HOLLOW, INTERVAL}),
        ([SURE, SURE], [False, False], {INTERVAL}),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_stage_without_an_interval_is_hollow_and_the_legend_says_why(intervals, hollow, told, sign):
    sided = [{name: sign * end for name, end in ends.items()} for ends in intervals]
    if sign < 0:
        sided = [dict(zip(ends, reversed(ends.values()), strict=True)) for ends in sided]
    rows = [stage(name, net=sign * 0.5, **ends) for name, ends in zip(("usage", "exit"), sided, strict=True)]
    ax = drawn(table(STAGES, *rows)).ax_
    assert [tuple(mark.get_facecolor()[0][:3]) == (1, 1, 1) for mark in marks(ax)] == hollow
    assert {HOLLOW, INTERVAL} & {text.get_text() for text in ax.get_legend().get_texts()} == told


def test_sample_stages_lie_in_their_intervals(sample_scores):
    display = JourneyMapDisplay.from_scores(sample_scores, ax=Figure().add_subplot())
    assert display.stages == tuple(sample_scores.tables["stages"]["stage"].to_pylist())
    np.testing.assert_allclose(display.net_emotion, sample_scores.tables["stages"]["net_emotion"].to_pylist())
    known = ~np.isnan(display.low)
    assert known.sum() > len(known) / 2
    assert (display.low[known] <= display.net_emotion[known]).all()
    assert (display.net_emotion[known] <= display.high[known]).all()


def test_causes_keep_off_the_marks():
    ax = Figure(figsize=(13, 5), layout="constrained").add_subplot()
    display = JourneyMapDisplay.from_scores(full(), ax=ax)
    boxes = {text: box for text, box in words(ax.figure) if text.get_text().replace("\n", " ") in display.causes}
    assert len(boxes) == 12
    for mark in marks(ax):
        assert overlapping([("mark", mark.get_window_extent()), *((t.get_text(), b) for t, b in boxes.items())]) == []
