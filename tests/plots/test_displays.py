"""What holds for every picture: words can be read, nothing is left behind, and nothing to draw is said."""

from __future__ import annotations

from itertools import pairwise

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch

import voc
from tests.plots.made import full, scores
from tests.plots.seen import check_layout, in_grey, legend_differences, overlapping, texts, words
from voc import plots
from voc.errors import InputError
from voc.plots import style

LEFT = {"ann": True}
DRAW = {
    "journey": plots.JourneyMapDisplay.from_scores,
    "effort": plots.EffortDisplay.from_scores,
    "roadmap": plots.RoadmapDisplay.from_scores,
    "history": plots.RiskHistoryDisplay.from_scores,
    "mix": plots.EmotionMixDisplay.from_scores,
    "lift": lambda scores, **kwargs: plots.CalibrationLiftDisplay.from_scores(scores, left=LEFT, **kwargs),
}
ALL = pytest.mark.parametrize("draw", DRAW.values(), ids=DRAW)
TOLD_APART = 0.08
"""Mean difference of luminance between two keys; good and bad without shape and hatch differ by less (see below)."""


@pytest.fixture(scope="module", autouse=True)
def _no_window():
    before = mpl.get_backend()
    plt.switch_backend("agg")
    yield
    plt.switch_backend(before)


@pytest.fixture(scope="module")
def hardest():
    return full()


def axes():
    return Figure(layout="constrained").add_subplot()


@ALL
def test_words_do_not_overlap_nor_leave_the_figure(draw, hardest):
    display = draw(hardest)
    try:
        check_layout(display.figure_)
    finally:
        plt.close(display.figure_)


@ALL
def test_samples_are_laid_out_too(draw, sample_scores):
    global LEFT  # noqa: PLW0603
    LEFT = {name: name[-1] in "13" for name in sample_scores.tables["customers"]["customer_id"].to_pylist()}
    display = draw(sample_scores)
    try:
        check_layout(display.figure_)
        assert len(words(display.figure_)) > 10
    finally:
        plt.close(display.figure_)
        LEFT = {"ann": True}


def test_the_layout_check_sees_faults():
    ax = axes()
    ax.text(0.5, 0.5, "one over")
    ax.text(0.51, 0.5, "the other")
    assert overlapping([(text.get_text(), box) for text, box in words(ax.figure)]) == [("one over", "the other")]
    ax.texts[1].set_position((2.0, 0.5))
    ax.texts[1].set_in_layout(False)
    with pytest.raises(AssertionError, match="the other"):
        check_layout(ax.figure)


@ALL
def test_without_axes_it_makes_one_figure_that_can_be_closed(draw, hardest):
    open_before, settings = plt.get_fignums(), dict(mpl.rcParams)
    display = draw(hardest)
    assert len(plt.get_fignums()) == len(open_before) + 1
    plt.close(display.figure_)
    assert plt.get_fignums() == open_before
    assert dict(mpl.rcParams) == settings


@ALL
def test_on_given_axes_it_opens_nothing_and_draws_again_elsewhere(draw, hardest):
    open_before = plt.get_fignums()
    first, second = axes(), axes()
    display = draw(hardest, ax=first)
    assert (display.ax_, display.figure_) == (first, first.figure)
    assert display.plot(ax=second) is display
    assert display.ax_ is second
    assert len(words(first.figure)) == len(words(second.figure)) > 5
    assert plt.get_fignums() == open_before


@ALL
def test_nothing_is_shown(draw, hardest, monkeypatch):
    monkeypatch.setattr(plt, "show", lambda *_, **__: pytest.fail("plt.show was called"))
    plt.close(draw(hardest).figure_)


@ALL
def test_empty_tables_are_said_in_place_of_the_picture(draw):
    ax = axes()
    draw(scores(), ax=ax)
    (said,) = texts(ax)
    assert "to draw: " in said or said.startswith("Nothing to compare: ")
    assert said.endswith(".")
    assert not ax.axison
    check_layout(ax.figure)


@ALL
def test_other_things_than_scores(draw):
    with pytest.raises(InputError, match=r"takes voc\.Scores, not a dict: make them with analyzer\.score"):
        draw({})


