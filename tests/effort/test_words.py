from hypothesis import given
from hypothesis import strategies as st

from voc.effort.words import idf, shared, similarity, vector


@given(st.text(), st.text())
def test_similarity_is_a_cosine(a: str, b: str) -> None:
    one, other = vector(a), vector(b)
    assert -1e-9 <= similarity(one, other) <= 1 + 1e-9
    assert similarity(one, other) == similarity(other, one)
    assert abs(similarity(one, one) - bool(one)) < 1e-9


def test_rare_words_weigh_more() -> None:
    said = vector("the router blinks red and the line is dead")
    assert similarity(said, vector("router blinks red")) > 2 * similarity(said, vector("the and the is"))
    assert similarity(said, vector(None)) == 0


@given(st.text(), st.text())
def test_two_turns_share_no_more_than_one_says(a: str, b: str) -> None:
    one, other = vector(a), vector(b)
    assert shared(one, other) == shared(other, one) <= shared(one, one) + 1e-9
    assert (shared(one, other) > 0) == bool(one.keys() & other.keys())


def test_what_everybody_says_is_little_information() -> None:
    thanks, number = vector("ok, thank you"), vector("4412")
    assert shared(thanks, thanks) < shared(number, number) == idf()[1]
