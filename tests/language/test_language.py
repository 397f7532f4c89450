"""The detector on short customer texts written for these tests: 300 foreign ones, and English ones that are hard."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

import voc
from voc.analyzer import Analyzer
from voc.language import CERTAIN, WORDS, ask, has_english_words, lead, other_language, other_languages
from voc.privacy.kinds import Kind
from voc.privacy.pseudonyms import placeholder
from voc.schema import Interaction, Utterance
from voc.scores import Scores
from voc.taxonomy import Role
from voc.text import is_blank
from voc.training.data import AUTHORED, HELD_OUT, json_lines
from voc.training.language import frequent_words

HERE = Path(__file__).parent
PACKAGE = Path(voc.__file__).parent
GERMAN = "Das Paket kam viel zu spät und niemand hat sich gemeldet."


def lines(name: str) -> list[str]:
    texts = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in texts if not line.startswith("#")]


def foreign() -> dict[str, list[str]]:
    by_language: dict[str, list[str]] = defaultdict(list)
    for line in lines("foreign.txt"):
        code, text = line.split("\t")
        by_language[code].append(text)
    return by_language


def test_short_foreign_texts_are_found() -> None:
    found = {code: [other_language(text) for text in texts] for code, texts in foreign().items()}
    assert len(found) == 12
    for code, languages in found.items():
        assert len(languages) == 25
        assert sum(other is not None for other in languages) >= 22, code
    right = sum(languages.count(code) for code, languages in found.items())
    assert right >= 0.96 * 300


def test_english_texts_are_english_however_they_are_written() -> None:
    assert [text for text in lines("english.txt") if other_language(text)] == []
    held_out = [row["text"] for row in json_lines(HELD_OUT)]
    texts = [*held_out, *(text.upper() for text in held_out[::3]), *(text.lower() for text in held_out[1::3])]
    assert [text for text in texts if other_language(text)] == []


def test_false_alarms_are_rare_in_authored_texts() -> None:
    texts = [row["text"] for path in sorted(AUTHORED.glob("*.jsonl"))[::5] for row in json_lines(path)[::4]]
    assert len(texts) > 500
    assert sum(other_language(text) is not None for text in texts) / len(texts) < 0.003


def test_no_unit_of_the_samples_is_taken_for_foreign(sample_scores: Scores) -> None:
    assert not [
        reason for reason in sample_scores.tables["units"]["null_reason"].to_pylist() if reason and "not Eng" in reason
    ]


def test_frequent_words_decide_as_the_detector_does() -> None:
    texts = [row["text"] for row in json_lines(HELD_OUT)]
    by_words = [text for text in texts if has_english_words(text)]
    assert len(by_words) > 0.9 * len(texts)
    assert max(ask(text)[1] for text in by_words) < CERTAIN
    assert not any(has_english_words(text) for texts in foreign().values() for text in texts)


def test_frequent_words_are_those_of_the_authored_texts() -> None:
    assert (PACKAGE / WORDS).read_text(encoding="utf-8").split() == frequent_words()


def test_the_detector_is_not_asked_about_plain_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.language.ask", None)
    assert other_language("I waited THREE weeks… and nobody called me back!!!") is None
    assert not has_english_words("Ok, super!")
    assert not has_english_words("super " * 20)
    assert not has_english_words("The parcel is here. Das Paket kam viel zu spät und niemand hat sich gemeldet.")


@pytest.mark.parametrize(
    "text", ["", " ", "👍", "12345 67890", "!!!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ok", None]
)
def test_what_has_no_language_is_not_foreign(text: str | None) -> None:
    assert other_language(text) is None
    if text and not is_blank(text):
        assert lead(text)[1] < CERTAIN


@pytest.mark.parametrize("text", ["{IBAN} {EMAIL} {CARD}", "Name: {NAME}\tEmail: {EMAIL}\tPhone: {PHONE}", "{NAME}"])
def test_placeholders_are_of_no_language_whatever_their_key(text: str) -> None:
    said = [text.format(**{kind: placeholder(kind, "a value", b"%d" % key) for kind in Kind}) for key in range(100)]
    assert {other_language(one) for one in said} == {None}
    assert len({lead(one) for one in said}) == 1
    assert other_language(f"{said[0]} {GERMAN}") == "de"


def test_units_lean_on_their_utterance() -> None:
    text = f"{GERMAN} Perfekt. But nobody told me about it."
    spans = [(0, len(GERMAN)), (len(GERMAN) + 1, len(GERMAN) + 9), (len(GERMAN) + 10, len(text))]
    assert other_languages(text, spans)[0] == "de"
    assert other_languages(text, spans)[2] is None
    assert other_language("Niemand neemt de telefoon op.") is None
    dutch = "Niemand neemt de telefoon op. Ik wacht al drie weken op mijn geld."
    assert other_languages(dutch, [(0, 29), (30, len(dutch))]) == ["nl", "nl"]


def test_foreign_texts_get_nulls_and_a_reason(analyzer: Analyzer) -> None:
    table = analyzer.classify([GERMAN, "Nobody called me back.", None])
    assert table["null_reason"].to_pylist() == ["not English (de)", None, "blank text"]
    rows = table.to_pylist()
    assert all(value is None for name, value in rows[0].items() if name != "null_reason")
    assert rows[1] == analyzer.classify(["Nobody called me back."]).to_pylist()[0]
    assert rows[1]["valence"] < 0


def test_every_way_in_gives_nulls(analyzer: Analyzer) -> None:
    features = analyzer.features([GERMAN, "Nobody called me back."])
    assert all(features[0] != features[0])  # NaN
    assert analyzer.analyze(GERMAN).emotion is None
    assert analyzer.analyze(GERMAN).risk is None
    turns = (
        Utterance(GERMAN),
        Utterance("Wie kann ich Ihnen helfen?", Role.AGENT),
        Utterance("Sorry, nobody called me."),
    )
    scores = analyzer.score([Interaction("a", turns)], progress=False)
    assert scores.units["null_reason"].to_pylist() == ["not English (de)", "not a customer turn", None]
    assert scores.units["touchpoint"].to_pylist()[0] is None
    assert scores.interactions["risk"][0].as_py() is not None


def test_earlier_turns_read_the_same_whatever_follows(analyzer: Analyzer) -> None:
    turns = (
        "Niemand neemt de telefoon op.",
        "Ik wacht al drie weken op mijn geld.",
        "Nobody helps me, and I am angry.",
    )
    reasons = []
    for n in range(1, 4):
        units = analyzer.analyze(Interaction("a", tuple(map(Utterance, turns[:n])))).units
        reasons.append([unit.null_reason for unit in units])
    assert reasons == [[None], [None, "not English (nl)"], [None, "not English (nl)", None]]


def test_any_language_scores_all(analyzer: Analyzer) -> None:
    anyway = voc.load(any_language=True, threads=1)
    assert anyway.fingerprint != analyzer.fingerprint
    table = anyway.classify([GERMAN, "Nobody called me back."])
    assert table["null_reason"].to_pylist() == [None, None]
    assert table.slice(1).equals(analyzer.classify(["Nobody called me back."]))
    assert (
        anyway.score([Interaction("a", (Utterance(GERMAN),))], progress=False).units["valence"][0].as_py() is not None
    )


def test_the_samples_keep_their_scores(analyzer: Analyzer, sample_scores: Scores) -> None:
    units = sample_scores.tables["units"]
    texts = [t for t, r in zip(units["text"].to_pylist(), units["null_reason"].to_pylist(), strict=True) if r is None]
    predictions = analyzer._predictor.predict(texts[:200])
    assert analyzer.classify(texts[:200])["valence"].to_pylist() == predictions.values["valence"].tolist()
