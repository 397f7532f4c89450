"""The training objective: one term a head, summed."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (the customary name)

from voc.model.heads import HEADS

TOKEN_WEIGHT = 5.0
"""Weight of the token term, a mean over tokens of which most are outside any cue."""
TOKEN_POSITIVE = 3.0
"""Weight of tokens inside a quote: 3% of a unit's tokens, and a missed one costs a span."""
SCALE = {"valence": 0.7, "intensity": 1.0, "effort": 1.3}
"""Standard deviations of the regression targets in voices/train, so that each term starts near 1."""

WEIGHTS = {"go_emotions": 4.0, "valence": 3.0, "intensity": 2.0, "effort": 3.0}
"""Weights of heads, 1 where not named. Without them thirteen voices heads outvote the one of GoEmotions on the shared
encoder, and squared errors (0.05 to 0.3 on new text) are outvoted by entropies (1 to 2)."""

NOT_JUDGED = -1
"""Class of a text that its annotator was not asked about; it teaches its head nothing."""


def loss(logits: Tensor, tokens: Tensor, mask: Tensor, targets: dict[str, Tensor]) -> Tensor:
    """Return the mean loss of a batch over the heads that have targets.

    Args:
        logits: shape (batch, WIDTH).
        tokens: token evidence, shape (batch, length, 17).
        mask: 1 for tokens, 0 for padding, shape (batch, length).
        targets: see ``TrainingSet.batch``.
    """
    total = logits.new_zeros(())
    for name, target in targets.items():
        if name == "tokens":
            labelled = mask * ~target.isnan().any(-1)
            each = F.binary_cross_entropy_with_logits(
                tokens, target.nan_to_num(), pos_weight=torch.tensor(TOKEN_POSITIVE), reduction="none"
            ).sum(-1)
            total = total + TOKEN_WEIGHT * (each * labelled).sum() / labelled.sum().clamp(min=1)
            continue
        head = HEADS[name]
        out = logits[:, head.columns]
        weight = WEIGHTS.get(name, 1.0)
        if head.kind == "multilabel":
            total = total + weight * F.binary_cross_entropy_with_logits(out, target, reduction="none").sum(-1).mean()
        elif head.kind == "multiclass":
            classes = target if target.ndim > 1 else target.nan_to_num(nan=NOT_JUDGED).long()
            each = F.cross_entropy(out, classes, ignore_index=NOT_JUDGED, reduction="sum")
            total = total + weight * each / len(target)
        else:
            known = ~target.isnan()
            if known.any():
                errors = (out[known] - target[known]) / SCALE[name]
                total = total + weight * errors.square().sum() / len(target)
    return total
