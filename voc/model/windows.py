"""Cuts texts into inputs of a network, and puts the outputs of a long text's parts together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from voc.errors import ModelError
from voc.model.artifacts import TOKENIZER
from voc.model.heads import CUE_COUNT, WIDTH
from voc.text import normalize

Output = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32] | None]
"""What a network says of a window of n tokens, the special ones among them: logits, shape (WIDTH,); cue evidence, shape
(n, 17); logits of the user's own labels, shape (labels,), or None."""


@dataclass(frozen=True, slots=True)
class Raw:
    """Raw outputs for one text.

    Attributes:
        unit: logits, float32 of shape (WIDTH,).
        tokens: cue evidence of each token without the special ones, logits, float32 of shape (tokens, 17).
        spans: source offsets of these tokens, one ``(start, end)`` each.
        pieces: their ids in the vocabulary.
        own: logits of the user's own labels, float32 of shape (labels,); None where the model has none.
    """

    unit: NDArray[np.float32]
    tokens: NDArray[np.float32]
    spans: list[tuple[int, int]]
    pieces: Sequence[int] = ()
    own: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """A text, ready for a network.

    Attributes:
        spans: source offsets of its tokens, one ``(start, end)`` each.
        pieces: their ids in the vocabulary.
        windows: ids of each input, with the special tokens around them; at least one, most texts have no more.
    """

    spans: list[tuple[int, int]]
    pieces: list[int]
    windows: list[list[int]]

    def joined(self, outputs: Iterable[Output]) -> Raw:
        """Put the outputs of the windows together: logits are averaged by the windows' number of tokens.

        Args:
            outputs: one a window, in order.
        """
        unit, own = np.zeros(WIDTH, np.float32), None
        parts: list[NDArray[np.float32]] = [np.zeros((0, CUE_COUNT), np.float32)]
        for window, (logits, tokens, extra) in zip(self.windows, outputs, strict=True):
            weight = np.float32((len(window) - 2) / len(self.pieces) if len(self.windows) > 1 else 1)
            unit += logits * weight
            if extra is not None:
                own = extra * weight if own is None else own + extra * weight
            parts.append(tokens[1:-1])
        return Raw(unit, np.concatenate(parts), self.spans, self.pieces, own)


class Cutter:
    """A model folder's tokenizer, and how long a network's input may be."""

    def __init__(self, folder: Path, max_tokens: int) -> None:
        """Load the tokenizer.

        Args:
            folder: a verified model folder.
            max_tokens: longest input in tokens, with the two special ones.

        Raises:
            ModelError: if it cannot be loaded.
        """
        self._size = max_tokens - 2
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._tokenizer.no_truncation()
            self._tokenizer.no_padding()
            self._first, self._last = self._tokenizer.encode("").ids  # the special tokens around every input
        except Exception as error:  # the library raises plain Exception
            raise ModelError(f"the model in {folder} cannot be loaded ({error}): install the model again") from error

    @property
    def vocabulary(self) -> int:
        """Number of word pieces that the tokenizer knows."""
        return int(self._tokenizer.get_vocab_size())

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text's word pieces, without the special ones."""
        encodings = self._tokenizer.encode_batch([normalize(text).text for text in texts], add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def windows(self, ids: list[int]) -> list[list[int]]:
        """Cut the ids of a text into inputs, with the special tokens around them."""
        starts = range(0, max(len(ids), 1), self._size)
        return [[self._first, *ids[start : start + self._size], self._last] for start in starts]

    def cut(self, texts: Sequence[str]) -> list[Cut]:
        """Cut texts (not blank) into inputs."""
        sources = [normalize(text) for text in texts]
        encodings = self._tokenizer.encode_batch([source.text for source in sources], add_special_tokens=False)
        return [
            Cut([source.to_source(start, end) for start, end in found.offsets], found.ids, self.windows(found.ids))
            for source, found in zip(sources, encodings, strict=True)
        ]
