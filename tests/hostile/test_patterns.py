"""No regular expression of the library takes more than about the length of its text.

Each pattern is tried on texts that are made for it (for each of its repeats, what leads there and then the repeated
part over and over) and on general ones. Only the processor's time counts, so a busy machine does not matter.
"""

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterable, Iterator
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import voc

METHODS = ("search", "match", "fullmatch", "findall", "finditer", "sub")
GENERAL = (
    *(
        "a",
        " ",
        "[",
        ">",
        "> ",
        "-",
        "*",
        '"',
        "\\",
        "1",
        "1:11 ",
        ":",
        "<",
        "{",
        "a ",
        "A ",
        "A.",
        "\t",
        "=",
        "(",
        "&",
    ),
    *("<a", "\xa0", "From a Mon 1:11 ", "a:", "- ", "_", "1.", "@", "a@", '"a":', "é"),
)
SHORT = 2000
SLOW = 0.02
"""Seconds, some twenty times what a pattern takes that goes through the text once."""
BOUNDED = {
    ("voc.privacy.recognisers", "_VERSION"): 20,
    ("voc.readers.mail", "_SEPARATOR"): 256,
    ("voc.readers.survey_times", "_CLOCK"): 60,
    ("voc.readers.survey_times", "inline"): 60,
    ("voc.readers.survey_columns", "_OUTCOMES"): 2000,
    ("voc.readers.speaker_labels", "inline"): 200,
}
"""Patterns that take more, and the length that their texts are cut to."""


def patterns() -> Iterator[tuple[str, str, re.Pattern[Any], tuple[str, ...]]]:
    """Yield module, name, pattern, and how it is used."""
    for module in pkgutil.walk_packages(voc.__path__, "voc."):
        if module.name.startswith(("voc.training", "voc.model.network", "voc.spark")):
            continue  # read nobody's files, or need an extra
        loaded = importlib.import_module(module.name)
        source = inspect.getsource(loaded)
        for name, value in vars(loaded).items():
            used = tuple(how for how in METHODS if re.search(rf"\b{name}\.{how}\b", source))
            yield from ((module.name, name, pattern, used or ("search",)) for pattern in inside(value))
        for how, text in re.findall(rf"\bre\.({'|'.join(METHODS)})\(\s*r?(b?\"(?:[^\"\\]|\\.)*\")", source):
            try:
                yield module.name, "inline", re.compile(text.removeprefix("b").strip('"')), (how,)
            except re.error:
                continue  # a part of a longer literal


def inside(value: object) -> Iterator[re.Pattern[Any]]:
    """Yield the patterns in tuples and mappings, too."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from inside(item)
    elif isinstance(value, dict):
        yield from inside(list(value.values()))


def sample(items: Iterable[Any]) -> str:
    """Return a text that the parsed pattern would match, more or less."""
    text = ""
    for kind, value in items:
        if kind is kinds.LITERAL:
            text += chr(value)
        elif kind is kinds.IN:
            text += member(value)
        elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            text += sample(value[2]) * max(1, min(value[0], 5))
        elif kind is kinds.SUBPATTERN:
            text += sample(value[3])
        elif kind is kinds.BRANCH:
            text += sample(value[1][0])
        elif kind in (kinds.ANY, kinds.NOT_LITERAL):
            text += "x"
    return text


def member(group: list[Any]) -> str:
    """Return a character of a group."""
    if group[0][0] is kinds.NEGATE:
        excluded = {chr(value) for kind, value in group if kind is kinds.LITERAL}
        return next(character for character in 'x -1y"' if character not in excluded)
    kind, value = group[0]
    if kind is kinds.CATEGORY:
        return {kinds.CATEGORY_SPACE: " ", kinds.CATEGORY_DIGIT: "1", kinds.CATEGORY_NOT_WORD: "-"}.get(value, "a")
    return chr(value if kind is kinds.LITERAL else value[0])


def pumped(items: Iterable[Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield for each repeat what leads to it, and what it repeats."""
    for kind, value in items:
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            if value[1] is kinds.MAXREPEAT:
                yield before, sample(value[2])
                yield before, " "
                yield "", before + sample(value[2])
            yield from pumped(value[2], before)
        elif kind is kinds.SUBPATTERN:
            yield from pumped(value[3], before)
        elif kind is kinds.BRANCH:
            for branch in value[1]:
                yield from pumped(branch, before)
        before += sample([(kind, value)])


def seconds(pattern: re.Pattern[Any], how: str, text: str) -> float:
    target = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
    arguments = (target[:0], target) if how == "sub" else (target,)
    start = time.process_time()
    found = getattr(pattern, how)(*arguments)
    if how == "finditer":
        list(found)
    return time.process_time() - start


def grows(pattern: re.Pattern[Any], how: str, text: str) -> bool:
    """Return whether four times the text takes far more than four times as long: sixteen where it is the square."""
    quarter = text[: len(text) // 4] + text[-2:]
    whole, part = (min(seconds(pattern, how, some) for _ in range(3)) for some in (text, quarter))
    return whole > 8 * part


def test_no_pattern_takes_the_square_of_its_text() -> None:
    slow = set()
    for module, name, pattern, used in patterns():
        most = BOUNDED.get((module, name), SHORT)
        tree = _parser.parse(
            pattern.pattern, pattern.flags & ~(re.UNICODE if isinstance(pattern.pattern, bytes) else 0)
        )
        for before, part in {("", text) for text in GENERAL} | {pair for pair in pumped(list(tree)) if pair[1]}:
            text = (before + part * most)[:most] + "\x01!"
            for how in used:
                if all(seconds(pattern, how, text) > SLOW for _ in range(3)) and grows(pattern, how, text):
                    slow.add((module, name, how, before, part))
    assert sorted(slow) == []
