import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from voc.model.heads import HEADS, WIDTH
from voc.model.outputs import RANGES, activate


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
