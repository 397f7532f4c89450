"""Speed beside what people use today, in one run: `python tests/bench/speed.py`. Needs the extra `torch`.

The peer is a RoBERTa-base classifier of 28 labels in the Hugging Face pipeline. Its weights are random, which changes
nothing about its speed. Texts are the customers' units of the bundled samples.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast, RobertaConfig, RobertaForSequenceClassification, pipeline

import voc
from voc.model import store
from voc.model.artifacts import TOKENIZER
from voc.readers import read
from voc.units import to_units

ROUNDS = 3
PEER_TEXTS = 200


def sample_texts() -> list[str]:
    utterances, _ = read([Path(voc.__file__).parent / "samples"])
    return [text for text in to_units(utterances).to_score() if text and text.strip()]


def peer(batch: int) -> Callable[[Sequence[str]], object]:
    """A RoBERTa-base pipeline; our tokenizer stands in for its own, which is no smaller part of its time."""
    config = RobertaConfig(vocab_size=50265, num_labels=28, max_position_embeddings=514, type_vocab_size=1)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_file(str(store.find(store.DEFAULT) / TOKENIZER)),
        pad_token="[PAD]",
        model_max_length=512,
    )
    tokenizer.model_input_names = ["input_ids", "attention_mask"]
    model = RobertaForSequenceClassification(config).eval()
    classify = pipeline("text-classification", model=model, tokenizer=tokenizer, top_k=None, device="cpu")
    return lambda texts: classify(list(texts), batch_size=batch)


def rate(score: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    started = time.perf_counter()
    score(texts)
    return len(texts) / (time.perf_counter() - started)


def main() -> None:
    texts = sample_texts()
    analyzer = voc.load()
    contestants: dict[str, tuple[Callable[[Sequence[str]], object], Sequence[str]]] = {
        "voc-mini-en, all outputs": (analyzer.classify, texts),
        "RoBERTa-base pipeline, one by one": (peer(1), texts[:PEER_TEXTS]),
        "RoBERTa-base pipeline, batches of 32": (peer(32), texts[:PEER_TEXTS]),
    }
    torch.set_grad_enabled(False)
    best = dict.fromkeys(contestants, 0.0)
    for _ in range(ROUNDS):
        for name, (score, part) in contestants.items():
            best[name] = max(best[name], rate(score, part))
    ours = best["voc-mini-en, all outputs"]
    for name, value in best.items():
        print(f"{name:40}{value:8.0f} units/s   ours is {ours / value:5.1f} times as fast")


if __name__ == "__main__":
    main()
