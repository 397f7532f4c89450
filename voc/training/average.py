"""One network from several that a common one went on into. Needs the extra ``torch``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from voc.errors import DataError
from voc.model.artifacts import TOKENIZER
from voc.training.runs import ENCODER_CONFIG, NETWORK, SUMMARY, read_summary

MIN_RUNS = 2


def average(runs: Sequence[Path], run: Path) -> None:
    """Write a run whose weights are the mean of those of other runs, which all went on from the same one.

    Such networks lie in one basin of the loss, and their mean is about as good as all of them asked together, at the
    cost of one (model soups, Wortsman et al. 2022, arXiv:2203.05482).

    Args:
        runs: folders of finished runs that differ in their seeds.
        run: folder to write.

    Raises:
        DataError: if there are fewer than two runs, or they did not start from the same run.
    """
    summaries = [read_summary(each) for each in runs]
    if len(runs) < MIN_RUNS or any(summary["start"] is None for summary in summaries):
        raise DataError("an average takes two runs or more that went on from another: see voc train student --start")
    if any(summary["start"] != summaries[0]["start"] for summary in summaries):
        raise DataError("these runs went on from different ones: the mean of their weights would be no network")
    weights = [load_file(each / NETWORK) for each in runs]
    mean = {name: torch.stack([each[name] for each in weights]).mean(0) for name in weights[0]}
    run.mkdir(parents=True, exist_ok=True)
    for name in (TOKENIZER, ENCODER_CONFIG):
        shutil.copy(runs[0] / name, run / name)
    save_file(mean, run / NETWORK)
    summary = {name: summaries[0][name] for name in ("sets", "encoder", "start", "teachers")}
    (run / SUMMARY).write_text(json.dumps(summary | {"average": summaries}, indent=2), encoding="utf-8")
