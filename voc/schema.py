"""What flows through the library: interactions in, analyses and Arrow tables out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from voc.taxonomy import CueLabel, Emotion, Event, Expectation, Goal, GoEmotion, Intent, Role, Staff, Stage, names


@dataclass(frozen=True, slots=True)
class Utterance:
    """One turn by one speaker.

    Attributes:
        text: what was said; None or blank when the export has none.
        role: who spoke.
        timestamp: when, with time zone (naive times are read as UTC); None when unknown.
        speaker: name or id of the speaker as exported, which tells one agent from another; None when unknown.
    """

    text: str | None
    role: Role = Role.CUSTOMER
    timestamp: datetime | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Interaction:
    """One review, complaint, e-mail, survey answer, chat or call.

    Attributes:
        id: unique name.
        utterances: the turns in order.
        customer: who it is about; None leaves it out of the customers table.
        channel: where it happened, as exported (``chat``, ``review`` …).
        value: worth of the customer, any currency (revenue, lifetime value); None when unknown.
        outcomes: what the customer answered when asked, by name of ``OUTCOMES``.
    """

    id: str
    utterances: tuple[Utterance, ...]
    customer: str | None = None
    channel: str | None = None
    value: float | None = None
    outcomes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CueSpan:
    """Words that prove effort or ease.

    Attributes:
        cue: kind.
        start: offset of the first character in the text it was found in.
        end: offset behind the last character.
        score: probability, 0 to 1.
    """

    cue: CueLabel
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Seen:
    """An event and its evidence.

    Attributes:
        event: kind.
        turn: index of the turn at which it shows, in order of time where all turns have one, else as given.
        of: index, likewise, of the earlier turn that is said again, waited after or gone on from; None for a transfer.
    """

    event: Event
    turn: int
    of: int | None = None


def _scores(labels: tuple[str, ...]) -> pa.DataType:
    return pa.struct([(label, pa.float32()) for label in labels])


_CUES = pa.list_(pa.struct([("cue", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("score", pa.float32())]))
_LABELS = pa.list_(pa.struct([("label", pa.string()), ("score", pa.float32())]))
_REASONS = pa.list_(pa.struct([("driver", pa.string()), ("contribution", pa.float64())]))
_EVENTS = pa.list_(pa.struct([("event", pa.string()), ("turn", pa.int32()), ("of", pa.int32())]))
_TIME = pa.timestamp("us", tz="UTC")
_STRINGS = pa.list_(pa.string())

OUTCOMES = {"nps": (0.0, 10.0), "csat": (0.0, 100.0), "ces": (1.0, 7.0), "stars": (1.0, 5.0)}
"""What customers answer when asked, and the ranges of the answers.

- ``nps``: how likely they are to recommend; 9 and 10 are promoters, up to 6 detractors.
- ``csat``: satisfaction as exported, more is better; 1 to 5 is usual, 1 to 7, 1 to 10 and percentages occur. The words
  of the usual five-point scale are 1 to 5. The scale is not converted, so compare only within one survey.
- ``ces``: the Customer Effort Score as exported. Since CES 2.0 1 to 7, 7 being easiest ("made it easy", agree); before
  that 1 to 5, 5 being hardest. The export does not tell which.
