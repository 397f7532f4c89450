"""What each interaction says of its customer's risk, as arrays: the input of states, of their fit and of histories."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.arrays import Floats, Ints, floats
from voc.risk.features import SIGNALS
from voc.schema import BASELINE

DRIVERS = (BASELINE, *SIGNALS)
"""Columns of ``contributions``, as ``RiskModel.contributions`` gives them."""
UNDATED = np.iinfo(np.int64).min
"""Time of an interaction that has none: before all others."""


@dataclass(frozen=True)
class Evidence:
    """Interactions with a customer and a risk; row by row.

    Attributes:
        interaction_id: names, to tell rows with the same time apart.
        customer_id: names of the customers, no nulls.
        at: when it started, microseconds since 1970 (UTC), or ``UNDATED``.
        contributions: parts of the log-odds, shape (rows, DRIVERS), see ``RiskModel.contributions``.
        valence: mean, -1 to 1.
        peak: valence furthest from 0.
        end: last valence.
        value: worth of the customer; NaN where not known.
    """

    interaction_id: pa.Array
    customer_id: pa.Array
    at: Ints
    contributions: Floats
    valence: Floats
    peak: Floats
    end: Floats
    value: Floats

    @cached_property
    def log_odds(self) -> Floats:
        """Log-odds of each interaction."""
        total: Floats = self.contributions.sum(1)
        return total

    @classmethod
    def of(cls, interactions: pa.Table) -> Evidence:
        """Take the evidence of interactions.

        Args:
            interactions: schema ``INTERACTIONS``.
        """
        contributions = _contributions(interactions["reasons"])
        known = pc.is_valid(interactions["customer_id"]).to_numpy() & ~np.isnan(contributions).any(1)
        rows = np.flatnonzero(known)
        part = interactions.take(pa.array(rows))
        at = part["started_at"].combine_chunks().cast(pa.int64())
        return cls(
            part["interaction_id"].combine_chunks(),
            part["customer_id"].combine_chunks(),
            pc.fill_null(at, UNDATED).to_numpy(),
            contributions[rows],
            floats(part["valence"]),
            floats(part["peak"]),
            floats(part["end"]),
            floats(part["value"]),
        )

    def take(self, rows: Ints) -> Evidence:
        """Return some rows, in the order asked for."""
        at = pa.array(rows)
        return Evidence(
            self.interaction_id.take(at),
            self.customer_id.take(at),
            self.at[rows],
            self.contributions[rows],
            self.valence[rows],
            self.peak[rows],
            self.end[rows],
            self.value[rows],
        )


@dataclass(frozen=True)
class Timeline:
    """The dated interactions by customer, in order of time; those at the same time in order of their names.

    Attributes:
        rows: places of the rows in the evidence.
        log_odds: of each.
        gap: days since the customer's interaction before; 0 for the first.
        rank: place among the customer's interactions, 0 for the first.
    """

    rows: Ints
    log_odds: Floats
    gap: Floats
    rank: Ints

    @classmethod
    def of(cls, evidence: Evidence) -> Timeline:
        """Sort the dated interactions."""
        dated = np.flatnonzero(evidence.at != UNDATED)
        at = evidence.at[dated]
        customer = alphabetical(evidence.customer_id)[dated]
        keys = {"customer": customer, "at": at, "id": evidence.interaction_id.take(pa.array(dated))}
        order = pc.sort_indices(pa.table(keys), [(name, "ascending") for name in keys]).to_numpy()
        customer, at = customer[order], at[order]
        first = np.append(True, customer[1:] != customer[:-1])[: len(order)]
        places = np.arange(len(order))
        rank = places - np.maximum.accumulate(np.where(first, places, 0))
        gap = np.where(rank > 0, days(np.diff(at, prepend=at[:1])), 0.0)
        return cls(dated[order], evidence.log_odds[dated[order]], gap, rank)


def days(microseconds: Ints) -> Floats:
    """Return a span of time in days."""
    return microseconds / 86_400e6


def alphabetical(names: pa.Array) -> Ints:
    """Number names in their alphabetical order, each name the same from 0 on."""
    encoded = names.dictionary_encode()
    place = np.empty(len(encoded.dictionary), np.int64)
    place[pc.sort_indices(encoded.dictionary).to_numpy()] = np.arange(len(place))
    numbers: Ints = place[encoded.indices.to_numpy(zero_copy_only=False)]
    return numbers


def _contributions(reasons: pa.ChunkedArray) -> Floats:
    """Lay reasons out as a matrix, shape (rows, DRIVERS); NaN where there are none."""
    lists = reasons.combine_chunks()
    counts = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    parts = lists.flatten()
    column = pc.index_in(parts.field("driver"), pa.array(DRIVERS)).to_numpy(zero_copy_only=False)
    matrix = np.zeros((len(lists), len(DRIVERS)))
    matrix[lists.is_null().to_numpy(zero_copy_only=False)] = np.nan
    matrix[np.repeat(np.arange(len(lists)), counts), column] = parts.field("contribution").to_numpy()
    return matrix
