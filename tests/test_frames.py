from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from voc.analyzer import Analyzer
from voc.errors import InputError
from voc.frames import is_missing, to_arrow, to_native, to_utterances
from voc.readers.rows import Columns
from voc.schema import UTTERANCES, Interaction, Utterance
from voc.scores import TABLES
from voc.taxonomy import Role

DATA = {
    "text": ["hello", None, "bye"],
    "interaction_id": [1, 1, 2],
    "role": ["Customer", "AGENT", None],
    "timestamp": ["2026-01-02T10:00:00+01:00", "2026-01-02 09:01", None],
}


FRAMES = {
    "pandas": lambda: pd.DataFrame(DATA, index=[7, 7, 7]),
    "nullable pandas": lambda: pd.DataFrame(DATA).convert_dtypes().astype({"role": "category"}),
    "arrow pandas": lambda: pd.DataFrame(DATA).convert_dtypes(dtype_backend="pyarrow"),
    "polars": lambda: pl.DataFrame(DATA).with_columns(pl.col("role").cast(pl.Categorical)),
    "lazy polars": lambda: pl.LazyFrame(DATA),
    "pyarrow": lambda: pa.table(DATA),
    "record batch": lambda: pa.record_batch(DATA),
}


@pytest.fixture(params=list(FRAMES))
def frame(request: pytest.FixtureRequest) -> Any:
    return FRAMES[request.param]()


def test_every_kind_of_frame_gives_the_same_utterances_and_comes_back(frame: Any) -> None:
    table, kind = to_utterances(frame, Columns())
    assert table.schema == UTTERANCES
    assert table["text"].to_pylist() == ["hello", None, "bye"]
    assert table["interaction_id"].to_pylist() == ["1", "1", "2"]
    assert table["role"].to_pylist() == ["customer", "agent", "customer"]
    assert table["timestamp"].to_pylist()[0] == datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
    assert table["customer_id"].null_count == 3
    eager = {pl.LazyFrame: pl.DataFrame, pa.RecordBatch: pa.Table}
    assert type(to_native(table, kind)) is eager.get(type(frame), type(frame))


@pytest.mark.parametrize("value", [None, float("nan"), np.float32("nan"), pd.NA, pd.NaT])
def test_what_stands_for_no_value_is_missing(value: object) -> None:
    assert is_missing(value)


@pytest.mark.parametrize("value", [0, 0.0, False, "", "nan", pd.Timestamp("2026-01-02")])
def test_what_is_a_value_is_not_missing(value: object) -> None:
    assert not is_missing(value)


def utterances(source: Any, **columns: str) -> list[dict[str, Any]]:
    return to_utterances(source, Columns(**columns))[0].to_pylist()


@pytest.mark.parametrize(
    "types", [("string", "Int64", "boolean"), tuple(f"{t}[pyarrow]" for t in ("string", "int64", "bool"))]
)
def test_nullable_columns_keep_whole_numbers_and_gaps(types: tuple[str, str, str]) -> None:
    text, integer, boolean = types
    frame = pd.DataFrame(
        {
            "text": pd.array(["a", None], dtype=text),
            "customer_id": pd.array([12345678901234567, None], dtype=integer),  # a float would lose its last digit
            "worth": pd.array([True, None], dtype=boolean),
            "nps": pd.array([9, None], dtype=integer),
        }
    )
    rows = utterances(frame, value="worth")
    assert [row["customer_id"] for row in rows] == ["12345678901234567", None]
    assert [(row["text"], row["value"], row["nps"]) for row in rows] == [("a", 1.0, 9.0), (None, None, None)]


def test_categories_are_read_by_their_names() -> None:
    data = {"text": ["a", "b", None], "role": ["agent", None, "bot"], "channel": ["chat", "chat", None]}
    frames = [pd.DataFrame(data).astype("category"), pl.DataFrame(data).cast(pl.Categorical)]
    for rows in map(utterances, frames):
        assert [row["role"] for row in rows] == ["agent", "customer", "bot"]
        assert [(row["text"], row["channel"]) for row in rows] == [("a", "chat"), ("b", "chat"), (None, None)]


