"""Runs a model on a GPU with torch, in half precision. Needs the extra ``torch``.

The weights are those of the int8 model as floats, so nothing but the model's folder is needed. ONNX Runtime rounds
activations to 8 bits and torch in half precision to 11, so the two differ. Measured with ``voc-mini-en`` on the 731
units of the bundled samples, torch on the CPU (no GPU was there) beside ONNX Runtime:

- Probabilities differ by .003 in the mean, by less than .06 in 99% and .11 in 99.9%, and by .24 at most.
- Of 49,708 labels that are given or not (1,389 are), 88 change; of 3,655 choices of a stage, goal, expectation, staff
  and owner, 79 do, before their thresholds.
- That is the rounding of ONNX Runtime: float32 has these numbers. Beside float32, float16 is within .0013 and bfloat16
  within .029, and not one label or choice changes (every seventh unit).

A text's outputs also differ between batches, in the last digits of half precision, as products of other shapes are
added up in another order; those of ONNX Runtime do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.utils.rnn import pad_sequence

from voc.errors import ModelError
from voc.model.artifacts import WEIGHTS
from voc.model.from_onnx import as_floats, network_of
from voc.model.heads import WIDTH
from voc.model.runtime import OnnxRuntime, content
from voc.model.windows import Cutter, Output, Raw

Precision = Literal["float16", "bfloat16", "float32"]

CHUNK = 4096
"""Texts that are cut and sorted together: enough for full batches of texts of like length, few enough for memory."""
BATCH_TOKENS = 16384
"""Tokens a batch, with padding. Its largest arrays are the attention of texts of 512 tokens, for each of 12 heads
16,384 * 512 numbers of two bytes: 200 MB, of which a few are held at a time."""
CHECKED = (
    "I waited two weeks for my parcel, and when I called nobody could tell me where it was.",
    "Lovely staff, thank you! The new app is so easy to use.",
    "What are your opening hours on Sunday?",
)
"""Texts on which both runtimes must agree when a model is loaded."""
AGREED = 0.02
"""Largest difference of their logits, root mean square, as a share of the logits' standard deviation. ``voc-mini-en``
has .0004 in float16 and .003 in bfloat16; the same weights have .21 with 24 heads for 12, and .13 with positions
shifted by two, as another kind of network might have them."""


class TorchRuntime:
    """A model folder's weights and tokenizer, ready to run on a GPU."""

    def __init__(
        self,
        folder: Path,
        max_tokens: int,
        weights: str | bytes = WEIGHTS,
        device: str = "cuda",
        precision: Precision = "float16",
    ) -> None:
        """Load the weights, and compare what becomes of some texts with ONNX Runtime in float32.

        Args:
            folder: a verified model folder with a network.
            max_tokens: longest input in tokens; longer texts are run in windows of that length and averaged.
            weights: name of the file in the folder, or a file's content.
            device: as torch calls it.
            precision: of the encoder; the mean over tokens and the heads are in float32.

        Raises:
            ModelError: if they cannot be loaded, or torch does not do with them what ONNX Runtime does.
        """
        self._cutter = Cutter(folder, max_tokens)
        given = content(folder, weights)
        given = given if isinstance(given, bytes) else Path(given).read_bytes()
        try:
            self._network, same = network_of(given), as_floats(given)
        except Exception as error:  # onnx has classes of its own
            raise ModelError(
                f"the model in {folder} is of a kind that runs on the CPU only ({error!r}): use device='cpu'"
            ) from error
        self._device = torch.device(device)
        self._network.to(self._device)
        self._network.encoder.to(getattr(torch, precision))
        self._padding = self._network.encoder.config.pad_token_id
        self._check(OnnxRuntime(folder, max_tokens, same, threads=1))

    def run(self, texts: Sequence[str]) -> Iterator[Raw]:
        """Score texts (not blank) and yield their outputs in order.

        Raises:
            ModelError: if the device fails, as it does without enough memory.
        """
        for start in range(0, len(texts), CHUNK):
            cuts = self._cutter.cut(texts[start : start + CHUNK])
            outputs = iter(self._outputs([window for cut in cuts for window in cut.windows]))
            for cut in cuts:
                yield cut.joined([next(outputs) for _ in cut.windows])

    def _outputs(self, windows: Sequence[list[int]]) -> list[Output]:
        """Run the network on windows, those of like length together."""
        found: dict[int, Output] = {}
        for rows in _batches([len(window) for window in windows]):
            found.update(zip(rows, self._forward([windows[row] for row in rows]), strict=True))
        return [found[row] for row in range(len(windows))]

    def _forward(self, windows: Sequence[list[int]]) -> Iterator[Output]:
        """Run the network on a batch."""
        ids = pad_sequence([torch.tensor(window) for window in windows], True, self._padding)
        lengths = torch.tensor([len(window) for window in windows])
        mask = (torch.arange(ids.shape[1]) < lengths[:, None]).long()
        try:
            with torch.inference_mode():
                ids, mask = ids.to(self._device), mask.to(self._device)
                states = self._network.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
                unit, tokens = (found.cpu().numpy() for found in self._network.outputs(states.float(), mask))
        except (RuntimeError, IndexError) as error:  # of memory, of the driver; a tokenizer of another model
            reason = " ".join(str(error).split())[:200]
            raise ModelError(
                f"the model failed on {self._device} ({reason}): use fewer workers if it lacks memory, or device='cpu'"
            ) from error
        for row, window in enumerate(windows):
            own = unit[row, WIDTH:] if unit.shape[1] > WIDTH else None
            yield unit[row, :WIDTH], tokens[row, : len(window)], own

    def _check(self, reference: OnnxRuntime) -> None:
        """Compare with ONNX Runtime, since no more is known of the network than its weights.

        Raises:
            ModelError: if the two differ by more than rounding explains.
        """
        found, wanted = (np.concatenate([_all(raw) for raw in one.run(CHECKED)]) for one in (self, reference))
        apart = np.sqrt(np.mean((found - wanted) ** 2)) / wanted.std() if len(found) == len(wanted) else np.inf
        if not apart < AGREED:  # nor where it is no number
            raise ModelError(
                f"torch on {self._device} does not give what ONNX Runtime gives for this model (they differ by "
                f"{apart:.2f}): use device='cpu'"
            )


def _all(raw: Raw) -> NDArray[np.float32]:
    """Return all logits of a text, shape (logits,)."""
    return np.concatenate([raw.unit, raw.tokens.ravel(), np.zeros(0, np.float32) if raw.own is None else raw.own])


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield rows of like length, the longest first, with at most ``BATCH_TOKENS`` tokens together, or one row."""
    left = np.argsort([-length for length in lengths], kind="stable").tolist()
    while left:
        count = max(1, BATCH_TOKENS // lengths[left[0]])
        yield left[:count]
        left = left[count:]
