"""What a second annotator reaches on voices dev: `python tests/bench/annotator.py [DATA]`.

The 500 units were labelled once more for the project, blind: with the guidelines and 120 labelled units of voices train
at hand, but neither sources nor labels of dev. The labels (`annotator.jsonl`, quotes as offsets: the texts stay in the
data) are compared with those of dev by the code that measures a model, so a model's figures stand beside them. Nothing
is trained on them or chosen by them. The rating of effort is compared where both see effort.

Goals, where a second annotator agrees with dev least, were labelled by a third one, too (`annotator-goals.jsonl`), as
blind, with 210 goals of voices train at hand: the last table shows who agrees with whom, and with what two of the three
say.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from voc.model.artifacts import METRICS
from voc.model.heads import HEADS
from voc.model.outputs import decide
from voc.model.predictor import Predictions, Predictor
from voc.model.store import DEFAULT, find
from voc.schema import CueSpan
from voc.taxonomy import Cue
from voc.training.data import VoiceUnit, json_lines, read_voices, require, voice_targets
from voc.training.evaluate import Metrics, predict_all, voices_metrics
from voc.training.labelled import unit_of
from voc.training.metrics import correlation
from voc.training.thresholds import START

LABELS = Path(__file__).with_suffix(".jsonl")
THIRD = LABELS.with_name("annotator-goals.jsonl")
CHOSEN = ("stage accuracy", "goal accuracy", "owner accuracy")
"""What is shown by source, the model's in brackets."""


def read_labels(units: list[VoiceUnit]) -> list[VoiceUnit]:
    """Return the units with the second annotator's records."""
    labels = {record["id"]: record for record in json_lines(LABELS)}
    return [unit_of(labels[unit.id], unit.source, unit.text) for unit in units]


def as_predictions(units: list[VoiceUnit]) -> Predictions:
    """Return records as what a model that is sure of them would predict."""
    targets = voice_targets(units)
    values = {}
    for name, value in targets.items():
        head = HEADS[name]
        if head.kind == "multiclass":
            values[name] = np.eye(len(head.labels), dtype=np.float32)[value.astype(np.int64)]
        else:
            values[name] = value[:, 0] if head.kind == "regression" else value
    cues = [[CueSpan(Cue(cue), start, end, 1.0) for cue, start, end in unit.cue_spans()] for unit in units]
    return Predictions(values, cues, np.ones(len(units), bool))


def agreement(units: list[VoiceUnit], second: list[VoiceUnit]) -> Metrics:
    """Return the metrics of the second annotator's labels, those of probabilities left out."""
    metrics = voices_metrics(units, as_predictions(second), START)
    first, other = (voice_targets(each)["effort"][:, 0] for each in (units, second))
    both = ~np.isnan(first) & ~np.isnan(other)
    metrics |= correlation("effort rating", first[both], other[both])
    return {name: value for name, value in metrics.items() if name != "units" and "ECE" not in name}


def goals(units: list[VoiceUnit], second: list[VoiceUnit]) -> dict[str, list[str | None]]:
    """Return the goals of dev, of both other annotators and of the shipped models, and the majority of the three.

    The majority is "" where all three differ.
    """
    third = {record["id"]: record["goal"] for record in json_lines(THIRD)}
    named = {"dev": [unit.record["goal"] for unit in units], "second": [unit.record["goal"] for unit in second]}
    named["third"] = [third[unit.id] for unit in units]
    counts = [Counter(each).most_common(1)[0] for each in zip(*named.values(), strict=True)]
    names = [None, *HEADS["goal"].labels[1:]]
    for model in (DEFAULT, "voc-base-en"):
        predictor = Predictor(find(model))
        chosen = decide(
            predict_all(predictor, [unit.text for unit in units]).values["goal"],
            predictor.config.thresholds.nulls["goal"],
        )
        named[model] = [names[i] for i in chosen]
    return named | {"majority": [goal if votes > 1 else "" for goal, votes in counts]}


def main() -> None:
    """Print the second annotator beside a shipped model."""
    units = read_voices(require(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")), "dev")
    second = read_labels(units)
    model = json.loads((find(DEFAULT) / METRICS).read_text(encoding="utf-8"))["voices dev"]
    print(f"| metric | second annotator | {DEFAULT} |\n| --- | --- | --- |")
    for name, value in agreement(units, second).items():
        print(f"| {name} | {value:.3f} | {model['all'][name]:.3f} |")
    print("\n| source | stage | goal | owner |\n| --- | --- | --- | --- |")
    for source in sorted({unit.source for unit in units}):
        rows = [i for i, unit in enumerate(units) if unit.source == source]
        found = agreement([units[i] for i in rows], [second[i] for i in rows])
        pairs = (f"{found[name]:.2f} ({model[source][name]:.2f})" for name in CHOSEN)
        print(f"| {source} | {' | '.join(pairs)} |")
    named = goals(units, second)
    print(f"\n| goal | {' | '.join(named)} |\n|{' --- |' * (len(named) + 1)}")
    for name, one in named.items():
        shares = (np.mean([a == b for a, b in zip(one, other, strict=True)]) for other in named.values())
        print(f"| {name} | {' | '.join(f'{share:.3f}' for share in shares)} |")


if __name__ == "__main__":
    main()
