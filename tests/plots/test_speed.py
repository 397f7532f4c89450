"""The picture of a bench shows what the bench found."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from tests.plots.seen import check_layout, texts
from voc.bench.results import Bench, Result
from voc.errors import InputError
from voc.plots import SpeedDisplay

VALENCE = {"valence r": 0.8, "emotions micro-F1": 0.6}
RESULTS = (
    Result("voc-mini-en", True, 9, 800.0, 1.0, 1.0, 300.0, VALENCE, 0.2),
    Result("voc-static-en", True, 9, 20_000.0, 1.0, 1.0, 300.0, {"valence r": 0.78, "emotions micro-F1": 0.5}),
    Result("VADER", False, 9, 33_000.0, 0.1, 0.1, 40.0, {"valence r": 0.5}),
    Result("RoBERTa-base pipeline, one by one", False, 9, 13.0, 9.0, 9.0, 900.0),
    Result("RoBERTa-base pipeline, batches of 32", False, 9, 39.0, 9.0, 9.0, 900.0),
)


def bench(*results):
    return Bench(
        "0", "2026-01-01T00:00:00+00:00", {"processors": 2, "processor": "x"}, 0.0, 9, 18.0, 3, 1e11, results, {}
    )


def test_points_are_the_results_and_the_unmeasured_are_lines():
    ax = Figure(layout="constrained").add_subplot()
    display = SpeedDisplay.from_bench(bench(*RESULTS), ax=ax)
    assert display.names[0] == "VADER"
    np.testing.assert_allclose(display.accuracy, [0.5, 0.78, 0.8, np.nan, np.nan])
    points = {(line.get_xdata()[0], line.get_ydata()[0]) for line in ax.lines if line.get_linestyle() == "None"}
    assert points == {(33_000.0, 0.5), (20_000.0, 0.78), (800.0, 0.8)}
    assert sorted(line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == ":") == [13.0, 39.0]
    assert sorted(texts(ax)) == sorted(result.name for result in RESULTS)


def test_words_do_not_overlap():
    display = SpeedDisplay.from_bench(bench(*RESULTS))
    try:
        check_layout(display.figure_)
    finally:
        plt.close(display.figure_)


def test_other_measures_and_wrong_ones():
    ax = Figure(layout="constrained").add_subplot()
    assert np.isnan(SpeedDisplay.from_bench(bench(*RESULTS), measure="emotions micro-F1", ax=ax).accuracy).sum() == 3
    with pytest.raises(InputError, match="no measure 'stars'"):
        SpeedDisplay.from_bench(bench(*RESULTS), measure="stars", ax=ax)


def test_nothing_measured_is_said():
    ax = Figure().add_subplot()
    SpeedDisplay.from_bench(bench(), ax=ax)
    assert texts(ax) == ["Nothing to compare: no contestant was measured."]
