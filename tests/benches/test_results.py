"""A bench measures in other processes, keeps what it found, and says what it left out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.plots.test_speed import RESULTS, bench
from voc.bench import contestants, results
from voc.bench.measure import shared
from voc.bench.results import PEER, load_bench, run, spread
from voc.errors import DataError, InputError


def rows(markdown: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in markdown.splitlines()]


def test_results_survive_the_file(tmp_path: Path) -> None:
    found = replace(bench(*RESULTS), skipped={"TextBlob": ["textblob"]})
    found.save(tmp_path / "bench.json")
    assert load_bench(tmp_path / "bench.json") == found
    content = json.loads((tmp_path / "bench.json").read_text())
    assert {"voc", "measured_at", "machine", "load", "texts", "words", "rounds", "int8_peak"} < content.keys()
    assert content["results"][0]["units_per_s"] == 800.0


@pytest.mark.parametrize("content", ["{", "[]", '{"results": []}', '{"results": [{"name": "x"}]}'])
def test_another_file_is_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "bench.json").write_text(content)
    with pytest.raises(InputError, match="cannot be read as results of voc bench"):
        load_bench(tmp_path / "bench.json")


def test_the_table_has_a_row_each_fastest_first_in_multiples_of_the_pipeline() -> None:
    head, _, *body = rows(bench(*RESULTS).markdown())
    assert [row[0] for row in body][:3] == ["VADER", "**voc-static-en**", "**voc-mini-en**"]
    times = {row[0]: row[head.index(f"× {PEER}")] for row in body}
    assert (times["**voc-mini-en**"], times[PEER]) == ("20.5", "1.0")
    measured = {row[0]: (row[head.index("valence r")], row[head.index("cues micro-F1")]) for row in body}
    assert measured["VADER"] == ("0.500", "")
    assert measured[PEER] == ("", "")


def test_remarks_tell_the_peak_and_what_is_missing() -> None:
    said = replace(bench(*RESULTS), skipped={"TextBlob": ["textblob"]}).remarks()
    assert any("voc-mini-en reaches 20% of the machine's int8 peak of 100 billion" in line for line in said)
    assert said[-1] == "left out: TextBlob (not installed: textblob)"


def test_remarks_tell_the_gpu() -> None:
    assert not any("networks ran on" in line for line in bench(*RESULTS).remarks())
    said = replace(bench(*RESULTS), device="NVIDIA T4").remarks()
    assert any("networks ran on NVIDIA T4 in half precision" in line for line in said)


def test_a_missing_package_is_skipped_and_a_model_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    every = contestants.contestants()
    every["VADER"] = replace(every["VADER"], packages=("no_such_package",))
    monkeypatch.setattr(results, "contestants", lambda device: every)
    told: list[str] = []
    found = run(
        ["ok", "Third call, and no answer!", "ok", " "], rounds=1, only=["VADER", "voc-mini-en"], tell=told.append
    )
    assert found.skipped == {"VADER": ["no_such_package"]}
    assert told == ["voc-mini-en"]
    (ours,) = found.results
    assert (ours.texts, found.texts, ours.accuracy) == (2, 2, {})
    assert ours.units_per_s > 0
    assert ours.startup_s > ours.startup_cpu_s / 64 > 0
    assert ours.peak_mb is None or ours.peak_mb > 50


def test_texts_are_spread() -> None:
    assert spread("abcdefghij", 5) == list("acegi")
    assert spread("abc", 5) == "abc"


def test_no_round_sees_a_text_again() -> None:
    texts = [f"text {i}" for i in range(10)]
    shares = shared(texts, 3)
    assert sorted(text for share in shares for text in share) == texts
    assert shared(["only one"], 2) == [["only one"], ["only one"]]


def test_wrong_input() -> None:
    with pytest.raises(InputError, match="there is no text"):
        run([" "])
    with pytest.raises(InputError, match="no contestant 'nobody': there are voc-"):
        run(["ok"], only=["nobody"])
    with pytest.raises(DataError, match="no training data"):
        run(["ok"], data=Path("nowhere"))
