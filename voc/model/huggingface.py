"""A user's own Hugging Face sequence classifier as the emotion model. Needs the extra ``torch``."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax

from voc.errors import InputError, MissingExtraError, ModelError
from voc.model.artifacts import sha256
from voc.model.device import CPU
from voc.model.store import DEFAULT
from voc.taxonomy import Emotion, names
from voc.text import is_blank, normalize
from voc.toml_lines import line_of

SINGLE, MULTI = "single_label_classification", "multi_label_classification"
THRESHOLD = 0.5
"""Probability from which an emotion is given unless the file says another: more likely than not."""
_EMOTIONS = names(Emotion)
_KEYS = ("labels", "threshold", "base", "problem_type")


@dataclass(frozen=True)
class Mapping:
    """What a file of labels says.

    Attributes:
        labels: emotions that each label of the model stands for.
        threshold: probability from which an emotion is given, above 0 and up to 1.
        base: model of ours that gives all else: cues, stage, effort, goal and so on.
        problem_type: whether the labels exclude each other; None: what the model's configuration says.
        source: the file's text.
        path: the file.
    """

    labels: dict[str, tuple[str, ...]]
    threshold: float
    base: str
    problem_type: str | None
    source: str
    path: Path

    def at(self, *keys: str | int) -> str:
        """Return the file and the line of a key."""
        return f"{self.path}:{line_of(self.source, keys)}"


@dataclass(frozen=True)
class EmotionSource:
    """What an emotion model is loaded from; another process loads the same from it.

    Attributes:
        folder: of the model.
        mapping: which label is which emotion.
    """

    folder: Path
    mapping: Mapping

    def load(self, device: str = CPU) -> EmotionModel:
        """Load the model, see ``EmotionModel``."""
        return EmotionModel(self.folder, self.mapping, device)


def read_mapping(path: str | Path) -> Mapping:
    """Read which label of a model is which emotion.

    The file::

        threshold = 0.5             # optional
        base = "voc-mini-en"        # optional: the model that gives all outputs but the emotions

        [labels]                    # every label of the model, and what it stands for
        joy = "delight"
        sadness = ["sadness", "disappointment"]
        neutral = []                # no emotion

    Raises:
        InputError: if the file is missing, no TOML, or does not hold that; the message tells the line.
    """
    path = Path(path)
    try:
        source = path.read_text(encoding="utf-8")
        content = tomllib.loads(source)
    except OSError as error:
        raise InputError(f"cannot read the labels {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"the labels {path} are not TOML: {error}") from error
    for key in content:
        if key not in _KEYS:
            raise InputError(f"{path}:{line_of(source, [key])}: there is no {key!r}: use {', '.join(_KEYS)}")
    labels = content.get("labels")
    if not isinstance(labels, dict) or not labels:
        raise InputError(f'{path}: [labels] must name the labels of the model, such as joy = "delight"')
    threshold, base, kind = (
        content.get("threshold", THRESHOLD),
        content.get("base", DEFAULT),
        content.get("problem_type"),
    )
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 < threshold <= 1:
        raise InputError(f"{path}:{line_of(source, ['threshold'])}: threshold must lie above 0 and up to 1")
    if not isinstance(base, str):
        raise InputError(f"{path}:{line_of(source, ['base'])}: base must be the name or path of a model")
    if kind not in {None, SINGLE, MULTI}:
        raise InputError(f"{path}:{line_of(source, ['problem_type'])}: problem_type must be {SINGLE!r} or {MULTI!r}")
    mapped = {label: _emotions(path, source, label, value) for label, value in labels.items()}
    return Mapping(mapped, float(threshold), base, kind, source, path)


def _emotions(path: Path, source: str, label: str, value: Any) -> tuple[str, ...]:  # noqa: ANN401  (any TOML)
    """Check the emotions that a label stands for."""
    emotions = [value] if isinstance(value, str) else value
    where = f"{path}:{line_of(source, ['labels', label])}: [labels] {label}"
    if not isinstance(emotions, list):
        raise InputError(f'{where} must be an emotion such as "delight", a list of them, or [] for none')
    for emotion in emotions:
        if emotion not in _EMOTIONS:
            close = get_close_matches(str(emotion), _EMOTIONS, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"use one of {', '.join(_EMOTIONS)}"
            raise InputError(f"{where}: {emotion!r} is no emotion: {hint}")
    return tuple(dict.fromkeys(emotions))


class EmotionModel:
    """A sequence classifier whose labels are mapped to emotions. Texts are scored one by one, so batches do not matter.

    Attributes:
        mapping: which label is which emotion.
        name: of its folder.
        fingerprint: SHA-256 of weights, configuration, tokenizer and mapping.
    """

    def __init__(self, folder: Path, mapping: Mapping, device: str = CPU) -> None:
        """Load a local folder; nothing of it is run as code, and nothing is fetched.

        Args:
            folder: of the model.
            mapping: which label is which emotion.
            device: where it runs, as its weights are: not in half precision.

        Raises:
            ModelError: if it holds no safetensors, no fast tokenizer, code of its own, or lacks weights.
            InputError: if the mapping leaves out a label of the model, or names one that it does not have.
            MissingExtraError: without torch and transformers.
        """
        _check_folder(folder)
        try:
            import torch
            import transformers
            from safetensors import SafetensorError
        except ImportError as error:
            raise MissingExtraError("a Hugging Face model", "torch") from error
        try:
            self._model, found = transformers.AutoModelForSequenceClassification.from_pretrained(
                folder, local_files_only=True, use_safetensors=True, trust_remote_code=False, output_loading_info=True
            )
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(
                folder, local_files_only=True, trust_remote_code=False
            )
        except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as error:
            raise ModelError(f"{folder} cannot be loaded as a sequence classifier: {_line(error)}") from error
        if found["missing_keys"] or found.get("mismatched_keys"):
            lacking = sorted(map(str, [*found["missing_keys"], *found.get("mismatched_keys", ())]))
            raise ModelError(f"{folder} is no trained sequence classifier: it lacks weights such as {lacking[0]}")
        if not self._tokenizer.is_fast:
            raise ModelError(f"{folder} has no tokenizer.json: save it with a fast tokenizer")
        self._torch, self.mapping, self.name = torch, mapping, folder.resolve().name
        self._model.eval().to(device)
        self._device = device
        config = self._model.config
        self._window = _window(self._tokenizer.model_max_length, self._model)
        self._multi = _is_multi(folder, mapping.problem_type or config.problem_type, config.num_labels)
        labels = [config.id2label[i] for i in range(config.num_labels)]
        self._columns = _columns(mapping, labels)
        files = [sha256(path) for path in sorted(folder.iterdir()) if path.suffix in {".json", ".safetensors"}]
        # The tokenizer's own files have many names.
        tokenizer = self._tokenizer.backend_tokenizer.to_str()
        self.fingerprint = hashlib.sha256(" ".join([*files, tokenizer, mapping.source]).encode()).hexdigest()

    def probabilities(self, texts: Sequence[str | None]) -> NDArray[np.float32]:
        """Return the probability of each emotion, shape (texts, 18); NaN for blank texts and unmapped emotions.

        Of labels that exclude each other, those of one emotion are added up; else the most probable one counts. A text
        longer than the model's window is scored in windows, averaged by their tokens.
        """
        found = np.full((len(texts), len(_EMOTIONS)), np.nan, np.float32)
        for row, text in enumerate(texts):
            if text is None or is_blank(text):
                continue
            labels = self._labels(normalize(text).text)
            for emotion, columns in self._columns.items():
                mine = labels[columns]
                found[row, emotion] = mine.max() if self._multi else min(mine.sum(), 1.0)
        return found

    def _labels(self, text: str) -> NDArray[np.float64]:
        """Return the probability of each label of the model, shape (labels,)."""
        windows = self._tokenizer(
            text, truncation=True, max_length=self._window, return_overflowing_tokens=True, return_length=True
        )
        values, sizes = [], []
        for ids in windows["input_ids"]:
            with self._torch.inference_mode():
                given = self._torch.tensor([ids], device=self._device)
                logits = self._model(input_ids=given).logits[0].double().cpu().numpy()
            values.append(expit(logits) if self._multi else softmax(logits))
            sizes.append(len(ids))
        return np.average(values, axis=0, weights=sizes)


def _check_folder(folder: Path) -> None:
    """Refuse what is no local folder of safetensors.

    Raises:
        ModelError: if so.
    """
    if not (folder / "config.json").is_file():
        raise ModelError(
            f"{folder} is no folder of a Hugging Face model: it has no config.json; models are never fetched"
        )
    if (folder / "adapter_config.json").is_file():
        raise ModelError(f"{folder} is an adapter, which needs another model: merge it and save the whole")
    if not any(folder.glob("*.safetensors")):
        pickles = [path.name for pattern in ("*.bin", "*.pt", "*.pkl") for path in folder.glob(pattern)]
        found = f"; {pickles[0]} is a pickle, which can run code and is never loaded" if pickles else ""
        raise ModelError(f"{folder} holds no safetensors{found}: save the model with save_pretrained, as safetensors")


def _is_multi(folder: Path, problem_type: str | None, n_labels: int) -> bool:
    """Return whether the labels are independent; as the text-classification pipeline of transformers decides.

    Raises:
        ModelError: if the model rates rather than classifies.
    """
    if problem_type not in {None, SINGLE, MULTI}:
        raise ModelError(f"{folder} does {problem_type}, which gives no emotions")
    return problem_type == MULTI or (problem_type is None and n_labels == 1)


def _window(limit: int, model: Any) -> int:  # noqa: ANN401  (a model)
    """Return the longest input in tokens.

    RoBERTa and its like number positions from behind the padding, which has a position of its own. XLNet has -1 for
    positions without a limit.
    """
    positions: int | None = getattr(model.config, "max_position_embeddings", None)
    if positions is None or positions < 1:
        return min(limit, 512)
    paddings: Iterator[int | None] = (
        getattr(module, "padding_idx", None)
        for name, module in model.named_modules()
        if name.endswith("position_embeddings")
    )
    return min(limit, positions - next((padding + 1 for padding in paddings if padding is not None), 0))


def _columns(mapping: Mapping, labels: Sequence[str]) -> dict[int, list[int]]:
    """Return the labels' columns of each emotion that the model knows.

    Raises:
        InputError: if labels of model and mapping differ.
    """
    for label in mapping.labels:
        if label not in labels:
            raise InputError(
                f"{mapping.at('labels', label)}: [labels] {label!r} is no label of the model, which has "
                f"{', '.join(labels)}"
            )
    missing = [label for label in labels if label not in mapping.labels]
    if missing:
        raise InputError(
            f"{mapping.at('labels')}: [labels] must name every label of the model; missing: {', '.join(missing)}"
        )
    columns: dict[int, list[int]] = {}
    for column, label in enumerate(labels):
        for emotion in mapping.labels[label]:
            columns.setdefault(_EMOTIONS.index(emotion), []).append(column)
    return columns


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
