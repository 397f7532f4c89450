"""Runs a model on the CPU with ONNX Runtime.

Every text is one call on its own: no padding, and the int8 scales of the activations come from that text alone. So a
text scores the same, to the last bit, alone or in any batch, in any order, with any number of threads. Threads work on
different texts; on short texts that is also faster than padded batches.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from voc.errors import ModelError
from voc.model.artifacts import WEIGHTS
from voc.model.backend import OWN, POOLED, TOKENS, UNIT
from voc.model.heads import CUE_COUNT, WIDTH
from voc.model.windows import Cutter, Output, Raw

CHUNK = 64
"""Texts a thread takes at a time: enough to hide the hand-over, few enough to keep the threads level."""

_EXTERNAL = b"location"
"""Key by which an ONNX tensor names the file that holds its values (TensorProto.external_data in onnx.proto3), which
might be any file. No tensor or node of ours is called so, and weights do not spell it by chance."""


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
        self._threads = threads or processors()
        self._cutter = Cutter(folder, max_tokens)
        try:
            self._session = _session(content(folder, weights), onnxruntime.SessionOptions())
            known = {output.name for output in self._session.get_outputs()}
        except ModelError:
            raise
        except Exception as error:  # ONNX Runtime has classes of its own
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
            for window in self._cutter.windows(ids):
                found = self._call([UNIT, POOLED], window)
                outputs.append([values.ravel() * np.float32(max(len(window) - 2, 1) / total) for values in found])
            unit, pooled = (np.sum(values, axis=0) for values in zip(*outputs, strict=True))
            yield unit, pooled

    @property
    def vocabulary(self) -> int:
        """Number of word pieces that the tokenizer knows."""
        return self._cutter.vocabulary

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text's word pieces, without the special ones."""
        return self._cutter.pieces(texts)

    def _run_chunk(self, texts: Sequence[str]) -> list[Raw]:
        return [cut.joined(map(self._forward, cut.windows)) for cut in self._cutter.cut(texts)]

    def _forward(self, ids: list[int]) -> Output:
        """Run the network on one window.

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


def content(folder: Path, weights: str | bytes) -> bytes | str:
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
