"""The spaCy component, in blank pipelines: no spaCy model is needed."""

import csv
import pickle
import shutil
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import voc.integrations.spacy  # noqa: F401  (registers the component where the package is not installed)
from tests.conftest import SAMPLES
from voc.analyzer import Analyzer
from voc.errors import ModelError
from voc.model import store
from voc.model.artifacts import write_manifest
from voc.taxonomy import Cue

TEXT = "The box is blue.\nI waited three weeks, and had to call back twice! Priya sorted it in minutes, thank you. 😀"
ANGRY = "I have been on hold for two hours and your agent hung up on me. Absolutely disgusting service!"
PLAIN = "What time does the branch open on Monday?"


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("voc")
    return nlp


@pytest.fixture
def other_model(tmp_path: Path) -> Path:
    """A model folder that is whole, and another version than the shipped one."""
    folder = shutil.copytree(store.find(store.DEFAULT), tmp_path / "model")
    write_manifest(folder, {"name": "another version"})
    return folder


def seen(doc: Doc) -> tuple[object, list[tuple[str, int, int]], object]:
    """Everything that the component sets."""
    group = doc.spans["voc_cues"]
    return doc._.voc, [(span.label_, span.start, span.end) for span in group], group.attrs["scores"]


@pytest.mark.parametrize("text", [TEXT, ANGRY, PLAIN, "", "   \n "])
def test_the_analysis_is_the_analyzers(nlp: Language, analyzer: Analyzer, text: str) -> None:
    doc = nlp(text)
    assert doc.text == text
    assert doc._.voc == analyzer.analyze(text)


def test_cue_spans_are_the_tokens_of_the_cues_words(nlp: Language) -> None:
    doc = nlp(TEXT)
    group = doc.spans["voc_cues"]
    cues = doc._.voc.cues
    assert len(group) == len(cues) == len(group.attrs["scores"]) > 2
    for span, score, (unit, cue) in zip(group, group.attrs["scores"], cues, strict=True):
        assert span.label_ == cue.cue
        assert score == cue.score
        start, end = unit.start + cue.start, unit.start + cue.end
        assert list(span) == [token for token in doc if token.idx < end and token.idx + len(token) > start]
    assert "three weeks" in {span.label_: span.text for span in group}["wait"]
    assert {"wait", "repeat_contact"} <= {span.label_ for span in group} <= {cue.value for cue in Cue}


def test_spans_widen_to_whole_tokens(nlp: Language) -> None:
    doc = nlp.get_pipe("voc")(Doc(nlp.vocab, words=["Good morning,", "I waited three weeks for an answer. Regards"]))
    ((unit, cue),) = doc._.voc.cues
    (span,) = doc.spans["voc_cues"]
    assert (span.label_, span.start, span.end) == ("wait", 1, 2)
    assert span.start_char < unit.start + cue.start < unit.start + cue.end < span.end_char


def test_text_without_cues_and_blank_text(nlp: Language) -> None:
    plain, blank, empty = nlp.pipe([PLAIN, " \n", ""])
    assert [len(doc.spans["voc_cues"]) for doc in (plain, blank, empty)] == [0, 0, 0]
    assert plain._.voc.emotion == "neutral"
    for doc in (blank, empty):
        assert doc._.voc.emotion is None
        assert doc._.voc.risk is None
        assert [unit.null_reason for unit in doc._.voc.units] == ["blank text"]


def test_a_document_that_was_not_read_has_none(nlp: Language) -> None:
    assert nlp.make_doc(TEXT)._.voc is None
    assert Doc(nlp.vocab)._.voc is None


def test_a_batch_is_one_call_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("voc")
    sizes = []
    analyze_many = Analyzer.analyze_many

    def counted(self: Analyzer, sources: Sequence[str]) -> object:
        sizes.append(len(sources))
        return analyze_many(self, sources)

    monkeypatch.setattr(Analyzer, "analyze_many", counted)
    docs = nlp.pipe((f"{PLAIN} {number}" for number in range(7)), batch_size=3)
    assert sizes == []
    next(docs)
    assert sizes == [3]
    assert len(list(docs)) == 6
    assert sizes == [3, 3, 1]


def test_a_pipe_gives_what_one_by_one_gives(nlp: Language) -> None:
    texts = [TEXT, "", ANGRY, PLAIN, TEXT, " "]
    alone = [seen(nlp(text)) for text in texts]
    assert [seen(doc) for doc in nlp.pipe(texts, batch_size=4)] == alone
    pairs = nlp.pipe([(text, number) for number, text in enumerate(texts)], as_tuples=True)
    assert [(seen(doc), number) for doc, number in pairs] == [(one, number) for number, one in enumerate(alone)]
    assert list(nlp.pipe([])) == []


