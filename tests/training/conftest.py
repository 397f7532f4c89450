"""A tiny encoder and a tiny data set in the form of the real one, written here."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from transformers import BertConfig, BertModel

from voc.model import store
from voc.model.artifacts import TOKENIZER
from voc.training.labelled import key
from voc.training.pools import Pool
from voc.training.risk import DOMAINS

NEUTRAL_RECORD = {
    "valence": 0, "emotions": [], "intensity": 0, "effort": None, "cues": [], "stage": None, "goal": None,
    "expectation": None, "intent": [], "staff": None, "owner": None,
}  # fmt: skip
ANGRY = {
    "valence": -2, "emotions": ["anger"], "intensity": 3, "effort": 4, "cues": [["wait", "waited two hours"]],
    "stage": "support", "owner": "customer_service",
}  # fmt: skip
HAPPY = {
    "valence": 2, "emotions": ["delight", "satisfaction"], "intensity": 2, "effort": 1,
    "cues": [["easy", "So easy to order"]], "stage": "purchase", "goal": "met", "owner": "digital",
}  # fmt: skip
RECORDS = [
    ("u1", "chat", "I waited two hours 😡 on hold", ANGRY),
    ("u2", "clothing", "So easy to order, love it", HAPPY),
    ("u3", "chat", "What are your opening hours?", {}),
]

CHAT = [
    "yes",
    "My parcel has not come, where is it?",
    "thank you so much",
    "I was on hold for an hour!",
    "the app crashed",
    "I asked you for a refund in May. Nobody ever answered me. It is July now!",
]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("voc.training.data.AUTHORED", tmp_path / "none")
    monkeypatch.setattr("voc.training.data.HELD_OUT", tmp_path / "held-out.jsonl")
    labels = {"id": f"chat-{key(CHAT[3])}"} | NEUTRAL_RECORD | {"effort": 4, "cues": [["wait", 6, 13]]}
    (tmp_path / "labelled.jsonl").write_text(json.dumps(labels) + "\n")
    monkeypatch.setattr("voc.training.labelled.LABELLED", tmp_path / "labelled.jsonl")
    monkeypatch.setattr("voc.training.pools.POOLS", (Pool("chats/customer_turns", 8, 2),))
    folder = tmp_path / "data"
    (folder / "goemotions").mkdir(parents=True)
    (folder / "voices").mkdir()
    rows = [
        {"text": "so sad", "labels": ["sadness"]},
        {"text": "ok then", "labels": ["neutral"]},
        {"text": "haha yes", "labels": ["joy", "amusement"]},
    ]
    for part in ("train", "dev", "test"):
        pq.write_table(pa.Table.from_pylist(rows * 4), folder / "goemotions" / f"{part}.parquet")
        units = [{"id": i, "source": s, "text": t} for i, s, t, _ in RECORDS]
        labels = [{"id": i} | NEUTRAL_RECORD | record for i, _, _, record in RECORDS]
        (folder / "voices" / f"{part}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in units))
        (folder / "voices" / f"labels-{part}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in labels))
    held_out = [{"id": i, "source": s, "text": t} | NEUTRAL_RECORD | record for i, s, t, record in RECORDS]
    (tmp_path / "held-out.jsonl").write_text("".join(json.dumps(row) + "\n" for row in held_out))
    (folder / "chats").mkdir()
    turns = [{"text": text} for text in (*CHAT, None, " ")]
    pq.write_table(pa.Table.from_pylist(turns), folder / "chats" / "customer_turns.parquet")
    authored = {"id": "a1", "source": "authored", "text": "finally sorted"} | NEUTRAL_RECORD | {"emotions": ["relief"]}
    (folder / "voices" / "authored.jsonl").write_text(json.dumps(authored) + "\n")
    return folder


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    folder = tmp_path / "encoder"
    config = BertConfig(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    shutil.copy(store.find(store.DEFAULT) / TOKENIZER, folder / TOKENIZER)
    return folder


GOOD = [
    "Lovely, fits perfectly and arrived quickly.",
    "So happy with it, thank you!",
    "Great quality, would buy again.",
]
BAD = ["Terrible, fell apart and nobody answers.", "I want my money back, what a scam.", "Awful. Never again."]


@pytest.fixture
def outcomes(data: Path) -> Path:
    for domain in DOMAINS:
        good, bad = (True, False) if domain.column == "recommended" else (1, 5)
        rows = [
            {"text": f"{text} {i}", domain.column: value}
            for texts, value in ((GOOD, good), (BAD, bad))
            for text in texts
            for i in range(4)
        ]
        rows += [{"text": None, domain.column: good}, {"text": "no answer", domain.column: None}]
        path = data / f"{domain.name}.parquet"
        path.parent.mkdir(exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows), path)
    return data
