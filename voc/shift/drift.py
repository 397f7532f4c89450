"""``voc.drift``: whether new text is unlike other text, and which numbers that makes doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from voc.arrays import Floats, Ints
from voc.errors import InputError
from voc.frames import to_arrow, to_native
from voc.journey.intervals import FEWEST, adjusted
from voc.journey.moments import check_rate, nulled
from voc.schema import UNITS
from voc.scores import Scores
from voc.shift import measures as m
from voc.shift.distance import Gap, Side, compare
from voc.shift.profile import Profile

TRAINING = "training"
ALL = "all outputs"
"""The measure that looks at every probability at once, see ``_together``."""
LARGE = 0.1
"""Distance from which a difference that is no chance counts: the default for this distance in the monitoring libraries
Evidently and NannyML. Two normal distributions a quarter of a standard deviation apart have it."""
DRIFT, SLIGHT, SAME, UNTOLD = "drift", "slight", "none", "cannot tell"

TABLE = pa.schema(
    [
        ("measure", pa.string()),
        ("n_reference", pa.int64()),
        ("n", pa.int64()),
        ("distance", pa.float64()),
        ("chance", pa.float64()),
        ("p", pa.float64()),
        ("p_adjusted", pa.float64()),
        ("verdict", pa.string()),
        ("most", pa.string()),
        ("share_reference", pa.float64()),
        ("share", pa.float64()),
        ("accuracy", pa.float64()),
        ("accuracy_expected", pa.float64()),
    ]
)
"""One row a measure. ``n`` counts units. ``distance`` is the Jensen-Shannon distance of the two distributions, 0 to 1;
95% of random divisions of the same writers stay under ``chance``; ``p`` is the share of them as far apart, over all
measures ``p_adjusted`` (Benjamini & Hochberg 1995). ``verdict``: ``drift`` (no chance, and ``LARGE`` or more),
``slight`` (no chance, and less), ``none``, or ``cannot tell`` (too little text: chance alone goes to ``LARGE``, or
fewer than 6 writers a side). ``most`` is the label or range whose share changed most, from ``share_reference`` to
``share``. ``accuracy`` of a label is what was measured of the model, ``accuracy_expected`` what it would be if each
label given were right as often as it was then; null where nothing was measured."""


@dataclass(frozen=True, repr=False)
class Drift:
    """What ``drift`` found; shows itself in a notebook and in a terminal.

    Attributes:
        measures: one row a measure, schema ``TABLE``; the same kind of frame as ``current``.
        against_training: whether the reference is what the model was measured on.
    """

    measures: Any
    against_training: bool

    @property
    def table(self) -> pa.Table:
        """The measures as an Arrow table."""
        return to_arrow(self.measures)[0]

    @property
    def found(self) -> bool:
        """Whether any measure drifted."""
        return DRIFT in self.table["verdict"].to_pylist()

    @property
    def verdict(self) -> str:
        """``drift`` if any measure drifted, ``cannot tell`` if no measure can be told, else ``none``."""
        verdicts = set(self.table["verdict"].to_pylist())
        return DRIFT if DRIFT in verdicts else UNTOLD if verdicts <= {UNTOLD} else SAME

    def __repr__(self) -> str:
        """Return the verdict."""
        return f"Drift({self.verdict})"

    def __str__(self) -> str:
        """Return what drifted and what to distrust, for a terminal."""
        from voc.report.drift import to_text

        return to_text(self.table, self.verdict, self.against_training)

    def _repr_html_(self) -> str:
        """Return the same for a notebook."""
        from voc.report.drift import to_html

        return to_html(self.table, self.verdict, self.against_training)


def drift(
    reference: Scores | Any | None,  # noqa: ANN401  (any frame)
    current: Scores | Any,  # noqa: ANN401  (any frame)
    false_discoveries: float = 0.05,
    seed: int = 0,
) -> Drift:
    """Say whether new text is unlike other text, or unlike what the model was measured on, and what to distrust.

    Compares the words (length, language, share of unusual units), every label and number, and all probabilities at
    once, each as a distribution, by a permutation test that keeps a writer's units together; see ``TABLE``. Who wrote
    is the customer; where the customer is unknown, every interaction is taken to be somebody else's. All probabilities
    at once are told apart by a logistic regression that learns on half of the writers and is asked about the others
    (a classifier two-sample test, Lopez-Paz & Oquab 2017); it takes two sets of units with probabilities.

    Args:
        reference: scores or a frame of units, as ``Scores.units`` gives it; None or ``"training"``: what the model of
            ``current`` was measured on, customer texts of several trades, of which the model folder keeps the
            distributions.
        current: scores or a frame of units.
        false_discoveries: share of false alarms among all alarms to put up with.
        seed: of the permutations.

    Raises:
        InputError: if a frame lacks a column of units, the rate is not between 0 and 1, or there is no reference
            because ``current`` tells no model, or its model keeps none.
    """
    check_rate(false_discoveries)
    training = reference is None or (isinstance(reference, str) and reference == TRAINING)
    profile = _profile(current)
    # A frame has the user's names of stages and owners; the shipped ones hold across taxonomies.
    named = not training and not (isinstance(reference, Scores) and isinstance(current, Scores))
    units, kind = _units(current, named)
    rng = np.random.default_rng(seed)
    if training:
        if profile is None:
            raise InputError(
                "there is nothing to compare with: pass scores as reference, or as current the scores of a model that "
                "keeps what it was measured on (train it with 'voc train model' or 'voc train domain')"
            )
        rows = _against(profile, units, rng)
    else:
        rows = _between(_units(reference, named)[0], units, rng)
    table = _table(rows, profile, false_discoveries)
    return Drift(to_native(table, kind), training)


def _profile(current: object) -> Profile | None:
    """Return what is known of the model's measuring."""
    about = current.about if isinstance(current, Scores) else None
    return Profile(**about.profile) if about and about.profile else None


