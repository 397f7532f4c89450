"""Times of the turns, and the effort of interactions: said in the customer's words and seen in the conversation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa

from voc.arrays import Bools, Floats, Ints, codes, first, listed, named, nullable, seconds_from, times
from voc.effort.events import Turns, find_events
from voc.effort.rating import EXPRESSED, log_odds, rate
from voc.schema import Seen
from voc.taxonomy import Event, Role, names


def timing(utterances: pa.Table, first_rows: Ints) -> dict[str, pa.Array]:
    """Count the turns and measure the times between them, in seconds.

    The first response is an agent's; a wait is the time from one turn to the next that is not the customer's.

    Args:
        utterances: schema ``UTTERANCES``, interactions together.
        first_rows: first row of each interaction.

    Returns:
        The columns ``started_at``, ``duration_s``, ``first_response_s``, ``longest_wait_s``, ``n_customer_turns`` and
        ``n_agent_turns`` of ``INTERACTIONS``; times are null where they are not known or go back.
    """
    n, of = len(first_rows), _interaction(utterances, first_rows)
    speaks, time = _speakers(utterances), times(utterances["timestamp"])
    customers, agents = np.flatnonzero(speaks[Role.CUSTOMER]), np.flatnonzero(speaks[Role.AGENT])
    started, ended = np.fmin.reduceat(time, first_rows), np.fmax.reduceat(time, first_rows)
    known = np.bincount(of[~np.isnat(time)], minlength=n)

    asked = np.append(customers, -1)[first(of[customers], n)]
    later = agents[(asked[of[agents]] >= 0) & (agents > asked[of[agents]])]
    answered = np.append(later, -1)[first(of[later], n)]
    response = np.where(answered >= 0, seconds_from(time[asked], time[answered]), np.nan)

    turns = np.flatnonzero(speaks[Role.CUSTOMER] | speaks[Role.AGENT] | speaks[Role.BOT])
    before, turn = turns[:-1], turns[1:]
    waited = (of[before] == of[turn]) & ~speaks[Role.CUSTOMER][turn]
    longest = np.full(n, np.nan)
    np.fmax.at(longest, of[turn[waited]], seconds_from(time[before[waited]], time[turn[waited]]))
    return {
        "started_at": pa.array(started, pa.timestamp("us")),
        "duration_s": nullable(np.where(known > 1, seconds_from(started, ended), np.nan)),
        "first_response_s": nullable(response),
        "longest_wait_s": nullable(longest),
        "n_customer_turns": pa.array(np.bincount(of[customers], minlength=n)),
        "n_agent_turns": pa.array(np.bincount(of[speaks[Role.AGENT] | speaks[Role.BOT]], minlength=n)),
    }


def effort(utterances: pa.Table, first_rows: Ints, said: Floats, resolved: Floats) -> dict[str, pa.Array]:
    """Rate the effort by the words, by what was seen, and by both, with the evidence.

    Only conversations are looked into turn by turn; where a customer speaks once and nobody answers, the words tell.

    Args:
        utterances: schema ``UTTERANCES``, interactions together.
        first_rows: first row of each interaction.
        said: rating that the words of each interaction express, 1 to 5; NaN without evidence.
        resolved: whether the goal was met in the end, 0 or 1; NaN where it is not known.

    Returns:
        The columns ``effort_expressed``, ``effort_observed``, ``effort``, ``effort_reasons``, ``events`` and the count
        of each event of ``INTERACTIONS``.
    """
    n, where = len(first_rows), _conversations(utterances, first_rows)
    ratings: list[float | None] = []
    observed: list[float | None] = []
    reasons: list[tuple[int, str, float]] = []
    events: list[tuple[int, Seen]] = []
    for i, turns in zip(where.tolist(), _turns(utterances, first_rows, where), strict=True):
        seen, answered = find_events(turns), bool(turns.by(Role.AGENT, Role.BOT))
        words = None if np.isnan(said[i]) else said[i].item()
        met = None if np.isnan(resolved[i]) else bool(resolved[i])
        rating, parts = rate(words, seen, met, answered)
        ratings.append(rating)
        observed.append(rate(None, seen, met, answered)[0])
        reasons += [(i, driver, value) for driver, value in parts.items()]
        events += [(i, found) for found in seen]
    return {
        "effort_expressed": nullable(said),
        "effort_observed": nullable(_replaced(np.full(n, np.nan), where, observed)),
        "effort": nullable(_replaced(said, where, ratings)),
        "effort_reasons": _reasons(_replaced(said, where, [None] * len(where)), reasons),
        **_events(events, n),
    }


def _interaction(utterances: pa.Table, first_rows: Ints) -> Ints:
    """Return the interaction of each utterance."""
    return np.repeat(np.arange(len(first_rows)), np.diff(np.append(first_rows, utterances.num_rows)))


def _speakers(utterances: pa.Table) -> dict[Role, Bools]:
    """Return for each role whether it speaks in each utterance."""
    role = codes(utterances["role"], names(Role))
    return {kind: role == i for i, kind in enumerate(Role)}


def _conversations(utterances: pa.Table, first_rows: Ints) -> Ints:
    """Return the interactions of several turns, and those of a single one that is not the customer's."""
    speaks = _speakers(utterances)
    several = np.diff(np.append(first_rows, utterances.num_rows)) > 1
    return np.flatnonzero(several | (speaks[Role.AGENT] | speaks[Role.BOT])[first_rows])


