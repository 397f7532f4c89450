"""What customers felt in the report: the emotion mix as a table and as a picture."""

from __future__ import annotations

import pyarrow as pa

from voc.plots.emotion_mix import EmotionMixDisplay, emotion_counts
from voc.report import words as w
from voc.report.plots import picture
from voc.scores import Scores
from voc.taxonomy import Emotion

_WIDTH, _INCHES_A_BAR = 6.5, 0.25
_KINDS = {-1: "bad", 0: "neutral or neither", 1: "good"}


def emotion_rows(units: pa.Table) -> list[dict[str, str]]:
    """Return the rows of the emotion table, commonest first."""
    counts = emotion_counts(units)
    total = sum(count for _, count in counts)
    return [
        {
            "emotion": w.words(name),
            "kind": _KINDS[w.polarity(Emotion, name)],
            "n": w.number(count),
            "share": w.percent(count / total, 1),
        }
        for name, count in counts
    ]


def emotion_picture(scores: Scores, rows: list[dict[str, str]]) -> dict[str, str]:
    """Draw the emotion mix and say in words what the picture shows."""
    told = "; ".join(f"{row['emotion']} {row['share']}" for row in rows)
    alt = f"Bar chart of the share of customer statements by strongest emotion: {told}."
    src = picture(
        lambda ax: EmotionMixDisplay.from_scores(scores, ax=ax, max_channels=0, neutral=True),
        _WIDTH,
        1.6 + _INCHES_A_BAR * len(rows),
    )
    return {"src": src, "alt": alt}
