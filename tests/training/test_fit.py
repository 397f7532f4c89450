from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from voc.model.runtime import OnnxRuntime
from voc.text import normalize
from voc.training import fit as fit_module
from voc.training.export import FLOAT_WEIGHTS, export, load_network
from voc.training.fit import Recipe, fit, load_tokenizer

RECIPE = Recipe(epochs=2, batch=4, voices_batch=2)


def test_a_run_that_was_cut_off_ends_where_an_undisturbed_one_does(
    data: Path, encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit(data, encoder, tmp_path / "whole", RECIPE)
    monkeypatch.setattr(fit_module, "CHECKPOINT_EVERY", 2)
    real_loss, calls = fit_module.loss, iter(range(100))

    def cut_off(*arguments: object) -> torch.Tensor:
        if next(calls) == 7:
            raise KeyboardInterrupt
        return real_loss(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(fit_module, "loss", cut_off)
    with pytest.raises(KeyboardInterrupt):
        fit(data, encoder, tmp_path / "cut", RECIPE)
    assert (tmp_path / "cut" / "checkpoint.pt").exists()
    monkeypatch.setattr(fit_module, "loss", real_loss)
    fit(data, encoder, tmp_path / "cut", RECIPE)
    whole, cut = (load_file(tmp_path / name / "network.safetensors") for name in ("whole", "cut"))
    for name, value in whole.items():
        torch.testing.assert_close(cut[name], value, rtol=1e-4, atol=1e-5)
    assert not (tmp_path / "cut" / "checkpoint.pt").exists()


def test_training_learns_and_the_export_agrees_with_the_network(data: Path, encoder: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    fit(data, encoder, run, RECIPE)
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


def test_padding_does_not_change_a_unit(encoder: Path) -> None:
    from voc.model.network import VocNetwork

    network = VocNetwork.from_encoder(encoder).eval()
    ids = torch.tensor([[101, 2023, 2003, 102, 0, 0]])
    mask = torch.tensor([[1, 1, 1, 1, 0, 0]])
    with torch.no_grad():
        padded, _ = network(ids, mask)
        alone, _ = network(ids[:, :4], mask[:, :4])
    torch.testing.assert_close(padded, alone, rtol=1e-4, atol=1e-5)
