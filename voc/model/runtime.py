"""Runs a model on the CPU with ONNX Runtime.

Every text is one call on its own: no padding, and the int8 scales of the activations come from that text alone. So a
text scores the same, to the last bit, alone or in any batch, in any order, with any number of threads. Threads work on
different texts; on short texts that is also faster than padded batches.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from voc.model.artifacts import TOKENIZER, WEIGHTS
from voc.model.heads import CUE_COUNT, WIDTH
from voc.text import Normalized, normalize

CHUNK = 64
"""Texts a thread takes at a time: enough to hide the hand-over, few enough to keep the threads level."""


@dataclass(frozen=True, slots=True)
class Raw:
    """Raw outputs for one text.

    Attributes:
        unit: logits, float32 of shape (WIDTH,).
        tokens: cue evidence of each token without the special ones, logits, float32 of shape (tokens, 17).
        spans: source offsets of these tokens, one ``(start, end)`` each.
    """

    unit: NDArray[np.float32]
    tokens: NDArray[np.float32]
    spans: list[tuple[int, int]]


class OnnxRuntime:
    """A model folder's weights and tokenizer, ready to run."""

    def __init__(self, folder: Path, max_tokens: int, weights: str = WEIGHTS, threads: int | None = None) -> None:
        """Load the weights.

        Args:
            folder: a verified model folder.
            max_tokens: longest input in tokens; longer texts are run in windows of that length and averaged.
            weights: file name.
            threads: texts scored at the same time; default the processors this process may use.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(folder / weights), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._first, self._last = self._tokenizer.encode("").ids  # the special tokens around every input
        self._window = max_tokens - 2
        self._threads = threads or processors()

    def run(self, texts: Sequence[str]) -> Iterator[Raw]:
        """Score texts (not blank) and yield their outputs in order."""
        chunks = [texts[i : i + CHUNK] for i in range(0, len(texts), CHUNK)]
        if len(chunks) <= 1 or self._threads == 1:
            for chunk in chunks:
                yield from self._run_chunk(chunk)
            return
        with ThreadPoolExecutor(self._threads) as pool:
            for results in pool.map(self._run_chunk, chunks):
                yield from results

    def _run_chunk(self, texts: Sequence[str]) -> list[Raw]:
        sources = [normalize(text) for text in texts]
        encodings = self._tokenizer.encode_batch([source.text for source in sources], add_special_tokens=False)
        return [self._run_one(source, encoding) for source, encoding in zip(sources, encodings, strict=True)]

    def _run_one(self, source: Normalized, encoding: Encoding) -> Raw:
        """Run one text, in windows if it is long; windows are averaged by their number of tokens."""
        spans = [source.to_source(start, end) for start, end in encoding.offsets]
        unit = np.zeros(WIDTH, np.float32)
        parts: list[NDArray[np.float32]] = [np.zeros((0, CUE_COUNT), np.float32)]
        ids = encoding.ids
        for start in range(0, max(len(ids), 1), self._window):
            window = ids[start : start + self._window]
            logits, tokens = self._session.run(
                None, {"input_ids": np.array([[self._first, *window, self._last]], np.int64)}
            )
            unit += logits * np.float32(len(window) / max(len(ids), 1)) if len(ids) > self._window else logits
            parts.append(tokens[1:-1])
        return Raw(unit, np.concatenate(parts), spans)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
