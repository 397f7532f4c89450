"""Pictures of scores, in the manner of scikit-learn's Display classes.

``X.from_scores(scores)`` computes what the picture needs, keeps it as plain attributes, and draws it; ``plot`` draws it
again. Without ``ax`` a pyplot figure is made, which a notebook shows and ``plt.close(display.figure_)`` frees; nothing
calls ``plt.show`` or changes ``rcParams``. A figure of your own should have ``layout="constrained"``, since legends and
labels stand outside the axes. Extra arguments go to the Matplotlib call that draws the main mark.

Colours are those of Okabe & Ito (2008), which the colour-blind can tell apart; shapes, fills and hatches say the same
again for black and white. Where a table is empty the picture says so.
"""

from __future__ import annotations

from voc.plots.calibration_lift import CalibrationLiftDisplay
from voc.plots.effort import EffortDisplay
from voc.plots.emotion_mix import EmotionMixDisplay
from voc.plots.journey_map import JourneyMapDisplay
from voc.plots.risk_history import RiskHistoryDisplay
from voc.plots.roadmap import RoadmapDisplay
from voc.plots.speed import SpeedDisplay

__all__ = [
    "CalibrationLiftDisplay",
    "EffortDisplay",
    "EmotionMixDisplay",
    "JourneyMapDisplay",
    "RiskHistoryDisplay",
    "RoadmapDisplay",
    "SpeedDisplay",
]
