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

from voc.errors import ModelError
from voc.model.artifacts import TOKENIZER, WEIGHTS
from voc.model.backend import OWN, POOLED, TOKENS, UNIT
from voc.model.heads import CUE_COUNT, WIDTH
from voc.text import Normalized, normalize

CHUNK = 64
"""Texts a thread takes at a time: enough to hide the hand-over, few enough to keep the threads level."""

_EXTERNAL = b"location"
"""Key by which an ONNX tensor names the file that holds its values (TensorProto.external_data in onnx.proto3), which
might be any file. No tensor or node of ours is called so, and weights do not spell it by chance."""


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


class OnnxRuntime:
    """A model folder's weights and tokenizer, ready to run.

    Attributes:
        embeds: whether the model gives the embedding that its heads read.
    """

    def __init__(
        self, folder: Path, max_tokens: int, weights: str | bytes = WEIGHTS, threads: int | None = None
    ) -> None:
        """Load the weights.

        Args:
            folder: a verified model folder.
            max_tokens: longest input in tokens; longer texts are run in windows of that length and averaged.
            weights: name of the file in the folder, or the path of one that ``share`` wrote, or a file's content.
            threads: texts scored at the same time; default the processors this process may use.

        Raises:
            ModelError: if they cannot be loaded, or give other outputs than they should.
        """
        self._window = max_tokens - 2
        self._threads = threads or processors()
        try:
            self._session = _session(_content(folder, weights), onnxruntime.SessionOptions())
            known = {output.name for output in self._session.get_outputs()}
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._tokenizer.no_truncation()
            self._tokenizer.no_padding()
            self._first, self._last = self._tokenizer.encode("").ids  # the special tokens around every input
        except ModelError:
            raise
        except Exception as error:  # both libraries raise classes of their own, and tokenizers plain Exception
            raise ModelError(f"the model in {folder} cannot be loaded ({error}): install the model again") from error
        self.embeds = POOLED in known
        self._outputs = [UNIT, TOKENS, *([OWN] if OWN in known else [])]
        next(self.run(["a b"]))  # what is wrong is told now, not in the middle of a job

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

    def embed(self, texts: Sequence[str]) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """Yield the logits of texts (not blank), as ``run``, and the embedding that the heads read, a vector each.

        Raises:
            ModelError: if the model does not give its embedding (``embeds``).
        """
        if not self.embeds:
            raise ModelError(f"the model gives no output {POOLED!r}")
        for ids in self.pieces(texts):
            total, outputs = max(len(ids), 1), []
            for start in range(0, total, self._window):
                window = ids[start : start + self._window]
                found = self._call([UNIT, POOLED], [self._first, *window, self._last])
                outputs.append([values.ravel() * np.float32(max(len(window), 1) / total) for values in found])
            unit, pooled = (np.sum(values, axis=0) for values in zip(*outputs, strict=True))
            yield unit, pooled

    @property
    def vocabulary(self) -> int:
        """Number of word pieces that the tokenizer knows."""
        return int(self._tokenizer.get_vocab_size())

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text's word pieces, without the special ones."""
        encodings = self._tokenizer.encode_batch([normalize(text).text for text in texts], add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def _run_chunk(self, texts: Sequence[str]) -> list[Raw]:
        sources = [normalize(text) for text in texts]
        encodings = self._tokenizer.encode_batch([source.text for source in sources], add_special_tokens=False)
        return [self._run_one(source, encoding) for source, encoding in zip(sources, encodings, strict=True)]

    def _run_one(self, source: Normalized, encoding: Encoding) -> Raw:
        """Run one text, in windows if it is long; windows are averaged by their number of tokens."""
        spans = [source.to_source(start, end) for start, end in encoding.offsets]
        unit, own = np.zeros(WIDTH, np.float32), None
        parts: list[NDArray[np.float32]] = [np.zeros((0, CUE_COUNT), np.float32)]
        ids = encoding.ids
        for start in range(0, max(len(ids), 1), self._window):
            window = ids[start : start + self._window]
            logits, tokens, extra = self._forward([self._first, *window, self._last])
            weight = np.float32(len(window) / len(ids) if len(ids) > self._window else 1)
            unit += logits * weight
            if extra is not None:
                own = extra * weight if own is None else own + extra * weight
            parts.append(tokens[1:-1])
        return Raw(unit, np.concatenate(parts), spans, ids, own)

    def _forward(self, ids: list[int]) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32] | None]:
        """Run the network on one window; the last is None where there are no labels of the user's own.

        Raises:
            ModelError: if it fails, as it does where the tokenizer is another model's, or gives other outputs.
        """
        logits, tokens, *more = self._call(self._outputs, ids)
        own = more[0] if more else None
        fits = own is None or np.ndim(own) == 1
        if np.shape(logits) != (WIDTH,) or np.shape(tokens) != (len(ids), CUE_COUNT) or not fits:
            raise ModelError("the model gives other outputs than this version of voc reads: train it again")
        return logits, tokens, own

    def _call(self, outputs: Sequence[str], ids: list[int]) -> list[NDArray[np.float32]]:
        """Return some outputs of the network.

        Raises:
            ModelError: if it fails.
        """
        try:
            found: list[NDArray[np.float32]] = self._session.run(outputs, {"input_ids": np.array([ids], np.int64)})
        except Exception as error:  # ONNX Runtime has classes of its own
            raise ModelError(f"the model failed ({str(error)[:200]}): install the model again") from error
        return found


def share(weights: Path, folder: Path) -> Path:
    """Lay weights out so that processes on one machine share their memory.

    ONNX Runtime maps weights that lie in a file of their own instead of copying them. The graph is not changed, so
    outputs are the same to the last bit.

    Args:
        weights: file of a model folder.
        folder: where to write, for as long as the processes run.

    Returns:
        The file to pass to ``OnnxRuntime``.
    """
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.optimized_model_filepath = str(folder / WEIGHTS)
    entry = "session.optimized_model_external_initializers_"
    options.add_session_config_entry(f"{entry}file_name", f"{WEIGHTS}.bin")
    options.add_session_config_entry(f"{entry}min_size_in_bytes", str(_PAGE))
    _session(str(weights), options)
    return folder / WEIGHTS


_PAGE = 4096
"""Bytes that memory is mapped by: weights that are smaller would not be shared."""


def _content(folder: Path, weights: str | bytes) -> bytes | str:
    """Return the weights of a model folder, or the path of those that ``share`` wrote, which are in two files.

    Raises:
        ModelError: if weights of the folder are in other files: what the manifest fixes would not be all.
    """
    if isinstance(weights, bytes) or Path(weights).is_absolute():
        return weights
    content = (folder / weights).read_bytes()
    if _EXTERNAL in content:
        raise ModelError(f"{folder / weights} has weights in other files, which are not read: export it as one file")
    return content


def _session(weights: bytes | str, options: onnxruntime.SessionOptions) -> onnxruntime.InferenceSession:
    """Load weights; texts are scored at the same time, not parts of one."""
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
