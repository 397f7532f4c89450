import numpy as np

from voc.training.batches import plan


def test_every_pass_sees_every_row_once() -> None:
    lengths = np.random.default_rng(0).integers(3, 60, 103).tolist()
    batches = plan(lengths, batch=8, steps=26, rng=np.random.default_rng(1))
    assert len(batches) == 26
    for start in (0, 13):
        rows = [row for batch in batches[start : start + 13] for row in batch]
        assert sorted(rows) == list(range(103))


def test_batches_hold_like_lengths_and_depend_on_the_seed_alone() -> None:
    lengths = np.random.default_rng(0).integers(3, 60, 400).tolist()
    batches = plan(lengths, 16, 25, np.random.default_rng(1))
    spread = np.mean([np.ptp([lengths[row] for row in batch]) for batch in batches])
    assert spread < 5
    assert batches == plan(lengths, 16, 25, np.random.default_rng(1))
    assert batches != plan(lengths, 16, 25, np.random.default_rng(2))
