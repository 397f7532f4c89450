"""The pattern tables, one file a cue in ``tables/``, and how far each can be believed.

Source of the word families: the definitions of the guidelines and the training part of the voices data. No pattern
repeats a text. The language of a line is told in ``voc.cues.language``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from voc.cues.language import Token, read
from voc.taxonomy import Cue


@cache
def patterns(cue: Cue | None) -> list[list[Token]]:
    """Return the patterns of a cue; of None those of what only looks like one ("fast food", "can't wait")."""
    name = "blocked" if cue is None else cue.value
    return read(files("voc.cues").joinpath("tables", f"{name}.txt").read_text(encoding="utf-8"))


PRECISION: dict[Cue, float] = {
    Cue.REPEAT_CONTACT: 0.66,
    Cue.REPEAT_INFORMATION: 0.55,
    Cue.TRANSFER: 0.53,
    Cue.CHANNEL_SWITCH: 0.67,
    Cue.WAIT: 0.72,
    Cue.NO_RESPONSE: 0.68,
    Cue.COMPLEXITY: 0.50,
    Cue.HARD_TO_FIND: 0.45,
    Cue.SELF_SERVICE_FAILURE: 0.36,
    Cue.TECHNICAL_FAILURE: 0.47,
    Cue.POLICY_BARRIER: 0.57,
    Cue.UNRESOLVED: 0.50,
    Cue.EASY: 0.58,
    Cue.FAST: 0.70,
    Cue.RESOLVED_FIRST_TIME: 0.58,
    Cue.PROACTIVE: 0.79,
    Cue.CLEAR_GUIDANCE: 0.52,
}
"""Share of the texts with a found cue that have the cue, smoothed by one right and one wrong find.

Source: ``python -m voc.training.patterns FOLDER``, on 2,046 training units that the patterns were not written on. The
value of a flipped cue is that of the kind it became.
"""
