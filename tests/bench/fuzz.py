"""Damage the readers' fixtures in thousands of ways: ``python tests/bench/fuzz.py [FILES] [SEED]``.

Every damaged file must give rows and rejects, or one reject for the whole file; nothing may be raised. Prints, for each
format, files, the share of those of which nothing could be read, and the share of the undamaged file's rows still read.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from voc.readers import Reject, read_file
from voc.readers.detect import detect

FIXTURES = sorted((Path(__file__).parents[1] / "readers" / "fixtures").iterdir())
SCRAPS = (
    b"\0",
    b"\n",
    b"\r\n",
    b'"',
    b"{",
    b"}",
    b"]",
    b"\\",
    b":",
    b"\xff\xfe",
    b"\xe2\x82",
    b"-->",
    b"<",
    b"99:99",
    b"1e999",
)
FAULTS = 8


def damaged(content: bytes, rng: random.Random) -> bytes:
    """Cut, drop, repeat, replace or put in bytes at up to ``FAULTS`` places."""
    for _ in range(rng.randint(1, FAULTS)):
        begin = rng.randint(0, len(content))
        end = min(len(content), begin + rng.randint(0, 60))
        match rng.randrange(5):
            case 0 if rng.random() < 0.2:
                content = content[:begin]
            case 1:
                content = content[:begin] + content[end:]
            case 2:
                content = content[:end] + content[begin:]
            case 3:
                content = content[:begin] + rng.randbytes(3) + content[begin + 1 :]
            case _:
                content = content[:begin] + rng.choice(SCRAPS) + content[begin:]
    return content


def texts(path: Path, format: str) -> Counter[str]:
    """Return the texts that are read of a file."""
    return Counter(str(row["text"]) for row in read_file(path, format) if not isinstance(row, Reject))


def main(files: int = 10_000, seed: int = 0) -> None:
    """Damage and read ``files`` files."""
    rng = random.Random(seed)
    each = -(-files // len(FIXTURES))
    print(f"{'fixture':32} {'files':>6} {'nothing read':>13} {'rows still read':>16}")
    with tempfile.TemporaryDirectory() as folder:
        for fixture in FIXTURES:
            name, content, path = detect(fixture), fixture.read_bytes(), Path(folder) / fixture.name
            whole, kept, nothing = texts(fixture, name), 0, 0
            for _ in range(each):
                path.write_bytes(damaged(content, rng))
                found = texts(path, name)
                nothing += not found
                kept += (found & whole).total()
            share = kept / max(each * whole.total(), 1)
            print(f"{fixture.name:32} {each:6} {nothing / each:13.1%} {share:16.1%}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
