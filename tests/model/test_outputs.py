import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special

from voc.model.heads import HEADS, WIDTH
from voc.model.outputs import RANGES, activate, decide, softmax


@given(arrays(np.float32, (3, WIDTH), elements=st.floats(-50, 50, width=32)))
def test_probabilities_and_values_stay_in_their_ranges(logits: np.ndarray) -> None:
    outputs = activate(logits)
    for head in HEADS.values():
        values = outputs[head.name]
        if head.kind == "regression":
            low, high = RANGES[head.name]
            assert values.shape == (3,)
            assert ((values >= low) & (values <= high)).all()
        else:
            assert values.shape == (3, len(head.labels))
            assert ((values >= 0) & (values <= 1)).all()
        if head.kind == "multiclass":
            np.testing.assert_allclose(values.sum(1), 1, rtol=1e-5)


def test_the_largest_logit_is_the_most_probable_class() -> None:
    logits = np.zeros((1, WIDTH), np.float32)
    head = HEADS["stage"]
    logits[0, head.start + 4] = 3
    assert activate(logits)["stage"].argmax() == 4


def test_calibration_scales_and_shifts_its_head_alone() -> None:
    logits = np.random.default_rng(0).normal(0, 2, (4, WIDTH)).astype(np.float32)
    plain, calibrated = activate(logits), activate(logits, {"cues": (0.5, -1.0)})
    odds = logits[:, HEADS["cues"].columns] * 0.5 - 1
    np.testing.assert_allclose(calibrated["cues"], 1 / (1 + np.exp(-odds)), rtol=1e-5)
    for name in HEADS.keys() - {"cues"}:
        np.testing.assert_array_equal(plain[name], calibrated[name])


def test_null_is_chosen_from_its_threshold_on_and_never_hides_which_other_class_is_best() -> None:
    rows = np.array([[0.5, 0.2, 0.3], [0.4, 0.35, 0.25], [0.1, 0.2, 0.7], [np.nan] * 3], np.float32)
    assert decide(rows, 0.5).tolist() == [0, 1, 2, 0]
    assert decide(rows, 0.4).tolist() == [0, 0, 2, 0]
    assert decide(rows, 0.6).tolist() == [2, 1, 2, 0]


def test_without_a_threshold_the_most_probable_class_is_given_null_or_not() -> None:
    rows = np.array([[0.4, 0.35, 0.25], [0.35, 0.4, 0.25], [0.1, 0.2, 0.7], [np.nan] * 3], np.float32)
    assert decide(rows, None).tolist() == [0, 1, 2, 0]


@given(arrays(np.float32, (3, 5), elements=st.floats(-50, 50, width=32)))
def test_softmax_is_that_of_scipy(logits: np.ndarray) -> None:
    logits[1, 2] = np.nan
    np.testing.assert_array_equal(softmax(logits), special.softmax(logits, axis=1))
