import pytest

from voc.readers.ratings import of_another_scale, rating, top
from voc.readers.rows import RowError, outcome


@pytest.mark.parametrize(
    ("value", "number", "out_of"),
    [
        ("4", 4, None),
        ("4,5", 4.5, None),
        ("4 stars", 4, None),
        ("4/5", 4, 5),
        ("4.5 / 5", 4.5, 5),
        ("4 out of 5", 4, 5),
        ("4 Of 10", 4, 10),
        ("4 (out of 10)", 4, 10),
        ("4 (/10) stars", 4, 10),
        ("10 - Extremely likely", 10, None),
        ("4 = agree, 2 of 7", 4, None),
        ("4 -", 4, None),
        ("5%", 5, 100),
        ("★★★", 3, None),
        ("⭐⭐", 2, None),
        ("★★★☆☆", 3, 5),
        ("★★★★☆☆☆☆☆☆", 4, 10),
        ("Somewhat satisfied", 4, None),
        ("4/", None, None),
        ("3 weeks late", None, None),
        ("", None, None),
        ("4/" + "9" * 5000, 4, float("inf")),
    ],
)
def test_a_rating_and_what_it_is_out_of(value: str, number: float | None, out_of: float | None) -> None:
    assert rating(value) == number
    assert top(value) == out_of


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        *(("stars", value, 4) for value in (4, 4.0, "4", "4/5", "4 / 5", "4 out of 5", "4 of 5", "4 stars", "★★★★☆")),
        *(("nps", value, 9) for value in (9, "9", "9/10", "9 out of 10", "9 - Very likely", "9 (of 10)")),
        *(("csat", value, 4) for value in ("4", "4/5", "4/7", "4/10", "4%")),
        *(("ces", value, 4) for value in ("4", "4/5", "4/7")),
        *((name, value, None) for name in ("nps", "stars", "csat", "ces") for value in (None, "", "n/a")),
    ],
)
def test_outcomes_in_their_scale_are_read(name: str, value: object, number: float | None) -> None:
    assert outcome(name, value) == number


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("stars", value) for value in ("5 out of 10", "4/10", "2/7", "4 (of 10)", "5%", "★★★★☆☆☆☆☆☆", "3/4")),
        *(("nps", value) for value in ("4/5", "5 out of 5", "10/100", "9%", "★★★★☆")),
    ],
)
def test_outcomes_of_another_scale_are_refused(name: str, value: str) -> None:
    assert of_another_scale(name, value)
    with pytest.raises(RowError, match=rf"{name} '.*' is not out of {'5: convert it to 1' if name == 'stars' else 10}"):
        outcome(name, value)


def test_the_reason_does_not_quote_long_numbers() -> None:
    with pytest.raises(RowError) as error:
        outcome("stars", "4/4111111111111111")
    assert "411" not in str(error.value)
