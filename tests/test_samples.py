"""The bundled exports are what the README says: 150 interactions of 40 customers over 6 months, with messy rows."""

from datetime import timedelta

import pyarrow as pa

from tests.conftest import SAMPLES
from voc.readers import Columns, read
from voc.text import is_blank


def test_size(sample_utterances: pa.Table) -> None:
    assert len(sample_utterances["interaction_id"].unique()) == 150
    assert len(sample_utterances["customer_id"].unique()) == 40
    times = sample_utterances["timestamp"].to_pylist()
    assert timedelta(days=170) < max(times) - min(times) < timedelta(days=190)
    assert set(sample_utterances["role"].unique().to_pylist()) == {"customer", "agent", "bot", "system"}


def test_messy_rows_are_there() -> None:
    table, rejects = read([SAMPLES], columns=Columns(value="value"))
    assert {reject.reason.split(" ")[0] for reject in rejects} == {"role", "not", "time"}
    texts = table["text"].to_pylist()
    assert sum(is_blank(text) for text in texts) >= 4
    assert any(text and text.startswith("=1+1") for text in texts)
    assert any(text and "<b>" in text for text in texts)
    assert any(text and len(text.split()) > 400 for text in texts)


def test_a_customer_has_one_value(sample_utterances: pa.Table) -> None:
    values: dict[str, set[float | None]] = {}
    for row in sample_utterances.to_pylist():
        values.setdefault(row["customer_id"], set()).add(row["value"])
    assert all(len(known) == 1 for known in values.values())
