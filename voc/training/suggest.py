"""Chooses the texts that are most worth labelling: those the model is least sure of, no two alike.

The most uncertain texts are clustered, each weighing as much as it is uncertain, and of each cluster the text nearest
to its centre is taken (Zhdanov 2019, arXiv:1901.05954).

What it is worth, on 20 banking intents that the model does not know: where some are rare (Zipf's law, 40 random labels
and then 40 more), macro-F1 is .495 with the texts it chooses and .432 with random ones, better in each of 6 draws; the
most uncertain texts alone give .500, clusters alone .461. Where all are equally common (60 and 60 more, 5 draws),
accuracy is .689 against .664, which is within chance; the most uncertain texts alone do worse than random (.629).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from voc.analyzer import load
from voc.errors import InputError
from voc.model.backend import OWN
from voc.model.heads import HEADS
from voc.model.predictor import Predictions, Predictor
from voc.model.runtime import OnnxRuntime
from voc.model.store import find
from voc.text import is_blank
from voc.training.own_data import DRAFT, LABEL, LABELS
from voc.units import to_units

POOL = 10
"""Uncertain texts looked at for each one that is taken: the pre-selection factor of the source."""
_UNSURE = ("emotions", "intents", "effort_present", "stage", "goal", "expectation", "staff", "owner")
"""Heads whose doubts count where the model has no labels of the user's own; else those alone count."""


def suggest(utterances: pa.Table, model: str, n: int, seed: int = 0) -> list[dict[str, Any]]:
    """Choose customers' texts to label, as records of the guidelines.

    Each record holds what the model says of the text, to be corrected, and ``"draft": true``, which whoever has checked
    it takes out: ``voc train own`` leaves drafts out. The same input, model and seed give the same records.

    Args:
        utterances: schema ``voc.schema.UTTERANCES``.
        model: name or folder of a model.
        n: how many.
        seed: of the clusters.

    Returns:
        At most ``n`` records, the most uncertain first; fewer where there are not so many distinct texts.

    Raises:
        InputError: if ``n`` is below 1, or there is no text.
        ModelError: if there is no such model.
    """
    if n < 1:
        raise InputError(f"suggest at least 1 text, not {n}")
    units = to_units(utterances)
    ids = utterances["interaction_id"].to_pylist()
    places: dict[str, str] = {}
    for row, text in enumerate(units.to_score()):
        if text is not None and not is_blank(text):
            places.setdefault(text, ids[units.utterance[row]])
    if not places:
        raise InputError("there is no text of a customer to suggest from")
    texts, analyzer, predictor = list(places), load(model), Predictor(find(model))
    unsure = uncertainty(predictor.predict(texts))
    chosen = select(_features(predictor, texts), unsure, n, seed)
    chosen = chosen[np.argsort(-unsure[chosen], kind="stable")]
    rows = analyzer.classify([texts[i] for i in chosen]).to_pylist()
    exclusive = predictor.own is not None and predictor.own.exclusive
    return [
        {"id": places[texts[i]], "text": texts[i], DRAFT: True, "uncertainty": round(float(unsure[i]), 4)}
        | _draft(texts[i], row, exclusive)
        for i, row in zip(chosen, rows, strict=True)
    ]


def uncertainty(predictions: Predictions) -> NDArray[np.float64]:
    """Return how unsure the model is of each text, 0 to 1: the mean entropy of its heads as shares of the largest."""
    parts = []
    for name in (OWN,) if OWN in predictions.values else _UNSURE:
        shares = predictions.values[name].astype(np.float64)
        if name in HEADS and HEADS[name].kind == "multiclass":
            parts.append(_entropy(shares).sum(1) / np.log(shares.shape[1]))
        else:
            parts.append((_entropy(shares) + _entropy(1 - shares)).mean(1) / np.log(2))
    found: NDArray[np.float64] = np.mean(parts, axis=0)
    return found


def select(features: NDArray[np.floating], unsure: NDArray[np.float64], n: int, seed: int) -> NDArray[np.int64]:
    """Choose rows that are uncertain and unlike each other.

    Args:
        features: what likeness is measured on, shape (rows, features).
        unsure: shape (rows,), 0 or more.
        n: how many; all if there are not more.
        seed: of the clusters.

    Returns:
        Distinct rows in ascending order.
    """
    pool = np.argsort(-unsure, kind="stable")[: POOL * n]
    if len(pool) <= n:
        return np.sort(pool)
    values = features[pool]
    with threadpool_limits(1):  # sums in one order, so that every machine chooses alike
        clusters = KMeans(min(n, len(np.unique(values, axis=0))), n_init=1, random_state=seed).fit(
            values, sample_weight=unsure[pool] + 1e-9
        )
    distance = ((values - clusters.cluster_centers_[clusters.labels_]) ** 2).sum(1)
    order = np.lexsort((distance, clusters.labels_))
    first = np.append(True, np.diff(clusters.labels_[order]) > 0)
    taken = pool[order[first]]
    rest = pool[~np.isin(pool, taken)][: n - len(taken)]  # texts alike in every feature share a cluster
    return np.sort(np.concatenate([taken, rest]))


def only_drafts(path: Path) -> bool:
    """Return whether every line of a file is a draft or blank: nobody's work is lost with it."""
    try:
        records = [json.loads(line) for line in path.read_bytes().split(b"\n") if line.strip()]
    except (ValueError, RecursionError):
        return False
    return all(isinstance(record, dict) and record.get(DRAFT) is True for record in records)


def write(records: Sequence[dict[str, Any]], path: Path) -> None:
    """Write records, one a line as JSON."""
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")


def _entropy(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    return -shares * np.log(np.maximum(shares, 1e-12))


def _features(predictor: Predictor, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the embedding, or the logits of a model that does not give it, each column standardised."""
    runtime = predictor.runtime
    if isinstance(runtime, OnnxRuntime) and runtime.embeds:
        values = np.stack([pooled for _, pooled in runtime.embed(texts)])
    else:
        values = predictor.logits(texts)
    standard: NDArray[np.float32] = (values - values.mean(0)) / np.maximum(values.std(0), 1e-6)
    return standard


def _draft(text: str, row: dict[str, Any], exclusive: bool) -> dict[str, Any]:
    """Return what the model says of a text in the form of the guidelines."""
    effort = row["effort"]
    record = {
        "valence": round(2 * row["valence"]),
        "emotions": row["emotions"],
        "intensity": round(row["intensity"]),
        "effort": None if effort is None else round(effort),
        "cues": [[cue["cue"], text[cue["start"] : cue["end"]]] for cue in row["cues"]],
        **{name: row[name] for name in ("stage", "goal", "expectation")},
        "intent": row["intents"],
        **{name: row[name] for name in ("staff", "owner")},
    }
    if row["labels"] is not None:
        names = list(_names(row["labels"]))
        record |= {LABEL: names[0]} if exclusive else {LABELS: names}
    return record


def _names(labels: list[dict[str, Any]]) -> Iterator[str]:
    return (label["label"] for label in labels)
