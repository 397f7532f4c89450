"""Trains a network on several sets at once: a batch of each a step, with checkpoints to resume from."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from tqdm.auto import tqdm

from voc.model.network import VocNetwork
from voc.training.batches import TrainingSet, plan
from voc.training.distil import Teachers
from voc.training.loss import loss
from voc.training.runs import NETWORK, SUMMARY, load_weights, prepare, read_summary, save_network


@dataclass(frozen=True)
class Recipe:
    """How to train, whatever the sets.

    Attributes:
        epochs: passes over the first set; the others are repeated or cut to as many steps.
        rate: peak learning rate of the encoder; 0 freezes it, so that only heads with targets in the sets change.
        head_rate: peak learning rate of the heads, which start at random.
        warmup: share of the steps in which the rate rises.
        fall: share of the steps at the end in which the rate falls linearly to 0; 0 for a run that another goes on
            from.
        decay: weight decay of AdamW.
        seed: seed of weights, order and dropout.
    """

    epochs: float
    rate: float
    head_rate: float = 1e-3
    warmup: float = 0.06
    fall: float = 0.94
    decay: float = 0.01
    seed: int = 0


@dataclass(frozen=True)
class Task:
    """A training set's part in every step.

    Attributes:
        name: for the log.
        data: the set.
        batch: texts a step.
        weight: weight of its loss against the others'.
    """

    name: str
    data: TrainingSet
    batch: int
    weight: float = 1.0


CHECKPOINT_EVERY = 500
LOG_EVERY = 100


def fit(
    run: Path,
    encoder: Path,
    recipe: Recipe,
    tasks: Callable[[Tokenizer], Sequence[Task]],
    start: Path | None = None,
    teachers: Teachers | None = None,
) -> None:
    """Train and write the network, its tokenizer and configuration and ``run.json`` into ``run``.

    Does nothing when the run is already finished; goes on from its checkpoint when it was cut off.

    Args:
        run: folder of the run.
        encoder: folder of the pretrained encoder.
        recipe: see ``Recipe``.
        tasks: what to train on, encoded with the encoder's tokenizer.
        start: folder of a finished run whose network to go on from, instead of the encoder's and heads at random.
        teachers: whom the tasks have labels from, for the record.
    """
    if (run / NETWORK).exists():
        return
    torch.manual_seed(recipe.seed)
    made = tasks(prepare(run, encoder))
    network = VocNetwork.from_encoder(encoder)
    if start is not None:
        load_weights(network, start)
    started = time.time()
    steps = _loop(network, made, run, recipe)
    save_network(network, run)
    sets = {t.name: {"texts": len(t.data.ids), "batch": t.batch, "weight": t.weight} for t in made}
    summary = {"recipe": asdict(recipe), "sets": sets, "encoder": "/".join(encoder.parts[-2:]), "steps": steps}
    summary |= {"torch": torch.__version__, "seconds": round(time.time() - started)}
    summary["start"] = None if start is None else read_summary(start)
    summary |= (teachers or Teachers()).records()
    (run / SUMMARY).write_text(json.dumps(summary, indent=2), encoding="utf-8")
    (run / "checkpoint.pt").unlink(missing_ok=True)


def _loop(network: VocNetwork, tasks: Sequence[Task], run: Path, recipe: Recipe) -> int:
    """Run all steps, from the checkpoint if there is one, and return their number."""
    rng = np.random.default_rng(recipe.seed)
    steps = round(recipe.epochs * -(-len(tasks[0].data.ids) // tasks[0].batch))
    plans = [plan([len(ids) for ids in task.data.ids], task.batch, steps, rng) for task in tasks]
    optimizer, schedule = _optimizer(network, recipe, steps)
    first = _resume(run, network, optimizer, schedule)
    network.train()
    network.encoder.train(recipe.rate > 0)  # a frozen encoder reads as it will when it is used, without dropout
    sums = np.zeros(len(tasks))
    with (run / "log.jsonl").open("a") as log:
        for step in tqdm(range(first, steps), initial=first, total=steps, desc="train", mininterval=10):
            sums += [_backward(network, task, rows[step]) for task, rows in zip(tasks, plans, strict=True)]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            if (step + 1) % LOG_EVERY == 0:
                means = dict(zip((task.name for task in tasks), (sums / LOG_EVERY).tolist(), strict=True))
                log.write(json.dumps({"step": step + 1} | means) + "\n")
                log.flush()
                sums[:] = 0
            if (step + 1) % CHECKPOINT_EVERY == 0 and step + 1 < steps:
                _save(run, step + 1, network, optimizer, schedule)
    return steps


def _optimizer(
    network: VocNetwork, recipe: Recipe, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    """Return AdamW with the recipe's rates, and their rise and fall."""
    heads = [*network.heads.parameters(), *network.token_cues.parameters()]
    network.encoder.requires_grad_(recipe.rate > 0)
    groups = [{"params": list(network.encoder.parameters()), "lr": recipe.rate}]
    groups.append({"params": heads, "lr": recipe.head_rate})
    optimizer = torch.optim.AdamW(groups, weight_decay=recipe.decay if recipe.rate else 0.0, fused=True)
    rise, fall = max(1, round(recipe.warmup * steps)), round(recipe.fall * steps)

    def share(step: int) -> float:
        return min((step + 1) / rise, (steps - step) / fall if fall else 1.0, 1.0)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, share)
    return optimizer, schedule


def _backward(network: VocNetwork, task: Task, rows: list[int]) -> float:
    """Add the weighted gradients of one batch and return its loss."""
    ids, mask, targets = task.data.batch(rows)
    with torch.autocast("cpu", torch.bfloat16):
        logits, tokens = network(ids, mask)
    term = loss(logits.float(), tokens.float(), mask, targets)
    (task.weight * term).backward()
    return float(term.item())


def _save(
    run: Path,
    step: int,
    network: VocNetwork,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
) -> None:
    """Write a checkpoint atomically."""
    state = {
        "step": step,
        "network": network.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "random": torch.get_rng_state(),
    }
    torch.save(state, run / "checkpoint.tmp")
    (run / "checkpoint.tmp").replace(run / "checkpoint.pt")


def _resume(
    run: Path, network: VocNetwork, optimizer: torch.optim.Optimizer, schedule: torch.optim.lr_scheduler.LambdaLR
) -> int:
    """Load the checkpoint, if any, and return the step to go on from."""
    if not (run / "checkpoint.pt").exists():
        return 0
    state = torch.load(run / "checkpoint.pt", weights_only=True)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    torch.set_rng_state(state["random"])
    return int(state["step"])