@pytest.mark.parametrize("unit", ["s", "us", "ns"])
def test_times_with_a_zone_are_converted_and_without_are_utc(unit: Any) -> None:
    naive = pd.Series(pd.to_datetime(["2026-07-02 10:00:00.5", None])).astype(f"datetime64[{unit}]")
    half = 0 if unit == "s" else 500_000
    for times, hour in ((naive, 10), (naive.dt.tz_localize("Europe/Berlin"), 8)):
        frame = pd.DataFrame({"text": ["a", "b"], "timestamp": times})
        for source in (frame, pl.from_pandas(frame), pa.Table.from_pandas(frame)):
            expected = [datetime(2026, 7, 2, hour, 0, 0, half, tzinfo=UTC), None]
            assert [row["timestamp"] for row in utterances(source)] == expected


def test_nanoseconds_and_dates_are_times() -> None:
    nanoseconds = pa.array([1_767_348_000_123_456_789], pa.timestamp("ns"))
    (row,) = utterances(pa.table({"text": ["a"], "timestamp": nanoseconds}))
    assert row["timestamp"] == datetime(2026, 1, 2, 10, 0, 0, 123456, tzinfo=UTC)
    (row,) = utterances(pl.DataFrame({"text": ["a"], "timestamp": [date(2026, 1, 2)]}))
    assert row["timestamp"] == datetime(2026, 1, 2, tzinfo=UTC)


def test_columns_of_several_types_are_read_as_a_spreadsheet_shows_them() -> None:
    times = [datetime(2026, 1, 2, tzinfo=UTC), "2026-01-03", pd.NaT]
    data = {"text": ["a", 1, 2.5], "interaction_id": [1.0, "x", pd.NA], "timestamp": times}
    rows = utterances(pd.DataFrame(data, dtype=object))
    assert [row["text"] for row in rows] == ["a", "1", "2.5"]
    assert [row["interaction_id"] for row in rows] == ["1", "x", "row-3"]
    assert [row["timestamp"] for row in rows] == [*(datetime(2026, 1, day, tzinfo=UTC) for day in (2, 3)), None]


def test_columns_that_are_not_asked_for_do_not_matter() -> None:
    frame = pd.DataFrame({"text": ["a", "b"], "other": [object(), 1], 7: [1, "x"]})
    assert [row["text"] for row in utterances(frame)] == ["a", "b"]


def test_levels_of_an_index_that_have_a_name_are_columns() -> None:
    frame = pd.DataFrame({"interaction_id": [1, 1], "customer_id": [7, 8], "text": ["a", "b"]})
    rows = utterances(frame.set_index(["interaction_id", "customer_id"]))
    assert [(row["interaction_id"], row["customer_id"]) for row in rows] == [("1", "7"), ("1", "8")]


def test_bytes_are_read_as_utf8() -> None:
    assert utterances(pa.table({"text": ["né".encode()]}))[0]["text"] == "né"
    with pytest.raises(InputError, match="column 'text' holds bytes that are not UTF-8"):
        utterances(pa.table({"text": ["né".encode("latin-1")]}))


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_scores_come_back_as_the_kind_of_frame_that_came_in(analyzer: Analyzer, kind: str) -> None:
    data = {"text": ["I waited three weeks.", None], "customer_id": ["c", "d"]}
    made = {"pandas": lambda: pd.DataFrame(data, index=[3, 3]), "polars": lambda: pl.DataFrame(data)}
    source = made.get(kind, lambda: pa.table(data))()
    scores = analyzer.score(source, progress=False)
    for name in TABLES:
        assert type(getattr(scores, name)) is type(source)
    assert to_arrow(scores.units)[0]["emotion"].null_count == 1


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
        (pl.LazyFrame({"body": ["x"], "id": [1]}), Columns(), "no column 'text'.*it has: body, id"),
        (pa.table({}), Columns(), "no column 'text'.*it has: no columns"),
        (pd.DataFrame([["x", "y"]], columns=["text", "text"]), Columns(), "same name.*has: text, text"),
        (pa.table([["x"], ["y"]], names=["text", "text"]), Columns(), "same name.*has: text, text"),
        (pd.DataFrame({"text": ["x"], "role": ["boss"]}), Columns(), "row 1: role 'aaaa' is not known"),
        (pd.DataFrame({"text": ["x"], "timestamp": ["soon"]}), Columns(), "row 1: time 'aaaa' is not ISO 8601"),
        ("a text", Columns(), "cannot read a str"),
        (pd.Series(["x"]), Columns(), "found a str: pass a frame with a column of texts"),
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


