"""Labels find their texts in the data."""

from pathlib import Path

import pytest

from voc.errors import DataError
from voc.training.labelled import read_labelled
from voc.training.pools import read_pools


def test_a_label_finds_its_text_and_its_quotes(data: Path) -> None:
    (unit,) = read_labelled(read_pools(data))
    assert unit.text == "I was on hold for an hour!"
    assert unit.source == "chat"
    assert unit.record["cues"] == [["wait", "on hold"]]
    assert unit.cue_spans() == [("wait", 6, 13)]


def test_data_without_the_text_is_refused(data: Path) -> None:
    with pytest.raises(DataError, match="not what was labelled"):
        read_labelled([text for text in read_pools(data) if "hold" not in text])
