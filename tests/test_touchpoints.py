import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.symbols import ORTH

from voc.touchpoints import _LAST_PARTS, NOT_OURS, WORDS, _matched, find


@pytest.mark.parametrize(
    ("text", "channel", "touchpoint"),
    [
        ("The APP logs me out", "review", "app"),
        ("found it in the app store", "survey", None),
        ("your chat bot is useless, the store was better", "chat", "bot"),
        ("still no parcel", "email", "parcel"),
        ("my bill is wrong", None, "invoice"),
        ("it is fine", "Call", "contact_centre"),
        ("it is fine", "survey", None),
        ("apply for happiness", None, None),
        (None, "chat", "chat"),
    ],
)
def test_find(text: str | None, channel: str | None, touchpoint: str | None) -> None:
    assert find([text], [channel]) == [touchpoint]


def test_another_table_of_words_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    said = ["found it in the app store", "your chat bot is useless", "still no parcel"]
    before = find(said, [None] * 3)
    monkeypatch.setattr("voc.text.MOST_WORDS", 0)
    assert find(said, [None] * 3) == before


PIECES = (
    *(word for words in WORDS.values() for word in words),
    *NOT_OURS,
    *("the", "happy", "both", "add", " ", "-", "'s", ".", ",", "_", "2", "E-MAIL", "Web", "\u2019s", "n't", "\n"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from(["", " "]))
def test_leaving_out_texts_without_such_words_changes_nothing(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    assert find([text], [None]) == [_matched(text)]


def test_no_exception_of_the_tokenizer_cuts_a_touchpoint_out_of_a_word() -> None:
    pieces = {
        piece[ORTH].lower() for rule in spacy.blank("en").tokenizer.rules.values() for piece in rule if len(rule) > 1
    }
    assert pieces
    assert not pieces & _LAST_PARTS
