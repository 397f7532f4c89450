"""Runs a static model on the CPU: token embeddings, each seen beside its neighbours, pooled; small heads.

Everything that is added up is a whole number, and no sum reaches 2**53, so that float64 holds each exactly: the order
of a sum does not matter. So a text scores the same, to the last bit, alone or in any batch, in any order, with any
number of threads, on any machine.

A text is read word by word: what lies between white space becomes tokens without regard to what is around it, so that
the tokens of a word are kept for the next text with that word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from voc.errors import ModelError
from voc.model.artifacts import STATIC_WEIGHTS, TOKENIZER
from voc.model.blas import one_thread
from voc.model.heads import CUE_COUNT, WIDTH
from voc.model.runtime import processors
from voc.text import normalize

CEILING = 4.0
"""Largest activation. Chosen: the states of a trained network without ceiling rarely go higher."""
LEVELS = 255
"""``CEILING`` in whole numbers: activations are 0 to 255."""
MEAN_SCALE = 8
"""Levels of the mean over places a level of a state: means are small."""
PART = 8000
"""Largest part that a token gives to a state: three of them and a bias fit into int16."""
CHUNK = 512
"""Texts that are scored together: few enough that their states stay in the processor's cache."""
MAX_WORDS = 1 << 18
"""Words that are kept, some 50 MB; then all are forgotten, which changes no score."""

LAYERS = ("window", "hidden", "heads", "token_cues")
"""Linear layers; ``window`` makes of an embedding what a token gives to the state behind, its own and the one before.
Each has ``weight`` (int16), and ``scale`` and ``bias`` (float64) for each column."""

Whole = NDArray[np.int16]


class StaticRaw:
    """Raw outputs for one text; its tokens are looked at only when asked for."""

    __slots__ = ("_runtime", "_text", "unit")

    def __init__(self, unit: NDArray[np.float32], text: str, runtime: StaticRuntime) -> None:
        """Keep the logits of a text, shape (WIDTH,), and what finds out more of it."""
        self.unit = unit
        self._text = text
        self._runtime = runtime

    @property
    def tokens(self) -> NDArray[np.float32]:
        """Cue evidence of each token, logits, float32 of shape (tokens, 17)."""
        return self._runtime.evidence(self._text)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Source offsets of the tokens, one ``(start, end)`` each."""
        return self._runtime.spans(self._text)

    @property
    def pieces(self) -> list[int]:
        """Ids of the tokens in the vocabulary."""
        return self._runtime.pieces(self._text)

    @property
    def own(self) -> None:
        """Labels of the user's own, which a static model does not have."""
        return


