"""Trains the network on GoEmotions and voices together: a batch of each a step, with checkpoints to resume from."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from tqdm.auto import tqdm

from voc.model.network import VocNetwork
from voc.training.batches import TrainingSet, encode, plan
from voc.training.data import read_goemotions, read_voices, voice_targets
from voc.training.loss import loss


@dataclass(frozen=True)
class Recipe:
    """Everything that a run depends on besides the data and the encoder.

    Attributes:
        epochs: passes over GoEmotions.
        batch: GoEmotions texts a step.
        voices_batch: voices units a step; at 24 a step, 4 epochs of GoEmotions are 12 of voices.
        goemotions_weight: weight of the GoEmotions term against the voices terms, which are many.
        rate: peak learning rate of the encoder (found for MiniLM on GoEmotions: 1e-4).
        head_rate: peak learning rate of the heads, which start at random.
        warmup: share of the steps in which the rate rises; then it falls linearly to 0.
        decay: weight decay of AdamW.
        seed: seed of weights, order and dropout.
    """

    epochs: int = 4
    batch: int = 32
    voices_batch: int = 24
    goemotions_weight: float = 1.0
    rate: float = 1e-4
    head_rate: float = 1e-3
    warmup: float = 0.06
    decay: float = 0.01
    seed: int = 0


CHECKPOINT_EVERY = 500
LOG_EVERY = 100


def load_tokenizer(folder: Path) -> Tokenizer:
    """Return the encoder's tokenizer without its own cutting and padding."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def fit(data: Path, encoder: Path, run: Path, recipe: Recipe, start: Path | None = None) -> None:
    """Train and write ``network.safetensors``, ``tokenizer.json``, ``encoder.json`` and ``run.json`` into ``run``.

    Does nothing when the run is already finished; goes on from its checkpoint when it was cut off.

    Args:
        data: folder of the data.
        encoder: folder of the pretrained encoder.
        run: folder of the run.
        recipe: see ``Recipe``.
        start: folder of a finished run whose network to go on from, instead of the encoder's and heads at random.
    """
    if (run / "network.safetensors").exists():
        return
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    tokenizer = load_tokenizer(encoder)
    tokenizer.save(str(run / "tokenizer.json"))
    (run / "encoder.json").write_text((encoder / "config.json").read_text())
    go = encode(tokenizer, *read_goemotions_set(data), None)
    units = read_voices(data, "train")
    voices = encode(tokenizer, [unit.text for unit in units], voice_targets(units), units)
    network = VocNetwork.from_encoder(encoder)
    if start is not None:
        network.load_state_dict(load_file(start / "network.safetensors"))
    started = time.time()
    steps = _loop(network, go, voices, run, recipe)
    save_file({name: value.contiguous() for name, value in network.state_dict().items()}, run / "network.safetensors")
    summary = {"recipe": asdict(recipe), "encoder": encoder.parent.name, "steps": steps, "torch": torch.__version__}
    summary["start"] = None if start is None else json.loads((start / "run.json").read_text())
    sizes = {"goemotions_train": len(go.ids), "voices_train": len(voices.ids)}
    (run / "run.json").write_text(json.dumps(summary | sizes | {"seconds": round(time.time() - started)}, indent=2))
    (run / "checkpoint.pt").unlink(missing_ok=True)


def read_goemotions_set(data: Path) -> tuple[list[str], dict[str, np.ndarray]]:
    """Return the training texts of GoEmotions and their targets."""
    texts, targets = read_goemotions(data, "train")
    return texts, {"go_emotions": targets}


def _loop(network: VocNetwork, go: TrainingSet, voices: TrainingSet, run: Path, recipe: Recipe) -> int:
    """Run all steps, from the checkpoint if there is one, and return their number."""
    rng = np.random.default_rng(recipe.seed)
    steps = recipe.epochs * -(-len(go.ids) // recipe.batch)
    go_plan = plan([len(ids) for ids in go.ids], recipe.batch, steps, rng)
    voices_plan = plan([len(ids) for ids in voices.ids], recipe.voices_batch, steps, rng)
    optimizer, schedule = _optimizer(network, recipe, steps)
    first = _resume(run, network, optimizer, schedule)
    network.train()
    sums = np.zeros(2)
    with (run / "log.jsonl").open("a") as log:
        for step in tqdm(range(first, steps), initial=first, total=steps, desc="train", mininterval=10):
            sums += [
                _backward(network, go, go_plan[step], recipe.goemotions_weight),
                _backward(network, voices, voices_plan[step], 1.0),
            ]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            if (step + 1) % LOG_EVERY == 0:
                goemotions, units = (sums / LOG_EVERY).tolist()
                log.write(json.dumps({"step": step + 1, "goemotions": goemotions, "voices": units}) + "\n")
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
    groups = [{"params": list(network.encoder.parameters()), "lr": recipe.rate}]
    groups.append({"params": heads, "lr": recipe.head_rate})
    optimizer = torch.optim.AdamW(groups, weight_decay=recipe.decay, fused=True)
    rise = max(1, round(recipe.warmup * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / rise, (steps - step) / (steps - rise))
    )
    return optimizer, schedule


def _backward(network: VocNetwork, data: TrainingSet, rows: list[int], weight: float) -> float:
    """Add the weighted gradients of one batch and return its loss."""
    ids, mask, targets = data.batch(rows)
    with torch.autocast("cpu", torch.bfloat16):
        logits, tokens = network(ids, mask)
    term = loss(logits.float(), tokens.float(), mask, targets)
    (weight * term).backward()
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
