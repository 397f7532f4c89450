"""What an interaction was about, how it felt, what it cost, and how it ended."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa

from voc.effort import expressed
from voc.effort.events import Turns, find_events, seconds_between, waits
from voc.effort.rating import rate
from voc.model.heads import HEADS
from voc.risk.model import reasons
from voc.schema import INTERACTIONS, OUTCOMES
from voc.scored import Scored
from voc.taxonomy import NEUTRAL, Event, Goal, Role


def interactions(scored: Scored) -> pa.Table:
    """Summarise each interaction, schema ``INTERACTIONS``.

    Stage and owner are the most probable ones over all the customer's units (probabilities added up), null where every
    unit's own is null. ``peak`` is the valence furthest from 0, ``end`` the last one. ``resolved`` is whether the last
    goal that the words tell of was met.
    """
    labels = {name: scored.labels[name].to_pylist() for name in ("valence", "effort", "goal", "emotion", "cues")}
    labels |= {name: scored.labels[name].to_pylist() for name in ("stage", "owner")}
    contributions = scored.risk_model.contributions(scored.features)
    turns = [scored.utterances[name].to_pylist() for name in ("role", "speaker", "text", "timestamp", "channel")]
    last_rows = np.append(scored.units.first_rows, scored.utterances.num_rows)[1:]
    unit_bounds = np.searchsorted(scored.units.interaction, np.arange(scored.n_interactions + 1))
    given = {name: scored.by_interaction(name) for name in ("interaction_id", "customer_id", "channel", *OUTCOMES)}
    rows: list[dict[str, object]] = []
    for i, (first, last) in enumerate(zip(scored.units.first_rows, last_rows, strict=True)):
        units = np.arange(unit_bounds[i], unit_bounds[i + 1])
        ours = [int(u) for u in units if scored.predictions.scored[u]]
        resolved = _resolved([labels["goal"][u] for u in ours])
        shape = Turns(*(values[first:last] for values in turns))
        rows.append(
            {name: values[i] for name, values in given.items()}
            | _timing(shape)
            | _effort(shape, [labels["effort"][u] for u in ours], resolved)
            | _feeling([labels["valence"][u] for u in ours], [labels["emotion"][u] for u in ours])
            | {
                "n_units": len(units),
                "cues": list(dict.fromkeys(cue["cue"] for u in ours for cue in labels["cues"][u])),
                "stage": _most_probable(scored, "stage", [u for u in ours if labels["stage"][u]]),
                "owner": _most_probable(scored, "owner", [u for u in ours if labels["owner"][u]]),
                "resolved": resolved,
                "risk": float(scored.risk[i]) if ours else None,
                "reasons": reasons(contributions[i]) if ours else None,
            }
        )
    return pa.Table.from_pylist(rows, schema=INTERACTIONS)


def _timing(turns: Turns) -> dict[str, object]:
    """Count the turns and measure the times between them, in seconds."""
    known = [time for time in turns.timestamp if time is not None]
    customer, others = turns.by(Role.CUSTOMER), turns.by(Role.AGENT, Role.BOT)
    agents = turns.by(Role.AGENT)
    answered = next((i for i in agents if customer and i > customer[0]), None)
    response = None if answered is None else seconds_between(turns.timestamp[customer[0]], turns.timestamp[answered])
    return {
        "started_at": min(known, default=None),
        "duration_s": (max(known) - min(known)).total_seconds() if len(known) > 1 else None,
        "first_response_s": response,
        "longest_wait_s": max((seconds for _, _, seconds in waits(turns)), default=None),
        "n_customer_turns": len(customer),
        "n_agent_turns": len(others),
    }


def _effort(turns: Turns, ratings: list[float | None], resolved: bool | None) -> dict[str, object]:
    """Rate the effort by the words, by what was seen, and by both, with the evidence."""
    said, seen = expressed(ratings), find_events(turns)
    answered = bool(turns.by(Role.AGENT, Role.BOT))
    rating, parts = rate(said, seen, resolved, answered)
    counts = Counter(found.event for found in seen)
    return {
        "effort_expressed": said,
        "effort_observed": rate(None, seen, resolved, answered)[0],
        "effort": rating,
        "effort_reasons": [{"driver": driver, "contribution": value} for driver, value in parts.items()],
        "events": [{"event": found.event.value, "turn": found.turn, "of": found.of} for found in seen],
        **{f"n_{event.value}": counts[event] for event in Event},
    }


def _feeling(valences: list[float], emotions: list[str]) -> dict[str, object]:
    """Summarise valence, and name the emotion that most units have; neutral only where no unit has one."""
    if not valences:
        return {"valence": None, "peak": None, "end": None, "emotion": None}
    felt = Counter(emotion for emotion in emotions if emotion != NEUTRAL)
    return {
        "valence": sum(valences) / len(valences),
        "peak": max(valences, key=abs),
        "end": valences[-1],
        "emotion": felt.most_common(1)[0][0] if felt else NEUTRAL,
    }


def _most_probable(scored: Scored, head: str, units: list[int]) -> str | None:
    """Return the label with the largest sum of probabilities over the units."""
    if not units:
        return None
    return HEADS[head].labels[1 + int(scored.predictions.values[head][units, 1:].sum(0).argmax())]


def _resolved(goals: list[str | None]) -> bool | None:
    """Return whether the last goal told of was met; null when none was."""
    told = [goal for goal in goals if goal is not None]
    return told[-1] == Goal.MET if told else None
