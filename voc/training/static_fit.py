"""Trains the static network on what its big sister learned from. Needs the extra ``torch``."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor
from tqdm.auto import tqdm

from voc.model.artifacts import TOKENIZER
from voc.training.batches import plan
from voc.training.distil import Teachers
from voc.training.fit import Task
from voc.training.history import Record
from voc.training.loss import loss
from voc.training.runs import NETWORK, SUMMARY, load_network, load_tokenizer, read_summary
from voc.training.static_network import Shape, StaticNetwork

STATES = "states.npz"
"""What the encoder makes of each token, kept in the run: a minute's work."""
SIF = 1e-3
"""Weight of a token: ``SIF / (SIF + its share of all tokens)``. Source: Arora et al. 2017, smooth inverse frequency."""
BATCH = 512
BATCHES = {"goemotions": 96, "voices": 128, "pools": 128, "passages": 32}
"""Texts a step of each set."""


@dataclass(frozen=True)
class StaticRecipe:
    """How to train.

    Attributes:
        steps: batches of each set.
        rate: peak learning rate.
        warmup: share of the steps in which the rate rises; then it falls to 0.
        decay: weight decay of AdamW.
        seed: seed of weights, order and dropout.
    """

    steps: int
    rate: float = 3e-3
    warmup: float = 0.05
    decay: float = 0.01
    seed: int = 0


def fit_static(
    run: Path,
    recipe: StaticRecipe,
    tasks: Callable[[Tokenizer], Sequence[Task]],
    start: Path,
    teachers: Teachers,
) -> None:
    """Train and write the network, its tokenizer and ``run.json`` into ``run``; nothing if they are there.

    Args:
        run: folder of the run.
        recipe: see ``StaticRecipe``.
        tasks: what to train on, encoded with the tokenizer of ``start``.
        start: finished run of a network with an encoder, which gives the first embeddings.
        teachers: whom the tasks have labels from, for the record.
    """
    if (run / NETWORK).exists():
        return
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    tokenizer = load_tokenizer(start)
    tokenizer.save(str(run / TOKENIZER))
    made = tasks(tokenizer)
    states = token_states(start, tokenizer, run / STATES)
    shape = Shape(len(states), min(Shape.embedding, states.shape[1]))
    network = StaticNetwork(shape)
    counts = np.bincount([i for task in made for ids in task.data.ids for i in ids], minlength=shape.vocabulary)
    network.embedding.weight.data[:] = torch.from_numpy(first_embeddings(states, counts, shape.embedding))
    started, threads = time.time(), torch.get_num_threads()
    torch.set_num_threads(1)  # steps are so short that threads would only wait for each other
    _loop(network, made, recipe, run)
    torch.set_num_threads(threads)
    save_file({name: value.contiguous() for name, value in network.state_dict().items()}, run / NETWORK)
    sets = {task.name: {"texts": len(task.data.ids), "batch": BATCHES[task.name]} for task in made}
    summary: Record = {"recipe": asdict(recipe), "shape": asdict(shape), "sets": sets, "steps": recipe.steps}
    summary |= {"torch": torch.__version__, "seconds": round(time.time() - started)}
    summary |= teachers.records()
    summary["start"] = read_summary(start)
    (run / SUMMARY).write_text(json.dumps(summary, indent=2), encoding="utf-8")


def token_states(start: Path, tokenizer: Tokenizer, kept: Path) -> NDArray[np.float32]:
    """Return the encoder's state of each token of the vocabulary, read as a text of its own (as model2vec does)."""
    if not kept.exists():
        network = load_network(start).to(torch.bfloat16)
        first, last = tokenizer.encode("").ids
        states = []
        with torch.inference_mode():
            for i in tqdm(range(0, tokenizer.get_vocab_size(), BATCH), desc="tokens", mininterval=10):
                own = torch.arange(i, min(i + BATCH, tokenizer.get_vocab_size()))
                ids = torch.stack([torch.full_like(own, first), own, torch.full_like(own, last)], dim=1)
                out = network.encoder(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
                states.append(out.float().mean(1).numpy())
        np.savez(kept, states=np.concatenate(states).astype(np.float16))
    with np.load(kept) as arrays:
        return np.asarray(arrays["states"], np.float32)


def first_embeddings(states: NDArray[np.float32], counts: NDArray[np.int64], width: int) -> NDArray[np.float32]:
    """Return the first principal components of the states, rare tokens weighted up, of unit variance over all.

    Args:
        states: shape (tokens, size of the encoder).
        counts: how often each token occurs in the training texts, shape (tokens,).
        width: number of components.
    """
    centred = states - states.mean(0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    components = centred @ directions[:, ::-1][:, :width]
    weighted = components * (SIF / (SIF + counts / counts.sum()))[:, None]
    return np.asarray(weighted / weighted.std(), np.float32)


def _loop(network: StaticNetwork, tasks: Sequence[Task], recipe: StaticRecipe, run: Path) -> None:
    """Run all steps."""
    rng = np.random.default_rng(recipe.seed)
    plans = [plan([len(ids) for ids in task.data.ids], BATCHES[task.name], recipe.steps, rng) for task in tasks]
    optimizer = torch.optim.AdamW(network.parameters(), recipe.rate, weight_decay=recipe.decay, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.rate, recipe.steps, pct_start=recipe.warmup, anneal_strategy="linear", cycle_momentum=False
    )
    network.train()
    sums = np.zeros(len(tasks))
    with (run / "log.jsonl").open("w") as log:
        for step in tqdm(range(recipe.steps), desc="train", mininterval=10):
            terms = [_term(network, task, rows[step]) for task, rows in zip(tasks, plans, strict=True)]
            torch.stack(terms).sum().backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            sums += [term.item() for term in terms]
            if (step + 1) % 50 == 0:
                log.write(json.dumps({"step": step + 1, "loss": (sums / 50).round(4).tolist()}) + "\n")
                log.flush()
                sums[:] = 0


def _term(network: StaticNetwork, task: Task, rows: list[int]) -> Tensor:
    """Return the weighted loss of one batch."""
    ids, mask, targets = task.data.batch(rows)
    logits, tokens = network(ids, mask)
    return task.weight * loss(logits, tokens, mask, targets)


def load_static(run: Path) -> StaticNetwork:
    """Return the trained network of a run, in evaluation mode."""
    shape = json.loads((run / SUMMARY).read_text(encoding="utf-8"))["shape"]
    network = StaticNetwork(Shape(**shape))
    network.load_state_dict(load_file(run / NETWORK))
    network.eval()
    return network
