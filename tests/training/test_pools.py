from pathlib import Path

from tests.training.conftest import CHAT
from voc.training.pools import read_pools


def test_pools_hold_distinct_units_long_enough_to_teach(data: Path) -> None:
    texts = read_pools(data)
    assert len(texts) == len(set(texts))
    assert set(texts) == {text for text in CHAT if text != "yes"}
    assert read_pools(data) == texts
