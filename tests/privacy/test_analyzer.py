"""An analyzer that redacts: what it keeps, and whose offsets it gives."""

from __future__ import annotations

import pyarrow as pa
import pytest

import voc
from tests.privacy.planted import transcripts
from voc.analyzer import Analyzer
from voc.privacy import Kind, Redactor
from voc.schema import Interaction, Utterance

TEXT = "Mail jane.doe@example.com now. I had to call three times about order number 44712, and nobody called back!"


@pytest.fixture(scope="module")
def redacting() -> Analyzer:
    return voc.load(redact=Redactor(key="0123456789abcdef", kinds=set(Kind) - {Kind.NAME}))


def test_units_hold_no_personal_data_and_refer_to_the_text_that_was_given(redacting: Analyzer) -> None:
    texts = [transcript.text for transcript in transcripts()[:8]]
    units = redacting.score(pa.table({"text": texts}), progress=False).units.to_pylist()
    rows = {f"row-{i + 1}": text for i, text in enumerate(texts)}
    for unit in units:
        redacted = redacting.settings.redactor.redact(unit["text"])
        assert redacted.found == ()
        source = rows[unit["interaction_id"]][unit["start"] : unit["end"]]
        assert redacting.settings.redactor.redact(source).found or source == unit["text"]
        assert source.split(" ")[0] == unit["text"].split(" ")[0] or "[" in unit["text"]


def test_cues_of_units_refer_to_the_text_that_is_kept(redacting: Analyzer) -> None:
    analysis = redacting.analyze(TEXT)
    (unit,) = [unit for unit in analysis.units if "three times" in unit.text]
    assert "44712" not in str(analysis)
    assert TEXT[unit.start : unit.end].startswith("I had to call")
    assert TEXT[unit.start : unit.end].endswith("called back!")
    assert any("three times" in unit.text[cue.start : cue.end] for cue in unit.cues)


def test_classify_gives_the_scores_of_score_and_cues_in_the_text_that_was_given(redacting: Analyzer) -> None:
    text = "My order number 44712: I had to call three times and nobody called back!"
    (row,) = redacting.classify([text]).to_pylist()
    (unit,) = redacting.score(pa.table({"text": [text]}), progress=False).units.to_pylist()
    assert row["valence"] == unit["valence"]
    assert any("three times" in text[cue["start"] : cue["end"]] for cue in row["cues"])
    assert redacting.logits([text]).tolist() == redacting.logits([unit["text"]]).tolist()


def test_what_is_kept_scores_as_it_is_kept(redacting: Analyzer, analyzer: Analyzer) -> None:
    unit = redacting.analyze("My number is 07788 123456 and I am furious about the delay!").units[0]
    assert analyzer.classify([unit.text])["valence"][0].as_py() == pytest.approx(unit.valence)


def test_mail_addresses_in_ids_go_and_other_ids_stay(redacting: Analyzer) -> None:
    talks = [
        Interaction("T-1", (Utterance("Never again!"),), "jane@example.com"),
        Interaction("T-2", (Utterance("Fine."),), "0778812345678"),
    ]
    scores = redacting.score(talks, progress=False)
    customers = scores.interactions["customer_id"].to_pylist()
    assert customers[0] == redacting.settings.redactor.redact("jane@example.com").text
    assert customers[1] == "0778812345678"
    assert scores.interactions["interaction_id"].to_pylist() == ["T-1", "T-2"]


def test_texts_without_personal_data_score_the_same(redacting: Analyzer, analyzer: Analyzer) -> None:
    texts = ["I waited 3 weeks for a £249.99 phone.", "Lovely, thanks!", None, ""]
    assert redacting.classify(texts).equals(analyzer.classify(texts))


def test_missing_names_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from voc.privacy import names

    if names.installed() is None:
        with pytest.warns(UserWarning, match="names are not redacted"):
            voc.load(redact=True)