@pytest.mark.parametrize("name", ["journey", "mix", "history", "roadmap"])
def test_keys_can_be_told_apart_in_grey(name, hardest):
    ax = Figure(figsize=(14, 8), layout="constrained").add_subplot()
    options = {"neutral": True} if name == "mix" else {}
    DRAW[name](hardest, ax=ax, **options)
    assert min(legend_differences(ax.figure, ax)) > TOLD_APART


def test_colours_alone_could_not_be_told_apart_in_grey():
    ax = axes()
    ax.set_axis_off()
    ax.legend([Patch(color=style.COLORS[sign]) for sign in (-1, 1)], ["bad", "good"])
    assert max(legend_differences(ax.figure, ax)) < TOLD_APART


SHORT = {
    "journey": {"lw": 3, "c": "red", "ls": ":"},
    "effort": {"lw": 3, "ec": "red"},
    "roadmap": {"lw": 3, "ec": "red", "c": "yellow"},
    "history": {"lw": 3, "c": "red", "mec": "red", "ms": 3},
    "mix": {"lw": 3, "ec": "red", "fc": "yellow"},
    "lift": {"lw": 3, "c": "red", "mec": "red"},
}
LONG = {"lw": "linewidth", "c": "color", "ls": "linestyle", "ec": "edgecolor", "fc": "facecolor"}
LONG |= {"mec": "markeredgecolor", "ms": "markersize"}


@pytest.mark.parametrize("name", SHORT)
def test_short_names_of_a_property_draw_as_the_long_ones(name, hardest):
    pictures = []
    for kwargs in ({}, SHORT[name], {LONG[key]: value for key, value in SHORT[name].items()}):
        ax = axes()
        DRAW[name](hardest, ax=ax, **kwargs)
        pictures.append(in_grey(ax.figure))
    ours, short, long = pictures
    assert (short == long).all()
    assert (short != ours).any()


@pytest.mark.parametrize("name", SHORT)
def test_a_property_given_twice_or_that_does_not_exist_is_refused(name, hardest):
    with pytest.raises(TypeError, match=r"lw.*linewidth|linewidth.*lw"):
        DRAW[name](hardest, ax=axes(), lw=1, linewidth=2)
    with pytest.raises(AttributeError, match="shininess"):
        DRAW[name](hardest, ax=axes(), shininess=2)


@pytest.mark.parametrize(("name", "keys"), [("history", 1), ("mix", 3), ("roadmap", 10)])
def test_the_legend_shows_the_look_that_is_drawn(name, keys, hardest):
    ax, own = axes(), axes()
    DRAW[name](hardest, ax=ax)
    DRAW[name](hardest, ax=own, color="red")
    before, after = (part.get_legend().legend_handles for part in (ax, own))
    assert len(before) == len(after) > keys - (name == "mix")
    assert "red" not in [face(key) for key in before[:keys]]
    assert [face(key) for key in after[:keys]] == ["red"] * keys
    assert [face(key) for key in after[keys:]] == [face(key) for key in before[keys:]]


def face(key):
    """Return the colour of a key of a legend, ``red`` by its name."""
    colour = key.get_markerfacecolor() if hasattr(key, "get_markerfacecolor") else key.get_facecolor()
    colour = to_rgb(colour[0] if getattr(colour, "ndim", 1) == 2 else colour)
    return "red" if colour == to_rgb("red") else colour


def test_effort_gets_darker_in_grey_as_it_gets_harder():
    shades = mpl.colormaps["cividis_r"]([0.0, 0.25, 0.5, 0.75, 1.0])[:, :3] @ [0.299, 0.587, 0.114]
    assert all(one - two > TOLD_APART for one, two in pairwise(shades))


def test_the_package_gives_the_pictures():
    assert voc.plots is plots
    assert all(hasattr(plots, name) for name in plots.__all__)
    assert "plots" in dir(voc)


def test_spread_keeps_order_and_distance():
    places = style.spread([0.9, 0.9, 0.9, 0.1], 0.2)
    assert places.tolist() == pytest.approx([0.6, 0.8, 1.0, 0.1])
    assert style.spread([0.5] * 3, 0.9).tolist() == pytest.approx([0.0, 0.5, 1.0])
    assert style.spread([0.3, 0.7], 0.1).tolist() == pytest.approx([0.3, 0.7])
