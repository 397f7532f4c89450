"""The journey in the report: its stages, its picture, and the moments that matter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from voc.journey.evidence import Evidence
from voc.journey.moments import moments
from voc.plots.journey_map import JourneyMapDisplay
from voc.report import words as w
from voc.report.plots import picture
from voc.scores import Scores
from voc.taxonomy import Cue, CueLabel

FALSE_DISCOVERIES = 0.05
"""Share of false verdicts among the moments to put up with; the default of ``Scores.moments``."""
_KINDS = {"stage": "stage of the journey", "cue": "sign in the words"}
_WIDTH, _HEIGHT = 11, 4.6


def stage_rows(stages: pa.Table, kinds: Iterable[CueLabel] = Cue) -> list[dict[str, Any]]:
    """Return the rows of the journey's table, in the order of the journey."""
    return [
        {
            "stage": w.words(row["stage"]),
            "phase": w.words(row["phase"]),
            "n": w.number(row["n"]),
            "share": w.percent(row["share"]),
            "net_emotion": w.signed(row["net_emotion"]),
            "net_interval": w.signed_interval(row["net_emotion_low"], row["net_emotion_high"]),
            "effort": w.number(row["effort"], 1),
            "goal_rate": w.percent(row["goal_rate"]),
            "risk": w.percent(row["risk"]),
            "interval": w.interval(row["risk_low"], row["risk_high"]),
            "cues": [signed_cue(cue, kinds) for cue in row["top_cues"] or ()],
            "owner": w.words(row["owner"]),
            "priority": w.points(row["priority"]),
        }
        for row in _ordered(stages)
    ]


def _ordered(stages: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = stages.to_pylist()
    return w.along_journey(rows)


def signed_cue(cue: str, kinds: Iterable[CueLabel] = Cue) -> dict[str, str]:
    """Return a cue in words with a sign that says good or bad without colour."""
    kind, sign = {-1: ("bad", "\N{MINUS SIGN}"), 0: ("even", "·"), 1: ("good", "+")}[w.polarity(kinds, cue)]
    return {"name": w.words(cue), "kind": kind, "sign": sign}


def journey_picture(scores: Scores) -> dict[str, str]:
    """Draw the journey and say in words what the picture shows."""
    rows = _ordered(scores.tables["stages"])
    told = "; ".join(f"{w.words(row['stage'])} {w.signed(row['net_emotion'])}" for row in rows)
    alt = f"Line chart of good less bad feeling along {len(rows)} stages of the journey: {told}."
    src = picture(lambda ax: JourneyMapDisplay.from_scores(scores, ax=ax), _WIDTH, _HEIGHT)
    return {"src": src, "alt": alt}


def moment_rows(evidence: Evidence, quotes: bool) -> list[dict[str, Any]]:
    """Return the stages and cues whose tone surely differs from the same customers' own, surest first."""
    found = moments(evidence, "valence", FALSE_DISCOVERIES).to_pylist()
    return [
        {
            "name": w.words(row["name"]),
            "kind": _KINDS[row["kind"]],
            "verdict": row["verdict"],
            "n_customers": w.number(row["n_customers"]),
            "mean": w.signed(row["mean"]),
            "baseline": w.signed(row["baseline"]),
            "difference": w.signed(row["difference"]),
            "interval": w.signed_interval(row["low"], row["high"]),
            "quotes": w.quotes(row["quotes"]) if quotes else [],
        }
        for row in found
        if row["verdict"] is not None
    ]
