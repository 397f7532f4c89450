"""One network from several that went on from a common one. Needs the extra ``torch``."""

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
    cost of one (model soups, Wortsman et al. 2022, arXiv:2203.05482). The run that they went on from may be among them:
    then the mean keeps what they have unlearned and most of what they have learned (WiSE-FT, Wortsman et al. 2021,
    arXiv:2109.01903).

    Args:
        runs: folders of finished runs that differ in their seeds, or in their teachers.
        run: folder to write.

    Raises:
        DataError: if there are fewer than two runs, one is named twice, or they did not start from the same run.
    """
    if len({each.resolve() for each in runs}) < len(runs):
        raise DataError("a run is named twice: name each once, as they all count the same")
    summaries = [read_summary(each) for each in runs]
    starts = [summary["start"] for summary in summaries if summary["start"] is not None]
    if len(runs) < MIN_RUNS or not starts:
        raise DataError("an average takes two runs or more that went on from another: see voc train student --start")
    start = next((each for each in starts if all(each in (made, made["start"]) for made in summaries)), None)
    if start is None:
        raise DataError("these runs went on from different ones: the mean of their weights would be no network")
    weights = [load_file(each / NETWORK) for each in runs]
    mean = {name: torch.stack([each[name] for each in weights]).mean(0) for name in weights[0]}
    run.mkdir(parents=True, exist_ok=True)
    for name in (TOKENIZER, ENCODER_CONFIG):
        shutil.copy(runs[0] / name, run / name)
    save_file(mean, run / NETWORK)
    last = next(summary for summary in summaries if summary["start"] == start)
    summary = {name: last[name] for name in ("sets", "encoder", "start", "teachers")}
    (run / SUMMARY).write_text(json.dumps(summary | {"average": summaries}, indent=2), encoding="utf-8")
