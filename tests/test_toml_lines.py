import re
import time
import tomllib

import pytest

from voc.toml_lines import line_of

SOURCE = '''# a comment with cue.wait = 1
top = 1

[cue."price rise"]   # quoted
polarity = -1
phrases = [
  "first",   # polarity = 7

  """second
polarity = 9
""",
  "third"]
patterns = [
  [{LOWER = "a"}, {LOWER = "b"}],
  [{LOWER = "c"}],
]
[cue]
"short" = {polarity = 1, phrases = ["x"]}
dotted.polarity = 0

[phase]
all = ["usage",
       "exit"]
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (["top"], "top = 1"),
        (["cue", "price rise"], '[cue."price rise"]'),
        (["cue", "price rise", "polarity"], "polarity = -1"),
        (["cue", "price rise", "phrases"], "phrases = ["),
        (["cue", "price rise", "phrases", 0], '"first"'),
        (["cue", "price rise", "phrases", 2], '"third"]'),
        (["cue", "price rise", "patterns", 1], '[{LOWER = "c"}],'),
        (["cue", "short", "phrases"], '"short" ='),
        (["cue", "dotted", "polarity"], "dotted.polarity"),
        (["phase", "all", 1], '"exit"]'),
        (["phase", "all", 9], 'all = ["usage",'),
        (["cue", "price rise", "context"], '[cue."price rise"]'),
    ],
)
def test_the_line_of_a_key_is_found(path, line) -> None:
    tomllib.loads(SOURCE)
    found = SOURCE.splitlines()[line_of(SOURCE, path) - 1]
    assert found.strip().startswith(line)


AWKWARD = r'''
[cue.a]  # [ "
polarity = -1
"key]" = "an \" escape and ["
phrases = [ # ]
    """
] of [ a text""",
    'C:\', "\"[",
    """two quotes at the end""""",
    "last" ]
patterns = [[{TEXT = {IN = [
    "x",
    "y",
]}}]]
'''


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("path", "line"),
    [
        (["key]"], 4),
        (["phrases"], 5),
        (["phrases", 0], 6),
        (["phrases", 2], 8),
        (["phrases", 3], 9),
        (["phrases", 4], 10),
        (["patterns", 0, 0, "TEXT"], 11),
        (["patterns", 0, 0, "TEXT", "IN", 1], 13),
    ],
)
def test_brackets_in_texts_and_comments_are_none(path, line, end) -> None:
    assert line_of(AWKWARD.replace("\n", end), ["cue", "a", *path]) == line


def test_what_is_nowhere_is_the_first_line() -> None:
    assert line_of(SOURCE, ["nowhere"]) == 1
    assert line_of("", []) == 1


def test_every_key_of_a_long_file_has_its_line() -> None:
    source = "\n".join(f"[part{i}]\nname = {i}\n" for i in range(200))
    for i in (0, 77, 199):
        assert re.fullmatch(rf"name = {i}", source.splitlines()[line_of(source, [f"part{i}", "name"]) - 1])


def test_a_list_of_many_lines_takes_no_time() -> None:
    source = "[cue.x]\nphrases = [\n" + "".join(f"  'phrase {i}',\n" for i in range(2000)) + "  3,\n]\n"
    start = time.process_time()
    assert line_of(source, ["cue", "x", "phrases", 2000]) == 2003
    assert time.process_time() - start < 10
