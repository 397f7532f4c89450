"""What runs a model: the interface that all kinds of models have, and which kind a folder holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voc.errors import InputError
from voc.model.artifacts import CASCADE, STATIC_WEIGHTS, WEIGHTS
from voc.model.device import CPU

UNIT, TOKENS = "unit", "tokens"
"""Outputs of every network."""
POOLED, OWN = "pooled", "own"
"""Outputs that a network may have: the embedding that its heads read, and logits of a user's own labels."""


class Output(Protocol):
    """Raw outputs for one text."""

    @property
    def unit(self) -> NDArray[np.float32]:
        """Logits, float32 of shape (WIDTH,)."""

    @property
    def tokens(self) -> NDArray[np.float32]:
        """Cue evidence of each token without the special ones, logits, float32 of shape (tokens, 17)."""

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Source offsets of these tokens, one ``(start, end)`` each."""

    @property
    def pieces(self) -> Sequence[int]:
        """Ids of these tokens in the vocabulary."""

    @property
    def own(self) -> NDArray[np.float32] | None:
        """Logits of the user's own labels, float32 of shape (labels,); None where the model has none."""


class Runtime(Protocol):
    """A model, ready to run. On the CPU a text gets the same outputs, to the last bit, alone or in any batch."""

    def run(self, texts: Sequence[str]) -> Iterator[Output]:
        """Score texts (not blank) and yield their outputs in order."""


def open_runtime(
    folder: Path, max_tokens: int, weights: str = WEIGHTS, threads: int | None = None, device: str = CPU
) -> Runtime:
    """Load what a verified model folder holds: a network, a static model or a cascade of both.

    Args:
        folder: a verified model folder.
        max_tokens: longest input of a network, see ``OnnxRuntime``; the other kinds have none.
        weights: file of a network.
        threads: texts, or chunks of them, scored at the same time; default the processors this process may use.
        device: of a network, one that ``check_device`` has found; of a cascade, the large model's.

    Raises:
        InputError: if a static model is to run on another device than the CPU.
    """
    if (folder / CASCADE).is_file():
        from voc.model.cascade import CascadeRuntime

        return CascadeRuntime(folder, threads, device)
    if (folder / STATIC_WEIGHTS).is_file():
        if device != CPU:
            raise InputError(
                f"{folder.name} looks its tokens up in a table, on the CPU, and has nothing to gain from {device!r}: "
                "use device='cpu'"
            )
        from voc.model.static import StaticRuntime

        return StaticRuntime(folder, threads)
    if device != CPU:
        from voc.model.torch_runtime import TorchRuntime

        return TorchRuntime(folder, max_tokens, weights, device)
    from voc.model.runtime import OnnxRuntime

    return OnnxRuntime(folder, max_tokens, weights, threads)


def shared_weights(folder: Path, scratch: Path, device: str = CPU) -> str:
    """Return what processes on one machine pass to ``open_runtime`` as ``weights``, so that they share a network's.

    Args:
        folder: a verified model folder. Static models and cascades are loaded as they are.
        scratch: folder to write into, for as long as the processes run.
        device: see ``open_runtime``. On a GPU each process has weights of its own.
    """
    if device != CPU or not (folder / WEIGHTS).is_file():
        return WEIGHTS
    from voc.model.runtime import share

    return str(share(folder / WEIGHTS, scratch).resolve())
