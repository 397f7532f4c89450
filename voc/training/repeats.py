"""Fits from when on a customer's turn repeats an earlier one: how alike they are, and how much they have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from voc.effort.words import Vector, idf, shared, similarity, vector
from voc.taxonomy import Role
from voc.training.conversations import Conversation

LEAST = 0.25
"""Step of the information that is tried as the least, in nats, up to that of one word that nobody else says."""
STRANGERS = 8
"""Other conversations that each one is compared with. What customers have in common with others' customers is no
repeat. The labelled conversations are laborious ones, with more repeats than most: alone they would let much pass."""

Compared = tuple[bool, list[tuple[float, float]]]
"""Whether the turn is a repeat, and its similarity to and information shared with each turn it is compared with."""


def fit_repeats(conversations: Sequence[Conversation], steps: NDArray[np.float64]) -> tuple[float, float]:
    """Return the similarity (of ``steps``) and the least information that find repeats with the highest F1.

    A turn that repeats one of a stranger counts as found wrongly. Of equal ones the middle is taken.
    """
    expected = sum(len(conversation.events.get("repeats", ())) for conversation in conversations)
    compared = list(_compared(conversations))
    right = np.array([is_repeat for is_repeat, _ in compared])
    of = np.array([number for number, (_, pairs) in enumerate(compared) for _ in pairs])
    alike, information = np.array([pair for _, pairs in compared for pair in pairs]).T

    def f1(same: float, least: float) -> float:
        found = np.zeros(len(compared), dtype=bool)
        found[of[(alike >= same) & (information >= least)]] = True
        return float(2 * (found & right).sum() / (found.sum() + expected))

    tried = list(product(steps, np.arange(0, idf()[1], LEAST)))
    scores = np.array([f1(*pair) for pair in tried])
    best = np.flatnonzero(scores == scores.max())
    same, least = tried[best[len(best) // 2]]
    return round(float(same), 2), round(float(least), 2)


def _compared(conversations: Sequence[Conversation]) -> Iterator[Compared]:
    """Yield each customer's turn with the customer's earlier turns, and with those of each of ``STRANGERS``."""
    said = [_customer(conversation) for conversation in conversations]
    apart = max(len(said) // (STRANGERS + 1), 1)  # neighbours are of one domain more often
    for number, own in enumerate(said):
        repeats = conversations[number].events.get("repeats", frozenset())
        for k, (turn, words) in enumerate(own):
            yield turn in repeats, [_measures(words, other) for _, other in own[:k]]
            for stranger in range(1, STRANGERS + 1):
                others = said[(number + stranger * apart) % len(said)]
                yield False, [_measures(words, other) for _, other in others]


def _customer(conversation: Conversation) -> list[tuple[int, Vector]]:
    """Return the customer's turns with their words."""
    turns = conversation.interaction.utterances
    return [(i, vector(turn.text)) for i, turn in enumerate(turns) if turn.role == Role.CUSTOMER]


def _measures(one: Vector, other: Vector) -> tuple[float, float]:
    """Return similarity and shared information."""
    return similarity(one, other), shared(one, other)
