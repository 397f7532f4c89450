import numpy as np
import pytest

from voc.schema import CueSpan
from voc.taxonomy import Cue
from voc.training.metrics import calibration_error, correlation, multiclass, multilabel, span_f1


def test_multilabel_leaves_out_labels_that_never_occur() -> None:
    gold = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 0]], bool)
    given = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 0]], bool)
    found = multilabel("x", gold, given)
    assert found["x micro-F1"] == pytest.approx(0.8)
    assert found["x macro-F1"] == pytest.approx((2 / 3 + 1) / 2)
    assert np.isnan(found["x macro-F1 (5+)"])


def test_kappa_is_zero_for_guessing_the_majority() -> None:
    gold = np.array([0] * 9 + [1])
    found = multiclass("x", gold, np.zeros(10, int))
    assert found["x accuracy"] == 0.9
    assert found["x kappa"] == 0
    assert np.isnan(multiclass("x", gold[:3], gold[:3])["x kappa"])


def test_correlation() -> None:
    assert correlation("x", np.array([1.0, 2, 3]), np.array([2.0, 4, 6]))["x r"] == pytest.approx(1)
    assert np.isnan(correlation("x", np.array([1.0, 1]), np.array([2.0, 4]))["x r"])


@pytest.mark.parametrize(
    ("spans", "f1"),
    [
        ([(Cue.WAIT, 0, 10)], 1.0),
        ([(Cue.WAIT, 0, 20)], 1.0),
        ([(Cue.WAIT, 0, 21)], 0.0),
        ([(Cue.FAST, 0, 10)], 0.0),
        ([(Cue.WAIT, 0, 10), (Cue.WAIT, 1, 10)], 2 / 3),
        ([], 0.0),
    ],
)
def test_span_f1(spans: list[tuple[Cue, int, int]], f1: float) -> None:
    given = [CueSpan(cue, start, end, 0.5) for cue, start, end in spans]
    assert span_f1([[("wait", 0, 10)]], [given]) == pytest.approx(f1)


def test_calibration_error_is_the_gap_between_confidence_and_truth() -> None:
    rng = np.random.default_rng(0)
    probabilities = rng.random((20000, 2))
    honest = (rng.random(probabilities.shape) < probabilities).astype(np.float32)
    assert calibration_error("multilabel", honest, probabilities) < 0.01
    never, often = np.zeros((9, 2), np.float32), np.full((9, 2), 0.3)
    assert calibration_error("multilabel", never, often) == pytest.approx(0.3)
    sure = np.array([[0.9, 0.1]] * 4)
    assert calibration_error("multiclass", np.array([0, 0, 0, 1]), sure) == pytest.approx(0.15)
