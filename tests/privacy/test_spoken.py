"""Spelled numbers and addresses: the same value in every case and script of the same letters."""

from __future__ import annotations

import re
import sys

import pytest

from voc.privacy import Kind, Redactor
from voc.privacy.spoken import numbers

REDACTOR = Redactor(key="0123456789abcdef", kinds=set(Kind) - {Kind.NAME})


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("my code is sıxty fıve four three two", "my code is sixty five four three two"),
        ("MY CODE IS SIXTY FİVE FOUR THREE TWO", "MY CODE IS SIXTY FIVE FOUR THREE TWO"),
        ("call twenty fıve one two three four", "call twenty five one two three four"),
        ("trıple two one four five six seven", "triple two one four five six seven"),
        ("double ſix five four, ſixty one two three", "double six five four, sixty one two three"),
        ("eıghteen nıne ſeven", "eighteen nine seven"),
    ],
)
def test_letters_that_a_pattern_takes_for_others_are_read_as_those(text: str, plain: str) -> None:
    assert list(numbers(text)) == list(numbers(plain)) != []
    assert REDACTOR.redact(text).found == REDACTOR.redact(plain).found


def test_any_letter_that_matches_is_read_as_the_one_it_stands_for() -> None:
    words = "zero oh naught nil one two three four five six seven eight nine ten eleven twelve double treble hundred"
    every = "".join(map(chr, range(sys.maxunicode)))
    for letter in sorted(set(words) - {" "}):
        for other in re.findall(letter, every, re.IGNORECASE):
            assert list(numbers(f"{words.replace(letter, other)} five")) == list(numbers(f"{words} five"))


@pytest.mark.parametrize("text", ["I gave it fıve stars", "ſix of them, ten days", "SİXTY FİVE pounds"])
def test_few_words_are_no_number(text: str) -> None:
    assert list(numbers(text)) == []
    assert REDACTOR.redact(text).text == text