- ``stars``: the rating of a review.
"""
_OUTCOMES = [(name, pa.float64()) for name in OUTCOMES]

UTTERANCES = pa.schema(
    [
        ("interaction_id", pa.string()),
        ("customer_id", pa.string()),
        ("role", pa.string()),
        ("role_confidence", pa.float32()),
        ("speaker", pa.string()),
        ("timestamp", _TIME),
        ("channel", pa.string()),
        ("value", pa.float64()),
        *_OUTCOMES,
        ("text", pa.string()),
    ]
)
"""What every reader gives: one row an utterance. ``role_confidence``, 0 to 1, is null where the export states the role
and no rule had to find it."""

PREDICTIONS = pa.schema(
    [
        ("valence", pa.float32()),
        ("emotion", pa.string()),
        ("emotions", _STRINGS),
        ("emotion_scores", _scores(names(Emotion))),
        ("go_emotions", _scores(names(GoEmotion))),
        ("intensity", pa.float32()),
        ("effort", pa.float32()),
        ("cues", _CUES),
        ("stage", pa.string()),
        ("stage_scores", _scores(names(Stage))),
        ("goal", pa.string()),
        ("expectation", pa.string()),
        ("intents", _STRINGS),
        ("staff", pa.string()),
        ("owner", pa.string()),
        ("risk", pa.float32()),
        ("labels", _LABELS),
        ("unusual", pa.bool_()),
        ("null_reason", pa.string()),
    ]
)
"""What ``classify`` gives, one row a text. ``null_reason`` says why all else is null: ``blank text``, ``not English
(de)`` with the ISO 639 code of the language (``voc.language``), in units also ``not a customer turn``; it is null
itself otherwise. ``labels`` are those of the user's own (``voc train own``), null where the model has none. ``unusual``
says that the text is unlike what the model was trained and measured on (``voc.model.domain``), so that all its scores
are doubtful; null where the model does not tell."""

_POLAR = (("goal", Goal), ("expectation", Expectation), ("staff", Staff), ("intent", Intent))
SIGNALS_KEPT = (
    *(f"{head}_{label.value}" for head, labels in _POLAR for label in labels if label.polarity),
    "effort",
    "ease",
)
"""Signals of the risk model that no other column of a unit holds, see ``voc.risk.features``."""

UNITS = pa.schema(
    [
        ("interaction_id", pa.string()),
        ("customer_id", pa.string()),
        ("unit_id", pa.string()),
        ("role", pa.string()),
        ("channel", pa.string()),
        ("timestamp", _TIME),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("text", pa.string()),
        *PREDICTIONS,
        ("touchpoint", pa.string()),
        ("signals", _scores(SIGNALS_KEPT)),
    ]
)
"""``unit_id`` ends in the number of the unit in its interaction, from 0. ``signals``, each 0 to 1, let the risk model
be fitted and asked again on saved scores; null where nothing was scored."""

INTERACTIONS = pa.schema(
    [
        ("interaction_id", pa.string()),
        ("customer_id", pa.string()),
        ("channel", pa.string()),
        ("started_at", _TIME),
        ("n_units", pa.int32()),
        ("n_customer_turns", pa.int32()),
        ("n_agent_turns", pa.int32()),
        ("duration_s", pa.float64()),
        ("first_response_s", pa.float64()),
        ("longest_wait_s", pa.float64()),
        *((f"n_{event}", pa.int32()) for event in names(Event)),
        ("valence", pa.float32()),
        ("peak", pa.float32()),
        ("end", pa.float32()),
        ("emotion", pa.string()),
        ("cues", _STRINGS),
        ("stage", pa.string()),
        ("owner", pa.string()),
        ("effort_expressed", pa.float32()),
        ("effort_observed", pa.float32()),
        ("effort", pa.float32()),
        ("effort_reasons", _REASONS),
        ("events", _EVENTS),
        ("resolved", pa.bool_()),
        ("risk", pa.float32()),
        ("reasons", _REASONS),
        *_OUTCOMES,
        ("value", pa.float64()),
        ("agents", _STRINGS),
    ]
)
"""``value`` is what the customer was worth then. ``agents`` names the agents and bots who speak, each once."""

CUSTOMERS = pa.schema(
    [
        ("customer_id", pa.string()),
        ("n_interactions", pa.int32()),
        ("first_at", _TIME),
        ("last_at", _TIME),
        ("risk", pa.float32()),
        ("risk_low", pa.float32()),
        ("risk_high", pa.float32()),
        ("trend", pa.float32()),
        ("peak", pa.float32()),
        ("end", pa.float32()),
        ("consistency", pa.float32()),
        ("n_repeat_contacts", pa.int32()),
        ("n_channel_switches", pa.int32()),
        ("first_contact_resolution", pa.float32()),
        ("time_to_resolution_s", pa.float64()),
        ("value", pa.float64()),
        ("value_at_risk", pa.float64()),
        ("reasons", _REASONS),
    ]
)
"""Customers by their scored interactions alone: ``value`` is the last known one of these, and ``value_at_risk`` that
times ``risk``. ``risk_low`` and ``risk_high`` are null where too little tells how customers differ. See
``voc.risk.customers.laid_out``."""
CUSTOMERS_ORDER = [("risk", "descending"), ("customer_id", "ascending")]
"""Order of the customers."""


def _measured(*measures: str) -> list[tuple[str, pa.DataType]]:
    """Lay out a mean and its 95% interval a measure."""
    return [(name + part, pa.float32()) for name in measures for part in ("", "_low", "_high")]


GROUP = [
    ("n", pa.int32()),
    ("n_interactions", pa.int32()),
    ("n_customers", pa.int32()),
    ("share", pa.float32()),
    ("emotions", _scores(names(Emotion))),
    *_measured("net_emotion"),
    ("intensity", pa.float32()),
    *_measured("effort", "goal_rate"),
    ("expectation_missed", pa.float32()),
    ("expectation_exceeded", pa.float32()),
    *_measured("expectation_net", "attitude", "risk"),
    ("top_cues", _STRINGS),
    ("quotes", pa.list_(pa.struct([("cue", pa.string()), ("texts", _STRINGS)]))),
    ("touchpoints", pa.list_(pa.struct([("touchpoint", pa.string()), ("n", pa.int32())]))),
    ("owner", pa.string()),
    ("priority", pa.float32()),
]
"""What is measured of a group of units, see ``voc.journey.groups``."""

STAGES = pa.schema([("stage", pa.string()), ("phase", pa.string()), *GROUP])

DRIVERS = pa.schema(
    [
        ("stage", pa.string()),
        ("cue", pa.string()),
        ("emotion", pa.string()),
        ("owner", pa.string()),
        ("n_units", pa.int32()),
        ("n_interactions", pa.int32()),
        ("n_customers", pa.int32()),
        *_measured("risk_drop"),
        ("value_drop", pa.float64()),
        ("value_drop_low", pa.float64()),
        ("value_drop_high", pa.float64()),
        ("quotes", _STRINGS),
    ]
)
"""What is measured of a problem, see ``voc.risk.drivers``."""

SERVICE = pa.schema(
    [
        ("channel", pa.string()),
        ("agent", pa.string()),
        ("n_interactions", pa.int32()),
        ("first_response_s", pa.float64()),
        ("longest_wait_s", pa.float64()),
        ("resolved", pa.float32()),
        ("first_contact_resolution", pa.float32()),
        ("attitude", pa.float32()),
        ("effort", pa.float32()),
    ]
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One scored piece of text; fields as the columns of ``UNITS``, None where nothing was scored.

    Attributes:
        text: the words.
        role: who speaks.
        utterance: index of the utterance in the interaction, in order of time where all have one, else as given.
        start: offset in the utterance's text.
        end: offset behind it.
        valence: -1 to 1.
        emotion: strongest emotion, or ``neutral``.
        emotions: all over the threshold, strongest first.
        intensity: 0 to 3.
        effort: 1 to 5, None without evidence.
        cues: with offsets into ``text``.
        stage: journey stage, None when it cannot be told.
        goal: met, partial, unmet or None.
        expectation: exceeded, missed or None.
        intents: what the writer says they will do.
        staff: attitude of an employee, or None.
        owner: department, or None.
        risk: 0 to 1.
        null_reason: why nothing was scored, else None.
        labels: the user's own over the threshold, strongest first.
        unusual: whether the text is unlike what the model was trained and measured on; None where that is not told.
    """

    text: str
    role: Role
    utterance: int
    start: int
    end: int
    valence: float | None
    emotion: str | None
    emotions: tuple[str, ...]
    intensity: float | None
    effort: float | None
    cues: tuple[CueSpan, ...]
    stage: str | None
    goal: str | None
    expectation: str | None
    intents: tuple[str, ...]
    staff: str | None
    owner: str | None
    risk: float | None
    null_reason: str | None
    labels: tuple[str, ...] = ()
    unusual: bool | None = None


