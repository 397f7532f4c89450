"""Pictures show the tables, without colour alone and without pyplot."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from tests.report.tables import scored, stage, table
from voc.report.plots import GREEN, VERMILLION, emotion_mix, journey_curve, picture, to_svg
from voc.schema import STAGES, UNITS
from voc.taxonomy import Phase, Stage, names


def drawn(draw, data):
    figure = Figure()
    ax = figure.add_subplot()
    draw(data, ax)
    return ax


def texts(ax):
    return [text.get_text().replace("\n", " ") for text in ax.texts]


def ticks(ax):
    return [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]


def test_curve_runs_in_journey_order():
    ax = drawn(journey_curve, scored()["stages"])
    assert ticks(ax) == ["delivery n = 9", "support n = 31"]
    curve = next(line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_linestyle() == "-")
    np.testing.assert_allclose(curve.get_ydata(), [0.21, -0.42], atol=1e-6)


def test_pain_and_delight_are_named_by_a_cue_that_fits():
    ax = drawn(journey_curve, scored()["stages"])
    assert "fast" in texts(ax)  # not wait, which is commoner, but no delight
    assert "wait" in texts(ax)  # not easy, which is commoner, but no pain
    assert "easy" not in texts(ax)


def test_pain_without_a_cue_is_named_by_its_emotion():
    rows = table(STAGES, stage("renewal", net=-0.5, emotions={"reluctance": 0.5, "trust": 0.9}))
    assert "reluctance" in texts(drawn(journey_curve, rows))


def test_pain_and_delight_differ_by_shape():
    points = drawn(journey_curve, table(STAGES, stage("usage", net=-0.5), stage("exit", net=0.5))).collections
    shapes = [point.get_paths()[0].vertices for point in points]
    assert not np.array_equal(shapes[0], shapes[1])


def test_marks_grow_with_n():
    points = drawn(journey_curve, scored()["stages"]).collections
    assert points[0].get_sizes()[0] < points[1].get_sizes()[0]


def test_all_stages_and_phases():
    ax = drawn(journey_curve, table(STAGES, *(stage(name, net=-0.1) for name in names(Stage))))
    assert [tick.split(" ")[0] for tick in ticks(ax)] == list(names(Stage))
    assert {name.replace("_", " ") for name in names(Phase)} <= set(texts(ax))


@pytest.mark.parametrize(
    "values", [{"net": None}, {"net": float("nan")}, {"n": None}, {"top_cues": None}, {"phase": None}]
)
def test_missing_values(values):
    ax = drawn(journey_curve, table(STAGES, stage("usage", **values), stage("exit", net=-0.3)))
    assert len(ticks(ax)) == 2
    to_svg(ax.figure)


def test_unknown_net_emotion_has_no_point():
    ax = drawn(journey_curve, table(STAGES, stage("usage", net=None), stage("exit", net=-0.3)))
    assert len(ax.collections) == 1


def test_one_stage_alone_and_none_at_all():
    assert ticks(drawn(journey_curve, table(STAGES, stage("usage", net=0.0)))) == ["usage n = 10"]
    assert texts(drawn(journey_curve, STAGES.empty_table())) == ["no data"]


def test_mathematics_in_a_label_is_text():
    ax = drawn(journey_curve, table(STAGES, stage("$\\frac$", net=-1.0, top_cues=["$x"])))
    assert "<svg" in to_svg(ax.figure)


def test_mix_is_the_share_of_scored_units():
    ax = drawn(emotion_mix, scored()["units"])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["anger", "neutral", "gratitude"]
    np.testing.assert_allclose([bar.get_width() for bar in ax.patches], [3 / 6, 2 / 6, 1 / 6])


def test_mix_tells_good_bad_and_neutral_apart_twice():
    bars = drawn(emotion_mix, scored()["units"]).patches
    assert len({bar.get_hatch() or "" for bar in bars}) == 3
    assert len({bar.get_facecolor() for bar in bars}) == 3
    assert mpl.colors.to_hex(bars[0].get_facecolor()).upper() == VERMILLION
    assert mpl.colors.to_hex(bars[2].get_facecolor()).upper() == GREEN


@pytest.mark.parametrize("rows", [[], [{"emotion": None}]], ids=["empty", "null"])
def test_mix_of_nothing(rows):
    assert texts(drawn(emotion_mix, table(UNITS, *rows))) == ["no data"]


def test_a_users_own_emotion_is_neither_good_nor_bad():
    bars = drawn(emotion_mix, table(UNITS, {"emotion": "schadenfreude"}, {"emotion": "neutral"})).patches
    assert bars[0].get_facecolor() == bars[1].get_facecolor()


def test_svg_is_deterministic_and_valid():
    one, two = (to_svg(drawn(journey_curve, scored()["stages"]).figure) for _ in range(2))
    assert one == two
    assert "dc:date" not in one
    ET.fromstring(one)


def test_picture_does_not_take_on_the_sessions_style_nor_change_it():
    plain = picture(emotion_mix, scored()["units"], 4, 3)
    with mpl.rc_context({"text.color": "red", "figure.facecolor": "black", "hatch.linewidth": 7}):
        assert picture(emotion_mix, scored()["units"], 4, 3) == plain
        assert mpl.rcParams["text.color"] == "red"
    assert base64.b64decode(plain.removeprefix("data:image/svg+xml;base64,")).lstrip().startswith(b"<?xml")
