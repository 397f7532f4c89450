"""What is compared: the shipped models, and what people use today.

The networks among the peers have random weights, which changes nothing about their speed: they say nothing of accuracy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any

from voc.model import store
from voc.model.artifacts import STATIC_WEIGHTS
from voc.model.device import CPU

Answers = Mapping[str, Sequence[Any]]
"""What a contestant says of texts: ``valence`` (a number each), ``emotions`` and ``cues`` (a list of labels each)."""
Scorer = Callable[[Sequence[str]], Answers]
"""Scores texts; a contestant that cannot be measured for accuracy gives nothing back."""

SLOW_TEXTS = 256
"""Texts that a slow contestant scores of those given: enough for its speed (two full batches in each of three rounds
and for warming up), and minutes are saved."""
LABELS, VOCABULARY = 28, 50265
"""Of a RoBERTa-base classifier trained on GoEmotions."""
BATCH = 32


@dataclass(frozen=True)
class Contestant:
    """One that takes part.

    Attributes:
        name: what it is called in tables.
        prepare: loads it.
        packages: modules that it needs beside voc's own.
        slow: whether it scores only ``SLOW_TEXTS`` texts, spread over all.
        ours: whether it is a model of voc.
    """

    name: str
    prepare: Callable[[], Scorer]
    packages: tuple[str, ...] = ()
    slow: bool = False
    ours: bool = False

    @property
    def missing(self) -> list[str]:
        """Packages that are not installed."""
        return [name for name in self.packages if find_spec(name) is None]


def contestants(device: str = CPU) -> dict[str, Contestant]:
    """Return all by name, the shipped models first.

    Args:
        device: where networks run, see ``voc.load``: on a GPU all in half precision. What is no network stays on the
            CPU.
    """
    networks = ("torch", "transformers")
    every = [
        *(Contestant(name, partial(_voc, name, device), ours=True) for name in store.shipped()),
        Contestant("VADER", _vader, ("vaderSentiment",)),
        Contestant("TextBlob", _textblob, ("textblob",)),
        Contestant("RoBERTa-base pipeline, one by one", partial(_roberta, 1, device), networks, slow=True),
        Contestant("RoBERTa-base pipeline, batches of 32", partial(_roberta, BATCH, device), networks, slow=True),
        Contestant("MiniLM-L6 in torch, batches of 32", partial(_minilm, device), networks, slow=True),
    ]
    return {contestant.name: contestant for contestant in every}


def _voc(name: str, device: str) -> Scorer:
    # As the command line does: spaCy must not import torch for it.
    from voc.cli.imports import hidden

    with hidden("torch"):
        from voc.analyzer import load
    static = (store.find(name) / STATIC_WEIGHTS).is_file()
    analyzer = load(name, device=CPU if static else device)

    def score(texts: Sequence[str]) -> Answers:
        table = analyzer.classify(texts)
        cues = [[span["cue"] for span in spans] for spans in table["cues"].to_pylist()]
        return {"valence": table["valence"].to_pylist(), "emotions": table["emotions"].to_pylist(), "cues": cues}

    return score


def _vader() -> Scorer:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    scores = SentimentIntensityAnalyzer().polarity_scores
    return lambda texts: {"valence": [scores(text)["compound"] for text in texts]}


def _textblob() -> Scorer:
    from textblob import TextBlob

    return lambda texts: {"valence": [TextBlob(text).sentiment.polarity for text in texts]}


def _roberta(batch: int, device: str) -> Scorer:
    from transformers import RobertaConfig, RobertaForSequenceClassification, pipeline

    config = RobertaConfig(vocab_size=VOCABULARY, num_labels=LABELS, max_position_embeddings=514, type_vocab_size=1)
    model = _placed(RobertaForSequenceClassification(config), device)
    classify = pipeline("text-classification", model=model, tokenizer=_tokenizer(), top_k=None, device=device)

    def score(texts: Sequence[str]) -> Answers:
        classify(list(texts), batch_size=batch)
        return {}

    return score


def _minilm(device: str) -> Scorer:
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    shape = {"hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 12, "intermediate_size": 1536}
    model = _placed(BertForSequenceClassification(BertConfig(**shape, num_labels=LABELS)), device)
    tokenizer = _tokenizer()

    def score(texts: Sequence[str]) -> Answers:
        with torch.inference_mode():
            for start in range(0, len(texts), BATCH):
                batch = list(texts[start : start + BATCH])
                given = tokenizer(batch, padding=True, truncation=True, return_tensors="pt")
                model(**given.to(device)).logits.cpu()
        return {}

    return score


def _placed(model: Any, device: str) -> Any:  # noqa: ANN401  (torch is not typed here)
    """Return a peer's network on its device, in half precision on a GPU, as ours."""
    return model.eval().to(device) if device == CPU else model.eval().half().to(device)


def _tokenizer() -> Any:  # noqa: ANN401  (transformers are not typed here)
    """Return our tokenizer for a peer's: it is no smaller part of the peer's time than its own."""
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

    from voc.model.artifacts import TOKENIZER

    ours = Tokenizer.from_file(str(store.find(store.DEFAULT) / TOKENIZER))
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=ours, pad_token="[PAD]", model_max_length=512)  # noqa: S106
    tokenizer.model_input_names = ["input_ids", "attention_mask"]
    return tokenizer
