"""The only place that touches pandas, polars or other frames (narwhals), and iterables of interactions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from numbers import Real
from typing import Any, cast

import narwhals as nw
import numpy as np
import pyarrow as pa
from narwhals.exceptions import DuplicateError

from voc.errors import InputError, shape
from voc.readers.rows import Columns, Row, RowError, amount, bounded, identifier, parse, table, whole
from voc.schema import OUTCOMES, Interaction, Utterance
from voc.taxonomy import Role

ARROW = "pyarrow"


def to_utterances(source: Any, columns: Columns) -> tuple[pa.Table, str]:  # noqa: ANN401  (any frame)
    """Convert a frame, or an iterable of interactions, to a table with the schema ``UTTERANCES``.

    Returns:
        The table, and the name of the kind of frame to give back.

    Raises:
        InputError: if a column is missing or a value cannot be understood; the message says which.
    """
    if isinstance(source, list | tuple) or _frame(source) is None:
        return _from_interactions(source), ARROW
    arrow, kind = to_arrow(source, columns)
    return table(parsed(arrow, columns, range(1, arrow.num_rows + 1))), kind


def parsed(arrow: pa.Table, columns: Columns, numbers: Iterable[int]) -> Iterator[Row]:
    """Yield the rows of a table as rows of ``UTTERANCES``.

    Args:
        arrow: as ``to_arrow`` gives it.
        columns: which column is what.
        numbers: of the rows, which name interactions that have no name.

    Raises:
        InputError: if a value cannot be understood; the message says in which row.
    """
    for number, row in zip(numbers, arrow.to_pylist(), strict=True):
        try:
            yield parse(row, columns, f"row-{number}")
        except RowError as error:
            raise InputError(f"row {number}: {error}") from error


def to_arrow(source: Any, columns: Columns | None = None) -> tuple[pa.Table, str]:  # noqa: ANN401  (any frame)
    """Convert a frame to a table; levels of a pandas index that have a name count as columns.

    Args:
        source: the frame.
        columns: those to convert, so that what the others hold does not matter; None converts all.

    Returns:
        The table, and the name of the kind of frame. A column of several types is one of strings, bytes are strings,
        and times have microseconds.

    Raises:
        InputError: if it is not a frame, lacks a column, has two of one name, or a column cannot be read.
    """
    frame = _frame(source)
    if frame is None:
        raise InputError(f"a {type(source).__name__} is no pandas, polars or pyarrow frame")
    names = frame.collect_schema().names()
    if columns is not None:
        columns.check(names, "the frame")
        asked = {getattr(columns, field.name) for field in fields(columns)}
        names = [name for name in names if name in asked]
        frame = frame.select(names)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    return pa.table({str(name): _array(frame[name]) for name in names}), frame.implementation.value


def _frame(source: Any) -> nw.DataFrame[Any] | nw.LazyFrame[Any] | None:  # noqa: ANN401  (any frame)
    """Wrap a frame, with the levels of a pandas index that have a name as columns; None if it is no frame.

    Raises:
        InputError: if two columns have the same name.
    """
    pandas = nw.dependencies.get_pandas()
    if pandas is not None and isinstance(source, pandas.DataFrame):
        levels = [name for name in source.index.names if name is not None and name not in source.columns]
        source = source.reset_index(level=levels) if levels else source
    if isinstance(source, pa.RecordBatch):
        source = pa.Table.from_batches([source])
    try:
        frame = nw.from_native(source, pass_through=True)
    except DuplicateError as error:
        listed = source.column_names if isinstance(source, pa.Table) else source.columns
        raise InputError(f"two columns have the same name; the frame has: {', '.join(map(str, listed))}") from error
    return frame if isinstance(frame, nw.DataFrame | nw.LazyFrame) else None


def _array(column: nw.Series[Any]) -> pa.Array:
    """Convert a column, see ``to_arrow``."""
    try:
        array = column.to_arrow()
    except (pa.ArrowException, UnicodeEncodeError):
        # Python objects of several types, as spreadsheets give them.
        array = pa.array([None if is_missing(value) else _string(value) for value in column.to_list()], pa.string())
    kind = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
    if pa.types.is_timestamp(kind):
        return array.cast(pa.timestamp("us", tz=kind.tz), safe=False)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        try:
            return array.cast(pa.string())
        except pa.ArrowInvalid as error:
            raise InputError(f"column {column.name!r} holds bytes that are not UTF-8: decode them first") from error
    return array


def _string(value: object) -> str:
    """Return a value as text; a whole number as one, whatever its type."""
    return whole(str(int(value)) if isinstance(value, float) and value.is_integer() else str(value))


def to_native(arrow: pa.Table, kind: str) -> Any:  # noqa: ANN401  (any frame)
    """Convert a table to the kind of frame that ``to_utterances`` named."""
    if kind == ARROW:
        return arrow
    return nw.from_arrow(arrow, backend=cast("Any", kind)).to_native()


def to_texts(source: Any) -> list[Any]:  # noqa: ANN401  (any sequence)
    """Convert a column of texts to a list, with None where one is missing (NaN, ``pandas.NA``).

    Args:
        source: a pandas, polars or pyarrow series, a frame or two-dimensional array with a single column, or any other
            iterable.

    Raises:
        InputError: if it is a single string or a mapping, or has several columns.

    >>> to_texts(["Love it", float("nan")])
    ['Love it', None]
    """
    column: Any = nw.from_native(source, allow_series=True, pass_through=True)
    if isinstance(column, (str, bytes, Mapping)) or not isinstance(column, Iterable | nw.LazyFrame | nw.DataFrame):
        raise InputError(f"expected a column of texts, found a {type(source).__name__}: pass a list or a series")
    if isinstance(column, nw.LazyFrame):
        column = column.collect()
    if isinstance(column, nw.DataFrame):
        if len(column.columns) != 1:
            raise InputError(f"expected one column of texts, found {column.columns}: pass the column, frame['text']")
        column = column[column.columns[0]]
    if isinstance(column, np.ndarray):
        if column.ndim == 0 or column.size != len(column):
            raise InputError(f"expected one column of texts, found an array of shape {column.shape}: pass one column")
        column = column.ravel()
    values = column.to_pylist() if isinstance(column, pa.Array) else list(column)
    return [None if is_missing(value) else value for value in values]


def is_missing(value: object) -> bool:
    """Return whether a value stands for no value: None, NaN, ``pandas.NA`` or ``pandas.NaT``.

    >>> [is_missing(value) for value in (None, float("nan"), 0, "")]
    [True, True, False, False]
    """
    pandas = nw.dependencies.get_pandas()
    if pandas is not None and value is pandas.NA:
        return True
    if pandas is not None and value is pandas.NaT:
        return True
    return value is None or (isinstance(value, float | np.floating) and math.isnan(value))


def utterances_apart(sources: Sequence[object]) -> pa.Table:
    """Lay texts (None is a blank one) and interactions out, named by their places from 0: two may have the same id.

    Raises:
        InputError: if a source is neither, or has no utterances, or a value of it cannot be understood; the message
            names an interaction by its own id.
    """
    rows: list[dict[str, object]] = []
    for place, source in enumerate(sources):
        rows.extend(_rows(_interaction(source, place), str(place)))
    return table(rows)


def _interaction(source: object, place: int) -> Interaction:
    """Return a source of ``analyze_many`` as an interaction; a text is named by its place.

    Raises:
        InputError: if it is neither a text nor an interaction with utterances.
    """
    if source is None or isinstance(source, str):
        return Interaction(f"text {place}", (Utterance(source),))
    if not isinstance(source, Interaction):
        raise InputError(f"source {place} is a {type(source).__name__}: pass a text, an Interaction or None")
    if not source.utterances:
        raise InputError(f"interaction {source.id!r} has no utterances")
    return source


def _from_interactions(source: object) -> pa.Table:
    """Lay interactions out as utterances."""
    if isinstance(source, (str, bytes)) or not isinstance(source, Iterable):
        raise InputError(
            f"cannot read a {type(source).__name__}: pass a pandas, polars or pyarrow frame, or Interaction objects"
        )
    rows: list[dict[str, object]] = []
    for interaction in source:
        if not isinstance(interaction, Interaction):
            raise InputError(
                f"expected Interaction objects, found a {type(interaction).__name__}: pass a frame with a column of "
                "texts, or use classify for a list of texts"
            )
        rows.extend(_rows(interaction))
    return table(rows)


def _rows(interaction: Interaction, name: str | None = None) -> list[dict[str, object]]:
    """Lay one interaction out, one row an utterance, under a name or its own id.

    Raises:
        InputError: if a value cannot be understood.
    """
    try:
        same = {
            "interaction_id": name or _name(interaction.id) or "",
            "customer_id": _name(interaction.customer),
            "channel": _name(interaction.channel),
            "value": None if is_missing(interaction.value) else amount(interaction.value),
            **_outcomes(interaction),
        }
        return [same | _said(utterance) for utterance in interaction.utterances or ()]
    except RowError as error:
        raise InputError(f"interaction {str(interaction.id)[:40]!r}: {error}") from error


def _said(utterance: Utterance) -> dict[str, object]:
    """Lay out what an utterance has of its own.

    Raises:
        RowError: if a value of it cannot be understood.
    """
    if not isinstance(utterance, Utterance):
        raise RowError(f"expected Utterance objects, found a {type(utterance).__name__}: pass Utterance(text, role)")
    return {
        "role": _role(utterance.role),
        "speaker": _name(utterance.speaker),
        "timestamp": _utc(utterance.timestamp),
        "text": _text(utterance.text),
    }


def _role(value: str) -> str:
    try:
        return Role(value).value
    except ValueError:
        raise RowError(f"role {shape(value)} is not known: use {', '.join(role.value for role in Role)}") from None


def _text(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise RowError(f"a text is a {type(value).__name__}: pass a string, or None where there is none")
    # NUL becomes a space, as for classify, so that offsets still point into what was passed.
    return bounded(whole(value).replace("\0", " "))


def _name(value: object) -> str | None:
    """Return an id or name as text; what stands for no value, which columns with gaps hold, is none."""
    name = None if is_missing(value) else identifier(value)
    return name and bounded(name, "an id or name", "LONGEST_NAME")


def _utc(time: object) -> datetime | None:
    if is_missing(time):
        return None
    if not isinstance(time, datetime):
        raise RowError(f"time {shape(time)} is no datetime: pass one, such as datetime.fromisoformat gives")
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time


def _outcomes(interaction: Interaction) -> dict[str, float]:
    """Check an interaction's outcomes; questions without an answer are left out."""
    outcomes: Mapping[str, Any] = interaction.outcomes or {}
    answers: dict[str, float] = {}
    for name, value in outcomes.items():
        if is_missing(value):
            continue
        low, high = OUTCOMES.get(name, (math.inf, -math.inf))
        answer = float(value) if isinstance(value, Real | Decimal) else math.nan
        if not low <= answer <= high:
            ranges = ", ".join(f"{known} {low:g} to {high:g}" for known, (low, high) in OUTCOMES.items())
            raise RowError(f"outcome {name} {value!r} is none of {ranges}")
        answers[name] = answer
    return answers
