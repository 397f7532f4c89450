"""The README tells the truth: its numbers are those of metrics.json, its example prints what it says."""

import doctest
import json
import re
from pathlib import Path

import pytest

from voc.effort.fitted import fitted
from voc.model import store
from voc.readers.detect import FORMATS

README = Path(__file__).parent.parent / "README.md"
METRICS, LARGE = (
    json.loads((store.find(name) / "metrics.json").read_text()) for name in (store.DEFAULT, "voc-base-en")
)


def table_rows(heading: str) -> list[list[str]]:
    """Return the cells of the first table below a heading, without its two head lines."""
    below = README.read_text(encoding="utf-8").split(f"{heading}\n", 1)[1]
    lines = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)
    assert lines
    return [[cell.strip() for cell in line.strip("|\n").split("|")] for line in lines.group().splitlines()[2:]]


def test_models() -> None:
    rows = {row[0].strip("`"): row[3:] for row in table_rows("other numbers name the command that measured them.\n")}
    assert set(rows) == set(store.shipped())
    for name, values in rows.items():
        measured = json.loads((store.find(name) / "metrics.json").read_text())["voices dev"]["all"]
        names = ("emotions micro-F1", "cues micro-F1", "stage accuracy", "valence r")
        assert [float(value) for value in values] == pytest.approx([measured[name] for name in names], abs=0.0051), name


def test_accuracy_on_voices() -> None:
    rows = table_rows("### Voices")
    assert len(rows) > 13
    for name, *values, _ in rows:  # the last is an annotator, see tests/bench/annotator.py
        wanted = []
        for metrics in (METRICS, LARGE):
            wanted += [metrics["voices dev"]["all"][name], metrics["voices dev, thresholds from the other half"][name]]
        assert [float(value) for value in values] == pytest.approx(wanted, abs=0.0051), name


def test_accuracy_on_goemotions() -> None:
    rows = table_rows("### GoEmotions")
    assert [row[0] for row in rows] == ["`voc-mini-en`", "`voc-base-en`"]
    for (_, *values), metrics in zip(rows, (METRICS, LARGE), strict=True):
        given, full = metrics["goemotions test"], metrics["goemotions test, float"]
        wanted = [given["go_emotions macro-F1"], given["go_emotions micro-F1"], full["go_emotions macro-F1"]]
        assert [float(value) for value in values] == pytest.approx(wanted, abs=0.00051)


def test_other_ways_of_writing() -> None:
    rows = table_rows("### Other ways of writing")
    assert len(rows) == 4
    for writing, *values in rows:
        for name, value in zip(
            ("emotions micro-F1", "cues micro-F1", "stage accuracy", "valence r"), values, strict=True
        ):
            assert float(value) == pytest.approx(METRICS["voices dev, other writing"][writing][name], abs=0.0051)


def test_fairness() -> None:
    rows = table_rows("### Fairness")
    assert len(rows) == 3
    for swap, *values in rows:
        assert [float(value) for value in values] == pytest.approx([*METRICS["fairness"][swap].values()], abs=0.00051)


def test_effort() -> None:
    rows = table_rows("### Effort")
    sources = {"held-out conversations": "held-out", "patients' comments": "patients"}
    assert len(rows) > 10
    for source, name, value in rows:
        measured = fitted()["metrics"][sources.get(source, source)]
        assert float(value) == pytest.approx(measured[name], abs=0.0051), (source, name)


def test_every_format_is_told() -> None:
    told = re.findall(r"`([a-z-]+)`", "".join(row[0] for row in table_rows("### Exports")))
    assert told == list(FORMATS)


def test_risk() -> None:
    rows = table_rows("### Risk")
    assert [row[0] for row in rows] == list(METRICS["risk"]["left out"])
    for name, *values in rows:
        measured = METRICS["risk"]["left out"][name]
        wanted = [
            *measured["AUC"].values(),
            LARGE["risk"]["left out"][name]["AUC"]["value"],
            measured["AUC, mean valence"]["value"],
            *measured["gains"]["emotion"].values(),
            *measured["gains"]["effort"].values(),
            measured["ECE"],
            measured["ECE, intercept from 200 outcomes"],
        ]
        told = re.findall(r"[-+]?\d\.\d+", " ".join(values))
        # where a group of signals changes no order the gain has no interval
        wanted = [value for value in wanted if value is not None]
        assert [float(value) for value in told] == pytest.approx(wanted, abs=0.00051)


def test_the_example_prints_what_it_says() -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    sessions = "".join(re.sub(r"^$", "<BLANKLINE>", block.rstrip(), flags=re.MULTILINE) + "\n\n" for block in blocks)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    result = runner.run(doctest.DocTestParser().get_doctest(sessions, {}, "README", str(README), 0))
    assert result.attempted > 3
    assert result.failed == 0


def test_length() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 400