def _units(source: Any, named: bool) -> tuple[pa.Table, str]:  # noqa: ANN401  (any frame)
    """Return the customers' units, and the kind of frame.

    Args:
        source: scores or a frame of units.
        named: whether the stages and owners of scores are to have the user's names; a frame has the names it has.

    Raises:
        InputError: if a column is missing.
    """
    if isinstance(source, Scores):
        units, kind = source.named("units") if named else source.tables["units"], source.kind
    else:
        units, kind = to_arrow(source)
    missing = [name for name in m.COLUMNS if name not in units.column_names and name != "unusual"]
    if missing:
        raise InputError(f"drift takes scores or their units, and the frame lacks {', '.join(missing)}")
    if "unusual" not in units.column_names:
        units = units.append_column("unusual", pa.nulls(len(units), pa.bool_()))
    return m.customers_units(_cast(units)), kind


def _cast(units: pa.Table) -> pa.Table:
    """Give strings, numbers and flags the types of the schema: other frames have other strings, and columns of nulls.

    Raises:
        InputError: if a column holds something else.
    """
    kept = units.select([name for name in units.column_names if name in {*m.COLUMNS, *m.SCORES}])
    for i, name in enumerate(kept.column_names):
        kind = UNITS.field(name).type
        if not pa.types.is_nested(kind):
            try:
                kept = kept.set_column(i, name, kept[name].cast(kind, safe=False))
            except pa.ArrowException as error:
                raise InputError(f"the column {name} is not as in the units of scores: {error}") from error
    return kept


def _writers(units: pa.Table) -> Ints:
    """Number who wrote each unit."""
    known = pc.is_valid(units["customer_id"])
    named = pc.binary_join_element_wise(
        pc.if_else(known, "c", "i"), pc.coalesce(units["customer_id"], units["interaction_id"]), " "
    )
    return np.unique(named.to_numpy(zero_copy_only=False).astype(str), return_inverse=True)[1].astype(np.int64)


def _rows_of(units: pa.Table, name: str) -> Ints:
    """Return the writers of the units that a measure counts."""
    writer = _writers(units)
    return writer if name == "language" else writer[pc.is_null(units["null_reason"]).to_numpy()]


@dataclass(frozen=True)
class _Row:
    """One measure compared.

    Attributes:
        name: of the measure.
        bins: names of its bins.
        sides: reference and current.
        gap: how far apart they are.
    """

    name: str
    bins: Sequence[str]
    sides: tuple[Side, Side]
    gap: Gap


def _row(name: str, bins: Sequence[str], sides: tuple[Side, Side], rng: np.random.Generator) -> _Row:
    return _Row(name, bins, sides, compare(*sides, len(bins), rng))


