"""JSON Lines: one object a line, one line an utterance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path


def rows(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield ``(line, row)``; a line that is not a JSON object is yielded as the reason to reject it."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                yield number, f"not JSON: {error}"
                continue
            yield number, row if isinstance(row, dict) else "not a JSON object"
