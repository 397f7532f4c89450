from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.language import Language

from voc import text as texts
from voc.text import MAX_UNIT_TOKENS, is_blank, normalize, pipeline, split

MESSY = st.text(
    alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("aaabc  ..!?\n\r😂👍🏻❤️’“\u200b\u200d\ufeff\x00")),
    max_size=300,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text", "plain text"),
        ("love it😂", "love it face with tears of joy"),
        ("👍🏻ok", "thumbs up sign ok"),
        ("I\u2019m \u201cfine\u201d", 'I\'m "fine"'),
        ("sooooooo slow", "sooo slow"),
        ("12000000", "12000000"),
        ("zero\u200bwidth\x00nul", "zerowidth nul"),
    ],
)
def test_normalize(text: str, expected: str) -> None:
    assert normalize(text).text == expected


@given(MESSY)
def test_normalized_offsets_point_into_the_source_in_order(text: str) -> None:
    normalized = normalize(text)
    spans = [normalized.to_source(i, i + 1) for i in range(len(normalized.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    for char, (start, end) in zip(normalized.text, spans, strict=True):
        if char.isascii() and char.isalnum() and end - start == 1 and text[start].isascii():
            assert text[start] == char


@pytest.fixture(scope="module")
def blank_spacy() -> Language:
    nlp = English()
    nlp.add_pipe("sentencizer")
    return nlp


@given(MESSY)
@example("I can't, Dr. Smith's e-mail (a@b.co) cost £3.50!! See https://x.org/a?b=1. Why?No :) gonna  wait...")
def test_the_pipeline_is_blank_spacy(blank_spacy: Language, text: str) -> None:
    ours, theirs = pipeline()(text), blank_spacy(text)
    attributes = ["IDX", "SENT_START", "IS_PUNCT", "IS_SPACE"]
    assert [token.text for token in ours] == [token.text for token in theirs]
    assert (ours.to_array(attributes) == theirs.to_array(attributes)).all()
    assert [token.lower_ for token in ours] == [token.lower_ for token in theirs]


@given(MESSY)
def test_units_cover_the_text_without_overlap(text: str) -> None:
    spans = split(text)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = {i for start, end in spans for i in range(start, end)}
    assert all(i in covered for i, char in enumerate(text) if not char.isspace())


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (
            "Great phone, love it. But the delivery took three weeks!",
            ["Great phone, love it.", "But the delivery took three weeks!"],
        ),
        ("It cost £3.50 at Dr. Smith's and I want it back.", ["It cost £3.50 at Dr. Smith's and I want it back."]),
        ("First line here\nsecond line here", ["First line here", "second line here"]),
        ("Thanks. That really helped me a lot.", ["Thanks. That really helped me a lot."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_split(text: str, units: list[str]) -> None:
    assert [text[start:end] for start, end in split(text)] == units


def test_text_without_punctuation_is_cut_into_units_that_fit() -> None:
    text = "so i rang them on monday and they said it would come and it did not " * 40
    for start, end in split(text):
        assert len(pipeline().make_doc(text[start:end])) <= MAX_UNIT_TOKENS


def test_a_hundred_thousand_characters() -> None:
    text = "The line dropped again, and nobody called. " * 2400
    spans = split(text)
    assert len(text) > 100_000
    assert len(spans) == 2400


@pytest.mark.parametrize(
    ("text", "blank"),
    [(None, True), ("", True), (" \t\n", True), ("\u200b\ufeff", True), ("\x00", True), (".", False), ("😡", False)],
)
def test_is_blank(text: str | None, blank: bool) -> None:
    assert is_blank(text) is blank


UNSEEN = ("\u200e", "\u200f\u202a", "\u2062", "\u0301", "\ue000", "\u2800", "\u3164", "\U000e0020")


@pytest.mark.parametrize("character", UNSEEN)
def test_what_nobody_sees_is_blank_and_hides_nothing(character: str) -> None:
    assert is_blank(f" {character}\n")
    assert not any(is_blank(f"{character}{seen}") for seen in ("a", "é", "漢", "ي", "!", "😡", "£"))


def test_the_table_of_words_does_not_grow_with_the_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    often = "Where is my order? I had to call back twice about it."
    expected, before = split(often), pipeline()
    known = len(texts.Pipeline().vocab.strings)
    monkeypatch.setattr(texts, "MOST_WORDS", known + 200)
    for number in range(150):
        split(f"Order {number}-{number * 7919} never came. Nor did {number}xyz.")
        assert len(pipeline().vocab.strings) <= known + 200
    assert pipeline() is not before
    assert split(often) == expected
