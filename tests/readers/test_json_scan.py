import io
from typing import Any

import pytest

from voc.readers.json_scan import Broken, Loose, Opened, Scanner

ONE, TWO = {"a": 1, "b": [{"c": 2}]}, {"d": "{x}"}


def scan(text: str) -> list[Any]:
    return list(Scanner(io.StringIO(text)).scan())


def whole(text: str) -> list[Any]:
    return [found for found in scan(text) if type(found) is dict]


@pytest.mark.parametrize(
    "text", ['{"a": 1, "b": [{"c": 2}]}{"d": "{x}"}', '[{"a": 1, "b":\n[{"c": 2}]} , {"d": "{x}"}]']
)
def test_whole_objects_are_given_once_and_as_they_are(text: str) -> None:
    assert scan(text) == [ONE, TWO]


def test_text_without_objects_has_nothing() -> None:
    assert scan("") == scan("[1, 2]") == scan("so {it} goes") == []


def test_raw_line_breaks_in_texts_are_read() -> None:
    assert scan('{"d": "a\n\tb"}') == [{"d": "a\n\tb"}]


def test_a_broken_object_gives_its_members_and_whole_parts_in_order() -> None:
    opened, members, part, broken = scan('{"id": "x", "n": 7, "parts": [{"d": 1}, oops]}')
    assert opened == Opened(line=True)
    assert (type(members), members) == (Loose, {"id": "x", "n": 7})
    assert part == {"d": 1}
    assert isinstance(broken, Broken)
    assert broken == "broken or cut off at character 41 of the file: Expecting value"


def test_a_break_is_told_once_however_many_objects_are_around_it() -> None:
    found = scan('{"a": {"b": {"c": oops}}}')
    assert [type(one) for one in found] == [Opened, Opened, Opened, Broken]


def test_only_an_object_that_starts_a_line_may_be_one_of_json_lines() -> None:
    broken = '{"a": oops}'
    for before, line in (("", True), ("\n", True), (" ", False), ("[", False), ('{"d": 1}\n', True)):
        assert [found.line for found in scan(before + broken) if isinstance(found, Opened)] == [line]


def test_what_follows_a_broken_object_is_whole() -> None:
    assert whole('[{"a": }, {"d": "{x}"}]') == [TWO]
    assert whole('[{"a": "no end}, {"d": "{x}"}]') == [TWO], "a string that lost its end runs on"


def test_text_that_is_cut_off_gives_what_is_whole() -> None:
    text = '[{"d": "{x}"}, {"parts": [{"d": "{x}"}, {"a": "cut he'
    assert whole(text) == [TWO, TWO]
    assert isinstance(scan(text)[-1], Broken)


@pytest.mark.parametrize("depth", [10, 100_000])
def test_what_is_nested_too_deep_is_broken(depth: int) -> None:
    found = scan('{"id": "a", "x": ' + "[" * depth + "]" * depth + ', "y": [{"d": "{x}"}]}')
    assert any(isinstance(one, Broken) for one in found) == (depth > 10)
    assert TWO in found or found[0]["y"] == [TWO]


def test_objects_may_be_larger_than_what_is_read_at_a_time() -> None:
    large = {"d": "long " * 2**19}
    assert whole('{"d": "' + large["d"] + '"}{"d": "{x}"}') == [large, TWO]