class _Words(dict[str, bytes]):
    """Token ids of each word that was seen, as the bytes of uint16."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def __missing__(self, word: str) -> bytes:
        if len(self) >= MAX_WORDS:
            self.clear()
        ids = self._tokenizer.encode(normalize(word).text, add_special_tokens=False).ids
        self[word] = found = np.array(ids, np.uint16).tobytes()
        return found


class StaticRuntime:
    """A static model folder's weights and tokenizer, ready to run."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load the weights.

        Args:
            folder: a verified model folder.
            threads: chunks scored at the same time; default the processors this process may use.

        Raises:
            ModelError: if they cannot be loaded, or do not fit each other, the tokenizer or the outputs.
        """
        try:
            weights = load_file(folder / STATIC_WEIGHTS)
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            first, last = self._tokenizer.encode("").ids  # the special tokens around every input
        except Exception as error:  # both libraries raise classes of their own, and tokenizers plain Exception
            raise ModelError(f"the model in {folder} cannot be loaded ({error}): install the model again") from error
        if problem := _misfit(weights, self._tokenizer.get_vocab_size()):
            raise ModelError(f"{folder / STATIC_WEIGHTS} does not fit this version of voc ({problem}): train it again")
        self._embeddings = weights["embeddings"]
        self._bias = weights["states.bias"]
        self._window, self._hidden, self._heads, self._token_cues = (_Layer(weights, name) for name in LAYERS)
        self._nothing = len(self._embeddings)  # stands before the first token and behind the last
        self._before, self._own, self._behind = np.zeros((3, self._nothing + 1, len(self._bias)), np.int16)
        self._known = np.zeros(self._nothing, bool)
        self._words = _Words(self._tokenizer)
        self._first, self._last = (np.array([i], np.uint16).tobytes() for i in (first, last))
        self._threads = threads or processors()

    def run(self, texts: Sequence[str]) -> Iterator[StaticRaw]:
        """Score texts (not blank) and yield their outputs in order."""
        chunks = [texts[i : i + CHUNK] for i in range(0, len(texts), CHUNK)]
        if len(chunks) <= 1 or self._threads == 1:
            with one_thread():
                scored = list(map(self._units, chunks))
        else:
            with one_thread(), ThreadPoolExecutor(self._threads) as pool:
                scored = list(pool.map(self._units, chunks))
        for chunk, units in zip(chunks, scored, strict=True):
            for text, unit in zip(chunk, units, strict=True):
                yield StaticRaw(unit, text, self)

    def evidence(self, text: str) -> NDArray[np.float32]:
        """Return the cue evidence of each token of a text, logits of shape (tokens, 17)."""
        ids = self._ids([text])[0]
        states = self._before[ids[:-2]] + self._own[ids[1:-1]] + self._behind[ids[2:]] + self._bias
        return self._token_cues(states.clip(0, LEVELS)).astype(np.float32)

    def pieces(self, text: str) -> list[int]:
        """Return the ids of each token of a text."""
        return [int(i) for i in self._ids([text])[0][1:-1]]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the source offsets of each token of a text."""
        source = normalize(text)
        encoding = self._tokenizer.encode(source.text, add_special_tokens=False)
        return [source.to_source(start, end) for start, end in encoding.offsets]

    def _ids(self, texts: Sequence[str]) -> list[NDArray[np.uint16]]:
        """Return the token ids of texts, with the special ones around them; their parts are ready afterwards."""
        word = self._words.__getitem__
        joined = [b"".join([self._first, *map(word, text.split()), self._last]) for text in texts]
        every = np.frombuffer(b"".join(joined), np.uint16)
        known = self._known[every]
        if not known.all():
            new = np.unique(every[~known])
            parts = np.rint(self._window(self._embeddings[new]).clip(-PART, PART)).astype(np.int16)
            self._before[new], self._own[new], self._behind[new] = np.split(parts, 3, axis=1)
            self._known[new] = True
        return np.split(every, np.cumsum([len(ids) // 2 for ids in joined])[:-1])

    def _units(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the logits of texts, shape (texts, WIDTH)."""
        ids = self._ids(texts)
        lengths = np.array([len(i) for i in ids])
        strongest, total = self._pool(ids, lengths)
        mean = np.rint(total * (MEAN_SCALE / lengths)[:, None])
        hidden = self._hidden(np.concatenate([strongest, mean], axis=1))
        return self._heads(np.rint(hidden.clip(0, LEVELS))).astype(np.float32)

    def _pool(self, ids: Sequence[NDArray[np.uint16]], lengths: NDArray[np.int64]) -> tuple[Whole, NDArray[np.int32]]:
        """Return the strongest state of each text over its places, and their sum; place by place for all texts."""
        order = np.argsort(-lengths, kind="stable")
        padded = np.full((lengths.max() + 2, len(ids)), self._nothing, np.intp)
        for column, row in enumerate(order):
            padded[1 : 1 + lengths[row], column] = ids[row]
        reach = len(ids) - np.searchsorted(lengths[order][::-1], np.arange(lengths.max()), side="right")
        strongest = np.zeros((len(ids), len(self._bias)), np.int16)
        total = np.zeros((len(ids), len(self._bias)), np.int32)
        for place, count in enumerate(reach):
            before, own, behind = padded[place : place + 3, :count]
            states = self._own.take(own, 0)
            states += self._before.take(before, 0)
            states += self._behind.take(behind, 0)
            states += self._bias
            np.clip(states, 0, LEVELS, out=states)
            np.maximum(strongest[:count], states, out=strongest[:count])
            total[:count] += states
        back = np.argsort(order)
        return strongest[back], total[back]


class _Layer:
    """A linear layer in whole numbers, and what one is worth in each column."""

    def __init__(self, weights: dict[str, NDArray[np.generic]], name: str) -> None:
        self._weight, self._scale, self._bias = (
            weights[f"{name}.{part}"].astype(np.float64) for part in ("weight", "scale", "bias")
        )

    def __call__(self, inputs: NDArray[np.generic]) -> NDArray[np.float64]:
        """Return the outputs, shape (rows, columns), of whole numbers, shape (rows, weights)."""
        outputs: NDArray[np.float64] = inputs.astype(np.float64) @ self._weight * self._scale + self._bias
        return outputs


def _misfit(weights: dict[str, NDArray[np.generic]], vocabulary: int) -> str | None:
    """Return what is wrong with weights, or None."""
    wanted = {f"{name}.{part}" for name in LAYERS for part in ("weight", "scale", "bias")}
    if weights.keys() != wanted | {"embeddings", "states.bias"}:
        return "other arrays"
    width, states = weights["embeddings"].shape[-1], len(weights["states.bias"])
    hidden = len(weights["hidden.bias"])
    shapes = {
        "embeddings": (vocabulary, width),
        "states.bias": (states,),
        "window.weight": (width, 3 * states),
        "hidden.weight": (2 * states, hidden),
        "heads.weight": (hidden, WIDTH),
        "token_cues.weight": (states, CUE_COUNT),
    }
    shapes |= {f"{name}.{part}": shapes[f"{name}.weight"][1:] for name in LAYERS for part in ("scale", "bias")}
    types = {"embeddings": np.int8} | {f"{name}.weight": np.int16 for name in LAYERS} | {"states.bias": np.int16}
    for name, array in weights.items():
        if array.shape != shapes[name] or array.dtype != types.get(name, np.float64):
            return f"{name} is {array.dtype} of shape {array.shape}"
        if not np.isfinite(array).all():
            return f"{name} is not finite"
    return None if vocabulary < np.iinfo(np.uint16).max else f"{vocabulary} tokens"
