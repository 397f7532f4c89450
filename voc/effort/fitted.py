"""What ``voc train effort`` fitted: thresholds of similarity, weights of the rating, and how well they do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FITTED = Path(__file__).parent / "fitted.json"


@cache
def fitted() -> Mapping[str, Any]:
    """Return the content of the file.

    ``same``: similarity from which a customer's turn says again what an earlier one said. ``least``: information, in
    nats, that the words of both must have: thanks and agreement have less, one word that nobody else says has enough.
    ``same_bot``: similarity from which a bot's turn says again what an earlier one said. ``untold``: see
    ``voc.effort.resolution``. ``weights``: log-odds of one piece of evidence each. ``metrics``: see
    ``voc.training.effort``.
    """
    content: Mapping[str, Any] = json.loads(FITTED.read_text(encoding="utf-8"))
    return content
