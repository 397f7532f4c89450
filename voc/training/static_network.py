"""The static network as it is trained: an embedding a token, seen beside its neighbours', pooled. Needs ``torch``."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from voc.model.heads import CUE_COUNT, WIDTH
from voc.model.static import CEILING

MASKED = 103
"""The vocabulary's ``[MASK]``, which stands for a hidden word."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the network.

    Attributes:
        vocabulary: number of tokens.
        embedding: numbers a token has.
        states: numbers a place in the text has.
        hidden: numbers a text has before the heads.
    """

    vocabulary: int
    embedding: int = 256
    states: int = 192
    hidden: int = 256


class StaticNetwork(nn.Module):  # type: ignore[misc]
    """Static embeddings with small heads: no attention, no order beyond neighbours.

    The state of a place adds up a part of the token, of the one before and of the one behind, so that "not happy" is
    more than its words; each part depends on one token alone and can be looked up. A text is the strongest and the mean
    state over its places. Activations lie between 0 and ``CEILING``, so that they can be counted in whole numbers.
    """

    def __init__(self, shape: Shape, dropout: float = 0.1, hide: float = 0.1) -> None:
        """Build the network with random weights.

        Args:
            shape: its sizes.
            dropout: rate before the heads.
            hide: share of the tokens that are hidden while training.
        """
        super().__init__()
        self.shape, self.hide = shape, hide
        self.embedding = nn.Embedding(shape.vocabulary, shape.embedding)
        self.window = nn.Linear(shape.embedding, 3 * shape.states, bias=False)
        self.bias = nn.Parameter(torch.full((shape.states,), 0.1))
        self.dropout = nn.Dropout(dropout)
        self.hidden = nn.Linear(2 * shape.states, shape.hidden)
        self.heads = nn.Linear(shape.hidden, WIDTH)
        self.token_cues = nn.Linear(shape.states, CUE_COUNT)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Score a batch; arguments and results as those of ``VocNetwork``."""
        if self.training:
            hidden = torch.rand(input_ids.shape) < self.hide
            input_ids = torch.where(hidden & (attention_mask == 1), MASKED, input_ids)
        distinct, place = input_ids.unique(return_inverse=True)
        before, own, behind = self.window(self.embedding(distinct)).split(self.shape.states, dim=-1)
        mask = attention_mask.unsqueeze(-1).to(own.dtype)
        states = own[place] + self.bias
        states[:, 1:] = states[:, 1:] + before[place[:, :-1]]
        states[:, :-1] = states[:, :-1] + behind[place[:, 1:]] * mask[:, 1:]
        states = states.clamp(0, CEILING) * mask
        pooled = torch.cat([states.amax(1), states.sum(1) / mask.sum(1)], dim=-1)
        hidden = self.hidden(self.dropout(pooled)).clamp(0, CEILING)
        return self.heads(self.dropout(hidden)), self.token_cues(states)
