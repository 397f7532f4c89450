import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import voc
from tests.conftest import SAMPLES
from voc.cli import app
from voc.readers.detect import FORMATS
from voc.risk.state_file import StateFile


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from voc.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def test_score_and_report(tmp_path: Path) -> None:
    done = run("score", SAMPLES / "reviews.csv", "-o", "out", "--value", "value", cwd=tmp_path)
    assert done.returncode == 1, "one row of the sample is broken"
    assert "1 rows were rejected: see out/rejects.jsonl" in done.stderr
    assert voc.read_scores(tmp_path / "out").interactions.num_rows == 70
    assert run("report", "out", "-o", "r.html", cwd=tmp_path).returncode == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "left out on request" not in page
    assert run("report", "out", "--no-quotes", "-o", "r.html", cwd=tmp_path).returncode == 0
    assert "left out on request" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_update_keeps_its_half_life(tmp_path: Path) -> None:
    arguments = ("score", SAMPLES / "complaints.csv", "--update", "customers.state")
    done = run(*arguments, "-o", "out", "--half-life", "30", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "customers.state: " in done.stdout
    assert done.stdout.endswith("interactions, half-life 30 days\n")
    done = run(*arguments, "-o", "other", "--half-life", "60", cwd=tmp_path)
    assert done.returncode == 2
    assert "customers.state has a half-life of 30 days, not 60" in done.stderr


def test_a_job_that_began_a_file_is_known_again(tmp_path: Path) -> None:
    model = ("--model", "voc-static-en", "-q")
    arguments = ("score", SAMPLES / "complaints.csv", "-o", "out", "--update", "customers.state", *model)
    assert run(*arguments, cwd=tmp_path).returncode == 0
    path = tmp_path / "customers.state"
    before, half_life = path.read_bytes(), StateFile(path).half_life
    assert half_life is not None
    done = run(*arguments, "--resume", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert path.read_bytes() == before
    done = run(*arguments, "--resume", "--half-life", str(half_life), cwd=tmp_path)
    assert done.returncode == 2
    assert "is not the same any more: half_life was None" in done.stderr


@pytest.mark.parametrize("workers", [0, 1])
def test_quiet_is_quiet(tmp_path: Path, workers: int) -> None:
    done = run("score", SAMPLES / "complaints.csv", "-o", "out", "-q", "--workers", str(workers), cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_wrong_use_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    for arguments, message in (
        (("score", "gone.csv", "-o", "out"), "voc: gone.csv does not exist\n"),
        (("score", SAMPLES / "reviews.csv", "-o", "out", "--text", "body"), "has no column 'body'"),
        (("report", "nowhere"), "is not a folder of scores"),
        (("explain", "hi", "--model", "nope"), "no model 'nope'"),
        (("evaluate", "voices", "--data", "nowhere"), "no training data in"),
    ):
        done = run(*arguments, cwd=tmp_path)
        assert done.returncode == 2, done
        assert message in done.stderr
        assert "Traceback" not in done.stderr
    assert run("score", cwd=tmp_path).returncode == 2
    assert run("nonsense", cwd=tmp_path).returncode == 2


def test_validate_says_what_is_there_and_exits_1_for_rejects(tmp_path: Path) -> None:
    (tmp_path / "call.txt").write_text("Agent: Hello?\nCustomer: Hi, my router [x] broke.\nAgent: Which one?\n")
    done = run("validate", "call.txt", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "call.txt: transcript" in done.stdout
    assert "3 utterances (2 agent, 1 customer) in 1 interactions" in done.stdout
    (tmp_path / "bad.jsonl").write_text('{"text": "ok"}\n{"text": "cut')
    done = run("validate", "bad.jsonl", "call.txt", "--rejects", "r.jsonl", cwd=tmp_path)
    assert done.returncode == 1
    assert "rejected: 2: not JSON" in done.stdout
    assert json.loads((tmp_path / "r.jsonl").read_text())["position"] == 2
    assert list(tmp_path.glob("*.parquet")) == []


def test_formats_names_every_format(tmp_path: Path) -> None:
    listed = run("formats", cwd=tmp_path).stdout
    assert all(name in listed for name in FORMATS)


def test_explain_and_models(tmp_path: Path) -> None:
    done = run("explain", "I waited three weeks and nobody called back!", cwd=tmp_path)
    assert done.returncode == 0
    assert "wait" in done.stdout
    assert "voc-mini-en" in run("models", cwd=tmp_path).stdout


def test_customer_text_is_not_logged(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        '{"text": "my secret is swordfish"}\n{"text": "swordfish again", "role": "boss"}\n'
    )
    done = run("score", "in.jsonl", "-o", "out", cwd=tmp_path)
    assert "swordfish" not in done.stdout + done.stderr + (tmp_path / "out" / "rejects.jsonl").read_text()


def test_demo(tmp_path: Path) -> None:
    done = run("demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for title in ("units by risk", "interactions by risk", "customers by risk", "stages"):
        assert title in done.stdout
    assert (tmp_path / "demo" / "report.html").exists()
    assert voc.read_scores(tmp_path / "demo" / "scores").customers.num_rows == 40


def commands(group: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, *path, name)
        else:
            yield (*path, name), command


COMMANDS = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("path", list(COMMANDS), ids=" ".join)
def test_every_commands_help_has_an_example_that_parses(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    words = shlex.split(command.epilog.removeprefix("Example: "))
    assert words[: 1 + len(path)] == ["voc", *path]
    command.make_context(path[-1], words[1 + len(path) :])
    assert command.help
    assert all(parameter.help for parameter in command.params if parameter.name != "help")


def test_an_example_that_does_not_parse_would_be_seen() -> None:
    with pytest.raises(Exception, match="No such option"):
        COMMANDS["score",].make_context("score", ["exports/", "-o", "scores/", "--nonsense"])


def test_help_says_where_to_begin(tmp_path: Path) -> None:
    told = " ".join(run("--help", cwd=tmp_path).stdout.split())
    assert "First: voc demo" in told
    assert "2 wrong usage" in told
