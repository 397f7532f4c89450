"""The tables of all customers, made from parts of the customers that were scored apart.

A part holds what is needed of the scores of some customers so that ``customers``, ``stages``, ``drivers`` and
``service`` of several parts together are those of all scores at once. Customers are never cut: all interactions of a
customer lie in one part, and an interaction without a customer lies in one part as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from voc.errors import InputError
from voc.journey import rollups as shipped_rollups
from voc.journey.evidence import Evidence
from voc.journey.rollups import Rollups
from voc.journey.stages import stages
from voc.risk.customers import customers
from voc.risk.drivers import drivers
from voc.risk.model import RiskModel
from voc.service import service


@dataclass(frozen=True)
class Part:
    """What is kept of the scores of some customers."""

    _tables: Mapping[str, pa.Table]
    _model: RiskModel
    _half_life: float | None
    _fingerprint: str

    @classmethod
    def of(
        cls, tables: Mapping[str, pa.Table], model: RiskModel, half_life: float | None = None, fingerprint: str = ""
    ) -> Part:
        """Take what is needed from the scores of some customers.

        Args:
            tables: ``units`` and ``interactions`` of all that these customers said, any order of interactions.
            model: the risk model that scored them.
            half_life: days in which the weight of an interaction halves, see ``voc.load``; None fits it in ``tables``
                to the customers of all parts.
            fingerprint: of the model, see ``Analyzer.stamp``; parts of different models do not merge.
        """
        return cls({name: tables[name] for name in ("units", "interactions")}, model, half_life, fingerprint)

    @staticmethod
    def merge(parts: Iterable[Part]) -> Part:
        """Put parts together, in any order; no customer may be in two of them.

        Raises:
            InputError: if there is none, or if they were made with different half-lives or models.
        """
        parts = list(parts)
        if not parts:
            raise InputError("merge takes at least one part")
        first = parts[0]
        tables = {name: pa.concat_tables(part._tables[name] for part in parts) for name in first._tables}
        return Part(tables, first._model, first._half_life, first._fingerprint)

    def tables(self, rollups: Rollups | None = None) -> dict[str, pa.Table]:
        """Make the tables ``customers``, ``stages``, ``drivers`` and ``service``, see ``voc.schema``.

        Args:
            rollups: who answers for a stage, and what departments are called; default the shipped ones.
        """
        rollups = rollups or shipped_rollups.shipped()
        evidence = Evidence.of(self._tables)
        tables = dict(self._tables)
        tables["customers"] = customers(tables["interactions"], self._half_life, self._fingerprint)
        return {
            "customers": tables["customers"],
            "stages": stages(evidence, rollups),
            "drivers": drivers(evidence, tables, self._model, rollups),
            "service": service(evidence),
        }
