import pytest

from voc import effort
from voc.taxonomy import Role

C, A, B = Role.CUSTOMER, Role.AGENT, Role.BOT


@pytest.mark.parametrize(
    ("turns", "rating"),
    [
        ([(C, None, "my router is dead"), (A, "Ann", "sorry")], None),
        ([(C, None, "hello"), (A, "Ann", "one moment"), (A, "Bo", "hi")], 4.0),
        ([(C, None, "hello"), (A, "Ann", "x"), (A, "Bo", "x"), (A, "Cy", "x")], 5.0),
        ([(C, None, "my account number is 12"), (A, "Ann", "?"), (C, None, "My account number is 12")], 4.0),
        ([(C, None, "yes please"), (A, "Ann", "?"), (C, None, "yes please")], None),
        ([(C, None, "hello"), (B, "HelpBot", "hi"), (A, "Ann", "hi")], None),
        ([(C, None, "hello"), (A, None, "hi"), (A, None, "hi")], None),
        ([(C, None, None)], None),
        ([], None),
    ],
)
def test_observed(turns: list[tuple[Role, str | None, str | None]], rating: float | None) -> None:
    roles, speakers, texts = zip(*turns, strict=True) if turns else ((), (), ())
    assert effort.observed(roles, speakers, texts) == rating


def test_expressed_is_null_without_evidence() -> None:
    assert effort.expressed([None, None]) is None
    assert effort.expressed([]) is None
    assert effort.expressed([4.0, None, 2.0]) == 3.0


def test_scales_reverse_the_rating() -> None:
    for scale, hard, easy in ((effort.to_ces, 1, 7), (effort.to_ease, -5, 5)):
        assert scale(5.0) == hard
        assert scale(1.0) == easy
