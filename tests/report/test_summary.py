"""Scores and comparisons at a glance: what they say, that they are safe to show, and that they stay small."""

from __future__ import annotations

import re
import subprocess
import sys

import pyarrow as pa
import pytest

from tests.report.markup import Page
from tests.report.tables import empty, scored, stage, table
from voc.journey.tables import CHANGES, NEWLY_AT_RISK
from voc.report import sketches
from voc.report.summary import comparison_html, comparison_text, scores_html, scores_text
from voc.schema import CUSTOMERS, STAGES, UNITS
from voc.scores import Comparison, Scores

EVIL = '<img src=x onerror="alert(1)">&\x1b[2J'


def test_the_main_numbers_are_told_in_words():
    lines = scores_text(empty() | scored()).splitlines()
    assert lines[0] == "4 interactions of 2 known customers, 2026-03-01 to 2026-03-01"
    told = dict(re.split(r": +", line, maxsplit=1) for line in lines[1:6])
    assert told["Felt"] == "17% of 6 customer statements good, 50% bad, the others neutral or neither"
    assert told["Effort"] == "hard (above 3 of 5) in 1 of the 2 interactions that tell"
    assert told["Goal"] == "met in 2 of the 3 interactions that tell"
    assert told["Risk"].startswith("30% on average")
    assert told["At risk"] == "550 of the customers' worth of 5,000"
    ann, bob = lines[-2:]
    assert re.split("  +", ann) == ["ann", "73%", "61–82%", "2026-06-01", "+ goal not met, - gratitude, + anger"]
    assert re.split("  +", bob) == ["bob", "11%", "–"], "what is not known is not made up"


def test_html_tells_the_same_as_the_terminal():
    page = Page(scores_html(empty() | scored()))
    for line in scores_text(empty() | scored()).splitlines()[:6]:
        assert line.partition(": ")[2].strip() in page.text
    assert page.tags.count("tr") == 1 + 2
    assert [a["aria-label"].rpartition("): ")[2] for a in page.all("svg") if "aria-label" in a] == [
        "delivery +0.21; support −0.42",
        "anger 50%; gratitude 17%",
    ]


def test_nothing_is_said_of_nothing():
    for tables in (empty(), empty() | {"units": table(UNITS, {"emotion": None})}):
        text, html = scores_text(tables), scores_html(tables)
        assert "nothing could be scored" in text
        assert "no evidence" in text
        assert "None" not in text + html
        assert "nan" not in text + html
        assert "<svg" not in html
        assert "<table" not in html


def test_everything_is_escaped_and_nothing_is_fetched():
    tables = empty() | {
        "units": table(UNITS, {"emotion": EVIL}),
        "stages": table(STAGES, stage(EVIL, 3, 0.5)),
        "customers": table(CUSTOMERS, {"customer_id": EVIL, "risk": 0.5, "reasons": [
            {"driver": EVIL, "contribution": 1.0}]}),
    }  # fmt: skip
    html = scores_html(tables)
    page = Page(html)
    assert not {"img", "script", "link", "iframe", "image", "use"} & set(page.tags)
    assert not [a for _, attributes in page.attributes for a in attributes if a.startswith(("on", "href", "src"))]
    assert "\x1b" not in html + scores_text(tables)
    assert "url(" not in html
    assert "http" not in html


def test_the_samples_are_small_and_take_the_pages_colours(sample_scores: Scores):
    html = sample_scores._repr_html_()
    page = Page(html)
    assert len(html) < 20_000
    assert page.tags.count("tr") == 1 + 5
    assert sample_scores.customers["customer_id"][0].as_py() in page.text
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', html))
    assert (
        {"currentColor", "#d55e00", "#009e73"} <= colours <= {"currentColor", "none", "#d55e00", "#009e73", "#888888"}
    )
    assert "background" not in html
    assert str(sample_scores).splitlines()[0].startswith("150 interactions of 40 known customers")
    assert repr(sample_scores).count("\n") == 0


def test_no_picture_of_matplotlib_is_needed(sample_scores, tmp_path):
    sample_scores.save(tmp_path)
    probe = (
        "import sys; from voc.scores import read_scores; from voc.report.summary import scores_html; "
        f"scores_html(read_scores({str(tmp_path)!r}).tables); print('matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_mark_is_hollow_where_its_interval_holds_zero_or_is_not_known():
    ends = [(0.1, 0.9), (-0.1, 0.9), (None, None)]
    sure, chance, unknown = (sketches.intervals([sketches.Point("stage", 0.5, *pair)], "t") for pair in ends)
    assert 'fill="#009e73"' in sure
    for hollow in (chance, unknown):
        assert 'fill="#009e73"' not in hollow
        assert 'fill="none" stroke="#009e73"' in hollow


def test_marks_stay_inside_the_picture_and_bars_are_in_proportion():
    out = sketches.intervals([sketches.Point("x" * 40, 1.0, -1.5, 1.5)], "t")
    width = int(re.findall(r'viewBox="0 0 (\d+) ', out)[0])
    assert all(0 <= float(x) <= width for x in re.findall(r"M([\d.]+)|H([\d.]+)", out) for x in x if x)
    assert "x" * 17 + "…" in out
    half, whole = re.findall(r'width="([\d.]+)" height="10"', sketches.shares(
        [sketches.Share("a", 0.1, 1), sketches.Share("b", 0.2, -1)], "t"))  # fmt: skip
    assert float(whole) == pytest.approx(2 * float(half))


def changes(*verdicts):
    same = {"kind": "stage", "measure": "net_emotion", "before": -0.5, "value": 0.25, "difference": 0.75}
    interval = {"low": 0.5, "high": 1.0, "p": 0.001}
    return table(
        CHANGES,
        *(
            same | interval | {"name": f"s{i}", "verdict": verdict, "p_adjusted": 0.01 * (i + 1)}
            for i, verdict in enumerate(verdicts)
        ),
    )


def test_a_comparison_names_what_is_more_than_chance():
    newly = table(NEWLY_AT_RISK, {"customer_id": "ann"})
    text = comparison_text(changes(None, "better", None), newly)
    assert text.splitlines()[:2] == ["1 of 3 measures changed by more than chance.", "1 customer newly at risk."]
    cells = ["stage s1", "net emotion", "-0.50", "0.25", "+0.75", "+0.50 to +1.00", "better"]
    assert re.split("  +", text.splitlines()[-1]) == cells
    page = Page(comparison_html(changes(None, "better", None), newly))
    assert " ".join(cells).replace("-", "−") in page.text
    assert "s0" not in page.text


def test_a_comparison_without_a_change_and_with_many():
    nobody = NEWLY_AT_RISK.empty_table()
    assert "<table" not in comparison_html(changes(None), nobody)
    many = Page(comparison_html(changes(*["worse"] * 20), nobody))
    assert many.tags.count("tr") == 1 + 12
    assert "20 of 20 measures changed by more than chance; the 12 surest are shown." in many.text


def test_a_comparison_shows_itself_whatever_its_frames():
    tables = changes("better"), NEWLY_AT_RISK.empty_table()
    for frames in (tables, tuple(part.to_pandas() for part in tables)):
        comparison = Comparison(*frames)
        assert "stage s0" in str(comparison)
        assert repr(comparison) == "Comparison(changes: 1, newly_at_risk: 0)"
        assert "stage s0" in comparison._repr_html_()
    assert isinstance(comparison.changes, type(pa.table({}).to_pandas()))
