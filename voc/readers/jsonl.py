"""Tables as JSON Lines: one object a line, one line an utterance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from voc.readers.encoding import open_text

SUFFIXES: tuple[str, ...] = (".jsonl", ".ndjson")


def sniff(head: str) -> bool:
    """Any text can hold a line that is an object."""
    return bool(head.strip())


def rows(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield ``(line, row)``; a line that is not a JSON object is yielded as the reason to reject it."""
    with open_text(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                yield number, f"not JSON: {error}"
                continue
            except RecursionError:
                yield number, "not JSON that can be read: nested too deep"
                continue
            yield number, row if isinstance(row, dict) else "not a JSON object"
