"""The proof that no pattern matches: never given where one does, and given for most texts."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cues.test_cues import FLIPPED, POSITIVE, TEXTS
from voc.cues import find
from voc.cues import prefilter as module
from voc.cues.prefilter import Prefilter, prefilter
from voc.taxonomy import Cue
from voc.text import pipeline


@settings(max_examples=150, deadline=None)
@given(st.one_of(TEXTS, st.sampled_from([text for text, _, _ in POSITIVE + FLIPPED]).map(str.upper)))
def test_what_is_found_was_possible(text: str) -> None:
    for span in find(pipeline()(text)):
        assert prefilter().possible(text, [span.cue])


@pytest.mark.parametrize(("text", "cue", "quote"), POSITIVE + FLIPPED)
def test_every_golden_cue_is_possible(text: str, cue: str, quote: str) -> None:
    assert prefilter().possible(f"Hello!\n{text}\u00a0Bye", [Cue(cue)])


@pytest.mark.parametrize("text", ["Lovely dress, true to size.", "I am so angry!", "", "Where is the shop?"])
def test_plain_texts_are_proved_to_have_none(text: str) -> None:
    assert not prefilter().possible(text, Cue)


def test_only_the_cues_asked_about_count() -> None:
    text = "I was on hold for fifty minutes."
    assert prefilter().possible(text, [Cue.WAIT])
    assert not prefilter().possible(text, [Cue.POLICY_BARRIER, Cue.PROACTIVE])
    assert not prefilter().possible(text, [])


def test_words_in_another_order_or_far_apart_are_no_match() -> None:
    assert not prefilter().possible("Please hold the door when you come on in.", [Cue.WAIT])
    assert prefilter().possible("They put me on  hold.", [Cue.WAIT])


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sets(st.sampled_from(Cue)))
def test_looking_for_some_cues_finds_the_same_of_them(text: str, cues: set[Cue]) -> None:
    doc = pipeline()(text)
    assert find(doc, cues) == [span for span in find(doc) if span.cue in cues]


def test_forgetting_words_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WORDS", 3)
    small = Prefilter()
    for text, cue, _ in POSITIVE[:20]:
        assert small.possible(text, [Cue(cue)])
        assert len(small._words) <= 3


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_words_are_cut_into_the_same_tokens_alone(text: str) -> None:
    cut = pipeline().make_doc
    whole = [token.lower_ for token in cut(text) if not token.is_space]
    assert whole == [token.lower_ for word in text.split() for token in cut(word)]


def test_a_long_word_is_cut_as_find_cuts_it() -> None:
    text = "I was on hold " + "!" * 1500 + "on hold again" + "?" * 200_000
    start = time.process_time()
    assert prefilter().possible(text, Cue)
    assert time.process_time() - start < 10
