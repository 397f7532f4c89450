"""What a model was measured on, as distributions: small enough to travel with the model and with its scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from voc.arrays import Floats
from voc.shift import measures as m


@dataclass(frozen=True)
class Profile:
    """Units on which a model was measured.

    Attributes:
        counts: units by bin, of each measure of ``voc.shift.measures``.
        edges: bounds between the bins of the numbers.
        right: of each label measure by label given: units, and how many of them were right.
    """

    counts: Mapping[str, Mapping[str, int]]
    edges: Mapping[str, Sequence[float]]
    right: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, units: pa.Table, right: Mapping[str, Mapping[str, tuple[int, int]]]) -> Profile:
        """Count units, as ``voc.shift.measures.customers_units`` gives them."""
        counts: dict[str, dict[str, int]] = {}
        edges: dict[str, list[float]] = {}
        for name, values in m.values(units).items():
            if isinstance(values, np.ndarray):
                edges[name] = m.edges(values)
                bins: Sequence[str] = m.number_bins(edges[name])
                codes = m.number_codes(values, edges[name])
            else:
                bins = sorted(set(values))
                codes = m.label_codes(values, bins)
            counts[name] = dict(zip(bins, np.bincount(codes, minlength=len(bins)).tolist(), strict=True))
        return cls(counts, edges, right)

    def expected(self, name: str, bins: Sequence[str], shares: Floats) -> tuple[float | None, float | None]:
        """Return how often a label was right, and how often it would be with these shares of labels given.

        A label that was never given in the measuring is taken to be right as often as all were.
        """
        right = self.right.get(name)
        if not right or np.isnan(shares).any():
            return None, None
        n, hits = np.array(list(right.values()), np.float64).sum(0)
        overall = hits / n
        by_label = [right[label][1] / right[label][0] if label in right else overall for label in bins]
        return float(overall), float(np.dot(shares, by_label))
