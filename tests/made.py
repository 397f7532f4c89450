"""Scored jobs made of random turns and predictions, so that measures can be tested without a model."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pyarrow as pa

from voc.model import store
from voc.model.artifacts import RISK, ModelConfig
from voc.model.heads import WIDTH
from voc.model.labels import predictions_table
from voc.model.outputs import activate
from voc.model.predictor import Predictions
from voc.risk.features import unit_signals
from voc.risk.model import RiskModel
from voc.schema import UTTERANCES, CueSpan
from voc.scored import Scored
from voc.taxonomy import Cue, Role
from voc.text import is_blank
from voc.units import to_units

START = datetime(2026, 1, 1, tzinfo=UTC)
SENTENCES = (
    *("My order 4412 never came.", "The router is still dead.", "I told you my order 4412 never came!", "So rude."),
    *("What is your order number?", "Please hold.", "I will transfer you to billing.", "Choose 1 or 2.", " ", None),
)
_COLUMNS = ("interaction_id", "role", "text", "customer_id", "channel", "value", "timestamp")
LATE = [
    dict(zip(_COLUMNS, row, strict=True))
    for row in (
        ("greeted", "agent", "Hello, how can I help?", None, None, None, None),
        ("greeted", "customer", "My parcel never came.", "ann", None, 40.0, None),
        ("greeted", "customer", "I want my money back.", "ann", "chat", 50.0, None),
        ("opened", "customer", "The parcel is broken.", "ann", "email", 0.0, None),
        ("opened", "agent", "We are sorry.", None, None, 9.0, None),
        ("timed", "customer", "Are you there?", "eve", "phone", 8.0, "2026-03-01T10:09:00Z"),
        ("timed", "agent", "Good morning.", None, None, None, "2026-03-01T10:00:00Z"),
        ("timed", "customer", "The app crashes.", "bob", "chat", 7.0, "2026-03-01T10:01:00Z"),
        ("two", "agent", "Who is there?", None, None, None, None),
        ("two", "customer", "It is Bob, and I am angry.", "bob", None, None, None),
        ("two", "customer", "And Ann, who is glad.", "ann", None, None, None),
        ("nobody", "customer", "Thank you so much!", None, None, None, None),
    )
]
"""Chats in which the customer, the channel or the value is not always on the first row."""


@cache
def _model() -> tuple[ModelConfig, RiskModel]:
    folder = store.find(store.DEFAULT)
    return ModelConfig.load(folder), RiskModel.load(folder / RISK)


def utterances(rng: np.random.Generator, n: int) -> pa.Table:
    """Return ``n`` interactions of 1 to 8 turns by 5 customers and nobody, with times missing or out of order."""
    rows = []
    for i in range(n):
        customer = rng.choice(["a", "b", "c", "d", "e", None])
        alone, clock = rng.uniform() < 0.4, START + timedelta(hours=float(rng.uniform(0, 500)))
        for _ in range(1 if alone else rng.integers(1, 9)):
            clock += timedelta(seconds=float(rng.normal(400, 500)))
            role = Role.CUSTOMER if alone else Role(rng.choice(list(Role), p=[0.5, 0.3, 0.1, 0.1]))
            rows.append(
                {
                    "interaction_id": f"i{i}",
                    "customer_id": customer,
                    "role": role.value,
                    "speaker": rng.choice(["Ann", "Bo", None]),
                    "timestamp": clock if rng.uniform() < 0.9 else None,
                    "channel": rng.choice(["chat", "email", None], p=[0.7, 0.2, 0.1]),
                    "value": 10.0,
                    "nps": 7.0,
                    "text": " ".join(rng.choice(SENTENCES[:-2], 3)) if alone else rng.choice(SENTENCES),
                }
            )
    return pa.Table.from_pylist(rows, schema=UTTERANCES)


def predictions(rng: np.random.Generator, texts: list[str | None]) -> Predictions:
    """Return predictions of random logits, with up to 3 cues a text."""
    scored = np.array([not is_blank(text) for text in texts], bool)
    logits = np.where(scored[:, None], rng.normal(0, 2.5, (len(texts), WIDTH)), np.nan).astype(np.float32)
    spans = [
        [CueSpan(Cue(cue), 0, 4, float(rng.uniform())) for cue in rng.choice(list(Cue), rng.integers(0, 4))]
        for _ in texts
    ]
    return Predictions(
        activate(logits), [cues if done else [] for cues, done in zip(spans, scored, strict=True)], scored
    )


def scored_job(seed: int, n: int = 60) -> Scored:
    """Return a job of ``n`` interactions."""
    rng = np.random.default_rng(seed)
    config, risk = _model()
    turns = utterances(rng, n)
    units = to_units(turns)
    made = predictions(rng, units.to_score())
    labels = predictions_table(made, config.thresholds, np.where(made.scored, 0.5, np.nan))
    return Scored(turns, units, made, labels, unit_signals(made), risk)
