import math

import numpy as np
import pandas as pd
import pytest

from voc.errors import InputError
from voc.risk.outcomes import answer, rule


def bad_ones(name, values, **own):
    values = np.array(values, float)
    return values[rule(name, values, **own).is_bad(values)].tolist()


@pytest.mark.parametrize(
    ("value", "number"),
    [(True, 1), ("Yes", 1), ("FALSE", 0), (np.bool_(True), 1), (np.int64(7), 7), ("4,5", 4.5), ("★★", 2)],
)
def test_answers(value, number):
    assert answer(value) == number


@pytest.mark.parametrize("value", [None, math.nan, pd.NA, pd.NaT, "", "N/A", " - "])
def test_no_answer_is_not_an_answer(value):
    assert answer(value) is None


def test_what_is_no_answer_is_refused():
    with pytest.raises(InputError, match="'aaaaa' is neither a number nor yes or no"):
        answer("maybe")


@pytest.mark.parametrize(("name", "value"), [("stars", "5 out of 10"), ("Stars", "4/10"), ("NPS", "4/5")])
def test_answers_of_another_scale_are_refused(name, value):
    with pytest.raises(InputError, match=f"{name} .* is not out of (5|10): convert it"):
        answer(value, name)


@pytest.mark.parametrize(
    ("name", "value", "number"), [("stars", "4/5", 4), ("NPS", "9/10", 9), ("csat", "4/10", 4), ("", "8/10", 8)]
)
def test_answers_of_the_scale_or_without_one_are_kept(name, value, number):
    assert answer(value, name) == number


def test_conventions():
    assert bad_ones("NPS", [0, 6, 7, 8, 9, 10]) == [0, 6]
    assert bad_ones("stars", [1, 2, 3, 4, 5]) == [1, 2]
    assert bad_ones("csat", [1, 2, 3, 4, 5]) == [1, 2]
    assert bad_ones("csat", [2, 5, 6, 10]) == [2, 5]
    assert bad_ones("csat", [0, 4, 5, 10]) == [0, 4]
    assert bad_ones("csat", [20, 50, 80]) == [20]
    assert bad_ones("ces", [1, 3, 4, 7]) == [1, 3]
    assert bad_ones("churned", [0, 1, 1]) == [1, 1]
    assert bad_ones("recommended", [0, 1, 1], bad="low") == [0]


def test_thresholds_override_them():
    assert bad_ones("nps", [6, 7, 8, 9], threshold=8) == [6, 7, 8]
    assert bad_ones("days away", [3, 30, 90], threshold=30, bad="high") == [30, 90]
    assert bad_ones("ces", [1, 3, 4, 5], bad="high") == [4, 5]
    assert "30 or more" in str(rule("days away", np.array([3.0]), threshold=30, bad="high"))
    assert "Reichheld" in str(rule("nps", np.array([3.0])))


def test_a_threshold_does_not_turn_yes_and_no() -> None:
    values = np.array([0.0, 0, 1, 0])
    assert bad_ones("churned", values, threshold=0.5) == bad_ones("churned", values) == [1]
    assert str(rule("churned", values, threshold=0.5)) == "churned 0.5 or more"
    assert bad_ones("renewed", values, threshold=0.5, bad="low") == [0, 0, 0], "the user's own side holds"
    assert "0.5 or less" in str(rule("renewed", values, threshold=0.5, bad="low"))


def test_a_threshold_on_other_answers_has_low_ones_below_it() -> None:
    assert bad_ones("satisfaction", [0, 1, 2], threshold=0.5) == [0], "three answers are no yes and no"
    assert bad_ones("nps", [0, 1, 1], threshold=0) == [0], "a known question, whatever was answered"


@pytest.mark.parametrize(
    ("name", "values", "own", "message"),
    [
        ("spend", [10, 20], {}, "no convention says which are bad: pass threshold"),
        ("nps", [3, 11], {}, "nps has an answer 11, but runs from 0 to 10"),
        ("ces", [1, 5], {}, "fit both effort scores"),
        ("ces", [1, 7], {"bad": "high"}, "leave bad out"),
        ("nps", [1, 7], {"bad": "high"}, "good by convention"),
        ("score", [1, 5], {"threshold": 2, "bad": "Low"}, "bad is 'Low': pass 'low' or 'high'"),
        ("churned", [0, 1], {"bad": "no"}, "bad is 'no': pass 'low' or 'high'"),
    ],
)
def test_what_cannot_be_told_is_asked(name, values, own, message):
    with pytest.raises(InputError, match=message):
        rule(name, np.array(values, float), **own)
