"""Files made to use up memory or time end in rows, rejects or a clear error, in time that grows as they do."""

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from voc import limits
from voc.errors import InputError
from voc.readers import Reject, files, read, read_file
from voc.readers.detect import detect
from voc.readers.mail_html import to_text
from voc.readers.rows import table

N = 20_000
SECONDS = 20.0
"""A guard against what does not end; a slow machine is no failure."""
"""Processor time for each of them; what takes the square of its size takes ten times as much."""
MAIL = b"From: Tom <tom@example.com>\nTo: support@acme.com\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <1@x>\n"
INTERCOM = (
    b'{"id":"1","conversation_parts":{"conversation_parts":[{"part_type":"comment","author":{"type":"user"},'
    b'"body":"%s"}]}}'
)
TALK = b"Customer: hi\nAgent: hello\n%s\nCustomer: bye bye\n"
CUE = b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Agent>hi\n\n00:00:03.000 --> 00:00:04.000\n%s\n"
JSON_FORMATS = ("zendesk", "intercom", "whisper", "contact-lens", "ccai", "genesys")


def attacks() -> Iterator[tuple[str, str, str, bytes]]:
    """Yield name, format, suffix and content."""
    yield "deep array", "jsonl", ".jsonl", b"[" * N
    yield "deep object", "jsonl", ".jsonl", b'{"a":' * N
    yield "deep text", "jsonl", ".jsonl", b'{"text":' + b"[" * N + b"]" * N + b"}\n" + b'{"text": "hello"}'
    yield "deep text that Python reads", "jsonl", ".jsonl", b'{"text":' + b"[" * 900 + b"]" * 900 + b"}"
    yield "long number", "jsonl", ".jsonl", b'{"text":' + b"9" * N + b"}"
    yield "half characters", "jsonl", ".jsonl", b'{"text":"\\ud800 a","interaction_id":"\\udc00","speaker":"\\ud800"}'
    for kind in JSON_FORMATS:
        for name, part in {
            "deep array": b"[",
            "deep object": b'{"a":',
            "deep list of segments": b'{"segments":[',
            "braces": b"{",
            "quoted braces": b'{"',
            "open members": b'{"a":"b",',
            "wide nest": b'{"x":[' + b"1," * 50 + b'1],"y":',
            "lines": b"{ \n",
        }.items():
            yield name, kind, ".json", part * (N // len(part))
        yield "spaces", kind, ".json", b"{" + b" " * N + b"x"
        yield "long number", kind, ".json", b'{"segments":[{"start":' + b"9" * N + b',"end":1,"text":"x"}]}'
    yield "list of deep items", "intercom", ".json", b'{"conversations":[' + b'{"a":' * N
    for name, body in {
        "tags": b"<",
        "comments": b"<!--",
        "data": b"<![CDATA[",
        "attributes": b"<a ",
        "ends": b"</",
        "asks": b"<?",
        "declarations": b"<!DOCTYPE ",
        "scripts": b"<script>",
        "quotations": b"<blockquote>",
        "cells": b"<td>",
        "quotes": b"<a x='",
        "less": b"a<b ",
        "references": b"&",
        "preformatted": b"<pre>x<b>",
    }.items():
        content = body * (N // len(body))
        yield f"html {name}", "mail", ".eml", MAIL + b"Content-Type: text/html\n\n" + content
        yield f"html {name}", "intercom", ".json", INTERCOM % content
        yield f"html {name} closed", "mail", ".eml", MAIL + b"Content-Type: text/html\n\n" + content + b">-->"
    for html in (b"<p>&#" + b"9" * N + b";", b"<a x='&#" + b"9" * N + b";'>b</a>", b"<a" + b" " * N):
        yield "html reference or spaces", "mail", ".eml", MAIL + b"Content-Type: text/html\n\n" + html
    for part in (b"a", b" ", b"(", b"<", b'"', b"a@b.c,", b"a.", b"\\", b"a:", b";", b"=?utf-8?q?a?= ", b"<a ", b"1 "):
        for field in (b"Cc", b"Subject", b"Date", b"References", b"Content-Type", b"Content-Type: text/plain; charset"):
            yield f"header {field!r} {part!r}", "mail", ".eml", MAIL + field + b": " + part * N + b"\n\nhello\n"
    for part in (
        *(
            b"> ",
            b">",
            b"On ",
            b"On a\n",
            b"On 3 May 2026 Kim wrote:\n",
            b"- ",
            b"_",
            b"\n",
            b"a\n\n",
            b"thanks\n",
            b"#",
        ),
        *(b"Kind regards,\nTom\n", b"> a\nb\n", b"*From:* a\n*To:* c\n", b"a ", b"please ", b"ps \n"),
    ):
        yield f"body {part!r}", "mail", ".eml", MAIL + b"\n" + part * (N // len(part)) + b"x\n"
    yield "body > and spaces", "mail", ".eml", MAIL + b"\n>" + b" " * N + b"x\n"
    yield "separator", "mail", ".mbox", b"From a " + b"Mon 1:11 " * (N // 9) + b"\n" + MAIL + b"\nhi\n"
    nest = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(10_000))
    yield "parts in parts", "mail", ".eml", MAIL + nest + b"\nhi\n"
    yield "mails in mails", "mail", ".eml", MAIL + b"Content-Type: message/rfc822\n\n" * 10_000
    yield "parts", "mail", ".eml", MAIL + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nhi\n" * 2000
    for line in (
        *(
            part * (N // len(part))
            for part in (b" ", b"[", b"1:11 ", b"A", b"A ", b"a:", b"> ", b"!", b"- ", b"\t", b"= ")
        ),
        *(mark * N + b"x" for mark in (b"-", b"*", b"_", b"=")),
        *(start + b" " * N + b"x" for start in (b"x", b"Customer", b"1/1/1,", b"Started:", b"xx 1111-11-11,", b"chat")),
        b"Sam (" + b"a" * N,
        b"--- " + b"a " * N + b"---",
    ):
        yield f"line {line[:20]!r}", "transcript", ".txt", TALK % line
    for line in (b"<v" + b" " * N, b"<v " * N, b"<" * N, b"&#" + b"9" * N + b";", b"{\\" * N, b"[" * N, b">> " * N):
        yield f"cue {line[:20]!r}", "subtitles", ".vtt", CUE % line
    wide = b",".join(b"c%d" % i for i in range(5000))
    yield "short rows of a wide table", "csv", ".csv", b"text," + wide + b"\n" + b"x\n" * 50_000
    yield "open quotations", "survey", ".csv", b"Review,Rating\n" + b'"a\n' * 3000
    yield "open quotations", "csv", ".csv", b"text,n\n" + (b'"a\n' + b"b\n" * 99) * 200
    yield "question", "survey", ".csv", b"how likely " * N + b",Review,Rating\na,b,5\n"
    yield "time", "survey", ".csv", b"Review,Rating,Date\nbad,5,1/1/2020 1:11:11.1" + b" " * N + b"x\n"
    zone = b'"{""ImportId"": 1}","%s",x\n' % (b"[" * N)
    yield (
        "third header",
        "survey",
        ".csv",
        b"Response ID,Review,Rating\nResponse ID,Review,Rating\n" + zone + b"1,b,5\n",
    )


ATTACKS = list(attacks())


@pytest.fixture(autouse=True)
def _field_size() -> Iterator[None]:
    """Put the limit of the ``csv`` module back, which is one for all."""
    before = csv.field_size_limit()
    yield
    csv.field_size_limit(before)


@pytest.mark.parametrize("format", sorted({attack[1] for attack in ATTACKS}))
def test_each_ends_in_rows_or_rejects_in_time(format: str, tmp_path: Path) -> None:
    slow = []
    for name, kind, suffix, content in ATTACKS:
        if kind != format:
            continue
        path = tmp_path / f"attack{suffix}"
        path.write_bytes(content)
        start = time.process_time()
        detect(path)
        found = list(read_file(path, format))
        table(row for row in found if not isinstance(row, Reject))
        if time.process_time() - start > SECONDS:
            slow.append((name, time.process_time() - start))
        assert all(reject.reason for reject in found if isinstance(reject, Reject))
        assert found, name
    assert not slow


def test_rows_beside_an_attack_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "one"}\n' + b"[" * N + b'\n{"text": "two \\ud800"}\n{"text": ' + b"9" * N + b"}\n")
    rows, rejects = read([path])
    assert rows["text"].to_pylist() == ["one", "two \N{REPLACEMENT CHARACTER}"]
    assert [(reject.position, reject.reason[:8]) for reject in rejects] == [(2, "not JSON"), (4, "not JSON")]


def test_texts_and_lines_over_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LONGEST_TEXT", 100)
    monkeypatch.setattr(limits, "LONGEST_LINE", 1000)
    for suffix, lines in {
        ".csv": ["text,n", "one,1", f"{'a' * 101},2", "two,3", f"{'a' * 2000},4"],
        ".jsonl": [json.dumps({"text": text}) for text in ("one", "a" * 101, "two", "a" * 2000)],
    }.items():
        path = tmp_path / f"a{suffix}"
        path.write_text("\n".join(lines) + "\n")
        rows, rejects = read([path])
        assert rows["text"].to_pylist() == ["one", "two"]
        assert [reject.reason.partition(":")[0].partition(" (")[0] for reject in rejects] == [
            "a text of 101 characters", "has a line of more than 1,000 characters",
        ]  # fmt: skip


def test_names_that_would_stand_beside_each_unit(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    long = "a" * 1001
    lines = [{"text": "one", name: long} for name in ("interaction_id", "customer_id", "speaker", "channel")]
    path.write_text("\n".join(map(json.dumps, [*lines, {"text": "two", "customer_id": "b" * 1000}])) + "\n")
    rows, rejects = read([path])
    assert rows["text"].to_pylist() == ["two"]
    assert {reject.reason for reject in rejects} == {
        "an id or name of 1,001 characters: at most 1,000 (limit LONGEST_NAME)"
    }


def test_html_does_not_grow() -> None:
    assert len(to_text("<blockquote>x" * 5000)) < 5000 * 60
    start = time.process_time()
    assert len(to_text("<b>x" * 100_000)) == 100_000
    assert time.process_time() - start < SECONDS


def test_an_open_quotation_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LONGEST_LINE", 1000)
    (tmp_path / "a.csv").write_text('text,n\none,1\n"open,2\n' + "more,3\n" * 200)
    rows, rejects = read([tmp_path / "a.csv"])
    assert rows["text"].to_pylist() == ["one", *["more"] * 200]
    assert [(reject.position, reject.reason[:17]) for reject in rejects] == [(3, "opens a quotation")]


def test_too_many_columns(tmp_path: Path) -> None:
    many = [f"c{i}" for i in range(100_000)]
    (tmp_path / "a.csv").write_text(",".join(["text", *many]) + "\nx\n")
    (tmp_path / "b.csv").write_text(",".join(["Review", "Rating", *many]) + "\nx,1\n")
    for name in ("a.csv", "b.csv"):
        with pytest.raises(InputError, match="more than 10,000 columns"):
            read([tmp_path / name])


def test_a_json_object_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST_DOCUMENT", 2**21)
    path = tmp_path / "a.json"
    path.write_bytes(b'{"ticket": {"id": "' + b"a" * 2**23)
    for kind in ("zendesk", "genesys", "whisper"):
        with pytest.raises(InputError, match=r"LARGEST_DOCUMENT|is not Whisper"):
            read([path], kind)


def test_folders_with_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\nhello\n")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    assert [path.name for path, _ in files([tmp_path])] == ["a.csv"]


def test_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.parquet"

    def write(**columns: pa.Array) -> None:
        pq.write_table(pa.table(columns), path, compression="zstd")

    same = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), pa.array(["a" * 900_000]))
    write(text=same)
    assert path.stat().st_size < 20_000
    with pytest.raises(InputError, match="unpacks to over 1,000 times its size"):
        read([path])
    write(text=pa.array(["hello", "b" * 5_000_000, "there"]), more=pa.array([1, 2, 3]))
    rows, rejects = read([path])
    assert rows["text"].to_pylist() == ["hello", "there"]
    assert "more than 1,000,000 characters" in rejects[0].reason
    write(text=pa.array(["hello", "there"]), timestamp=pa.array([2**62, 0], pa.timestamp("us")))
    rows, rejects = read([path])
    assert rows["text"].to_pylist() == ["there"]
    assert "'timestamp' cannot be read" in rejects[0].reason
    write(text=pa.array([["deep"], ["list"]]))
    with pytest.raises(InputError, match="has no plain column"):
        read([path])
    write(**{f"c{i}": pa.array([1]) for i in range(300)})
    monkeypatch.setattr(limits, "MOST_COLUMNS", 200)
    with pytest.raises(InputError, match="more than 200 columns"):
        read([path])
    for content in (b"PAR1", b"PAR1" + b"\xff" * 100 + b"PAR1", path.read_bytes()[:-200] + path.read_bytes()[-100:]):
        path.write_bytes(content)
        with pytest.raises(InputError, match="Parquet"):
            read([path])


CHILD = """
import resource, sys
from pathlib import Path
from voc.readers import read
import voc.readers.detect
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read([Path(sys.argv[1])])
except Exception as error:
    print(type(error).__name__, str(error)[-60:])
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_line_without_end_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(200):
            file.write(b"a" * 2**20)
    done = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, check=True)
    told, peak = done.stdout.strip().split("\n")
    assert told.startswith("InputError")
    assert "LONGEST_LINE" in told
    assert int(peak) < 150, "MB, for a line of 200 MB"


def test_the_environment_moves_a_limit(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "a" * 50}) + "\n")
    code = CHILD.replace("read([Path(sys.argv[1])])", "print(read([Path(sys.argv[1])])[1][0].reason)")
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.jsonl")],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "VOC_LONGEST_TEXT": "40"},
    )
    assert "at most 40 (limit LONGEST_TEXT)" in done.stdout
