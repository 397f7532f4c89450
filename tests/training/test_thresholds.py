import numpy as np

from voc.training.thresholds import best_f1


def test_the_threshold_lies_between_the_classes() -> None:
    rng = np.random.default_rng(0)
    gold = (rng.uniform(size=400) < 0.3).astype(np.float32)
    values = np.where(gold, rng.uniform(0.5, 0.9, 400), rng.uniform(0.0, 0.4, 400)).astype(np.float32)
    assert 0.4 <= best_f1(gold, values) <= 0.52
