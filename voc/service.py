"""The three factors of customer service by channel and agent: speed of response, first contact resolution, attitude."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.arrays import Floats, Ints, add, distinct, flattened, floats, mean, median, named, nullable, numbered, ratio
from voc.effort.contacts import issues
from voc.journey.evidence import Evidence
from voc.schema import SERVICE
from voc.taxonomy import Staff

TIMES = ("first_response_s", "longest_wait_s")


def service(evidence: Evidence) -> pa.Table:
    """Summarise the service in each channel and by each agent there, schema ``SERVICE``.

    A row without an agent is the whole channel. Only interactions in which an agent or a bot answers count, and
    they count for each agent who speaks in them. Times are medians in seconds. ``resolved`` is the share of goals
    met among those told of, ``first_contact_resolution`` the share of issues solved in their only contact (see
    ``voc.effort.contacts``), ``attitude`` the mean of what customers say of staff, -1 (all bad) to 1 (all good),
    ``effort`` the mean rating; each null where nothing tells.
    """
    interactions = evidence.interactions
    served, agent, agents = _served(interactions)
    channel, channels = numbered(interactions["channel"])
    keys, group = distinct((channel[served] + 1) * (len(agents) + 1) + agent + 1)
    n = len(keys)
    found = issues(interactions)
    measures = {name: median(group, floats(interactions[name])[served], n) for name in TIMES}
    measures |= {name: mean(group, floats(interactions[name])[served], n) for name in ("resolved", "effort")}
    measures["first_contact_resolution"] = mean(group, found.by_contact(found.at_once)[served], n)
    said, count = _attitudes(evidence)
    measures["attitude"] = ratio(add(group, said[served], n), add(group, count[served], n))
    columns = {
        "channel": named(channels.to_pylist(), keys // (len(agents) + 1) - 1),
        "agent": named(agents.to_pylist(), keys % (len(agents) + 1) - 1),
        "n_interactions": pa.array(np.bincount(group, minlength=n)),
        **{name: nullable(values) for name, values in measures.items()},
    }
    table = pa.table({field.name: columns[field.name].cast(field.type) for field in SERVICE}, schema=SERVICE)
    by_name = {name: pc.fill_null(columns[name], "") for name in ("channel", "agent")}
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


def _attitudes(evidence: Evidence) -> tuple[Floats, Floats]:
    """Return the sum and the number of what the units of each interaction say of staff, -1 or 1 each."""
    n, polarity = evidence.interactions.num_rows, evidence.polarity("staff", Staff, np.nan)
    told = ~np.isnan(polarity)
    of = evidence.interaction[told]
    return add(of, polarity[told], n), add(of, np.ones(len(of)), n)
