"""The outputs of a model: which heads there are, what they predict and where they lie in the output vector.

A model gives one float32 vector of logits a unit (all heads side by side) and one 17-vector a token (cue evidence).
This module is the only place that knows the layout; the network, the runtimes and the decoder all read it from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from voc.taxonomy import Cue, Emotion, Expectation, Goal, GoEmotion, Intent, Owner, Staff, Stage, names

Kind = Literal["multilabel", "multiclass", "regression"]
NONE = "none"
"""First class of every multiclass head: the label is null."""


@dataclass(frozen=True)
class Head:
    """One output.

    Attributes:
        name: field of the annotation record, or ``go_emotions``, or ``effort_present``.
        kind: ``multilabel`` (independent sigmoids), ``multiclass`` (softmax; class 0 is null) or ``regression``
            (identity; one column).
        labels: names of the columns.
        start: first column in the output vector.
    """

    name: str
    kind: Kind
    labels: tuple[str, ...]
    start: int

    @property
    def columns(self) -> slice:
        """Columns of this head in the output vector."""
        return slice(self.start, self.start + len(self.labels))


def _layout(*heads: tuple[str, Kind, tuple[str, ...]]) -> dict[str, Head]:
    """Place the heads one after the other."""
    placed: dict[str, Head] = {}
    start = 0
    for name, kind, labels in heads:
        placed[name] = Head(name, kind, labels, start)
        start += len(labels)
    return placed


HEADS = _layout(
    ("emotions", "multilabel", names(Emotion)),
    ("go_emotions", "multilabel", names(GoEmotion)),
    ("cues", "multilabel", names(Cue)),
    ("intents", "multilabel", names(Intent)),
    ("effort_present", "multilabel", ("effort_present",)),
    ("stage", "multiclass", (NONE, *names(Stage))),
    ("goal", "multiclass", (NONE, *names(Goal))),
    ("expectation", "multiclass", (NONE, *names(Expectation))),
    ("staff", "multiclass", (NONE, *names(Staff))),
    ("owner", "multiclass", (NONE, *names(Owner))),
    ("valence", "regression", ("valence",)),
    ("intensity", "regression", ("intensity",)),
    ("effort", "regression", ("effort",)),
)
"""All heads by name, in the order of the output vector."""

WIDTH = sum(len(head.labels) for head in HEADS.values())
"""Length of the output vector."""
CHOICES = tuple(name for name, head in HEADS.items() if head.kind == "multiclass")
"""Heads that give one label or null."""
CUE_COUNT = len(HEADS["cues"].labels)
"""Length of a token's evidence vector."""
