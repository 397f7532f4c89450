"""JSON files of a model or of scores: one object each, which may have been written by anybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from voc import limits


def read_object(path: Path) -> dict[str, Any]:
    """Read a file that holds one JSON object.

    Raises:
        ValueError: if it is too large, not UTF-8, not JSON, nested too deep, or no object; the message says which.
        OSError: if it cannot be read.
    """
    with path.open("rb") as file:
        content = file.read(limits.LARGEST_JSON + 1)
    if len(content) > limits.LARGEST_JSON:
        raise ValueError(f"it is larger than {limits.LARGEST_JSON:,} bytes (limit LARGEST_JSON)")
    try:
        found = json.loads(content.decode("utf-8"))
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if not isinstance(found, dict):
        raise ValueError("it is not a JSON object")
    return found


def number(value: object, name: str, low: float, high: float) -> float:
    """Return a JSON value as a number.

    >>> number(1, "scale", 0, 2)
    1.0

    Raises:
        ValueError: if it is no finite number from ``low`` to ``high``.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
        return float(value)
    raise ValueError(f"{name} is {str(value)[:40]!r}, not a number from {low:g} to {high:g}")
