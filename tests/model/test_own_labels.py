import json

import numpy as np
import pytest

from voc.errors import ModelError
from voc.model.own_labels import FILE, OwnLabels

LABELS = OwnLabels(("delivery", "refund"), False, 0.4)


def test_what_is_saved_is_read(tmp_path) -> None:
    assert OwnLabels.load(tmp_path) is None
    LABELS.save(tmp_path)
    assert OwnLabels.load(tmp_path) == LABELS


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"labels": "refund"}, "labels is not a list"),
        ({"labels": []}, "labels is not a list"),
        ({"labels": ["a", 1]}, "labels is not a list"),
        ({"exclusive": 1}, "exclusive is not true or false"),
        ({"threshold": float("nan")}, "threshold is 'nan', not a number from 0 to 1"),
        ({"threshold": None}, "threshold is 'None', not a number"),
    ],
)
def test_a_crafted_file_is_refused(tmp_path, change, message) -> None:
    LABELS.save(tmp_path)
    content = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    (tmp_path / FILE).write_text(json.dumps(content | change), encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        OwnLabels.load(tmp_path)


@pytest.mark.parametrize("logits", [None, np.zeros(3, np.float32), np.zeros((1, 2), np.float32)])
def test_another_models_output_is_refused(logits) -> None:
    LABELS.check(np.zeros(2, np.float32))
    with pytest.raises(ModelError, match=r"does not give the 2 labels of own.json"):
        LABELS.check(logits)


def test_labels_that_exclude_each_other_are_given_once() -> None:
    probabilities = np.array([[0.45, 0.55], [0.9, 0.8], [np.nan, np.nan]], np.float32)
    assert LABELS.given(probabilities).tolist() == [[True, True], [True, True], [False, False]]
    one = OwnLabels(LABELS.labels, True, 0.5)
    assert one.given(probabilities).tolist() == [[False, True], [True, False], [False, False]]
