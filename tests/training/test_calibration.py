import numpy as np
from scipy.special import expit, softmax

from voc.model.heads import HEADS
from voc.training.calibration import fit_head
from voc.training.metrics import calibration_error


def test_overconfident_probabilities_become_honest() -> None:
    rng = np.random.default_rng(0)
    true = rng.normal(-1.5, 1, (3000, 5))
    gold = (rng.random(true.shape) < expit(true)).astype(np.float32)
    head = HEADS["intents"]
    scale, shift = fit_head(head, gold, 3 * true + 1)
    assert calibration_error("multilabel", gold, expit(3 * true + 1)) > 0.1
    assert calibration_error("multilabel", gold, expit(scale * (3 * true + 1) + shift)) < 0.02
    np.testing.assert_allclose([scale, shift], [1 / 3, -1 / 3], atol=0.06)


def test_a_choice_gets_a_scale_only() -> None:
    rng = np.random.default_rng(0)
    true = rng.normal(0, 1, (3000, 4))
    gold = np.array([rng.choice(4, p=row) for row in softmax(true, axis=1)], np.float32)
    scale, shift = fit_head(HEADS["goal"], gold, 4 * true)
    np.testing.assert_allclose(scale, 0.25, rtol=0.1)
    assert shift == 0


def test_a_value_gets_the_line_through_its_targets() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 1, (200, 1))
    gold = np.where(np.arange(200)[:, None] % 5 == 0, np.nan, 0.5 * logits + 2)
    np.testing.assert_allclose(fit_head(HEADS["effort"], gold, logits), (0.5, 2), atol=1e-6)
