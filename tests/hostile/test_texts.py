"""Texts and conversations made to use up time are split, read and scored in time that grows as they do."""

import time

import pytest

from voc.analyzer import Analyzer
from voc.cues import find
from voc.effort.events import Turns, find_events
from voc.errors import InputError
from voc.schema import Interaction, Utterance
from voc.text import is_blank, normalize, pipeline, split
from voc.touchpoints import find as find_touchpoints

N = 10_000
SECONDS = 20.0
"""A guard against what does not end; a slow machine is no failure."""
"""Processor time for each text; what takes the square of its length takes tens of seconds."""
PARTS = (
    *("(", "a", ".", "'", "-", "!", "http://", "a@", "a/", "a.", "a:", "\U0001f602", "\u200d", "e" + "\u0301" * 50),
    *(" ", "\n", "\xa0", "\u202e", "aaaab", "wait ", "called back again and ", "not ", "had to ", "\u201c", "1,", "$1"),
    *("#", "_", "&", ":)", "漢", "\x01", "\xad", "[a]", "n't", "three times ", "c++", "\ufdfa"),
)


@pytest.mark.parametrize("part", PARTS)
def test_texts_without_end(part: str) -> None:
    text = (part * N)[:N]
    start = time.process_time()
    spans = split(text)
    assert [text[a:b] for a, b in spans] == [text[a:b].strip() for a, b in spans]
    assert "".join(text[a:b] for a, b in spans).split() or not text.strip()
    find(pipeline()(text))
    normalize(text)
    find_touchpoints([text], [None])
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("part", ["delay ", "called back again and "])
def test_cues_without_end(part: str) -> None:
    start = time.process_time()
    assert find(pipeline()((part * 10 * N)[: 20 * N]))
    assert time.process_time() - start < SECONDS


def test_words_without_end_keep_their_offsets() -> None:
    text = "I waited. " + "(" * 5000 + " Then I called back. " + "b" * 1001 + "!"
    doc = pipeline()(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)
    address = "https://example.com/" + "a" * 900
    assert address in [token.text for token in pipeline()(f"see {address} please")]


def test_texts_over_the_limit(analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.limits.LONGEST_TEXT", 100)
    long = "I waited. " * 11
    for score in (
        lambda: analyzer.classify(["fine", long]),
        lambda: analyzer.features([long]),
        lambda: analyzer.analyze(long),
        lambda: analyzer.score([Interaction("a", (Utterance(long),))], progress=False),
    ):
        with pytest.raises(InputError, match=r"110 characters: at most 100 \(limit LONGEST_TEXT\)"):
            score()


def test_a_text_of_ten_million_characters(analyzer: Analyzer) -> None:
    with pytest.raises(InputError, match="10,000,000 characters"):
        analyzer.analyze("I waited. " * 1_000_000)


def test_half_characters(analyzer: Analyzer) -> None:
    text = "I am \ud800 furious \udfff!"
    assert analyzer.classify([text])["emotion"][0].as_py() == analyzer.analyze(text).emotion
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"text": [text], "customer_id": ["\ud800"]}, dtype=object)
    assert len(analyzer.score(frame, progress=False).units) == 1


def test_turns_without_end() -> None:
    def seconds(n: int) -> float:
        said = ("Is it my order?", "Please tell me your order number.", "What is your order number?")
        turns = Turns(
            role=[("customer", "agent", "bot")[i % 3] for i in range(n)],
            speaker=[None] * n,
            text=[f"{said[i % 3]} {i % 50}" for i in range(n)],
            timestamp=[None] * n,
            channel=[None] * n,
        )
        start = time.process_time()
        find_events(turns)
        return time.process_time() - start

    seconds(100)
    assert seconds(6000) < 10 * max(seconds(1500), 0.1), "four times as many, and not sixteen times the time"


def test_the_check_for_blank_takes_any_text() -> None:
    start = time.process_time()
    assert is_blank("\u200b" * 10**6)
    assert not is_blank("漢" * 10**6)
    assert time.process_time() - start < SECONDS
