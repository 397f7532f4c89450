"""Wires everything together: texts, interactions or frames in; tables, analyses or scores out."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from voc.cues.own import OwnCues
from voc.errors import InputError
from voc.features import feature_matrix
from voc.frames import to_texts, to_utterances, utterances_apart
from voc.journey import rollups
from voc.journey.interactions import interactions
from voc.journey.renamed import renamed
from voc.language import other_language
from voc.model import store
from voc.model.about import About
from voc.model.artifacts import MANIFEST, RISK, WEIGHTS, sha256, verify
from voc.model.device import CPU, check_device
from voc.model.labels import predictions_table
from voc.model.predictor import CHUNK, Predictions, Predictor
from voc.progress import progress_bar
from voc.readers.rows import Columns, RowError, bounded, whole
from voc.results import analysis, explain_nulls, units_of, units_table
from voc.risk.features import interaction_features, unit_signals, unit_weights
from voc.risk.model import RiskModel
from voc.risk.state import check_half_life
from voc.schema import Analysis, Interaction
from voc.scored import Scored
from voc.scores import Scores
from voc.settings import Settings
from voc.units import english, to_units

if TYPE_CHECKING:
    from voc.parts import Part
    from voc.privacy import Redacted, Redactor


class Analyzer:
    """A loaded model. Thread-safe, and without state between calls: a text scores the same in every call.

    Attributes:
        settings: what it was loaded with.
        taxonomy: the roll-ups.
        fingerprint: SHA-256 of the model's manifest, which fixes every file of it; where the settings change scores, of
            them too.
    """

    def __init__(self, settings: Settings, threads: int | None = None, weights: str = WEIGHTS) -> None:
        """Verify and load the model; see ``load``, and ``OnnxRuntime`` for ``weights``."""
        folder = settings.folder
        check_device(settings.device)
        verify(folder)
        self.settings = settings
        self.taxonomy = settings.taxonomy or rollups.shipped()
        self._predictor = Predictor(folder, weights, threads, settings.device)
        self._thresholds = self._predictor.config.thresholds
        self._shipped_risk = RiskModel.load(folder / RISK)
        self._risk = settings.risk or self._shipped_risk
        self._manifest = sha256(folder / MANIFEST)
        if settings.any_language:
            self._manifest = _joined(self._manifest, "any language")
        self._own_cues = OwnCues(self.taxonomy.cue)
        if self.taxonomy.cue:
            self._manifest = _joined(self._manifest, repr([(rule.cue, rule.table()) for rule in self.taxonomy.cue]))
        self._emotions = None if settings.emotions is None else settings.emotions.load(settings.device)
        if self._emotions is not None:
            self._thresholds = replace(self._thresholds, emotions=self._emotions.mapping.threshold)
            self._manifest = _joined(self._manifest, self._emotions.fingerprint)
        self.fingerprint = self.stamp(self._risk)

    @property
    def name(self) -> str:
        """Name of the model; of a user's emotion model and of the one that gives all else."""
        name = self._predictor.config.name
        return name if self._emotions is None else f"{self._emotions.name} with {name}"

    def classify(self, texts: Sequence[str | None], progress: bool = False) -> pa.Table:
        """Score texts, each as exactly one unit.

        Args:
            texts: a list, or a column of a frame, any length each; None, what is missing in a column, blank texts and
                texts that are surely not English (``voc.language``) give nulls with a ``null_reason``.
            progress: show a progress bar.

        Returns:
            One row a text, schema ``voc.schema.PREDICTIONS``.

        Raises:
            InputError: if ``texts`` is a single string or several columns, or holds something that is neither a string
                nor None.
        """
        texts, redacted = self._redact(_checked(texts, "classify"))
        language = self._languages(texts)
        predictions = self._predict(english(texts, language), progress)
        if redacted:
            from voc.privacy.tables import cues_to_source

            predictions = cues_to_source(predictions, redacted)
        risk = _unit_risk(self._risk, predictions, unit_signals(predictions), texts)
        return renamed(explain_nulls(self._labels(predictions, risk), language), self.taxonomy)

    def features(self, texts: Sequence[str | None]) -> NDArray[np.float64]:
        """Score texts, each as exactly one unit, as numbers to learn from.

        Returns:
            Shape (texts, FEATURES), see ``voc.features``; NaN in the rows of None, of blank texts and of texts that
            are surely not English.

        Raises:
            InputError: as ``classify``.
        """
        texts, _ = self._redact(_checked(texts, "features"))
        predictions = self._predict(english(texts, self._languages(texts)), progress=False)
        risk = _unit_risk(self._risk, predictions, unit_signals(predictions), texts)
        return feature_matrix(predictions, self._thresholds, risk)

    def logits(self, texts: Sequence[str | None]) -> NDArray[np.float32]:
        """Return what the network gives before it is calibrated and made into labels, each text one unit.

        Returns:
            Shape (texts, WIDTH), the columns as in ``voc.model.heads``; NaN in the rows of None and blank texts. Texts
            in other languages get what the network makes of them.

        Raises:
            InputError: as ``classify``.
        """
        return self._predictor.logits(self._redact(_checked(texts, "logits"))[0])

    def analyze(self, source: str | Interaction | None) -> Analysis:
        """Score one text, or one interaction, and explain it; None counts as a blank text."""
        return self.analyze_many([source])[0]

    def analyze_many(self, sources: Sequence[str | Interaction | None]) -> list[Analysis]:
        """Score texts, or interactions, in one call of the model, and explain each by itself.

        Args:
            sources: a list, or a column of a frame; None, and what is missing in a column, counts as a blank text.

        Returns:
            One analysis a source, the same as ``analyze`` gives it alone.

        Raises:
            InputError: if ``sources`` is a single text or interaction, or holds anything else than texts, interactions
                and None; if an interaction has no utterances, or a value of it cannot be understood.
        """
        if isinstance(sources, str | Interaction):
            raise InputError("analyze_many takes a list of texts or interactions; for a single one use analyze")
        given = sources if isinstance(sources, list | tuple) else to_texts(sources)
        utterances = utterances_apart(given)
        scored = self._scored(utterances, progress=False, risk=self._risk)
        units = units_of(scored, self.taxonomy)
        bounds = np.searchsorted(scored.units.interaction, np.arange(len(given) + 1))
        rows = renamed(interactions(scored), self.taxonomy).to_pylist()
        return [analysis(row, units[bounds[i] : bounds[i + 1]]) for i, row in enumerate(rows)]

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
        tables = self.score_apart(utterances, progress, risk)
        return self.scores(tables | self.part(tables, risk).tables(self.taxonomy), kind, risk)

    def score_apart(
        self, utterances: pa.Table, progress: bool = True, risk: RiskModel | None = None
    ) -> dict[str, pa.Table]:
        """Score some interactions, each of which is the same whatever else is scored.

        Args:
            utterances: whole interactions, schema ``voc.schema.UTTERANCES``, those of each one together.
            progress: show a progress bar.
            risk: as in ``score``.

        Returns:
            The tables ``units`` and ``interactions``.
        """
        scored = self._scored(utterances, progress, risk or self._risk)
        return {"units": units_table(scored), "interactions": interactions(scored)}

    def part(self, tables: Mapping[str, pa.Table], risk: RiskModel | None = None) -> Part:
        """Take what the other tables need of the ``units`` and ``interactions`` of some customers, see ``Part.of``."""
        from voc.parts import Part  # what it imports takes longer than to explain a text

        return Part.of(tables, risk or self._risk, self.settings.half_life, self.stamp(risk), self.taxonomy)

    def scores(self, tables: dict[str, pa.Table], kind: str = "pyarrow", risk: RiskModel | None = None) -> Scores:
        """Put tables together with what they were made with, see ``Scores``."""
        model = risk or self._risk
        own = model.fingerprint != self._shipped_risk.fingerprint
        # Nobody has measured a user's emotion model, nor what stands on it.
        about = (
            About.of(self.settings.folder, self.name, self.stamp(risk), own)
            if self._emotions is None
            else About(self.name, self.stamp(risk), own)
        )
        return Scores(tables, kind, self.taxonomy, model, about)

    def stamp(self, risk: RiskModel | None = None) -> str:
        """Return what fixes the risks of a call: the fingerprint that an analyzer loaded with this risk model has.

        Args:
            risk: as in ``score``.
        """
        if risk is None:
            return self.fingerprint
        own = risk.fingerprint != self._shipped_risk.fingerprint
        return _joined(self._manifest, risk.fingerprint) if own else self._manifest

    def _scored(self, utterances: pa.Table, progress: bool, risk: RiskModel) -> Scored:
        utterances, redacted = self._redact_table(utterances)
        units = to_units(utterances, self.settings.any_language)
        predictions = self._predict(units.to_score(), progress)
        signals = unit_signals(predictions)
        alone = _unit_risk(risk, predictions, signals, units.text)
        labels = explain_nulls(self._labels(predictions, alone), units.language, units.customer)
        if redacted:
            from voc.privacy.tables import to_source

            units = to_source(units, redacted)
        return Scored(utterances, units, predictions, labels, signals, risk)

    def _languages(self, texts: Sequence[str | None]) -> list[str | None]:
        """Return the language of each text that is surely not in English, see ``voc.language``."""
        return [None if self.settings.any_language else other_language(text) for text in texts]

    def _redact(self, texts: list[str | None]) -> tuple[list[str | None], list[Redacted | None]]:
        """Return texts without personal data, and how they were redacted (nothing without a redactor)."""
        if self.settings.redactor is None:
            return texts, []
        from voc.privacy.tables import redact_texts

        redacted = redact_texts(self.settings.redactor, texts)
        return [None if one is None else one.text for one in redacted], redacted

    def _redact_table(self, utterances: pa.Table) -> tuple[pa.Table, list[Redacted | None]]:
        """Return utterances without personal data, and how they were redacted (nothing without a redactor)."""
        if self.settings.redactor is None:
            return utterances, []
        from voc.privacy.tables import redact_utterances

        return redact_utterances(self.settings.redactor, utterances)

    def _labels(self, predictions: Predictions, risk: NDArray[np.float64]) -> pa.Table:
        """Return the columns of ``classify``."""
        return predictions_table(predictions, self._thresholds, risk, own=self._predictor.own)

    def _predict(self, texts: Sequence[str | None], progress: bool) -> Predictions:
        """Predict in chunks, each different text once, with a progress bar over these.

        Chats are full of the same short texts ("ok", "thanks"), and a text scores the same wherever it stands.
        """
        places: dict[str | None, int] = {}
        rows = np.array([places.setdefault(text, len(places)) for text in texts], np.int64)
        different, parts = list(places), []
        with progress_bar(len(different), "scoring", "units", progress) as bar:
            for start in range(0, max(len(different), 1), CHUNK):
                chunk = different[start : start + CHUNK]
                part = self._predictor.predict(chunk)
                if self.taxonomy.cue:
                    part = replace(part, cues=self._own_cues.add(chunk, part.cues))
                if self._emotions is not None:
                    part = replace(part, values=part.values | {"emotions": self._emotions.probabilities(chunk)})
                parts.append(part)
                bar.update(len(part))
        return Predictions.concat(parts).take(rows)


