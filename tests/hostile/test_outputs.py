"""Nothing that others wrote can steer a page, a notebook or a terminal."""

import io
import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pyarrow as pa
import pytest
from rich.console import Console
from typer.testing import CliRunner

from voc.analyzer import Analyzer
from voc.cli import app, main
from voc.readers import Reject
from voc.readers.validate import Summary
from voc.schema import Interaction, Utterance
from voc.scores import Scores
from voc.taxonomy import Role
from voc.terminal import print_summary, print_table

ATTACKS = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover=alert(1) x="',
    "' onfocus='alert(1)' autofocus='",
    '<a href="javascript:alert(1)">here</a>',
    "<!-- --><svg/onload=alert(1)>",
    "]]><style>*{display:none}</style>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe \u2066a\u2069 b\u200bc",
    "\x1b[31mred\x1b]0;title\x07\x1b]8;;http://evil.example\x1b\\here\x9b2J",
    "[bold red]x[/bold red] [link=http://evil.example]here[/link] \\[blink]y",
    "=cmd|' /C calc'!A0",
    "+1-1 @SUM(1) \t\r",
    "[x](javascript:alert(1)) ![y](http://evil.example/z.png) `rm`",
    "$\\frac{1}{0$ $\\undefined$ ${x}",
)
STEERING = {chr(code) for code in (*range(9), *range(11, 32), *range(127, 160))} | set(
    "\u202a\u202b\u202d\u202e\u2066\u2067"
)


class Page(HTMLParser):
    """Collects what a browser would run or fetch."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.active: list[str] = []
        self.scripts = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if tag in {"iframe", "object", "embed", "base", "form", "link", "a"} and (tag != "a" or "on" in str(attrs)):
            self.active.append(tag)
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name.startswith("on") or address.startswith(
                ("javascript:", "http:", "https:", "vbscript:", "data:text")
            ):
                self.active.append(f"{tag} {name}={value}")


def hostile() -> list[Interaction]:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    return [
        Interaction(
            f"{attack} {i}",
            (
                Utterance(f"I am furious, I called three times about {attack} and nobody helped!", timestamp=start),
                Utterance(f"Sorry {attack}", Role.AGENT, start, f"Sam {attack}"),
            ),
            customer=f"{attack} {i}",
            channel=attack,
            value=100.0,
        )
        for i, attack in enumerate(ATTACKS)
    ]


@pytest.fixture(scope="module")
def scores(analyzer: Analyzer) -> Scores:
    return analyzer.score(hostile(), progress=False)


def check(page: str, scripts: int = 0) -> None:
    found = Page(page)
    assert not found.active
    assert found.scripts == scripts
    assert not STEERING & set(page)


def test_the_check_sees_attacks() -> None:
    for attack in ATTACKS[:6]:
        found = Page(f"<p title=\"{attack}\" lang='{attack}'>{attack}</p>")
        assert found.active or found.scripts


def test_the_report(scores: Scores, tmp_path: Path) -> None:
    scores.report(tmp_path / "report.html")
    check((tmp_path / "report.html").read_text(encoding="utf-8"), scripts=2)


def test_notebooks_and_terminal(analyzer: Analyzer, scores: Scores) -> None:
    analyses = [analyzer.analyze(interaction) for interaction in hostile()]
    for shown in (scores, scores.compare(scores), *analyses):
        check(shown._repr_html_())
        assert not STEERING & set(str(shown))


def test_displays_of_spacy(analyzer: Analyzer) -> None:
    from spacy import displacy

    for attack in ATTACKS:
        units = analyzer.analyze(f"I called twice. {attack}").units
        cues = [{"start": cue.start, "end": cue.end, "label": cue.cue.value} for cue in units[0].cues]
        page = Page(
            displacy.render({"text": units[0].text, "ents": cues, "title": None}, style="ent", manual=True, page=False)
        )
        assert not page.active
        assert not page.scripts


def test_tables_in_the_terminal_show_markup_as_it_is() -> None:
    console = Console(file=io.StringIO(), width=400, force_terminal=True, color_system="truecolor")
    plain = Console(file=io.StringIO(), width=400)
    for attack in ATTACKS:
        table = pa.table({"id": [attack], "list": [[attack]]})
        for one in (console, plain):
            print_table(table, "units", ("id", "list"), 1, one)
    shown = plain.file.getvalue()  # type: ignore[attr-defined]
    assert "[bold red]x[/bold red]" in shown
    assert "\\[blink]" in shown
    coloured = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\x1b[31m" not in coloured
    assert "\x1b]8;" not in coloured
    assert "\x9b" not in coloured


def test_names_of_files_and_reasons(tmp_path: Path) -> None:
    plain = Console(file=io.StringIO(), width=400, soft_wrap=True)
    for attack in ATTACKS:
        print_summary(Summary(attack, "csv", rejects=[Reject(attack, 1, f"role {attack} is not known")]), plain)
    assert not STEERING & set(plain.file.getvalue())  # type: ignore[attr-defined]
    for attack in ATTACKS:
        name = attack.replace("/", "_").replace("\0", "") + ".csv"
        (tmp_path / name).write_text("a,b\n1,2\n")
    found = CliRunner().invoke(app, ["validate", str(tmp_path)])
    assert found.exit_code in (1, 2)
    assert not STEERING & set(found.output)


def test_errors_of_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "\x1b[31mred\x9b2J\u202e"
    (tmp_path / "a.csv").write_text(",".join([evil, *(f"{evil}{i}" for i in range(2000))]) + "\n1\n", encoding="utf-8")
    for arguments in (
        ["score", str(tmp_path / "a.csv"), "-o", str(tmp_path / "out")],
        ["score", str(tmp_path / f"{evil}.csv"), "-o", str(tmp_path / "out")],
        ["report", str(tmp_path / evil)],
        ["explain", "hello there", "--model", evil],
        ["report", str(tmp_path), "-o", "/dev/null/x"],
        ["validate", str(tmp_path / "a.csv"), "--rejects", str(tmp_path / "none" / "x")],
    ):
        monkeypatch.setattr("sys.argv", ["voc", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        assert ended.value.code in (1, 2)
        assert not STEERING & set(told.err + told.out)
        assert len(told.err) < 3000
        assert told.err.count("\n") <= 1


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    from voc.batch import write_rejects

    rejects = [Reject(f"\udcff{attack}", 1, f"\ud800{attack}\r\n") for attack in ATTACKS]
    write_rejects(rejects, tmp_path / "rejects.jsonl")
    lines = (tmp_path / "rejects.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    assert [json.loads(line)["reason"] for line in lines] == [reject.reason for reject in rejects]
