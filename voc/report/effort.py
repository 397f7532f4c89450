"""Effort in the report: by stage and cue in the words, and what was seen to happen in the conversations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.journey.evidence import Evidence
from voc.journey.intervals import Pairs
from voc.plots.effort import EffortDisplay
from voc.report import words as w
from voc.report.journey import signed_cue
from voc.report.plots import picture
from voc.scores import Scores
from voc.taxonomy import Event

_WIDTH, _INCHES_A_CUE = 11, 0.36


def cue_rows(evidence: Evidence) -> list[dict[str, Any]]:
    """Return the cues found in the words, those of effort first, commonest first."""
    cues, kinds = evidence.cues, evidence.taxonomy.cues
    writers = Pairs(cues.cue, evidence.writer[cues.unit], len(kinds)).sums(np.ones(len(cues.cue))).n_writers
    rated = Pairs(cues.cue, evidence.writer[cues.unit], len(kinds)).sums(evidence.numbers("effort")[cues.unit])
    counts = np.bincount(cues.cue, minlength=len(kinds))
    order = sorted(np.flatnonzero(counts), key=lambda i: (kinds[i].polarity, -counts[i]))
    return [
        signed_cue(kinds[i].value, kinds)
        | {
            "definition": kinds[i].definition,
            "n": w.number(int(counts[i])),
            "n_customers": w.number(int(writers[i])),
            "effort": w.number(float(rated.mean[i]), 1),
        }
        for i in order
    ]


def effort_picture(scores: Scores) -> dict[str, str] | None:
    """Draw effort by stage and cue and say in words what the picture shows; None where no statement tells."""
    units = scores.named("units")
    rated = units.filter(pc.and_(units["effort"].is_valid(), units["stage"].is_valid()))
    if not rated.num_rows:
        return None
    stages = {row["stage"]: row["effort"] for row in scores.tables["stages"].to_pylist() if w.known(row["effort"])}
    told = "; ".join(f"{w.words(name)} {w.number(effort, 1)}" for name, effort in stages.items())
    cues = {span["cue"] for spans in rated["cues"].to_pylist() for span in spans or ()}
    alt = f"Table of mean effort, 1 very easy to 5 very hard, by stage and cue. All statements: {told or w.UNKNOWN}."
    height = 1.6 + _INCHES_A_CUE * (1 + len(cues))
    return {"src": picture(lambda ax: EffortDisplay.from_scores(scores, ax=ax), _WIDTH, height), "alt": alt}


def event_rows(interactions: pa.Table) -> list[dict[str, str]]:
    """Return what was seen to happen, most often first; what never happened is left out."""
    answered = conversations(interactions)
    rows = []
    for event in Event:
        counts = pc.fill_null(interactions[f"n_{event.value}"], 0)
        shown = interactions.filter(pc.greater(counts, 0))
        if shown.num_rows:
            share = shown.num_rows / answered if answered else None
            rows.append((int(pc.sum(counts).as_py()), event, shown, share))
    rows.sort(key=lambda row: -row[0])
    return [
        {
            "event": w.words(event.value),
            "definition": event.definition,
            "n": w.number(n),
            "n_interactions": w.number(shown.num_rows),
            "share": w.percent(share),
            "n_customers": w.number(int(pc.count_distinct(shown["customer_id"], mode="only_valid").as_py())),
        }
        for n, event, shown, share in rows
    ]


def conversations(interactions: pa.Table) -> int:
    """Count the interactions in which an agent or a bot answers."""
    return int(pc.sum(pc.greater(pc.fill_null(interactions["n_agent_turns"], 0), 0)).as_py() or 0)