def load(
    model: str | Path = store.DEFAULT,
    threads: int | None = None,
    taxonomy: str | Path | None = None,
    risk: RiskModel | str | Path | None = None,
    half_life: float | None = None,
    redact: bool | Redactor = False,
    any_language: bool = False,
    labels: str | Path | None = None,
    device: str = CPU,
) -> Analyzer:
    """Load a model.

    Args:
        model: name of a shipped model (``voc models`` lists them), or path of a model folder.
        threads: texts scored at the same time; default the processors this process may use.
        taxonomy: TOML file with your own cues, stages, phases, pillars, owners and three E's, see
            ``voc.journey.rollups``.
        risk: a risk model of your own (``RiskModel.fit``), or the file it was saved in; default the model's.
        half_life: days in which the weight of an interaction in its customer's risk halves, ``math.inf`` for no
            discount; default fitted to the customers of each call, see ``voc.risk.drift``. Pass one for states that
            are to be merged, see ``Scores.states``.
        redact: whether to take personal data out of texts before they are scored and kept; a ``voc.privacy.Redactor``
            says which kinds, with which key. Offsets of units still refer to the texts that were given, those of cues
            to the unit's text as it is kept.
        any_language: score texts that are surely not English too; default: they get nulls with a ``null_reason``.
        labels: TOML file which says what the labels of a Hugging Face sequence classifier stand for; ``model`` is then
            its local folder (safetensors; extra ``torch``). It gives the emotions, a model of ours all else, see
            ``voc.model.huggingface``. Emotions that it does not know are null in ``emotion_scores``. The risk takes
            them as not felt; the shipped risk model was fitted on the emotions of the shipped model, so with other ones
            its level is not calibrated: fit it to outcomes of your own with ``RiskModel.fit``.
        device: where networks run: ``cpu``; ``cuda`` for a GPU, in half precision, or ``cuda:1`` for the second (extra
            ``torch``). Scores then differ a little from those of the CPU, and in their fourth digit between batches,
            see ``voc.model.torch_runtime``; the ``fingerprint`` is the same, so both go into one history. Of a cascade
            only the large model runs there; a Hugging Face model does as it is, not in half precision.

    Raises:
        ModelError: if there is no such model, or a file of it is missing or was altered.
        InputError: if the taxonomy or the labels are not as they should be (the message says what is wrong and in which
            line), the half-life not above 0 or ``threads`` below 1; if there is no such device, or the model is static
            and it is a GPU.
        MissingExtraError: if ``redact`` is asked for without the extra ``privacy``, or ``labels`` or a GPU without
            torch and transformers.

    Warns:
        UserWarning: if names cannot be redacted, as no spaCy model is installed that finds them.
    """
    if threads is not None and threads < 1:
        raise InputError(f"threads is {threads}: pass 1 or more, or None for all processors")
    own = RiskModel.load(risk) if isinstance(risk, str | Path) else risk
    if half_life is not None:
        check_half_life(half_life)
    rollup = None if taxonomy is None else rollups.read(taxonomy)
    emotions = None
    if labels is not None:
        from voc.model.huggingface import EmotionSource, read_mapping

        mapping = read_mapping(labels)
        emotions, model = EmotionSource(Path(model).resolve(), mapping), mapping.base
    settings = Settings(store.find(model), rollup, own, half_life, _redactor(redact), any_language, emotions, device)
    return Analyzer(settings, threads)


def _redactor(redact: bool | Redactor) -> Redactor | None:
    """Make the redactor asked for, and say what it cannot find; one of the user's own was told what to find."""
    if not redact:
        return None
    from voc.privacy import Redactor

    if isinstance(redact, Redactor):
        return redact
    made = Redactor()
    if made.missing:
        warnings.warn(made.warning, stacklevel=3)
    return made


def _joined(fingerprint: str, other: str) -> str:
    """Return what fixes two things."""
    return hashlib.sha256(f"{fingerprint} {other}".encode()).hexdigest()


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
        InputError: if it is a single string, or no single column, or holds something that is neither a string nor None,
            or a text that is too long.
    """
    if isinstance(texts, str):
        raise InputError(f"{caller} takes a list of texts; for one text pass [text], or use analyze(text)")
    texts = list(texts) if isinstance(texts, list | tuple) else to_texts(texts)
    for row, text in enumerate(texts):
        if text is None:
            continue
        if not isinstance(text, str):
            raise InputError(f"text {row} is a {type(text).__name__}, not a string")
        try:
            texts[row] = bounded(whole(text))
        except RowError as error:
            raise InputError(f"text {row}: {error}") from error
    return texts
