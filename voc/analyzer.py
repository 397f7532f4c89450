"""Wires everything together: texts, interactions or frames in; tables, analyses or scores out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from voc.errors import InputError
from voc.features import feature_matrix
from voc.frames import to_utterances
from voc.journey import rollups
from voc.journey.evidence import Evidence
from voc.journey.interactions import interactions
from voc.journey.rollups import Rollups
from voc.journey.stages import stages
from voc.model import store
from voc.model.about import About
from voc.model.artifacts import MANIFEST, RISK, sha256, verify
from voc.model.labels import predictions_table
from voc.model.predictor import CHUNK, Predictions, Predictor
from voc.progress import progress_bar
from voc.readers.rows import Columns
from voc.risk.customers import customers
from voc.risk.drivers import drivers
from voc.risk.features import interaction_features, signals_column, unit_signals, unit_weights
from voc.risk.model import RiskModel
from voc.risk.state import check_half_life
from voc.schema import UNITS, Analysis, CueSpan, Interaction, Reason, Seen, Unit, Utterance
from voc.scored import Scored
from voc.scores import Scores
from voc.service import service
from voc.taxonomy import Cue, Event, Role
from voc.touchpoints import find as find_touchpoints
from voc.units import Units, to_units

NOT_CUSTOMER = "not a customer turn"
"""``null_reason`` of what somebody else says."""


class Analyzer:
    """A loaded model. Thread-safe, and without state between calls: a text scores the same in every call.

    Attributes:
        fingerprint: SHA-256 of the model's manifest, which fixes every file of it; with a risk model of the user's own,
            of both.
    """

    def __init__(
        self,
        folder: Path,
        threads: int | None = None,
        taxonomy: Rollups | None = None,
        risk: RiskModel | None = None,
        half_life: float | None = None,
    ) -> None:
        """Verify and load the model in ``folder``; see ``load``."""
        verify(folder)
        self.fingerprint = sha256(folder / MANIFEST)
        self._predictor = Predictor(folder, threads=threads)
        self._folder = folder
        self._risk = RiskModel.load(folder / RISK) if risk is None else risk
        self._own_risk = risk is not None
        if risk is not None:
            self.fingerprint = hashlib.sha256(f"{self.fingerprint} {risk.fingerprint}".encode()).hexdigest()
        self._taxonomy = taxonomy or rollups.shipped()
        self._half_life = half_life

    @property
    def name(self) -> str:
        """Name of the model."""
        return self._predictor.config.name

    def classify(self, texts: Sequence[str | None], progress: bool = False) -> pa.Table:
        """Score texts, each as exactly one unit.

        Args:
            texts: any length each; None and blank texts give nulls with a ``null_reason``.
            progress: show a progress bar.

        Returns:
            One row a text, schema ``voc.schema.PREDICTIONS``.

        Raises:
            InputError: if ``texts`` is a single string, or holds something that is neither a string nor None.
        """
        checked = _checked(texts, "classify")
        predictions = self._predict(checked, progress)
        risk = _unit_risk(self._risk, predictions, unit_signals(predictions), checked)
        return predictions_table(predictions, self._predictor.config.thresholds, risk)

    def features(self, texts: Sequence[str | None]) -> NDArray[np.float64]:
        """Score texts, each as exactly one unit, as numbers to learn from.

        Returns:
            Shape (texts, FEATURES), see ``voc.features``; NaN in the rows of None and blank texts.

        Raises:
            InputError: as ``classify``.
        """
        checked = _checked(texts, "features")
        predictions = self._predict(checked, progress=False)
        risk = _unit_risk(self._risk, predictions, unit_signals(predictions), checked)
        return feature_matrix(predictions, self._predictor.config.thresholds, risk)

    def logits(self, texts: Sequence[str | None]) -> NDArray[np.float32]:
        """Return what the network gives before it is calibrated and made into labels, each text one unit.

        Returns:
            Shape (texts, WIDTH), the columns as in ``voc.model.heads``; NaN in the rows of None and blank texts.

        Raises:
            InputError: as ``classify``.
        """
        return self._predictor.logits(_checked(texts, "logits"))

    def analyze(self, source: str | Interaction) -> Analysis:
        """Score one text, or one interaction, and explain it."""
        return self.analyze_many([source])[0]

    def analyze_many(self, sources: Sequence[str | Interaction]) -> list[Analysis]:
        """Score texts, or interactions, in one call of the model, and explain each by itself.

        Returns:
            One analysis a source, the same as ``analyze`` gives it alone.

        Raises:
            InputError: if an interaction has no utterances.
        """
        asked = [Interaction("text", (Utterance(source),)) if isinstance(source, str) else source for source in sources]
        if any(not interaction.utterances for interaction in asked):
            raise InputError("the interaction has no utterances")
        # Sources are told apart by their place: two of them may have the same id.
        utterances, _ = to_utterances([replace(one, id=str(i)) for i, one in enumerate(asked)], Columns())
        scored = self._scored(utterances, progress=False, risk=self._risk)
        units = _units(scored)
        bounds = np.searchsorted(scored.units.interaction, np.arange(len(asked) + 1))
        rows = interactions(scored).to_pylist()
        return [_analysis(row, units[bounds[i] : bounds[i + 1]]) for i, row in enumerate(rows)]

    def score(
        self,
        source: Any,  # noqa: ANN401  (any frame)
        text: str = "text",
        interaction: str | None = "interaction_id",
        customer: str | None = "customer_id",
        role: str | None = "role",
        timestamp: str | None = "timestamp",
        channel: str | None = "channel",
        value: str | None = None,
        speaker: str | None = "speaker",
        progress: bool = True,
        risk: RiskModel | None = None,
    ) -> Scores:
        """Score a frame of utterances, or interactions.

        Args:
            source: a pandas, polars or pyarrow frame with one row an utterance, or an iterable of ``Interaction``.
            text: column with the words.
            interaction: column that says which rows belong together; absent: each row is its own interaction.
            customer: column with the customer.
            role: column with the speaker's role (customer, agent, bot, system); absent: customer.
            timestamp: column with times, ISO 8601 or datetime; naive times are UTC.
            channel: column with the channel.
            value: column with the customer's worth.
            speaker: column with the speaker's name or id.
            progress: show a progress bar.
            risk: a risk model of your own for this call; default the one the analyzer was loaded with.

        Returns:
            The six tables, as the same kind of frame as ``source`` (pyarrow for interactions).

        Raises:
            InputError: if a column is missing or a value cannot be understood.
        """
        columns = Columns(text, interaction, customer, role, speaker, timestamp, channel, value)
        utterances, kind = to_utterances(source, columns)
        return self.score_utterances(utterances, progress, kind, risk)

    def score_utterances(
        self, utterances: pa.Table, progress: bool = True, kind: str = "pyarrow", risk: RiskModel | None = None
    ) -> Scores:
        """Score a table with the schema ``voc.schema.UTTERANCES``, as the readers give it."""
        model = risk or self._risk
        scored = self._scored(utterances, progress, model)
        summaries = interactions(scored)
        tables = {
            "units": _units_table(scored),
            "interactions": summaries,
            "customers": customers(scored, summaries, self._half_life, self._stamp(risk)),
        }
        evidence = Evidence.of(tables)
        tables |= {
            "stages": stages(evidence, self._taxonomy),
            "drivers": drivers(evidence, tables, model, self._taxonomy),
            "service": service(scored, summaries),
        }
        own = risk is not None or self._own_risk
        about = About.of(self._folder, self.name, self.fingerprint, own)
        return Scores(tables, kind, self._taxonomy, model, about)

    def _stamp(self, risk: RiskModel | None) -> str:
        """Return what fixes the risks of a call: the fingerprint, and that of a risk model passed to the call."""
        if risk is None or risk.fingerprint == self._risk.fingerprint:
            return self.fingerprint
        return f"{self.fingerprint} {risk.fingerprint}"

    def _scored(self, utterances: pa.Table, progress: bool, risk: RiskModel) -> Scored:
        units = to_units(utterances)
        predictions = self._predict(units.to_score(), progress)
        signals = unit_signals(predictions)
        alone = _unit_risk(risk, predictions, signals, units.text)
        labels = predictions_table(predictions, self._predictor.config.thresholds, alone)
        return Scored(utterances, units, predictions, _explain_nulls(labels, units), signals, risk)

    def _predict(self, texts: Sequence[str | None], progress: bool) -> Predictions:
        """Predict in chunks, each different text once, with a progress bar over these.

        Chats are full of the same short texts ("ok", "thanks"), and a text scores the same wherever it stands.
        """
        places: dict[str | None, int] = {}
        rows = np.array([places.setdefault(text, len(places)) for text in texts], np.int64)
        different, parts = list(places), []
        with progress_bar(len(different), "scoring", "units", progress) as bar:
            for start in range(0, max(len(different), 1), CHUNK):
                part = self._predictor.predict(different[start : start + CHUNK])
                parts.append(part)
                bar.update(len(part))
        return Predictions.concat(parts).take(rows)


def load(
    model: str | Path = store.DEFAULT,
    threads: int | None = None,
    taxonomy: str | Path | None = None,
    risk: RiskModel | str | Path | None = None,
    half_life: float | None = None,
) -> Analyzer:
    """Load a model.

    Args:
        model: name of a shipped model (``voc models`` lists them), or path of a model folder.
        threads: texts scored at the same time; default the processors this process may use.
        taxonomy: TOML file with your own phases, pillars, owners and three E's, see ``voc.journey.rollups``.
        risk: a risk model of your own (``RiskModel.fit``), or the file it was saved in; default the model's.
        half_life: days in which the weight of an interaction in its customer's risk halves, ``math.inf`` for no
            discount; default fitted to the customers of each call, see ``voc.risk.drift``. Pass one for states that
            are to be merged, see ``Scores.states``.

    Raises:
        ModelError: if there is no such model, or a file of it is missing or was altered.
        InputError: if the taxonomy is not as it should be (the message says what is wrong), or the half-life not above
            0.
    """
    own = RiskModel.load(risk) if isinstance(risk, str | Path) else risk
    if half_life is not None:
        check_half_life(half_life)
    rollup = None if taxonomy is None else rollups.read(taxonomy)
    return Analyzer(store.find(model), threads, rollup, own, half_life)


def _unit_risk(
    model: RiskModel, predictions: Predictions, signals: NDArray[np.float64], texts: Sequence[str | None]
) -> NDArray[np.float64]:
    """Return the risk of each unit as if it were the whole interaction; NaN where it was not scored."""
    risk = np.full(len(predictions), np.nan)
    rows = np.flatnonzero(predictions.scored)
    features = interaction_features(signals[rows], unit_weights(texts)[rows], np.arange(len(rows)), len(rows))
    risk[rows] = model.predict(features)
    return risk


def _checked(texts: Sequence[str | None], caller: str) -> list[str | None]:
    """Return the texts as a list.

    Raises:
        InputError: if it is a single string, or holds something that is neither a string nor None.
    """
    if isinstance(texts, str):
        raise InputError(f"{caller} takes a list of texts; for one text pass [text], or use analyze(text)")
    texts = list(texts)
    for row, text in enumerate(texts):
        if text is not None and not isinstance(text, str):
            raise InputError(f"text {row} is a {type(text).__name__}, not a string")
    return texts


def _explain_nulls(labels: pa.Table, units: Units) -> pa.Table:
    """Say which units are null because somebody else speaks."""
    reasons = pc.if_else(pa.array(units.customer), labels["null_reason"], NOT_CUSTOMER)
    return labels.set_column(labels.schema.get_field_index("null_reason"), "null_reason", reasons)


def _units_table(scored: Scored) -> pa.Table:
    """Lay the units out, schema ``UNITS``."""
    units = scored.units
    given = ("interaction_id", "customer_id", "role", "channel", "timestamp")
    rows = scored.utterances.select(given).take(pa.array(units.utterance))
    first = np.searchsorted(units.interaction, units.interaction)
    numbers = pa.array(np.arange(len(units)) - first).cast(pa.string())
    columns = {name: rows[name] for name in given}
    columns["unit_id"] = pc.binary_join_element_wise(rows["interaction_id"], numbers, ":")
    columns["text"] = pa.array(units.text, pa.string())
    columns |= {"start": pa.array(units.start.astype(np.int32)), "end": pa.array(units.end.astype(np.int32))}
    columns |= {name: scored.labels[name] for name in scored.labels.column_names}
    touchpoints = find_touchpoints(units.to_score(), rows["channel"].to_pylist())
    columns["touchpoint"] = pa.array(touchpoints, pa.string())
    columns["signals"] = signals_column(scored.signals, scored.predictions.scored)
    return pa.table({name: columns[name] for name in UNITS.names}, schema=UNITS)


def _reasons(rows: list[dict[str, Any]] | None) -> tuple[Reason, ...]:
    """Build the reasons of a table's cell."""
    return tuple(Reason(row["driver"], row["contribution"]) for row in rows or ())


