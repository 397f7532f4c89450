"""Joins outcomes to saved scores: one row an interaction or a customer, with its features and what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import logit

from voc.errors import InputError
from voc.frames import is_missing, to_arrow
from voc.readers.detect import FORMATS, TABLES
from voc.readers.rows import identifier
from voc.risk.features import table_features
from voc.risk.outcomes import Bad, Level, Rule, answer, rule
from voc.schema import OUTCOMES

KEYS: dict[Level, str] = {"interaction": "interaction_id", "customer": "customer_id"}
"""Column that names what an answer is about."""
_EPS = float(np.finfo(np.float32).eps)
"""Saved risks are float32: those closer to 0 or 1 cannot be told from them."""


@dataclass(frozen=True)
class Observed:
    """Rows to fit on.

    Attributes:
        features: shape (rows, FEATURES), no NaN; of a customer the mean over the interactions, so that the log-odds of
            the customer are the mean of theirs.
        outcome: whether it went badly, shape (rows,).
        customer: number of the customer; an interaction of nobody known has one of its own.
        stars: rating, 1 to 5 (a customer's mean); NaN where there is none.
        scored: mean log-odds of the risks in the scores.
        level: what a row is.
        rule: which answers are bad.
        left_out: what could not be used, and how many of it.
        worst: highest log-odds of the risks of a customer's interactions in the scores; None for interactions.
        contacts: number of a customer's interactions; None for interactions.
    """

    features: NDArray[np.float64]
    outcome: NDArray[np.bool_]
    customer: NDArray[np.int64]
    stars: NDArray[np.float64]
    scored: NDArray[np.float64]
    level: Level
    rule: Rule
    left_out: dict[str, int]
    worst: NDArray[np.float64] | None = None
    contacts: NDArray[np.int64] | None = None


def observe(
    tables: Mapping[str, pa.Table],
    outcome: Any,  # noqa: ANN401  (any frame)
    column: str | None = None,
    by: Level | None = None,
    key: str | None = None,
    threshold: float | None = None,
    bad: Bad | None = None,
    before: date | None = None,
) -> Observed:
    """Join outcomes to the tables of ``Scores``; arguments and errors as of ``RiskModel.fit``."""
    if by is not None and by not in KEYS:
        raise InputError(f"by is {by!r}: pass {' or '.join(map(repr, KEYS))}")
    limit = None if before is None else _utc(before)
    interactions = tables["interactions"]
    if isinstance(outcome, str):
        name, found, level = outcome.lower(), _own(interactions, outcome), by or "interaction"
        if level != "interaction":
            raise InputError(f"{outcome} is an answer about interactions: leave by out")
    else:
        name, pairs, level_named = _pairs(outcome, column, key)
        found = _unique(pairs)
        level = by or _level(interactions, found, level_named)
    answers = {k: value for k, value in found.items() if value is not None}
    names = interactions[KEYS[level]].to_pylist()
    matched = np.array([k in answers for k in names], bool)
    _require_overlap(interactions, answers, level, matched)
    features = table_features(tables["units"], interactions)
    known = matched & ~np.isnan(features).any(1)
    left_out = {
        "outcomes without an answer": len(found) - len(answers),
        f"outcomes whose {level} is not in the scores": len(answers.keys() - set(names)),
        "interactions without words that could be scored": int(np.count_nonzero(matched & ~known)),
    }
    if limit is not None:
        early = _earlier(interactions, limit)
        left_out[f"interactions not known to be before {limit:%Y-%m-%d}"] = int(np.count_nonzero(known & ~early))
        known &= early
    rows = np.flatnonzero(known)
    if not len(rows):
        told = "; ".join(f"{n:,} {what}" for what, n in left_out.items() if n)
        raise InputError(f"nothing is left to fit on: {told}")
    values = np.array([answers[names[i]] for i in rows])
    which = rule(name, values, threshold, bad)
    return _rows(interactions, features, rows, which.is_bad(values), level, which, left_out)


def read_outcomes(path: Path) -> list[dict[str, object]]:
    """Read a table of outcomes.

    Args:
        path: CSV, TSV, JSON Lines or Parquet.

    Raises:
        InputError: if it is none of these or a row cannot be read.
    """
    readers = (FORMATS[name] for name in TABLES)
    reader = next((reader for reader in readers if path.suffix.lower() in reader.SUFFIXES), None)
    if reader is None:
        raise InputError(f"{path} is no table: outcomes are read from CSV, TSV, JSON Lines and Parquet")
    if not path.is_file():
        raise InputError(f"{path} does not exist")
    rows = []
    for position, row in reader.rows(path):
        if isinstance(row, str):
            raise InputError(f"{path}, {position}: {row}")
        rows.append(row)
    return rows


def _own(interactions: pa.Table, outcome: str) -> dict[str, float | None]:
    """Return the answers that the scores hold themselves."""
    name = outcome.lower()
    if name not in OUTCOMES:
        raise InputError(f"the scores hold no {outcome!r}, only {', '.join(OUTCOMES)}: pass a mapping or a frame")
    answers = dict(zip(interactions["interaction_id"].to_pylist(), interactions[name].to_pylist(), strict=True))
    if not any(value is not None for value in answers.values()):
        raise InputError(f"no interaction of the scores has an answer to {name}: pass a mapping or a frame")
    return {k: value for k, value in answers.items() if value is not None}


def _pairs(
    outcome: object, column: str | None, key: str | None
) -> tuple[str, list[tuple[str, float | None]], Level | None]:
    """Return the name of the outcome, its keys and answers, and the level that the key's column names."""
    if isinstance(outcome, Mapping):
        return column or "outcome", _parsed(outcome.items(), column or ""), None
    rows = _table(outcome)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if key is None:
        key = next((name for name in KEYS.values() if name in columns), None)
    if key is None or key not in columns:
        asked = f"column {key!r}" if key else f"column {' or '.join(KEYS.values())}: pass key"
        raise InputError(f"the outcomes have no {asked}; they have: {', '.join(columns)}")
    others = [name for name in columns if name != key and name not in KEYS.values()]
    if column is None and len(others) == 1:
        column = others[0]
    if column is None or column not in columns:
        asked = f"column {column!r}" if column else "single column of answers: pass column"
        raise InputError(f"the outcomes have no {asked}; they have: {', '.join(columns)}")
    named = next((level for level, name in KEYS.items() if name == key), None)
    return column, _parsed(((row.get(key), row.get(column)) for row in rows), column), named


def _table(outcome: object) -> list[dict[str, object]]:
    """Return the rows of a frame, or of a list of rows."""
    if isinstance(outcome, Sequence) and all(isinstance(row, Mapping) for row in outcome):
        return [dict(row) for row in outcome]
    rows: list[dict[str, object]] = to_arrow(outcome)[0].to_pylist()
    return rows


def _parsed(pairs: Iterable[tuple[object, object]], column: str) -> list[tuple[str, float | None]]:
    """Read keys as the readers of exports do, and answers; pairs without a key are dropped."""
    named = ((None if is_missing(key) else identifier(key), value) for key, value in pairs)
    return [(name, answer(value, column)) for name, value in named if name is not None]


def _unique(pairs: list[tuple[str, float | None]]) -> dict[str, float | None]:
    """Return one answer a key."""
    answers: dict[str, float | None] = {}
    for name, value in pairs:
        if value is not None and answers.get(name, value) not in (value, None):
            raise InputError(f"{name!r} has two different outcomes, {answers[name]:g} and {value:g}: keep one")
        if value is not None or name not in answers:
            answers[name] = value
    if not answers:
        raise InputError("there are no outcomes: every key is empty")
    return answers


def _level(interactions: pa.Table, answers: Mapping[str, object], named: Level | None) -> Level:
    """Find out what the keys are: what more of them name; at a tie what their column says, then interactions."""
    met = {level: len(answers.keys() & set(interactions[name].to_pylist())) for level, name in KEYS.items()}
    best = max(met.values())
    return named if named is not None and met[named] == best else max(met, key=lambda level: met[level])


def _require_overlap(
    interactions: pa.Table, answers: Mapping[str, float], level: Level, matched: NDArray[np.bool_]
) -> None:
    """Refuse outcomes of other interactions or customers."""
    if not answers:
        raise InputError("none of the outcomes has an answer")
    if not matched.any():
        seen = next((name for name in interactions[KEYS[level]].to_pylist() if name is not None), None)
        raise InputError(
            f"none of the {len(answers):,} keys of the outcomes (such as {next(iter(answers))!r}) is one of the "
            f"{interactions.num_rows:,} interactions or their customers (such as {KEYS[level]} {seen!r}): check key "
            "and by"
        )


def _utc(before: date) -> datetime:
    """Return a date as its midnight, and a naive time, as UTC.

    Raises:
        InputError: if it is neither a date nor a time.
    """
    if not isinstance(before, date) or is_missing(before):
        raise InputError(f"before is of type {type(before).__name__}: pass a datetime or a date")
    time = before if isinstance(before, datetime) else datetime.combine(before, datetime.min.time())
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _earlier(interactions: pa.Table, limit: datetime) -> NDArray[np.bool_]:
    """Return which interactions are known to have started before a time."""
    return np.array([time is not None and time < limit for time in interactions["started_at"].to_pylist()], bool)


def _rows(
    interactions: pa.Table,
    features: NDArray[np.float64],
    rows: NDArray[np.int64],
    bad: NDArray[np.bool_],
    level: Level,
    which: Rule,
    left_out: dict[str, int],
) -> Observed:
    """Lay out the chosen interactions, or their customers."""
    ids = zip(interactions["customer_id"].to_pylist(), interactions["interaction_id"].to_pylist(), strict=True)
    owners = [("customer", customer) if customer is not None else ("interaction", name) for customer, name in ids]
    _, customer = np.unique([f"{kind}:{name}" for kind, name in (owners[i] for i in rows)], return_inverse=True)
    risk = interactions["risk"].to_numpy(zero_copy_only=False)[rows].astype(np.float64)
    stars = interactions["stars"].to_numpy(zero_copy_only=False)[rows].astype(np.float64)
    scored = logit(risk.clip(_EPS, 1 - _EPS))
    if level == "interaction":
        return Observed(features[rows], bad, customer, stars, scored, level, which, left_out)
    n = int(customer.max()) + 1
    outcome = np.zeros(n, bool)
    outcome[customer] = bad
    known = ~np.isnan(stars)
    worst = np.full(n, -np.inf)
    np.maximum.at(worst, customer, scored)
    return Observed(
        np.column_stack([_means(column, customer, n) for column in features[rows].T]),
        outcome,
        np.arange(n),
        _means(stars[known], customer[known], n),
        _means(scored, customer, n),
        level,
        which,
        left_out,
        worst,
        np.bincount(customer, minlength=n),
    )


def _means(values: NDArray[np.float64], owner: NDArray[np.int64], n: int) -> NDArray[np.float64]:
    """Return the mean of each owner's values; NaN where there are none."""
    counts = np.bincount(owner, minlength=n)
    means: NDArray[np.float64] = np.full(n, np.nan)
    np.divide(np.bincount(owner, weights=values, minlength=n), counts, out=means, where=counts > 0)
    return means
