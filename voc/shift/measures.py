"""What of scored units is compared, each as a distribution over a few bins."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.arrays import Floats, Ints, codes, floats
from voc.language import NOT_ENGLISH
from voc.taxonomy import Role

NONE = "none"
"""Label of a unit that has none, and bin of a number that is null."""
ENGLISH, OTHER = "English", "another"
TEXT = ("length", "language", "unusual")
"""What is compared of the words: their number, the language, and whether they are unlike what the model knows."""
LABELS = ("emotion", "stage", "goal", "expectation", "staff", "owner", "cue", "intent")
"""Labels that are compared; of cues and intents the first of a unit."""
NUMBERS = ("valence", "intensity", "effort", "risk")
"""Numbers that are compared."""
MEASURES = (*TEXT, *LABELS, *NUMBERS)
COLUMNS = (
    *("interaction_id", "customer_id", "role", "text", "null_reason", "unusual", "emotion", "stage", "goal"),
    *("expectation", "staff", "owner", "cues", "intents", "valence", "intensity", "effort", "risk"),
)
"""What is needed of a unit."""
SCORES = ("emotion_scores", "go_emotions", "stage_scores")
"""Probabilities that are compared all at once, where a frame has them; with valence and intensity."""
BINS = 10
"""Bins of a number: deciles, as scorecards are watched by (Siddiqi 2006)."""
_DIGITS = range(3, 18)
"""Digits that bounds are shown with, as few as tell them apart; 17 tell any two numbers apart (IEEE 754)."""


def customers_units(units: pa.Table) -> pa.Table:
    """Return the units that customers wrote, without the blank ones."""
    theirs = pc.equal(units["role"], Role.CUSTOMER.value)
    reason = units["null_reason"]
    return units.filter(pc.and_(theirs, pc.or_(pc.is_null(reason), pc.fill_null(foreign(reason), False))))


def foreign(reason: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return whether each ``null_reason`` is another language."""
    return pc.starts_with(reason, NOT_ENGLISH)


def values(units: pa.Table) -> dict[str, Floats | list[str]]:
    """Return each measure's value of every scored unit, that of ``language`` of every unit.

    Args:
        units: what ``customers_units`` gives.

    Returns:
        Numbers with NaN for null, or strings with ``NONE``. ``unusual`` is absent where no unit has it.
    """
    scored = units.filter(pc.is_null(units["null_reason"]))
    found: dict[str, Floats | list[str]] = {
        "length": floats(pc.list_value_length(pc.utf8_split_whitespace(pc.utf8_trim_whitespace(scored["text"])))),
        "language": pc.if_else(pc.is_null(units["null_reason"]), ENGLISH, OTHER).to_pylist(),
    }
    if scored["unusual"].null_count < len(scored):
        found["unusual"] = pc.coalesce(pc.if_else(scored["unusual"], "yes", "no"), NONE).to_pylist()
    for name in LABELS:
        column = scored[{"cue": "cues", "intent": "intents"}.get(name, name)]
        listed = column.to_pylist()
        if name in {"cue", "intent"}:
            listed = [_first(entry) for entry in listed]
        found[name] = [NONE if label is None else label for label in listed]
    return found | {name: floats(scored[name]) for name in NUMBERS}


def _first(entries: Sequence[Any] | None) -> str | None:
    if not entries:
        return None
    return str(entries[0]["cue"] if isinstance(entries[0], dict) else entries[0])


def edges(numbers: Floats) -> list[float]:
    """Return the bounds between the deciles of the numbers that are not NaN; equal ones once."""
    told = numbers[~np.isnan(numbers)]
    return np.unique(np.quantile(told, np.arange(1, BINS) / BINS)).tolist() if len(told) else []


def number_bins(bounds: Sequence[float]) -> tuple[str, ...]:
    """Name the bins between bounds, all different, and the last one, of what is null."""
    shown = next(names for digits in _DIGITS if len(set(names := [f"{b:.{digits}g}" for b in bounds])) == len(bounds))
    between = (f"{low} to {high}" for low, high in pairwise(shown))
    named = (f"under {shown[0]}", *between, f"{shown[-1]} or more") if shown else ("any",)
    return (*named, NONE)


def number_codes(numbers: Floats, bounds: Sequence[float]) -> Ints:
    """Return the bin of each number."""
    found = np.searchsorted(np.asarray(bounds, np.float64), numbers, side="right")
    return np.where(np.isnan(numbers), len(bounds) + 1, found).astype(np.int64)


def label_codes(labels: Sequence[str], names: Sequence[str]) -> Ints:
    """Return the place of each label among the names."""
    return codes(pa.array(labels, pa.string()), names)


def probabilities(units: pa.Table) -> Floats:
    """Return the probabilities, valence and intensity of every scored unit, shape (units, numbers)."""
    scored = units.filter(pc.is_null(units["null_reason"]))
    columns = [floats(scored[name]) for name in ("valence", "intensity")]
    for name in SCORES:
        if name in scored.column_names:
            kept = scored[name].combine_chunks()
            columns += [floats(pc.struct_field(kept, i)) for i in range(kept.type.num_fields)]
    return np.nan_to_num(np.column_stack(columns))