def _between(reference: pa.Table, current: pa.Table, rng: np.random.Generator) -> list[_Row]:
    """Compare two sets of units; the bins of numbers are deciles of both together."""
    both = [m.values(units) for units in (reference, current)]
    rows = []
    for name in m.MEASURES:
        if not all(name in found for found in both):
            continue
        parts = [found[name] for found in both]
        if isinstance(parts[0], np.ndarray):
            bounds = m.edges(np.concatenate(parts))
            bins: Sequence[str] = m.number_bins(bounds)
            coded = [m.number_codes(np.asarray(part), bounds) for part in parts]
        else:
            bins = sorted({*parts[0], *parts[1]}) or [m.NONE]  # neither side may have a scored unit
            coded = [m.label_codes([str(label) for label in part], bins) for part in parts]
        sides = [Side(code, _rows_of(units, name)) for code, units in zip(coded, (reference, current), strict=True)]
        rows.append(_row(name, bins, (sides[0], sides[1]), rng))
    together = _together(reference, current, rng)
    return rows if together is None else [*rows, together]


def _against(profile: Profile, current: pa.Table, rng: np.random.Generator) -> list[_Row]:
    """Compare units with what the model was measured on, where every unit is somebody else's."""
    found = m.values(current)
    rows = []
    for name, counts in profile.counts.items():
        if name not in found:
            continue
        part = found[name]
        if isinstance(part, np.ndarray):
            bins = list(counts)
            coded = m.number_codes(part, profile.edges[name])
        else:
            bins = [*counts, *sorted({*part} - {*counts})]
            coded = m.label_codes(part, bins)
        measured = np.repeat(np.arange(len(counts)), list(counts.values()))
        sides = Side(measured, np.arange(len(measured))), Side(coded, _rows_of(current, name))
        rows.append(_row(name, bins, sides, rng))
    return rows


def _together(reference: pa.Table, current: pa.Table, rng: np.random.Generator) -> _Row | None:
    """Compare all probabilities at once on half of the writers, with what tells the other halves apart."""
    numbers, writers = (
        [m.probabilities(units) for units in (reference, current)],
        [_rows_of(units, "valence") for units in (reference, current)],
    )
    learns = []
    for writer in writers:
        names = np.unique(writer)
        if len(names) < 2 * FEWEST:
            return None
        learns.append(np.isin(writer, rng.permutation(names)[: len(names) // 2]))
    if numbers[0].shape[1] != numbers[1].shape[1]:
        return None
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, class_weight="balanced"))
    side = np.repeat([0, 1], [int(rows.sum()) for rows in learns])
    model.fit(np.concatenate([part[rows] for part, rows in zip(numbers, learns, strict=True)]), side)
    asked: list[Floats] = [model.decision_function(part[~rows]) for part, rows in zip(numbers, learns, strict=True)]
    bounds = m.edges(np.concatenate(asked))
    coded = [
        Side(m.number_codes(part, bounds), writer[~rows])
        for part, writer, rows in zip(asked, writers, learns, strict=True)
    ]
    return _row(ALL, m.number_bins(bounds), (coded[0], coded[1]), rng)


def _table(rows: Sequence[_Row], profile: Profile | None, rate: float) -> pa.Table:
    """Lay the measures out, the farthest apart first, schema ``TABLE``."""
    enough = [all(len(np.unique(side.writer)) >= FEWEST for side in row.sides) for row in rows]
    p = np.array([row.gap.p if told else np.nan for row, told in zip(rows, enough, strict=True)], np.float64)
    made = []
    for row, value, corrected in zip(rows, p, adjusted(p), strict=True):
        gap = row.gap
        change = np.nan_to_num(gap.shares[1] - gap.shares[0])
        most = int(np.abs(change).argmax())
        named = not np.isnan(gap.distance) and row.name != ALL
        accuracy, expected = (None, None) if profile is None else profile.expected(row.name, row.bins, gap.shares[1])
        made.append(
            {
                "measure": row.name,
                "n_reference": len(row.sides[0].code),
                "n": len(row.sides[1].code),
                "distance": nulled(gap.distance),
                "chance": nulled(gap.chance),
                "p": nulled(float(value)),
                "p_adjusted": nulled(float(corrected)),
                "verdict": _verdict(gap, float(corrected), rate),
                "most": row.bins[most] if named else None,
                "share_reference": float(gap.shares[0, most]) if named else None,
                "share": float(gap.shares[1, most]) if named else None,
                "accuracy": accuracy,
                "accuracy_expected": expected,
            }
        )
    made.sort(key=lambda row: (row["verdict"] != DRIFT, row["verdict"] != SLIGHT, -(row["distance"] or 0.0)))
    return pa.Table.from_pylist(made, schema=TABLE)


def _verdict(gap: Gap, p: float, rate: float) -> str:
    if np.isnan(p):
        return UNTOLD
    if p <= rate:
        return DRIFT if gap.distance >= LARGE else SLIGHT
    return UNTOLD if gap.chance >= LARGE else SAME