def _analysis(row: dict[str, Any], units: tuple[Unit, ...]) -> Analysis:
    """Build the analysis of one interaction from its row of ``INTERACTIONS`` and its units."""
    names = ("emotion", "valence", "effort", "stage", "owner", "resolved", "risk")
    return Analysis(
        units=units,
        reasons=_reasons(row["reasons"]),
        effort_reasons=_reasons(row["effort_reasons"]),
        events=tuple(Seen(Event(seen["event"]), seen["turn"], seen["of"]) for seen in row["events"]),
        **{name: row[name] for name in names},
    )


def _units(scored: Scored) -> tuple[Unit, ...]:
    """Build the unit objects of all interactions, in order."""
    roles = scored.utterances["role"].to_pylist()
    units = scored.units
    first_rows = units.first_rows[units.interaction]
    made = []
    for i, row in enumerate(scored.labels.to_pylist()):
        made.append(
            Unit(
                text=units.text[i] or "",
                role=Role(roles[units.utterance[i]]),
                utterance=int(units.utterance[i] - first_rows[i]),
                start=int(units.start[i]),
                end=int(units.end[i]),
                cues=tuple(CueSpan(Cue(c["cue"]), c["start"], c["end"], c["score"]) for c in row["cues"] or ()),
                emotions=tuple(row["emotions"] or ()),
                intents=tuple(row["intents"] or ()),
                **{
                    name: row[name]
                    for name in (
                        *("valence", "emotion", "intensity", "effort", "stage", "goal"),
                        *("expectation", "staff", "owner", "risk", "null_reason"),
                    )
                },
            )
        )
    return tuple(made)
