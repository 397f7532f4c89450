"""A teacher's labels: kept, aligned with the student's tokens, mixed with the annotator's."""

from pathlib import Path

import numpy as np
import pytest

from voc.errors import DataError
from voc.model.heads import CUE_COUNT, WIDTH
from voc.training.data import read_voices, voice_targets
from voc.training.distil import VOICES_HEADS, SoftLabels, mixed, opinion, soft_labels
from voc.training.fit import Recipe
from voc.training.pipeline import train_teacher
from voc.training.runs import load_tokenizer
from voc.training.tasks import encode_soft

TEXTS = ["I waited two hours on hold", "So easy, love it!"]


@pytest.fixture
def teacher(data: Path, encoder: Path, tmp_path: Path) -> Path:
    train_teacher(data, tmp_path / "teacher", Recipe(epochs=1, rate=1e-4), encoder)
    return tmp_path / "teacher"


def test_labels_are_kept_and_other_texts_are_refused(teacher: Path) -> None:
    first, again = soft_labels(teacher, TEXTS, "x.npz"), soft_labels(teacher, TEXTS, "x.npz")
    assert first.units.shape == (2, WIDTH)
    np.testing.assert_array_equal(first.units, again.units)
    for other in (TEXTS[:1], [TEXTS[0], TEXTS[1] + "!"]):
        with pytest.raises(DataError, match="delete it"):
            soft_labels(teacher, other, "x.npz")


def test_an_opinion_is_the_mean_of_the_teachers(teacher: Path, data: Path, encoder: Path, tmp_path: Path) -> None:
    train_teacher(data, tmp_path / "other", Recipe(epochs=1, rate=1e-4, seed=1), encoder)
    teachers = [teacher, tmp_path / "other"]
    each = [soft_labels(folder, TEXTS, "x.npz") for folder in teachers]
    both = opinion(teachers, TEXTS, "x.npz")
    np.testing.assert_allclose(both.units, (each[0].units + each[1].units) / 2, rtol=1e-2, atol=1e-3)
    np.testing.assert_allclose(both.tokens[1], (each[0].tokens[1] + each[1].tokens[1]) / 2, rtol=1e-2, atol=1e-3)


def test_tokens_are_the_students_and_noisy_texts_have_none(teacher: Path) -> None:
    soft = soft_labels(teacher, TEXTS, "x.npz")
    tokenizer = load_tokenizer(teacher)
    clean = encode_soft(tokenizer, TEXTS, soft.targets(VOICES_HEADS), soft)
    for ids, tokens, logits in zip(clean.ids, clean.tokens or [], soft.tokens, strict=True):
        assert tokens.shape == (len(ids), CUE_COUNT)
        assert len(logits) == len(ids) - 2
        assert not tokens[[0, -1]].any()
        np.testing.assert_allclose(tokens[1:-1], 1 / (1 + np.exp(-logits.astype(np.float32))), rtol=1e-3)
    many = SoftLabels(np.repeat(soft.units, 50, 0), soft.tokens * 50)
    noisy = encode_soft(tokenizer, TEXTS * 50, many.targets(VOICES_HEADS), many, np.random.default_rng(0))
    unknown = np.mean([np.isnan(tokens).all() for tokens in noisy.tokens or []])
    assert 0.25 < unknown < 0.65


def test_a_mixture_lies_between_annotator_and_teacher(data: Path) -> None:
    units = read_voices(data, "train")
    gold = voice_targets(units)
    rng = np.random.default_rng(0)
    soft = SoftLabels(rng.normal(0, 1, (len(units), WIDTH)).astype(np.float16), []).targets(VOICES_HEADS)
    both = mixed(gold, soft)
    np.testing.assert_allclose(both["emotions"], (gold["emotions"] + soft["emotions"]) / 2, rtol=1e-5)
    np.testing.assert_allclose(both["stage"].sum(1), 1, rtol=1e-5)
    assert (both["stage"].argmax(1) == gold["stage"]).all()
    np.testing.assert_array_equal(np.isnan(both["effort"]), np.isnan(gold["effort"]))


def test_a_class_that_was_not_judged_is_the_teachers(data: Path) -> None:
    units = read_voices(data, "train")
    del units[1].record["stage"]
    gold = voice_targets(units)
    assert np.isnan(gold["stage"]).tolist() == [False, True, False, False]
    soft = SoftLabels(np.ones((len(units), WIDTH), np.float16), []).targets(VOICES_HEADS)
    both = mixed(gold, soft)["stage"]
    np.testing.assert_allclose(both[1], soft["stage"][1], rtol=1e-5)
    assert (both[0] != soft["stage"][0]).all()
