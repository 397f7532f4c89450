"""The network that is trained: one encoder, every head in one pass. Needs the extra ``torch``."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, PretrainedConfig

from voc.model.heads import CUE_COUNT, HEADS, WIDTH


class VocNetwork(nn.Module):  # type: ignore[misc]
    """A transformer encoder with linear heads.

    A unit is represented by its first token's state beside the mean of all tokens' states. The logit of a cue is what
    the unit says as a whole plus its strongest token's evidence, so a cue that is found can point at its words.
    """

    def __init__(self, config: PretrainedConfig, dropout: float = 0.1) -> None:
        """Build the network with random weights; ``from_encoder`` starts it from a pretrained one.

        Args:
            config: kind and size of the encoder (BERT and MPNet have been used).
            dropout: rate before the heads (0.1 is the encoder's own rate).
        """
        super().__init__()
        self.encoder = AutoModel.from_config(config, add_pooling_layer=False)
        self.dropout = nn.Dropout(dropout)
        self.heads = nn.Linear(2 * config.hidden_size, WIDTH)
        self.token_cues = nn.Linear(config.hidden_size, CUE_COUNT)

    @classmethod
    def from_encoder(cls, folder: Path) -> VocNetwork:
        """Start from the pretrained encoder in ``folder`` (safetensors and ``config.json``), heads at random."""
        config = AutoConfig.from_pretrained(folder)
        network = cls(config)
        network.encoder = AutoModel.from_pretrained(folder, config=config, add_pooling_layer=False)
        return network

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Score a batch.

        Args:
            input_ids: int64, shape (batch, length).
            attention_mask: int64, shape (batch, length), 1 for tokens and 0 for padding.

        Returns:
            Logits of shape (batch, WIDTH) and token evidence, logits of shape (batch, length, 17).
        """
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return self.outputs(states, attention_mask)

    def outputs(self, states: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return what ``forward`` does, from the encoder's states, shape (batch, length, hidden)."""
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1)
        unit = self.heads(self.dropout(torch.cat([states[:, 0], mean], dim=-1)))
        tokens = self.token_cues(self.dropout(states))
        strongest = tokens.masked_fill(mask == 0, torch.finfo(tokens.dtype).min).amax(1)
        before, cues, after = unit.split(
            [HEADS["cues"].start, CUE_COUNT, self.heads.out_features - HEADS["cues"].start - CUE_COUNT], dim=-1
        )
        return torch.cat([before, cues + strongest, after], dim=-1), tokens