def test_values_of_interactions_are_taken_as_those_of_columns() -> None:
    turns = (Utterance("hi", "agent", speaker=7), Utterance(None))  # type: ignore[arg-type]
    made = [Interaction(17, turns, customer=1042), Interaction("b", turns[1:], customer=float("nan"), channel="")]  # type: ignore[arg-type]
    rows = to_utterances(made, Columns())[0].to_pylist()
    assert [row["interaction_id"] for row in rows] == ["17", "17", "b"]
    assert [row["customer_id"] for row in rows] == ["1042", "1042", None]
    assert [row["role"] for row in rows] == ["agent", "customer", "customer"]
    assert [row["speaker"] for row in rows] == ["7", None, None]
    assert rows[2]["channel"] is None


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_missing_values_of_interactions_are_null(missing: Any) -> None:
    said = (Utterance("hi", speaker=missing, timestamp=missing),)
    made = Interaction("a", said, missing, missing, missing, {"nps": missing, "csat": 4})
    (row,) = to_utterances([made], Columns())[0].to_pylist()
    assert {name for name, value in row.items() if value is not None} == {"interaction_id", "role", "text", "csat"}


def test_an_interaction_may_lack_outcomes_and_utterances() -> None:
    made = [Interaction("a", (Utterance("hi"),), outcomes=None), Interaction("b", None)]  # type: ignore[arg-type]
    (row,) = to_utterances(made, Columns())[0].to_pylist()
    assert row["interaction_id"] == "a"


@pytest.mark.parametrize("value", ["12.5", Decimal("12.5"), 12.5])
def test_the_value_of_an_interaction_may_be_any_number(value: Any) -> None:
    made = Interaction("a", (Utterance("hi"),), value=value, outcomes={"nps": Decimal(9)})  # type: ignore[dict-item]
    (row,) = to_utterances([made], Columns())[0].to_pylist()
    assert (row["value"], row["nps"]) == (12.5, 9.0)


@pytest.mark.parametrize(
    ("interaction", "message"),
    [
        (Interaction("a", (Utterance("hi", "boss"),)), "role 'aaaa' is not known: use customer, agent, bot, system"),  # type: ignore[arg-type]
        (Interaction("a", (Utterance("hi", None),)), "role None is not known"),  # type: ignore[arg-type]
        (Interaction("a", (Utterance(3),)), "a text is a int"),  # type: ignore[arg-type]
        (Interaction("a", (Utterance("hi", timestamp="2026-01-01"),)), "time '9999-99-99' is no datetime"),  # type: ignore[arg-type]
        (Interaction("a", ("hi",)), "expected Utterance objects, found a str"),  # type: ignore[arg-type]
        (Interaction("a", (Utterance("hi"),), outcomes={"nps": "9"}), "outcome nps '9' is none of"),  # type: ignore[dict-item]
        (Interaction("a", (Utterance("hi"),), value="12 EUR"), "value '99 AAA' is not a number"),  # type: ignore[arg-type]
        (Interaction("a", (Utterance("hi"),), value=float("inf")), "value inf is not finite"),
    ],
)
def test_interactions_that_cannot_be_read_are_named(interaction: Interaction, message: str) -> None:
    with pytest.raises(InputError, match=f"interaction 'a': {message}"):
        to_utterances([interaction], Columns())


@pytest.mark.parametrize("others", [[], [2.5]])
def test_nul_in_a_text_of_a_frame_keeps_the_offsets_and_leaves_ids(others: list[Any]) -> None:
    texts = ["\0Late\0again", *others]
    made = pd.DataFrame({"text": texts, "interaction_id": ["a\0b", *others]}, dtype=object)
    row = utterances(made)[0]
    assert (row["text"], row["interaction_id"]) == (" Late again", "ab")


def test_nul_in_a_text_of_an_interaction_keeps_the_offsets_and_leaves_ids() -> None:
    (row,) = to_utterances([Interaction("a\0b", (Utterance("\0Late\0again"),))], Columns())[0].to_pylist()
    assert row["text"] == " Late again"
    assert row["interaction_id"] == "ab"
