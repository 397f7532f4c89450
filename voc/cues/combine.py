"""Joins the two sources of cues: the model's evidence a token, and the word patterns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from voc.model.artifacts import Thresholds
from voc.schema import CueSpan
from voc.taxonomy import Cue

_CUES = tuple(Cue)


def combine(
    text: str,
    unit: NDArray[np.float32],
    tokens: NDArray[np.float32],
    spans: Sequence[tuple[int, int]],
    patterns: Sequence[CueSpan],
    thresholds: Thresholds,
) -> list[CueSpan]:
    """Return the cues of one text, at most one span a kind, in order of their place.

    A kind holds when the model gives it ``thresholds.cues``, or when a pattern finds it and the model gives it
    ``thresholds.cues_with_pattern``: agreement needs less certainty. Its words are the pattern's where there is one,
    widened by the model's where they touch, else the model's alone.

    Args:
        text: the source.
        unit: probability of each kind for the whole text, shape (17,).
        tokens: probability of each kind a token, shape (tokens, 17).
        spans: source offsets of the tokens.
        patterns: what the patterns found.
        thresholds: see ``Thresholds``.
    """
    found: list[CueSpan] = []
    by_kind = {span.cue: span for span in patterns}
    for index, cue in enumerate(_CUES):
        pattern = by_kind.get(cue)
        score = float(unit[index])
        if score < (thresholds.cues_with_pattern if pattern else thresholds.cues):
            continue
        start, end = _evidence(text, tokens[:, index], spans, thresholds.tokens)
        if pattern:
            touching = start < pattern.end and end > pattern.start
            start, end = (
                (min(start, pattern.start), max(end, pattern.end)) if touching else (pattern.start, pattern.end)
            )
            score = max(score, pattern.score)
        found.append(CueSpan(cue, start, end, score))
    return sorted(found, key=lambda span: (span.start, span.end, span.cue))


def _evidence(
    text: str, tokens: NDArray[np.float32], spans: Sequence[tuple[int, int]], threshold: float
) -> tuple[int, int]:
    """Return the span of whole words around the strongest token whose tokens all reach the threshold."""
    first = last = int(tokens.argmax())
    while first > 0 and tokens[first - 1] >= threshold:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1] >= threshold:
        last += 1
    start, end = spans[first][0], spans[last][1]
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end
