"""How well a refitted risk model does on customers that it did not see."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from voc.risk.auc import Estimate
from voc.risk.reliability import Band
from voc.risk.worst import Worst

INTERVALS = "DeLong in Obuchowski's form for customers with several rows, inside folds"
"""How the intervals of AUCs and of their differences are made, see ``voc.risk.auc``."""


@dataclass(frozen=True)
class Gain:
    """What signals add.

    Attributes:
        added: what the larger model has besides.
        base: what the smaller one has.
        rows: rows on which both are known.
        auc: of the larger one.
        base_auc: of the smaller one.
        gain: difference of the AUCs.
    """

    added: str
    base: str
    rows: int
    auc: Estimate
    base_auc: Estimate
    gain: Estimate


@dataclass(frozen=True)
class FitReport:
    """Measures of a fit, every one on rows of customers that were left out; shows itself in terminal and notebook.

    Attributes:
        outcome: which answers were taken as bad, and by whose convention.
        level: what a row is, ``interaction`` or ``customer``.
        rows: how many.
        events: how many of them went badly.
        customers: how many customers the rows belong to.
        left_out: what could not be used, and how many of it.
        folds: folds of the cross-validation, no customer in two.
        penalty: L2 penalty chosen.
        auc: area under the ROC curve.
        pr_auc: average precision; of a model that knows nothing it is the share of events.
        brier: mean squared error of the risk, 0 is best.
        brier_base: the same for everybody's risk being the share of events.
        ece: expected calibration error over deciles.
        ece_noise: what exactly right risks would show with as many rows.
        bands: outcomes by decile of risk, highest first.
        gains: what emotion and effort add.
        as_scored: this fit against the risk that the scores hold, on the same rows.
        notes: what to beware of.
        worst: what a customer's worst interaction adds to the mean of the risks in the scores; None where a row is an
            interaction, or too few customers have several.
    """

    outcome: str
    level: str
    rows: int
    events: int
    customers: int
    left_out: dict[str, int]
    folds: int
    penalty: float
    auc: Estimate
    pr_auc: float
    brier: float
    brier_base: float
    ece: float
    ece_noise: float
    bands: tuple[Band, ...]
    gains: tuple[Gain, ...]
    as_scored: Gain
    notes: tuple[str, ...]
    worst: Worst | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain values, ready for JSON."""
        return asdict(self) | {"intervals": INTERVALS}

    def to_html(self) -> str:
        """Return a page of its own."""
        from voc.report.fit import to_page

        return to_page(self)

    def __str__(self) -> str:
        """Return the report as plain text for a terminal."""
        from voc.report.fit import to_text

        return to_text(self)

    def _repr_html_(self) -> str:
        """Return the report as HTML for a notebook."""
        from voc.report.fit import to_html

        return to_html(self)
