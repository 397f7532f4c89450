"""The journey map shows the table of stages, with intervals of the units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from tests.plots.made import full, scores, units
from tests.plots.seen import overlapping, texts, ticks, words
from tests.report.tables import scored, stage, table
from voc.plots import JourneyMapDisplay
from voc.plots.intervals import net_interval
from voc.report.plots import to_svg
from voc.schema import STAGES
from voc.taxonomy import Phase, Stage, names


def drawn(stages, said=()):
    ax = Figure(layout="constrained").add_subplot()
    return JourneyMapDisplay.from_scores(scores(stages=stages, units=units(*said)), ax=ax)


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
    sure = [{"stage": "usage", "emotion": "anger"}] * 40
    unsure = [{"stage": "exit", "emotion": name} for name in ("anger", "anger", "delight")]
    rows = table(STAGES, stage("usage", 40, net=-1.0), stage("exit", 3, net=-1 / 3))
    display = drawn(rows, sure + unsure)
    assert display.low[0] == -1
    assert display.high[0] < -0.8
    assert display.low[1] < 0 < display.high[1]
    faces = [tuple(mark.get_facecolor()[0][:3]) for mark in marks(display.ax_)]
    assert faces[0] != (1, 1, 1)
    assert faces[1] == (1, 1, 1)
    (bars,) = [part for part in display.ax_.containers if np.isclose(part[2][0].get_segments()[0][0][0], 0)]
    np.testing.assert_allclose(bars[2][0].get_segments()[0][:, 1], [display.low[0], display.high[0]])


def test_sample_stages_lie_in_their_intervals(sample_scores):
    display = JourneyMapDisplay.from_scores(sample_scores, ax=Figure().add_subplot())
    assert display.stages == tuple(sample_scores.tables["stages"]["stage"].to_pylist())
    np.testing.assert_allclose(display.net_emotion, sample_scores.tables["stages"]["net_emotion"].to_pylist())
    assert (display.low <= display.net_emotion).all()
    assert (display.net_emotion <= display.high).all()


def test_causes_keep_off_the_marks():
    ax = Figure(figsize=(13, 5), layout="constrained").add_subplot()
    display = JourneyMapDisplay.from_scores(full(), ax=ax)
    boxes = {text: box for text, box in words(ax.figure) if text.get_text().replace("\n", " ") in display.causes}
    assert len(boxes) == 12
    for mark in marks(ax):
        assert overlapping([("mark", mark.get_window_extent()), *((t.get_text(), b) for t, b in boxes.items())]) == []


SIGNS = st.lists(st.tuples(st.sampled_from([-1, 0, 1]), st.integers(0, 5)), min_size=2, max_size=40)


@given(SIGNS)
def test_interval_holds_the_estimate_and_counts_no_echo(rows):
    signs, groups = zip(*rows, strict=True)
    low, high = net_interval(signs, groups)
    if len(set(groups)) < 2:
        assert np.isnan(low)
        return
    assert -1 <= low <= np.mean(signs) <= high <= 1
    assert low < high
    one = net_interval(range(-1, 2), range(3))
    assert net_interval([-1, 0, 1] * 5, [0, 1, 2] * 5) == pytest.approx(one)  # the same said five times over


def test_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(400):
        moods = rng.choice(3, size=30, p=[0.2, 0.5, 0.3])  # each call has a mood; its units mostly share it
        same = rng.random((30, 6)) < 0.7
        signs = np.where(same, moods[:, None], rng.choice(3, size=(30, 6), p=[0.2, 0.5, 0.3])) - 1
        low, high = net_interval(signs.ravel().tolist(), np.repeat(np.arange(30), 6).tolist())
        hits += low <= 0.1 <= high
    assert 0.91 <= hits / 400 <= 0.99
