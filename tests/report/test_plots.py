"""Pictures of the report are the same for everyone, without pyplot; what they show is tested in tests/plots."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET

import matplotlib as mpl
from matplotlib.figure import Figure

from tests.report.tables import empty, scored
from voc.plots import EmotionMixDisplay, JourneyMapDisplay
from voc.report.plots import picture, to_svg
from voc.scores import Scores


def mix(ax):
    EmotionMixDisplay.from_scores(Scores(empty() | scored()), ax=ax)


def journey():
    ax = Figure().add_subplot()
    return JourneyMapDisplay.from_scores(Scores(empty() | scored()), ax=ax).figure_


def test_svg_is_deterministic_and_valid():
    one, two = (to_svg(journey()) for _ in range(2))
    assert one == two
    assert "dc:date" not in one
    ET.fromstring(one)


def test_picture_does_not_take_on_the_sessions_style_nor_change_it():
    plain = picture(mix, 4, 3)
    with mpl.rc_context({"text.color": "red", "figure.facecolor": "black", "hatch.linewidth": 7}):
        assert picture(mix, 4, 3) == plain
        assert mpl.rcParams["text.color"] == "red"
    assert base64.b64decode(plain.removeprefix("data:image/svg+xml;base64,")).lstrip().startswith(b"<?xml")
