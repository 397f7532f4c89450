"""Redaction of tables of utterances, and the offsets of their units in the texts that came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from voc.model.predictor import Predictions
from voc.privacy.kinds import Kind
from voc.privacy.redact import Redacted, Redactor
from voc.schema import CueSpan
from voc.units import Units

_IDS = ("interaction_id", "customer_id", "speaker", "channel")
"""Columns that hold ids and names, which tables are joined on."""


def redact_texts(redactor: Redactor, texts: Sequence[str | None]) -> list[Redacted | None]:
    """Redact each text by itself; None stays None."""
    redacted = redactor.redact_many([text for text in texts if text is not None])
    return [None if text is None else next(redacted) for text in texts]


def redact_utterances(redactor: Redactor, utterances: pa.Table) -> tuple[pa.Table, list[Redacted | None]]:
    """Redact a table with the schema ``UTTERANCES``.

    E-mail addresses in ids and speakers are replaced too. Other ids stay: scores are joined on them.

    Returns:
        The table, and how each row's text was redacted.
    """
    texts = redact_texts(redactor, utterances["text"].to_pylist())
    columns = {name: utterances[name] for name in utterances.column_names}
    columns["text"] = pa.array([None if one is None else one.text for one in texts], pa.string())
    if Kind.EMAIL in redactor.kinds:
        columns |= {name: _without_mail(redactor, utterances[name]) for name in _IDS}
    return pa.table(columns, schema=utterances.schema), texts


def _without_mail(redactor: Redactor, column: pa.ChunkedArray) -> pa.Array:
    """Replace e-mail addresses in ids."""
    coded = column.combine_chunks().dictionary_encode()
    ids = [redactor.redact_mail(value) if "@" in value else value for value in coded.dictionary.to_pylist()]
    return pa.array(ids, pa.string()).take(coded.indices)


def to_source(units: Units, texts: Sequence[Redacted | None]) -> Units:
    """Return units of redacted texts with their offsets in the texts that came in."""
    start, end = units.start.copy(), units.end.copy()
    for i, row in enumerate(units.utterance):
        text = texts[row]
        if text is not None and text.found:
            start[i], end[i] = text.to_source(int(start[i]), int(end[i]))
    return replace(units, start=start.astype(np.int64), end=end.astype(np.int64))


def cues_to_source(predictions: Predictions, texts: Sequence[Redacted | None]) -> Predictions:
    """Return predictions of redacted texts with cues at their offsets in the texts that were given."""
    moved = list(predictions.cues)
    for row, text in enumerate(texts):
        if text is not None and text.found:
            moved[row] = [
                CueSpan(cue.cue, *text.to_source(cue.start, cue.end), cue.score) for cue in predictions.cues[row]
            ]
    return replace(predictions, cues=moved)
