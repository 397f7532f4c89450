from datetime import UTC, datetime
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from voc.errors import InputError
from voc.frames import to_native, to_utterances
from voc.readers.rows import Columns
from voc.schema import UTTERANCES, Interaction, Utterance
from voc.taxonomy import Role

DATA = {
    "text": ["hello", None, "bye"],
    "interaction_id": [1, 1, 2],
    "role": ["Customer", "AGENT", None],
    "timestamp": ["2026-01-02T10:00:00+01:00", "2026-01-02 09:01", None],
}


@pytest.fixture(params=["pandas", "nullable pandas", "polars", "pyarrow"])
def frame(request: pytest.FixtureRequest) -> Any:
    match request.param:
        case "pandas":
            return pd.DataFrame(DATA, index=[7, 7, 7])
        case "nullable pandas":
            return pd.DataFrame(DATA).convert_dtypes().astype({"role": "category"})
        case "polars":
            return pl.DataFrame(DATA)
        case _:
            return pa.table(DATA)


def test_every_kind_of_frame_gives_the_same_utterances_and_comes_back(frame: Any) -> None:
    table, kind = to_utterances(frame, Columns())
    assert table.schema == UTTERANCES
    assert table["text"].to_pylist() == ["hello", None, "bye"]
    assert table["interaction_id"].to_pylist() == ["1", "1", "2"]
    assert table["role"].to_pylist() == ["customer", "agent", "customer"]
    assert table["timestamp"].to_pylist()[0] == datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
    assert table["customer_id"].null_count == 3
    assert type(to_native(table, kind)) is type(frame)


def test_interactions_give_utterances() -> None:
    when = datetime(2026, 1, 1)
    source = [
        Interaction(
            "a",
            (Utterance("hi", timestamp=when), Utterance("yes?", Role.AGENT, speaker="Ann")),
            "c",
            "chat",
            9.5,
            {"nps": 3},
        )
    ]
    rows = to_utterances(iter(source), Columns())[0].to_pylist()
    assert [row["text"] for row in rows] == ["hi", "yes?"]
    assert rows[0]["timestamp"] == datetime(2026, 1, 1, tzinfo=UTC)
    assert rows[1] | {"timestamp": None} == {
        "interaction_id": "a", "customer_id": "c", "role": "agent", "speaker": "Ann",
        "timestamp": None, "channel": "chat", "value": 9.5, "text": "yes?", "role_confidence": None,
        "nps": 3.0, "csat": None, "ces": None, "stars": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("source", "columns", "message"),
    [
        (pd.DataFrame({"body": ["x"]}), Columns(), "no column 'text'.*it has: body"),
        (pd.DataFrame({"text": ["x"]}), Columns(customer="client"), "no column 'client'.*customer"),
        (pd.DataFrame({"text": ["x"], "role": ["boss"]}), Columns(), "row 1: role 'boss' is not known"),
        (pd.DataFrame({"text": ["x"], "timestamp": ["soon"]}), Columns(), "row 1: time 'soon' is not ISO 8601"),
        ("a text", Columns(), "cannot read a str"),
        ([{"text": "x"}], Columns(), "expected Interaction objects, found a dict"),
        (3, Columns(), "cannot read a int"),
    ],
)
def test_bad_input_says_what_is_wrong(source: Any, columns: Columns, message: str) -> None:
    with pytest.raises(InputError, match=message):
        to_utterances(source, columns)


@pytest.mark.parametrize("outcomes", [{"nps": 11}, {"smiles": 1}])
def test_outcomes_that_do_not_exist_are_refused(outcomes: dict[str, float]) -> None:
    with pytest.raises(InputError, match=r"'a'.*nps 0 to 10"):
        to_utterances([Interaction("a", (Utterance("hi"),), outcomes=outcomes)], Columns())
