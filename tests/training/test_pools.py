import json
from pathlib import Path

from tests.training.conftest import CHAT
from voc.text import split
from voc.training.pools import read_passages, read_pools


def test_pools_hold_distinct_units_long_enough_to_teach(data: Path) -> None:
    texts = read_pools(data)
    assert len(texts) == len(set(texts))
    assert set(texts) == {row[start:end] for row in CHAT for start, end in split(row)} - {"yes"}
    assert read_pools(data) == texts


def test_passages_are_units_that_follow_one_another(data: Path) -> None:
    (passage,) = read_passages(data)
    assert len(split(passage)) in {2, 3}
    assert passage in CHAT[-1]
    assert read_passages(data) == [passage]


def test_a_row_that_holds_a_text_that_measures_is_left_out_whole(data: Path) -> None:
    measuring = {"id": "d1", "source": "chat", "text": "Nobody ever answered me."}
    with (data / "voices" / "dev.jsonl").open("a") as units, (data / "voices" / "labels-dev.jsonl").open("a") as labels:
        units.write(json.dumps(measuring) + "\n")
        labels.write((data / "voices" / "labels-dev.jsonl").read_text().splitlines()[0].replace("u1", "d1") + "\n")
    assert not any(text in CHAT[-1] for text in read_pools(data))
    assert read_passages(data) == []
