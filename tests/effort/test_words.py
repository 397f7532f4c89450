from hypothesis import given
from hypothesis import strategies as st

from voc.effort.words import similarity, vector


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
