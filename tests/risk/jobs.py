"""Jobs of which the risk is known: units with signals of their own, and a risk model that reads them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tests.journey import jobs
from voc.risk.features import DIRECTIONS, FEATURES
from voc.risk.model import RiskModel
from voc.schema import CUSTOMERS, SIGNALS_KEPT
from voc.scores import Scores
from voc.taxonomy import Cue, Emotion, Owner, Stage, names

MODEL = RiskModel(-2.0, DIRECTIONS * np.random.default_rng(5).gamma(1.0, 0.4, len(FEATURES)))


def cue(*names, score=0.9):
    return [{"cue": name, "start": 0, "end": 1, "score": score} for name in names]


def values(**known):
    """Return a customers table with what each customer is worth."""
    return jobs.fill(CUSTOMERS, len(known), customer_id=list(known), value=list(known.values()))


def job(
    interaction, customer_of, *, model=MODEL, customers=None, taxonomy=None, emotion_scores=(), signals=(), **units
):
    """Return scores with a risk model; columns as in ``tests.journey.jobs.job``.

    ``emotion_scores`` and ``signals`` hold one dictionary a unit, of what is not 0.
    """
    n = len(interaction)
    units.setdefault("valence", [0.0] * n)
    units["emotion_scores"] = [dict.fromkeys(names(Emotion), 0.0) | row for row in emotion_scores or [{}] * n]
    units["signals"] = [dict.fromkeys(SIGNALS_KEPT, 0.0) | row for row in signals or [{}] * n]
    made = jobs.job(interaction, customer_of, customers=customers, **units)
    return Scores(made.tables, "pyarrow", taxonomy, model)


def random_job(seed=0, n_units=300, n_interactions=60, n_customers=20, model=MODEL):
    """Return a job in which everything occurs: units without stage, cue, emotion, customer or value."""
    rng = np.random.default_rng(seed)

    def some(labels, n=n_units):
        return [None if rng.random() < 0.1 else str(rng.choice(labels)) for _ in range(n)]

    customer_of = some([f"c{i}" for i in range(n_customers)], n_interactions)
    kinds = names(Cue)[8:15]
    return job(
        np.sort(rng.integers(0, n_interactions, n_units)),
        customer_of,
        model=model,
        customers=values(**{name: rng.gamma(2, 100) for name in sorted({*customer_of} - {None})[::2]}),
        stage=some(names(Stage)[4:7]),
        owner=[None if name is None or rng.random() < 0.5 else name for name in some(names(Owner))],
        emotion=[name or "neutral" for name in some(names(Emotion)[:14:3])],
        cues=[cue(*rng.choice(kinds, rng.integers(0, 3), replace=False), score=rng.random()) for _ in range(n_units)],
        valence=rng.uniform(-1, 1, n_units),
        emotion_scores=[dict(zip(names(Emotion), rng.random(18), strict=True)) for _ in range(n_units)],
        signals=[dict(zip(SIGNALS_KEPT, rng.random(len(SIGNALS_KEPT)), strict=True)) for _ in range(n_units)],
    )


def shuffled(scores):
    """Return the same job with all rows in another order."""
    tables = jobs.shuffled(scores).tables
    customers = tables["customers"]
    tables["customers"] = customers.take(pa.array(np.arange(customers.num_rows)[::-1]))
    return Scores(tables, "pyarrow", scores.taxonomy, scores.risk_model)