def test_the_bundled_reviews_have_the_risk_that_score_gives_them(nlp: Language, analyzer: Analyzer) -> None:
    with (SAMPLES / "reviews.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)][:30]
    expected = analyzer.score(pa.table({"text": texts}), progress=False).interactions["risk"].to_pylist()
    assert [doc._.voc.risk for doc in nlp.pipe(texts)] == expected


def test_a_document_survives_bytes_and_a_bin(nlp: Language) -> None:
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert seen(again) == seen(doc)
    (binned,) = DocBin(store_user_data=True, docs=[doc]).get_docs(nlp.vocab)
    assert seen(binned) == seen(doc)


@pytest.mark.filterwarnings("default")
def test_joined_documents_do_not_put_words_into_a_warning(nlp: Language, recwarn: pytest.WarningsRecorder) -> None:
    joined = Doc.from_docs([nlp(TEXT), nlp(ANGRY)])
    assert len(joined.spans["voc_cues"]) == len(nlp(TEXT).spans["voc_cues"]) + len(nlp(ANGRY).spans["voc_cues"])
    assert not any("Priya" in str(warning.message) for warning in recwarn)


def test_a_pipeline_survives_disk_and_bytes(nlp: Language, tmp_path: Path) -> None:
    before = seen(nlp(TEXT))
    nlp.to_disk(tmp_path / "pipeline")
    size = sum(path.stat().st_size for path in (tmp_path / "pipeline").rglob("*"))
    assert size < 1_000_000
    assert seen(spacy.load(tmp_path / "pipeline")(TEXT)) == before
    again = spacy.blank("en")
    again.add_pipe("voc")
    assert seen(again.from_bytes(nlp.to_bytes())(TEXT)) == before
    component = nlp.get_pipe("voc")
    assert seen(pickle.loads(pickle.dumps(component))(nlp.make_doc(TEXT))) == before


def test_a_saved_pipeline_brings_its_model(nlp: Language, other_model: Path) -> None:
    other = spacy.blank("en")
    other.add_pipe("voc", config={"model": str(other_model), "threads": 1})
    again = spacy.blank("en")
    again.add_pipe("voc")
    again.from_bytes(other.to_bytes())
    assert again.get_pipe("voc").model == str(other_model)
    assert nlp.get_pipe("voc").model == store.DEFAULT


def test_another_version_of_the_model_is_an_error(other_model: Path, tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("voc", config={"model": str(other_model)})
    nlp.to_disk(tmp_path / "pipeline")
    write_manifest(other_model, {"name": "a third version"})
    with pytest.raises(ModelError, match=r"saved with another version of the model .* exclude=\['voc'\]"):
        spacy.load(tmp_path / "pipeline")
    (other_model / "manifest.json").unlink()
    with pytest.raises(ModelError, match="no model"):
        spacy.load(tmp_path / "pipeline")


def test_two_pipelines_do_not_touch_each_other(nlp: Language, other_model: Path) -> None:
    before = seen(nlp(TEXT))
    other = spacy.blank("en")
    other.add_pipe("sentencizer")
    other.add_pipe("voc", config={"model": str(other_model), "threads": 1})
    one, two = nlp(TEXT), other(ANGRY)
    assert seen(one) == before == seen(other(TEXT))
    assert two._.voc != one._.voc
    other.remove_pipe("voc")
    assert other(TEXT)._.voc is None
    assert seen(nlp(TEXT)) == before


def test_other_components_see_the_same_text(nlp: Language) -> None:
    other = spacy.blank("en")
    other.add_pipe("sentencizer")
    other.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Priya"}])
    other.add_pipe("voc", last=True)
    doc = other(TEXT)
    assert seen(doc) == seen(nlp(TEXT))
    assert [entity.text for entity in doc.ents] == ["Priya"]
    assert other.get_pipe_meta("voc").assigns == ["doc._.voc", "doc.spans"]


def test_a_wrong_configuration_is_refused() -> None:
    with pytest.raises(ModelError, match="no model 'nowhere': shipped models are"):
        spacy.blank("en").add_pipe("voc", config={"model": "nowhere"})
    with pytest.raises(ValueError, match="threads"):
        spacy.blank("en").add_pipe("voc", config={"threads": "many"})
