"""Units made for these tests: frames as scoring gives them, with chosen chances."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from voc.shift.measures import COLUMNS

CALM = {"emotion": ([0.5, 0.3, 0.2], ["neutral", "joy", "anger"]), "stage": ([0.6, 0.4], ["usage", "billing"])}
ANGRY = {"emotion": ([0.2, 0.1, 0.7], ["neutral", "joy", "anger"]), "stage": ([0.2, 0.8], ["usage", "billing"])}


def units(
    seed: int, writers: int, each: int = 4, mix: dict = CALM, unusual: float = 0.01, foreign: float = 0.0
) -> pa.Table:
    """Make units; those of one writer are alike, since the writer has a mood of their own."""
    rng = np.random.default_rng(seed)
    n = writers * each
    mood = np.repeat(rng.normal(size=writers), each)
    level = {"anger": -0.6, "joy": 0.6, "neutral": 0.0}
    emotion = np.repeat(rng.choice(mix["emotion"][1], writers, p=mix["emotion"][0]), each)
    other = rng.random(n) < foreign
    columns = {
        "interaction_id": [f"{seed}-{i // each}" for i in range(n)],
        "role": ["customer"] * n,
        "text": ["word " * k for k in rng.integers(3, 30, n)],
        "null_reason": ["not English (de)" if o else None for o in other],
        "unusual": [None if o else bool(u) for o, u in zip(other, rng.random(n) < unusual, strict=True)],
        "emotion": [None if o else e for o, e in zip(other, emotion, strict=True)],
        "stage": [
            None if o else s for o, s in zip(other, rng.choice(mix["stage"][1], n, p=mix["stage"][0]), strict=True)
        ],
        "valence": np.clip([level[e] for e in emotion] + 0.2 * mood + rng.normal(0, 0.1, n), -1, 1),
        "intensity": np.abs(mood),
        "risk": 1 / (1 + np.exp(mood)),
        "effort": pa.nulls(n, pa.float32()),
        "cues": pa.array([[]] * n, pa.list_(pa.struct([("cue", pa.string())]))),
        "intents": pa.array([[]] * n, pa.list_(pa.string())),
    }
    return pa.table({name: columns.get(name, pa.nulls(n, pa.string())) for name in COLUMNS})
