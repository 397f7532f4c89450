"""What happens to files on their way: shared by the tests of the readers."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from voc.errors import VocError
from voc.readers.rows import Columns, RowError, parse, table

Reader = Callable[[Path], Iterator[tuple[int, dict[str, object] | str]]]
FIXTURES = Path(__file__).parent / "fixtures"
SCRAPS = (
    b"\0", b"\n", b"\r\n", b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\xff", b"\xe2\x82", b"\xef\xbb\xbf",
    b"null", b"{}", b"[[[", b"1e999", b"-1", b"9" * 30, b"\\ud800", b"\\u0000", b"true", b'{"text": {}}',
    b'"0001-01-01T00:00:00+14:00"', b"-->", b">> ", b"99:99", b"<v ", "’".encode(),
)  # fmt: skip
"""What crashed writers and wrong encodings leave behind."""

OTHERS = {
    "csv": "interaction_id,text,Transcript\n1,hello,x\n",
    "jsonl": '{"interaction_id": "a", "text": "hello", "role": "customer"}\n',
    "zendesk": '{"ticket": {"id": 35436, "comments": [{"id": 1, "author_id": 2, "body": "hi", "public": true}]}}',
    "intercom": '{"type": "conversation", "id": "1", "conversation_parts": {"conversation_parts": [{"body": "hi"}]}}',
    "whisper": '{"text": " Hi", "segments": [{"id": 0, "start": 0.0, "end": 1.0, "text": " Hi", "words": []}]}',
    "vtt": "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Agent>Hello\n",
    "srt": "1\n00:00:01,000 --> 00:00:02,000\nAgent: Hello\n",
    "text": "[00:12] Customer - hello, is this the Transcript?\nAgent: yes\n",
    "mail": "From a@example.com Mon Feb 16 10:00:00 2026\nSubject: hi\n\nhello\n",
    "salesforce": '"Id","ParentId","CommentBody","IsPublished"\n"00a","500a","hi","true"\n',
    "empty": "",
}
"""The start of a file in each of the other formats."""


def read(reader: Reader, data: bytes, name: str = "export.json") -> list[Any]:
    """Return rows and reasons without positions, which must count from 1; rows must fit the library's table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        found = list(reader(path))
    assert [position for position, _ in found] == list(range(1, len(found) + 1))
    rows = [row for _, row in found]
    for row in rows:
        try:
            table([parse(row, Columns(), "x")] if isinstance(row, dict) else [])
        except RowError as error:
            raise AssertionError("a reader gives times and roles that are understood") from error
    return rows


def texts(rows: list[Any]) -> list[str]:
    return [row["text"] for row in rows if isinstance(row, dict)]


def check_cuts(reader: Reader, data: bytes, step: int) -> None:
    """Cut a file at many places: what is read is the start of what the whole file gives, and a reason."""
    whole = texts(read(reader, data))
    seen = set()
    for end in range(1, len(data.rstrip()) - 1, step):
        try:
            rows = read(reader, data[:end])
        except VocError:
            assert not seen, "once something was read, a longer file gives something, too"
            continue
        got = texts(rows)
        assert got == whole[: len(got)]
        assert any(isinstance(row, str) for row in rows)
        seen.add(len(got))
    assert seen >= set(range(1, len(whole))), "only the tail is lost"


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """Content with up to eight faults: bytes cut off, dropped, repeated, replaced or put in."""
    for _ in range(draw(st.integers(1, 8))):
        begin = draw(st.integers(0, len(content)))
        end = min(len(content), begin + draw(st.integers(0, 60)))
        fault = draw(st.sampled_from(("cut", "drop", "repeat", "replace", "put in")))
        if fault == "cut":
            content = content[:begin]
        elif fault == "drop":
            content = content[:begin] + content[end:]
        elif fault == "repeat":
            content = content[:end] + content[begin:]
        elif fault == "replace":
            content = content[:begin] + draw(st.binary(max_size=4)) + content[begin + 1 :]
        else:
            content = content[:begin] + draw(st.sampled_from(SCRAPS)) + content[begin:]
    return content
