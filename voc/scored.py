"""Everything known of one job before it is laid out as tables: the input of the journey and risk measures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from voc.model.predictor import Predictions
from voc.risk.features import interaction_features, unit_weights
from voc.risk.model import RiskModel
from voc.units import Units


@dataclass(frozen=True)
class Scored:
    """Scored units of whole interactions.

    Attributes:
        utterances: schema ``UTTERANCES``, interactions together.
        units: their units.
        predictions: what the model says of each unit; not scored where the customer does not speak or says nothing.
        labels: schema ``PREDICTIONS``, one row a unit.
        signals: risk signals of each unit, shape (units, SIGNALS).
        risk_model: the risk model.
    """

    utterances: pa.Table
    units: Units
    predictions: Predictions
    labels: pa.Table
    signals: NDArray[np.float64]
    risk_model: RiskModel

    @property
    def n_interactions(self) -> int:
        """Number of interactions."""
        return len(self.units.first_rows)

    @cached_property
    def features(self) -> NDArray[np.float64]:
        """Risk features of each interaction, shape (interactions, FEATURES); NaN where nothing was scored."""
        rows = self.predictions.scored
        weights = unit_weights(self.units.text)[rows]
        return interaction_features(self.signals[rows], weights, self.units.interaction[rows], self.n_interactions)

    @cached_property
    def risk(self) -> NDArray[np.float64]:
        """Risk of each interaction, 0 to 1; NaN where nothing was scored."""
        return self.risk_model.predict(self.features)