BASELINE = "baseline"
"""Driver that stands for the risk of an interaction which says nothing."""
POPULATION = "population"
"""Driver that stands for the pull of a customer's risk towards the other customers."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What a driver adds to the log-odds of leaving, or of effort.

    Attributes:
        driver: name of a signal or event, ``baseline`` or ``population``.
        contribution: log-odds, above 0 raises the risk or the effort.
    """

    driver: str
    contribution: float


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything about one text or interaction; shows itself in a notebook and in a terminal.

    Attributes:
        units: in order, the other speakers' too.
        emotion: emotion of most of the customer's units, ``neutral``, or None when nothing was scored.
        valence: mean, -1 to 1.
        effort: 1 to 5, None without evidence.
        stage: where on the journey, or None.
        owner: department, or None.
        resolved: whether the customer's goal was met in the end, None when the words do not tell.
        risk: 0 to 1, None when nothing was scored.
        reasons: strongest first; their sum is the log-odds of ``risk``.
        effort_reasons: strongest first; their sum is the log-odds of ``(effort - 1) / 4``.
        events: what was seen to happen in the conversation; ``turn`` and ``of`` are indices of utterances.
    """

    units: tuple[Unit, ...]
    emotion: str | None
    valence: float | None
    effort: float | None
    stage: str | None
    owner: str | None
    resolved: bool | None
    risk: float | None
    reasons: tuple[Reason, ...]
    effort_reasons: tuple[Reason, ...] = ()
    events: tuple[Seen, ...] = ()

    @property
    def cues(self) -> tuple[tuple[Unit, CueSpan], ...]:
        """All cues with the unit whose text their offsets refer to."""
        return tuple((unit, span) for unit in self.units for span in unit.cues)

    def __str__(self) -> str:
        """Return the analysis as plain text for a terminal."""
        from voc.report.analysis import to_text

        return to_text(self)

    def _repr_html_(self) -> str:
        """Return the analysis as HTML for a notebook."""
        from voc.report.analysis import to_html

        return to_html(self)
