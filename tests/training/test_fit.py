from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

from voc.model.artifacts import WEIGHTS
from voc.model.backend import POOLED
from voc.model.heads import HEADS
from voc.model.network import VocNetwork
from voc.model.runtime import OnnxRuntime
from voc.text import normalize
from voc.training import fit as fit_module
from voc.training.batches import encode
from voc.training.data import read_goemotions, read_voices, voice_targets
from voc.training.export import FLOAT_WEIGHTS, export
from voc.training.fit import Recipe, Task, fit
from voc.training.runs import load_network, load_tokenizer

RECIPE = Recipe(epochs=2, rate=1e-4)


def both(data: Path) -> Callable[[Tokenizer], list[Task]]:
    def tasks(tokenizer: Tokenizer) -> list[Task]:
        texts, gold = read_goemotions(data, "train")
        units = read_voices(data, "train")
        voices = encode(tokenizer, [unit.text for unit in units], voice_targets(units), units)
        return [Task("goemotions", encode(tokenizer, texts, {"go_emotions": gold}, None), 4), Task("voices", voices, 2)]

    return tasks


def test_a_run_that_was_cut_off_ends_where_an_undisturbed_one_does(
    data: Path, encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit(tmp_path / "whole", encoder, RECIPE, both(data))
    monkeypatch.setattr(fit_module, "CHECKPOINT_EVERY", 2)
    real_loss, calls = fit_module.loss, iter(range(100))

    def cut_off(*arguments: object) -> torch.Tensor:
        if next(calls) == 7:
            raise KeyboardInterrupt
        return real_loss(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(fit_module, "loss", cut_off)
    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path / "cut", encoder, RECIPE, both(data))
    assert (tmp_path / "cut" / "checkpoint.pt").exists()
    monkeypatch.setattr(fit_module, "loss", real_loss)
    fit(tmp_path / "cut", encoder, RECIPE, both(data))
    whole, cut = (load_file(tmp_path / name / "network.safetensors") for name in ("whole", "cut"))
    for name, value in whole.items():
        torch.testing.assert_close(cut[name], value, rtol=1e-4, atol=1e-5)
    assert not (tmp_path / "cut" / "checkpoint.pt").exists()


def test_training_learns_and_the_export_agrees_with_the_network(data: Path, encoder: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    fit(run, encoder, RECIPE, both(data))
    export(run, tmp_path / "model")
    text = "I waited two hours 😡 on hold"
    ids = torch.tensor([load_tokenizer(run).encode(normalize(text).text).ids])
    with torch.no_grad():
        unit, tokens = load_network(run)(ids, torch.ones_like(ids))
    weights = str((run / FLOAT_WEIGHTS).resolve())
    (raw,) = OnnxRuntime(tmp_path / "model", 64, weights=weights).run([text])
    np.testing.assert_allclose(raw.unit, unit[0].numpy(), atol=1e-4)
    np.testing.assert_allclose(raw.tokens, tokens[0, 1:-1].numpy(), atol=1e-4)
    (quantised,) = OnnxRuntime(tmp_path / "model", 64).run([text])
    assert np.abs(quantised.unit - raw.unit).max() < 0.2 * np.ptp(raw.unit)


def test_with_a_rate_of_0_only_heads_with_targets_change(data: Path, encoder: Path, tmp_path: Path) -> None:
    def goemotions(tokenizer: Tokenizer) -> list[Task]:
        texts, gold = read_goemotions(data, "train")
        return [Task("goemotions", encode(tokenizer, texts, {"go_emotions": gold}, None), 4)]

    fit(tmp_path / "start", encoder, RECIPE, both(data))
    fit(tmp_path / "run", encoder, Recipe(epochs=2, rate=0), goemotions, start=tmp_path / "start")
    before, after = (load_file(tmp_path / name / "network.safetensors") for name in ("start", "run"))
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed == {"heads.weight", "heads.bias"}
    rows = (before["heads.weight"] != after["heads.weight"]).any(1).nonzero().ravel().tolist()
    head = HEADS["go_emotions"]
    assert rows == list(range(head.start, head.start + len(head.labels)))


@pytest.mark.parametrize("four_bits", [False, True])
def test_eight_bits_say_what_float_says(data: Path, encoder: Path, tmp_path: Path, four_bits: bool) -> None:
    run = tmp_path / "run"
    fit(run, encoder, RECIPE, both(data))
    export(run, tmp_path / "model", four_bits)
    texts = ["I waited two hours on hold", "Lovely staff, thank you!", "Where is my parcel?"]
    whole = OnnxRuntime(tmp_path / "model", 64, weights=str((run / FLOAT_WEIGHTS).resolve())).run(texts)
    small = OnnxRuntime(tmp_path / "model", 64).run(texts)
    error, spread = [], []
    for a, b in zip(whole, small, strict=True):
        error.append(np.abs(a.unit - b.unit).mean())
        spread.append(a.unit.std())
    assert 0 < np.mean(error) < np.mean(spread) / 10
    sizes = [(path / name).stat().st_size for path, name in ((tmp_path / "model", "model.onnx"), (run, FLOAT_WEIGHTS))]
    assert sizes[0] < sizes[1] / 2


@pytest.mark.parametrize("four_bits", [False, True])
def test_the_embedding_is_what_the_heads_read(data: Path, encoder: Path, tmp_path: Path, four_bits: bool) -> None:
    run = tmp_path / "run"
    fit(run, encoder, RECIPE, both(data))
    export(run, tmp_path / "model", four_bits)
    heads = load_network(run).heads
    runtime = OnnxRuntime(tmp_path / "model", 64)
    texts = ["I waited two hours on hold", "Lovely staff, thank you!"]
    for (unit, pooled), raw in zip(runtime.embed(texts), runtime.run(texts), strict=True):
        assert np.array_equal(unit, raw.unit)
        with torch.no_grad():
            logits = heads(torch.from_numpy(pooled)[None])[0].numpy()
        # Cues are what their words add up to.
        rest = np.delete(np.arange(len(unit)), np.r_[HEADS["cues"].columns])
        assert np.abs(logits - unit)[rest].max() < 0.05 * np.ptp(unit)
    graph = onnx.load(tmp_path / "model" / WEIGHTS)
    plain = graph.graph.output
    plain.remove(next(output for output in plain if output.name == POOLED))
    (tmp_path / "model" / WEIGHTS).write_bytes(graph.SerializeToString())
    without = OnnxRuntime(tmp_path / "model", 64)
    assert runtime.embeds
    assert not without.embeds
    for one, two in zip(runtime.run(texts), without.run(texts), strict=True):
        assert np.array_equal(one.unit, two.unit)
        assert np.array_equal(one.tokens, two.tokens)


def test_the_rate_rises_and_falls_as_the_recipe_says(encoder: Path) -> None:
    def rates(recipe: Recipe) -> list[float]:
        optimizer, schedule = fit_module._optimizer(VocNetwork.from_encoder(encoder), recipe, 100)
        given = []
        for _ in range(100):
            given.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        return given

    whole = rates(Recipe(epochs=1, rate=1.0, warmup=0.1, fall=0.5))
    assert whole[0] == pytest.approx(0.1)
    assert set(whole[9:50]) == {1.0}
    assert whole[75] == pytest.approx(0.5)
    assert rates(Recipe(epochs=1, rate=1.0, warmup=0.1, fall=0.0))[9:] == [1.0] * 91


def test_padding_does_not_change_a_unit(encoder: Path) -> None:
    network = VocNetwork.from_encoder(encoder).eval()
    ids = torch.tensor([[101, 2023, 2003, 102, 0, 0]])
    mask = torch.tensor([[1, 1, 1, 1, 0, 0]])
    with torch.no_grad():
        padded, _ = network(ids, mask)
        alone, _ = network(ids[:, :4], mask[:, :4])
    torch.testing.assert_close(padded, alone, rtol=1e-4, atol=1e-5)
