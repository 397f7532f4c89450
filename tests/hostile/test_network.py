"""Scoring, reporting and explaining use no network: whoever opens a socket or looks a name up is stopped."""

import subprocess
import sys
from pathlib import Path

CODE = """
import sys

LOCAL = ("::1", 0)  # urllib3, which spaCy imports, asks the kernel so whether it knows IPv6; nothing is sent

def stop(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.")) or event in (
        "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"
    ):
        if event != "socket.__new__" and (event, arguments[1:]) != ("socket.bind", (LOCAL,)):
            raise SystemExit(f"{event}{arguments}")

sys.addaudithook(stop)
from pathlib import Path
import voc
from voc.batch import score_files
from voc.readers import Columns

folder = Path(sys.argv[1])
analyzer = voc.load()
samples = Path(voc.__file__).parent / "samples"
score_files(analyzer, [samples / "chats.jsonl"], folder, columns=Columns(value="value"), progress=False)
scores = voc.read_scores(folder)
scores.report(folder / "report.html")
analysis = analyzer.analyze("I had to call three times, and nobody answered!")
print(str(analysis), analysis._repr_html_(), scores._repr_html_(), str(scores), scores.roadmap().num_rows)
"""
BLOCKED = (
    'import sys; exec(sys.argv[2].split("from pathlib")[0]); import socket; '
    'socket.create_connection(("192.0.2.1", 80), 1)'
)


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)


def test_the_block_works(tmp_path: Path) -> None:
    assert "socket.getaddrinfo" in run(BLOCKED, str(tmp_path), CODE).stderr


def test_no_network(tmp_path: Path) -> None:
    done = run(CODE, str(tmp_path / "scores"))
    assert done.returncode == 0, done.stderr
    assert "repeat contact" in done.stdout.replace("_", " ")
