"""A run made again from a model, to go on from it where the run itself is gone. Needs the extra ``torch``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from voc.errors import DataError, ModelError
from voc.model.artifacts import METRICS, TOKENIZER, WEIGHTS, verify
from voc.model.from_onnx import network_of
from voc.model.heads import WIDTH
from voc.training.history import nested
from voc.training.runs import ENCODER_CONFIG, NETWORK, SUMMARY, save_network


def restore(folder: Path, run: Path) -> None:
    """Write a finished run whose weights are those of a model, as precise as it holds them.

    The weights of the run that a model was made of were rounded when it was made, so the two differ by that rounding.

    Args:
        folder: model folder of a network, such as voc-mini-en.
        run: folder to write.

    Raises:
        DataError: if the folder holds a finished run already.
        ModelError: if the model is altered, has no network of voc's, or was adapted to labels of its user's own.
    """
    if (run / NETWORK).exists():
        raise DataError(f"{run} holds a finished run already: write into another folder, or remove it")
    verify(folder)
    if not (folder / WEIGHTS).is_file():
        raise ModelError(f"{folder} holds no {WEIGHTS}: only a network such as voc-mini-en can be trained further")
    try:
        network = network_of((folder / WEIGHTS).read_bytes())
    except Exception as error:  # onnx has classes of its own
        raise ModelError(f"{folder / WEIGHTS} is of a kind that voc did not train ({error!r})") from error
    metrics = json.loads((folder / METRICS).read_text(encoding="utf-8"))
    if network.heads.out_features != WIDTH or "runs" not in metrics:
        raise ModelError(f"{folder} was adapted to own labels: go on from the model that it came from")
    first = nested(metrics["runs"])
    run.mkdir(parents=True, exist_ok=True)
    save_network(network, run)
    network.encoder.config.to_json_file(run / ENCODER_CONFIG, use_diff=False)
    shutil.copy(folder / TOKENIZER, run / TOKENIZER)
    summary = {"sets": first["sets"], "encoder": first["encoder"], "start": first, "teachers": []}
    (run / SUMMARY).write_text(json.dumps(summary | {"restored": folder.name}, indent=2), encoding="utf-8")
