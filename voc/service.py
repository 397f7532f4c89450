"""The three factors of customer service by channel and agent: speed of response, first contact resolution, attitude."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.arrays import Floats, Ints, add, distinct, first, flattened, floats, median, named, nullable, numbered, ratio
from voc.effort.contacts import issues
from voc.journey.evidence import Evidence
from voc.schema import SERVICE
from voc.sums import added, keyed
from voc.taxonomy import Staff

KEYS = ("channel", "agent")
TIMES = ("first_response_s", "longest_wait_s")
DIGITS = 4
"""Digits that are kept of a time, so that times can be counted: a median is off by at most 1 in 2,000, and by nothing
where times are whole seconds up to 10,000 (2.8 hours)."""
SHARES = ("resolved", "first_contact_resolution", "attitude", "effort")
COUNTS = pa.schema(
    [
        *((name, pa.string()) for name in KEYS),
        ("n_interactions", pa.int64()),
        *((name, pa.float64()) for name in SHARES),
        *((f"n_{name}", pa.int64()) for name in SHARES),
    ]
)
"""One row a channel and agent: sums, and of how many."""
SPEEDS = pa.schema(
    [*((name, pa.string()) for name in (*KEYS, "measure")), ("seconds", pa.float64()), ("n", pa.int64())]
)
"""One row a channel, agent, measure of ``TIMES`` and time, which is rounded: how many interactions took as long."""
SUMS = {"counts": COUNTS, "speeds": SPEEDS}
"""Schemas of the sums."""


def summed(evidence: Evidence) -> dict[str, pa.Table]:
    """Add up what the table of service is made of, schemas ``SUMS``; see ``laid_out``."""
    interactions = evidence.interactions
    served, agent, agents = _served(interactions)
    channel, channels = numbered(interactions["channel"])
    said, count = _attitudes(evidence)
    keys, group = distinct((channel[served] + 1) * (len(agents) + 1) + agent + 1)
    n = len(keys)
    values = {name: floats(interactions[name])[served] for name in ("resolved", "effort")}
    values["first_contact_resolution"] = _at_once(interactions, served, group)
    told = {name: (~np.isnan(value)).astype(np.float64) for name, value in values.items()}
    values |= {"attitude": said[served]}
    told |= {"attitude": count[served]}
    of = {
        "channel": named(channels.to_pylist(), keys // (len(agents) + 1) - 1),
        "agent": named(agents.to_pylist(), keys % (len(agents) + 1) - 1),
    }
    columns = of | {"n_interactions": pa.array(np.bincount(group, minlength=n))}
    for name in SHARES:
        columns[name] = pa.array(add(group, np.nan_to_num(values[name]), n))
        columns[f"n_{name}"] = pa.array(add(group, told[name], n).astype(np.int64))
    counts = pa.table({name: columns[name] for name in COUNTS.names}, schema=COUNTS)
    speeds = [_speeds(of, group, floats(interactions[name])[served], name) for name in TIMES]
    return {"counts": counts, "speeds": pa.concat_tables(speeds)}


def laid_out(sums: Mapping[str, pa.Table]) -> pa.Table:
    """Summarise the service in each channel and by each agent there, schema ``SERVICE``.

    A row without an agent is the whole channel. Only interactions in which an agent or a bot answers count, and
    they count for each agent who speaks in them. Times are medians in seconds, of times rounded to ``DIGITS`` digits:
    these can be counted, and counts of parts of the data add up. ``resolved`` is the share of goals met among those
    told of, ``first_contact_resolution`` the share of issues solved in their only contact (see
    ``voc.effort.contacts``), where an issue counts once for all its contacts, ``attitude`` the mean of what customers
    say of staff, -1 (all bad) to 1 (all good), ``effort`` the mean rating; each null where nothing tells.

    Args:
        sums: what ``summed`` gave, also for parts of the customers, joined.
    """
    counts = sums["counts"]
    n = counts.num_rows
    columns = {name: counts[name] for name in (*KEYS, "n_interactions")}
    for name in SHARES:
        columns[name] = nullable(ratio(counts[name].to_numpy(), floats(counts[f"n_{name}"])))
    for name in TIMES:
        some = sums["speeds"].filter(pc.equal(sums["speeds"]["measure"], name))
        group, _ = keyed(pa.concat_tables([counts.select(KEYS), some.select(KEYS)]), KEYS)
        place = np.zeros(n, np.int64)
        place[group[:n]] = np.arange(n)
        columns[name] = nullable(median(place[group[n:]], some["seconds"].to_numpy(), some["n"].to_numpy(), n))
    table = pa.table({field.name: columns[field.name].cast(field.type) for field in SERVICE}, schema=SERVICE)
    by_name = {name: pc.fill_null(columns[name], "") for name in KEYS}
    return table.take(pc.sort_indices(pa.table(by_name), sort_keys=[(name, "ascending") for name in by_name]))


def _served(interactions: pa.Table) -> tuple[Ints, Ints, pa.Array]:
    """Return the interactions in which somebody answers: once each, and once more for each agent or bot with a name.

    Returns:
        Their rows; the agent of each, -1 for the whole; and the names of the agents.
    """
    answered = np.flatnonzero(floats(interactions["n_agent_turns"]) > 0)
    agents, rows = flattened(interactions["agents"])
    agent, known = numbered(pa.chunked_array([agents]))
    return np.concatenate([answered, rows]), np.concatenate([np.full(len(answered), -1), agent]), known


def _at_once(interactions: pa.Table, served: Ints, group: Ints) -> Floats:
    """Return whether the issue of each row was solved in its only contact, for one row an issue and group; else NaN."""
    found = issues(interactions)
    issue = found.of_interactions()[served]
    pairs, pair = distinct(group * len(found.at_once) + issue)
    rows, values = first(pair, len(pairs)), np.full(len(served), np.nan)
    values[rows] = found.at_once[issue[rows]]
    return values


def _attitudes(evidence: Evidence) -> tuple[Floats, Floats]:
    """Return the sum and the number of what the units of each interaction say of staff, -1 or 1 each."""
    n, polarity = evidence.interactions.num_rows, evidence.polarity("staff", Staff, np.nan)
    told = ~np.isnan(polarity)
    of = evidence.interaction[told]
    return add(of, polarity[told], n), add(of, np.ones(len(of)), n)


def _speeds(of: Mapping[str, pa.Array], group: Ints, seconds: Floats, measure: str) -> pa.Table:
    """Count times, schema ``SPEEDS``.

    Args:
        of: channel and agent of each group.
        group: group of each time.
        seconds: times; NaN for none.
        measure: what they are.
    """
    known = np.flatnonzero(~np.isnan(seconds))
    rows = pa.array(group[known])
    columns = [*(of[name].take(rows) for name in KEYS), pa.array([measure]).take(pa.array(np.zeros(len(known), int)))]
    columns += [pa.array(rounded(seconds[known])), pa.array(np.ones(len(known), np.int64))]
    return added(pa.table(columns, schema=SPEEDS), SPEEDS.names[:-1])


def rounded(seconds: Floats) -> Floats:
    """Round times to ``DIGITS`` digits, the same number for all that round alike.

    >>> rounded(np.array([0.0, 0.012345, 7, 86399])).tolist()
    [0.0, 0.01234, 7.0, 86400.0]
    """
    some = seconds > 0
    power = np.zeros(len(seconds), np.int64)
    power[some] = np.floor(np.log10(seconds[some])).astype(np.int64) + 1 - DIGITS
    up, down = 10.0 ** np.maximum(power, 0), 10.0 ** np.maximum(-power, 0)
    result: Floats = np.rint(seconds / up * down) * up / down
    return result
