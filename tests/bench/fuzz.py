"""Damage exports and models in thousands of ways: ``python tests/bench/fuzz.py [FILES] [SEED]``.

Every damaged export must give rows and rejects, or one reject for the whole file; nothing may be raised, by the readers
or by the command line. Prints, for each format, files, the share of those of which nothing could be read, and the share
of the undamaged file's rows still read. Every damaged model, its manifest made to fit, must load and score, or be
refused with ``ModelError``. What ends otherwise is kept in ``tests/hostile/corpus``.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from typer.testing import CliRunner

import voc
from voc.cli import app
from voc.errors import ModelError, VocError
from voc.model import store
from voc.model.artifacts import CONFIG, MANIFEST, RISK, TOKENIZER, WEIGHTS, sha256
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


CORPUS = Path(__file__).parents[1] / "hostile" / "corpus"


@contextmanager
def kept(path: Path) -> Iterator[None]:
    """Keep a file at which something was raised that should not be."""
    try:
        yield
    except VocError:
        pass
    except Exception:
        content = path.read_bytes()
        (CORPUS / f"{hashlib.sha256(content).hexdigest()[:8]}.{path.name}").write_bytes(content)
        raise


def command_line(path: Path) -> None:
    """Validate a file as the command does."""
    found = CliRunner().invoke(app, ["validate", str(path)])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception


def models(folders: int, rng: random.Random) -> None:
    """Damage files of the shipped model, and load it."""
    source, ends = store.find(store.DEFAULT), Counter[str]()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for path in source.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        for _ in range(folders):
            name = rng.choice((CONFIG, RISK, TOKENIZER, WEIGHTS, MANIFEST))
            content = (source / name).read_bytes()
            (folder / name).write_bytes(damaged(content, rng))
            if name != MANIFEST:
                manifest = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
                entry = {"sha256": sha256(folder / name), "bytes": os.path.getsize(folder / name)}
                manifest["files"][name] = entry
                (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
            with kept(folder / name):
                try:
                    voc.load(folder).analyze("I had to call three times, and nobody answered!")
                    ends[f"{name} loaded"] += 1
                except ModelError:
                    ends[f"{name} refused"] += 1
            for each in (name, MANIFEST):
                (folder / each).write_bytes((source / each).read_bytes())
    for end, count in sorted(ends.items()):
        print(f"{end:32} {count:6}")


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
            whole, read, nothing = texts(fixture, name), 0, 0
            for _ in range(each):
                path.write_bytes(damaged(content, rng))
                found = Counter[str]()
                with kept(path):
                    found = texts(path, name)
                    command_line(path)
                nothing += not found
                read += (found & whole).total()
            share = read / max(each * whole.total(), 1)
            print(f"{fixture.name:32} {each:6} {nothing / each:13.1%} {share:16.1%}")
    models(-(-files // 50), rng)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