def _turns(utterances: pa.Table, first_rows: Ints, where: Ints) -> Iterator[Turns]:
    """Yield the turns of some interactions."""
    ours = pa.array(np.isin(_interaction(utterances, first_rows), where))
    fields = [utterances[name].filter(ours).to_pylist() for name in ("role", "speaker", "text", "timestamp", "channel")]
    lengths = np.diff(np.append(first_rows, utterances.num_rows))[where]
    for start, end in pairwise(np.append(0, np.cumsum(lengths)).tolist()):
        yield Turns(*(values[start:end] for values in fields))


def _replaced(values: Floats, where: Ints, by: Sequence[float | None]) -> Floats:
    """Return the values with some of them replaced, None by NaN."""
    replaced = values.copy()
    replaced[where] = np.array(by, np.float64)
    return replaced


def _reasons(alone: Floats, others: Sequence[tuple[int, str, float]]) -> pa.ListArray:
    """List the contributions to each rating.

    Args:
        alone: rating of each interaction where the words alone tell, NaN elsewhere.
        others: interaction, driver and contribution of all others, interactions in order.
    """
    told = np.flatnonzero(~np.isnan(alone))
    interaction = np.concatenate([told, np.array([i for i, _, _ in others], np.int64)])
    order = np.argsort(interaction, kind="stable")
    drivers = [EXPRESSED] * len(told) + [driver for _, driver, _ in others]
    values = np.concatenate([log_odds(alone[told]), [value for _, _, value in others]])
    parts = pa.StructArray.from_arrays([pa.array(drivers, pa.string()), pa.array(values)], ["driver", "contribution"])
    return listed(np.bincount(interaction, minlength=len(alone)), parts.take(pa.array(order)))


def _events(seen: Sequence[tuple[int, Seen]], n: int) -> dict[str, pa.Array]:
    """List and count the events of ``n`` interactions, given in order."""
    interaction = np.array([i for i, _ in seen], np.int64)
    kind = np.array([list(Event).index(found.event) for _, found in seen], np.int64)
    turn, of = (pa.array([getattr(found, name) for _, found in seen], pa.int32()) for name in ("turn", "of"))
    rows = pa.StructArray.from_arrays([named(names(Event), kind), turn, of], ["event", "turn", "of"])
    counts = {f"n_{event}": np.bincount(interaction[kind == i], minlength=n) for i, event in enumerate(names(Event))}
    return {
        "events": listed(np.bincount(interaction, minlength=n), rows),
        **{name: pa.array(count) for name, count in counts.items()},
    }
