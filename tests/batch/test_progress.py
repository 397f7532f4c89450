"""A log gets plain lines with rate and time left; how it looks on a terminal: tests/test_progress.py."""

import pytest

from voc.batch.progress import Lines, progress


def test_a_log_gets_a_line_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("scoring", "utterances", 10, True) as tick:
        tick(4)
        tick(6)
    said = capsys.readouterr().err
    assert said.startswith("scoring: 10 of 10 utterances (100%), ")
    assert said.count("\n") == 1
    assert "\r" not in said


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("scoring", "utterances", 10, False) as tick:
        tick(10)
    assert capsys.readouterr().err == ""


def test_the_rate_leaves_out_what_was_done_before(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([100.0, 105.0, 111.0, 111.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    lines = Lines("scoring", "utterances", 1000, done=500)
    lines.add(50)
    assert capsys.readouterr().err == "", "the last line is not long ago"
    lines.add(60)
    assert capsys.readouterr().err == "scoring: 610 of 1,000 utterances (61%), 10/s, 39 s left\n"


def test_what_has_no_end_has_no_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("reading", "rows", None, True) as tick:
        tick(7)
    assert capsys.readouterr().err.startswith("reading: 7 rows, ")
