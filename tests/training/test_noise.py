import numpy as np

from voc.training.fairness import SWAPS
from voc.training.noise import FRAMES, as_speech, with_mention, with_typos


def test_speech_has_no_capitals_and_no_punctuation_but_keeps_every_word() -> None:
    assert as_speech("Don't call! It's 3.5 hours -- RIDICULOUS :(") == "don't call it's 3 5 hours ridiculous"
    assert as_speech("the boss' 'nice' idea") == "the boss nice idea"


def test_typos_change_long_words_only_and_the_first_letter_stays() -> None:
    text = "It was an extraordinarily disappointing experience to be put on hold"
    noisy = with_typos(text, np.random.default_rng(0), rate=1.0)
    for before, after in zip(text.split(), noisy.split(), strict=True):
        assert after[0] == before[0]
        assert abs(len(after) - len(before)) <= 1
        assert (len(before) >= 4) or after == before
    assert noisy != text
    assert with_typos(text, np.random.default_rng(0), rate=0.0) == text


def test_a_mention_keeps_the_text_and_is_none_that_measures() -> None:
    rng = np.random.default_rng(0)
    mentioned = {with_mention("It broke {twice}.", rng) for _ in range(200)}
    assert len(mentioned) > 100
    assert all("It broke {twice}." in text for text in mentioned)
    measured = {template for swap in SWAPS for template in swap.templates}
    assert not measured.intersection(frame.replace("{who}", "{}") for frame in FRAMES)
