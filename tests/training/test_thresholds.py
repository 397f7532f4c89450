import numpy as np

from voc.training.thresholds import per_label


def labelled(share: float, low: float, high: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    gold = (rng.uniform(size=2000) < share).astype(np.float32)
    values = np.where(gold, rng.uniform(low, high, 2000), rng.uniform(0.0, low, 2000)).astype(np.float32)
    return gold, values


def test_a_frequent_label_gets_the_threshold_between_its_classes() -> None:
    gold, values = labelled(0.4, 0.5, 0.9, np.random.default_rng(0))
    (threshold,) = per_label(gold[:, None], values[:, None])
    assert 0.4 <= threshold <= 0.6


def test_a_rare_label_follows_the_others_and_a_frequent_one_does_not() -> None:
    rng = np.random.default_rng(1)
    usual = [labelled(0.3, 0.3, 0.6, rng) for _ in range(6)]
    odd_rare, odd_frequent = labelled(0.003, 0.7, 0.9, rng), labelled(0.4, 0.7, 0.9, rng)
    gold, values = (np.stack(column, axis=1) for column in zip(*usual, odd_rare, odd_frequent, strict=True))
    thresholds = per_label(gold, values)
    assert abs(thresholds[6] - np.median(thresholds[:6])) < 0.15
    assert thresholds[7] > thresholds[6]
