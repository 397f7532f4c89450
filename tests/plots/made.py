"""Scores made by hand, and the hardest ones to draw."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.report.tables import empty, stage, table
from voc.schema import CUSTOMERS, DRIVERS, INTERACTIONS, STAGES, UNITS
from voc.scores import Scores
from voc.taxonomy import NEUTRAL, Cue, Emotion, Owner, Stage, names

DAY = datetime(2026, 3, 1, 9, tzinfo=UTC)


def scores(**tables):
    return Scores(empty() | tables)


def units(*rows):
    """Make units; each its own interaction unless told."""
    return table(UNITS, *({"interaction_id": f"i{i}"} | row for i, row in enumerate(rows)))


def cues(*kinds):
    return [{"cue": kind, "start": 0, "end": 1, "score": 0.9} for kind in kinds]


def full():
    """Everything at once: all stages, cues, emotions and owners, long names, extreme values, all on one day."""
    pairs = [(s, c) for s in names(Stage) for c in names(Cue)]
    felt = [*names(Emotion), NEUTRAL]
    long = {1: "resolved_first_time", -1: "self_service_failure"}
    reasons = [
        {"driver": "intent_escalate", "contribution": 2.0},
        {"driver": "expectation_exceeded", "contribution": -1},
    ]
    problem = {"stage": "consideration", "cue": "self_service_failure", "n_interactions": 3, "risk_drop": 0.01}
    return scores(
        stages=table(
            STAGES,
            *(stage(s, 99_999, (-1) ** i * 1.0, top_cues=[long[(-1) ** i]]) for i, s in enumerate(names(Stage))),
        ),
        units=units(
            *(
                {"stage": s, "cues": cues(c), "effort": 4.44, "emotion": felt[i % len(felt)],
                 "channel": f"channel_number_{i % 9}"}
                for i, (s, c) in enumerate(pairs)
            )
        ),
        drivers=table(
            DRIVERS,
            *(problem | {"owner": owner} for owner in [*names(Owner), None, "other"]),
        ),
        interactions=table(
            INTERACTIONS,
            *(
                {"interaction_id": f"i{i}", "customer_id": "ann", "started_at": DAY + timedelta(minutes=i),
                 "risk": (0.95, 0.05)[i % 2], "reasons": reasons}
                for i in range(12)
            ),
        ),
        customers=table(CUSTOMERS, {"customer_id": "ann", "risk": 0.5, "risk_low": 0.4, "risk_high": 0.6}),
    )  # fmt: skip
