"""Drivers: how much average risk would fall if one kind of effort at one stage went away."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from voc.risk.features import interaction_features
from voc.schema import DRIVERS
from voc.scored import Scored
from voc.taxonomy import Cue

QUOTES = 3


def drivers(scored: Scored) -> pa.Table:
    """Rank stage and cue pairs, strongest first, schema ``DRIVERS``.

    ``risk_drop`` is the fall of the mean risk over all interactions when the units with this cue at this stage are
    taken out and the risk model looks at what is left; an interaction of which nothing is left has the baseline risk.
    It says what the model attributes, not what an experiment would show. Quotes are the units where the cue is surest.
    """
    stages = scored.labels["stage"].to_pylist()
    pairs: dict[tuple[str, str], list[int]] = {}
    for unit, cues in enumerate(scored.predictions.cues):
        for span in cues:
            if span.cue.polarity < 0 and stages[unit] is not None:
                pairs.setdefault((stages[unit], span.cue.value), []).append(unit)
    customers = scored.by_interaction("customer_id")
    rows = [_driver(scored, customers, stage, Cue(cue), np.array(units)) for (stage, cue), units in pairs.items()]
    rows.sort(key=lambda row: (-float(row["risk_drop"]), row["stage"], row["cue"]))
    return pa.Table.from_pylist(rows, schema=DRIVERS)


def _driver(scored: Scored, customers: list[object], stage: str, cue: Cue, units: NDArray[np.int64]) -> dict[str, Any]:
    """Measure one pair."""
    touched = np.unique(scored.units.interaction[units])
    left = scored.predictions.scored & np.isin(scored.units.interaction, touched)
    left[units] = False
    renumbered = np.searchsorted(touched, scored.units.interaction[left])
    features = np.nan_to_num(interaction_features(scored.signals[left], renumbered, len(touched)))
    drop = scored.risk[touched] - scored.risk_model.predict(features)
    surest = sorted(units, key=lambda unit: -max(c.score for c in scored.predictions.cues[unit] if c.cue == cue))
    texts = dict.fromkeys(scored.units.text[unit] for unit in surest)
    owners = [owner for owner in scored.labels["owner"].take(pa.array(units)).to_pylist() if owner]
    return {
        "stage": stage,
        "cue": cue.value,
        "owner": max(sorted(set(owners)), key=owners.count) if owners else None,
        "n_interactions": len(touched),
        "n_customers": len({customers[i] for i in touched} - {None}),
        "risk_drop": float(drop.sum() / np.count_nonzero(~np.isnan(scored.risk))),
        "quotes": list(texts)[:QUOTES],
    }
