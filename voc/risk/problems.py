"""Problems: units with a bad cue or a bad emotion, grouped by stage, cue, emotion or owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from voc.arrays import Floats, Ints
from voc.journey.evidence import Evidence
from voc.journey.owners import owner_codes
from voc.journey.rollups import Rollups
from voc.taxonomy import Emotion, names

QUOTES = 3


BAD_EMOTIONS = tuple(emotion.value for emotion in Emotion if emotion.polarity < 0)


def bad_cues(evidence: Evidence) -> tuple[str, ...]:
    """Return the cues that prove effort, the user's own last."""
    return tuple(cue.value for cue in evidence.taxonomy.cues if cue.polarity < 0)


@dataclass(frozen=True)
class Problems:
    """Groups of problem units, in the order of the taxonomy; a unit with several bad cues is in several groups.

    Attributes:
        labels: by key (``stage`` …) the label of each group, None for no bad cue or no bad emotion.
        group: group of each member.
        unit: row of each member in the evidence; distinct within a group.
        sure: how sure it is that the member shows what its group is named after, 0 to 1.
    """

    labels: dict[str, list[str | None]]
    group: Ints
    unit: Ints
    sure: Floats

    @property
    def n_groups(self) -> int:
        """Number of groups."""
        return len(next(iter(self.labels.values())))

    def quotes(self, texts: pa.ChunkedArray) -> list[list[str]]:
        """Return the texts of each group's surest units, at most ``QUOTES``, each once; ties in alphabetic order.

        Args:
            texts: text of each unit of the evidence.
        """
        coded = texts.take(pa.array(self.unit)).combine_chunks().dictionary_encode()
        text = coded.indices.to_numpy().astype(np.int64)
        rank = np.empty(len(coded.dictionary), np.int64)
        rank[pc.sort_indices(coded.dictionary).to_numpy()] = np.arange(len(rank))
        order = np.lexsort((-self.sure, text, self.group))
        order = order[_first((self.group[order], text[order]))]
        order = order[np.lexsort((rank[text[order]], -self.sure[order], self.group[order]))]
        group = self.group[order]
        order = order[np.arange(len(order)) - np.searchsorted(group, group) < QUOTES]
        found: list[list[str]] = [[] for _ in range(self.n_groups)]
        for place, quote in zip(self.group[order], coded.dictionary.take(pa.array(text[order])), strict=True):
            found[place].append(quote.as_py())
        return found


def problems(evidence: Evidence, emotion_scores: pa.ChunkedArray, by: Sequence[str], rollups: Rollups) -> Problems:
    """Group the units with a bad cue or whose strongest emotion is bad.

    A unit whose stage or owner is not known is left out where that is grouped by. The owner is the unit's own, else the
    one that answers for its stage. How sure a member is: the probability of the cue and of the emotion that its group
    names, multiplied where it names both; where it names neither, that of the unit's surest problem.

    Args:
        evidence: the units.
        emotion_scores: column of ``UNITS``, one row a unit of the evidence.
        by: one or more of ``stage``, ``cue``, ``emotion``, ``owner``.
        rollups: who answers for a stage, and what departments are called.
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
    wanted = {key: codes[key][told] for key in by}
    labels, group = _grouped(wanted, rollups, bad_cues(evidence))
    return Problems(labels, group, unit[told], sure[told])


def _cues(evidence: Evidence) -> tuple[Ints, Ints, Floats]:
    """Return the unit, the index in ``bad_cues`` and the probability of each bad cue; once a unit and cue."""
    labels = bad_cues(evidence)
    index = np.array([labels.index(name) if name in labels else -1 for name in names(evidence.taxonomy.cues)])
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


def _grouped(
    codes: dict[str, Ints], rollups: Rollups, cues: tuple[str, ...]
) -> tuple[dict[str, list[str | None]], Ints]:
    """Return the labels of the groups that occur, and the group of each member."""
    known = {"stage": tuple(rollups.stage), "cue": cues, "emotion": BAD_EMOTIONS, "owner": tuple(rollups.owner)}
    key = np.zeros(len(next(iter(codes.values()))), np.int64)
    for name, code in codes.items():
        # None comes last.
        key = key * (len(known[name]) + 1) + np.where(code >= 0, code, len(known[name]))
    keys, group = np.unique(key, return_inverse=True)
    labels: dict[str, list[str | None]] = {}
    for name in reversed(codes):
        keys, code = np.divmod(keys, len(known[name]) + 1)
        labels[name] = [(*known[name], None)[i] for i in code]
    return labels, group


def _first(columns: tuple[Ints, ...]) -> NDArray[np.bool_]:
    """Return whether each row differs from the row before."""
    first = np.ones(len(columns[0]), bool)
    first[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return first
