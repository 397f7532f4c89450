"""The emotion mix shows the shares of the scored units."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from tests.plots.made import scores, units
from tests.plots.seen import texts, ticks
from tests.report.tables import scored
from voc.plots import EmotionMixDisplay
from voc.plots.style import GREEN, VERMILLION


def drawn(rows, **options):
    ax = Figure(layout="constrained").add_subplot()
    return EmotionMixDisplay.from_scores(scores(units=rows), ax=ax, **options)


def in_channels(**channels):
    return units(*({"channel": name, "emotion": e} for name, emotions in channels.items() for e in emotions.split()))


def test_mix_is_the_share_of_scored_units():
    ax = drawn(scored()["units"], neutral=True).ax_
    assert [label.get_text() for label in ax.get_yticklabels()] == ["anger", "neutral", "gratitude"]
    np.testing.assert_allclose([bar.get_width() for bar in ax.patches], [3 / 6, 2 / 6, 1 / 6])


def test_mix_tells_good_bad_and_neutral_apart_twice():
    bars = drawn(scored()["units"], neutral=True).ax_.patches
    assert len({bar.get_hatch() or "" for bar in bars}) == 3
    assert len({bar.get_facecolor() for bar in bars}) == 3
    assert mpl.colors.to_hex(bars[0].get_facecolor()).upper() == VERMILLION
    assert mpl.colors.to_hex(bars[2].get_facecolor()).upper() == GREEN


def test_a_users_own_emotion_is_neither_good_nor_bad():
    bars = drawn(units({"emotion": "schadenfreude"}, {"emotion": "neutral"}), neutral=True).ax_.patches
    assert bars[0].get_facecolor() == bars[1].get_facecolor()


def test_neutral_without_a_bar_is_told_and_stays_in_the_base():
    ax = drawn(scored()["units"]).ax_
    np.testing.assert_allclose([bar.get_width() for bar in ax.patches], [3 / 6, 1 / 6])
    assert ticks(ax) == ["all channels n = 6 neutral 33%"]


def test_channels_have_their_own_shares_in_their_own_columns():
    display = drawn(in_channels(chat="anger anger delight neutral", mail="delight"))
    assert display.channels == ("all channels", "chat", "mail")
    assert display.counts.tolist() == [[2, 2, 0], [2, 1, 1], [1, 1, 0]]
    lefts = display.ax_.get_xticks()
    widths = {(round(bar.get_x(), 6), bar.get_y() + 0.35): bar.get_width() for bar in display.ax_.patches}
    for column, left in enumerate(lefts):
        for row in range(2):
            assert widths[round(left, 6), row] == pytest.approx(display.shares[row, column])
    assert max(bar.get_x() + bar.get_width() for bar in display.ax_.patches if bar.get_x() < lefts[1]) < lefts[1]


def test_rare_channels_share_a_column_and_unknown_ones_are_named():
    rows = in_channels(a="anger anger anger", b="anger anger", c="anger", d="delight")
    assert drawn(rows, max_channels=3).channels == ("all channels", "a", "b", "2 other channels")
    assert drawn(rows, max_channels=4).channels == ("all channels", "a", "b", "c", "d")
    assert drawn(rows, max_channels=0).channels == ("all channels",)
    mixed = units({"emotion": "anger", "channel": None}, {"emotion": "anger", "channel": "chat"})
    assert drawn(mixed).channels == ("all channels", "chat", "channel not known")


@pytest.mark.parametrize(
    ("emotion", "why"),
    [(None, "no customer statement could be scored"), ("neutral", "all customer statements are neutral")],
)
def test_mix_of_nothing(emotion, why):
    (said,) = texts(drawn(units({"emotion": emotion})).ax_)
    assert said == f"No emotions to draw: {why}."


def test_sample_columns_add_up(sample_scores):
    display = EmotionMixDisplay.from_scores(sample_scores, ax=Figure().add_subplot())
    known = sample_scores.tables["units"]["emotion"].drop_null()
    assert display.counts[:, 0].sum() == len(known)
    np.testing.assert_array_equal(display.counts[:, 1:].sum(1), display.counts[:, 0])
    np.testing.assert_allclose(display.shares.sum(0), 1)
