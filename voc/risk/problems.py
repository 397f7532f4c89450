"""Problems: units with a bad cue or a bad emotion, grouped by stage, cue, emotion or owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.arrays import Floats, Ints
from voc.journey.evidence import Evidence
from voc.journey.owners import owner_codes
from voc.journey.quotes import best
from voc.journey.rollups import Rollups
from voc.taxonomy import Emotion, names

N_QUOTES = 3
BAD_EMOTIONS = tuple(emotion.value for emotion in Emotion if emotion.polarity < 0)


def bad_cues(rollups: Rollups) -> tuple[str, ...]:
    """Return the cues that prove effort, the user's own last."""
    return tuple(cue.value for cue in rollups.cues if cue.polarity < 0)


@dataclass(frozen=True)
class Problems:
    """Groups of problem units, in the order of the taxonomy; a unit with several bad cues is in several groups.

    Attributes:
        keys: number of each group, which tells its labels and is the same in all parts of the data, see ``labels``;
            ascending.
        group: group of each member.
        unit: row of each member in the evidence; distinct within a group.
        sure: how sure it is that the member shows what its group is named after, 0 to 1.
    """

    keys: Ints
    group: Ints
    unit: Ints
    sure: Floats

    @property
    def n_groups(self) -> int:
        """Number of groups."""
        return len(self.keys)

    def quotes(self, texts: pa.ChunkedArray) -> pa.Table:
        """Return the texts of the surest units, at most ``N_QUOTES`` a group, see ``voc.journey.quotes.best``.

        Args:
            texts: text of each unit of the evidence.
        """
        return best(self.keys[self.group], self.sure, texts.take(pa.array(self.unit)), N_QUOTES)


def problems(evidence: Evidence, emotion_scores: pa.ChunkedArray, by: Sequence[str], rollups: Rollups) -> Problems:
    """Group the units with a bad cue or whose strongest emotion is bad.

    A unit whose stage or owner is not known is left out where that is grouped by. The owner is the unit's own, else the
    one that answers for its stage. How sure a member is: the probability of the cue and of the emotion that its group
    names, multiplied where it names both; where it names neither, that of the unit's surest problem.

    Args:
        evidence: the units.
        emotion_scores: column of ``UNITS``, one row a unit of the evidence.
        by: one or more of ``stage``, ``cue``, ``emotion``, ``owner``.
        rollups: who answers for a stage, and what departments are called; with the stages and cues of the evidence's
            taxonomy.
    """
    emotion = evidence.codes("emotion", BAD_EMOTIONS)
    felt = _felt(emotion_scores, emotion)
    seen, cue, said = _cues(evidence)
    surest = np.where(emotion >= 0, felt, 0.0)
    np.maximum.at(surest, seen, said)
    named = np.zeros(len(evidence), bool)
    named[seen] = True
    if "cue" in by:
        rest = np.flatnonzero((emotion >= 0) & ~named)
        unit, cue = np.concatenate([seen, rest]), np.concatenate([cue, np.full(len(rest), -1)])
        said = np.concatenate([said, np.ones(len(rest))])
    else:
        unit = np.flatnonzero((emotion >= 0) | named)
        cue, said = np.full(len(unit), -1), np.ones(len(unit))
    own, answering = owner_codes(evidence, rollups)
    codes = {
        "stage": evidence.stages[0][unit],
        "cue": cue,
        "emotion": emotion[unit],
        "owner": np.where(own >= 0, own, answering)[unit],
    }
    feels = codes["emotion"] >= 0 if "emotion" in by else np.zeros(len(unit), bool)
    both = said * np.where(feels, felt[unit], 1.0)
    sure = np.where(feels | (cue >= 0), both, surest[unit])
    told = np.ones(len(unit), bool)
    for key in {"stage", "owner"}.intersection(by):
        told &= codes[key] >= 0
    number = np.zeros(int(told.sum()), np.int64)
    for name, known in _known(by, rollups).items():
        code = codes[name][told]
        # None comes last.
        number = number * (len(known) + 1) + np.where(code >= 0, code, len(known))
    keys, group = np.unique(number, return_inverse=True)
    return Problems(keys, group, unit[told], sure[told])


def _cues(evidence: Evidence) -> tuple[Ints, Ints, Floats]:
    """Return the unit, the index in ``bad_cues`` and the probability of each bad cue; once a unit and cue."""
    known = bad_cues(evidence.taxonomy)
    index = np.array([known.index(name) if name in known else -1 for name in names(evidence.taxonomy.cues)])
    code = index[evidence.cues.cue]
    bad = code >= 0
    return evidence.cues.unit[bad], code[bad], evidence.cues.score[bad]


def _felt(emotion_scores: pa.ChunkedArray, emotion: Ints) -> Floats:
    """Return the probability of each unit's emotion, an index in ``BAD_EMOTIONS``; 0 for none."""
    felt = np.zeros(len(emotion))
    for code, name in enumerate(BAD_EMOTIONS):
        rows = np.flatnonzero(emotion == code)
        felt[rows] = pc.struct_field(emotion_scores, name).to_numpy()[rows]
    return felt


def labels(keys: Ints, by: Sequence[str], rollups: Rollups) -> dict[str, list[str | None]]:
    """Return what groups are named after, None for no bad cue or no bad emotion.

    Args:
        keys: of ``Problems``.
        by: as passed to ``problems``.
        rollups: as passed to ``problems``.
    """
    found: dict[str, list[str | None]] = {}
    for name, known in reversed(_known(by, rollups).items()):
        keys, code = np.divmod(keys, len(known) + 1)
        found[name] = [(*known, None)[i] for i in code]
    return found


def _known(by: Sequence[str], rollups: Rollups) -> dict[str, tuple[str, ...]]:
    """Return the labels that there are of each thing that is grouped by."""
    known = {
        "stage": tuple(rollups.stage),
        "cue": bad_cues(rollups),
        "emotion": BAD_EMOTIONS,
        "owner": tuple(rollups.owner),
    }
    return {name: known[name] for name in by}
