from pathlib import Path

import numpy as np
import pytest

from voc.errors import DataError
from voc.model.heads import HEADS
from voc.training.data import read_goemotions, read_voices, require, token_targets, voice_targets


def test_targets_follow_the_records(data: Path) -> None:
    units = read_voices(data, "train")
    assert [unit.source for unit in units] == ["chat", "clothing", "chat", "authored"]
    targets = voice_targets(units)
    assert "go_emotions" not in targets
    assert targets["valence"][:, 0].tolist() == [-1.0, 1.0, 0.0, 0.0]
    assert np.isnan(targets["effort"][:, 0]).tolist() == [False, False, True, True]
    assert targets["effort_present"][:, 0].tolist() == [1, 1, 0, 0]
    assert targets["stage"].tolist() == [
        HEADS["stage"].labels.index(name) for name in ("support", "purchase", "none", "none")
    ]
    emotions = [[HEADS["emotions"].labels[i] for i in np.flatnonzero(row)] for row in targets["emotions"]]
    assert emotions == [["anger"], ["delight", "satisfaction"], [], ["relief"]]


def test_goemotions_are_multi_label(data: Path) -> None:
    texts, targets = read_goemotions(data, "dev")
    assert len(texts) == len(targets) == 12
    assert targets.sum(1).tolist()[:3] == [1, 1, 2]


def test_token_targets_mark_the_quote_across_an_emoji(data: Path) -> None:
    unit = read_voices(data, "train")[0]
    offsets = [(0, 0), (0, 1), (2, 8), (9, 12), (13, 18), (19, 26), (0, 0)]
    targets = token_targets(unit, offsets)
    wait = HEADS["cues"].labels.index("wait")
    assert np.flatnonzero(targets[:, wait]).tolist() == [2, 3, 4]
    assert targets.sum() == 3


def test_absent_data_says_what_to_pass(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="pass --data FOLDER"):
        require(tmp_path)
