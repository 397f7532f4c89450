"""One network from several that went on from a common one. Needs the extra ``torch``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from voc.errors import DataError
from voc.model.artifacts import TOKENIZER
from voc.training.runs import ENCODER_CONFIG, NETWORK, SUMMARY, read_summary

MIN_RUNS = 2


def average(runs: Sequence[Path], run: Path) -> None:
    """Write a run whose weights are the mean of those of other runs, which all go back to the same one.

    Such networks lie in one basin of the loss, and their mean is about as good as all of them asked together, at the
    cost of one (model soups, Wortsman et al. 2022, arXiv:2203.05482). The run that they go back to may be among them:
    then the mean keeps what they have unlearned and most of what they have learned (WiSE-FT, Wortsman et al. 2021,
    arXiv:2109.01903).

    Args:
        runs: folders of finished runs that differ in their seeds, or in their teachers.
        run: folder to write.

    Raises:
        DataError: if there are fewer than two runs, one is named twice, or they do not go back to the same run.
    """
    if len({each.resolve() for each in runs}) < len(runs):
        raise DataError("a run is named twice: name each once, as they all count the same")
    summaries = [read_summary(each) for each in runs]
    common = next((each for each in _lineage(summaries[0]) if all(each in _lineage(made) for made in summaries)), None)
    made = [summary for summary in summaries if summary != common]
    if len(runs) < MIN_RUNS or not made:
        raise DataError("an average takes two runs or more that went on from another: see voc train student --start")
    if common is None:
        raise DataError("these runs went on from different ones: the mean of their weights would be no network")
    weights = [load_file(each / NETWORK) for each in runs]
    mean = {name: torch.stack([each[name] for each in weights]).mean(0) for name in weights[0]}
    run.mkdir(parents=True, exist_ok=True)
    for name in (TOKENIZER, ENCODER_CONFIG):
        shutil.copy(runs[0] / name, run / name)
    save_file(mean, run / NETWORK)
    summary = {"sets": {name: each for one in made for name, each in one["sets"].items()}, "start": common}
    summary |= {name: made[0][name] for name in ("encoder", "teachers")} | {"average": summaries}
    (run / SUMMARY).write_text(json.dumps(summary, indent=2), encoding="utf-8")


def _lineage(run: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the records of a run and of those before it, the last one first."""
    records = [run]
    while records[-1]["start"] is not None:
        records.append(records[-1]["start"])
    return records
