import pickle

import pytest

import voc
from tests.conftest import SAMPLES
from voc.batch import score_files
from voc.cues import find
from voc.cues.own import OwnCues
from voc.errors import InputError
from voc.journey import rollups
from voc.journey.own_cues import CueRule
from voc.schema import CueSpan
from voc.taxonomy import Cue, OwnCue
from voc.text import pipeline

MINE = """
[stage]
"before sales" = ["awareness", "consideration"]
sales = ["purchase", "delivery"]
having = ["onboarding", "usage"]
"after sales" = ["support", "billing", "returns"]
loyalty = ["renewal", "advocacy", "exit"]

[owner]
shop = ["marketing", "sales", "digital"]
operations = ["product", "logistics", "technical_support"]
"help desk" = ["customer_service", "billing"]

[cue.price_rise]
definition = "met a higher price than before"
polarity = -1
phrases = ["price hike", "put the price up"]
patterns = [[{LOWER = "price"}, {LOWER = {IN = ["rise", "increase"]}}]]
negated = "easy"

[cue.mentions_price]
polarity = 0
phrases = ["how much"]
context = false

[cue.refund_first]
polarity = -1
phrases = ["refund"]

[cue.wait]
phrases = ["twiddling my thumbs"]
"""


@pytest.fixture(scope="module")
def taxonomy(tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "mine.toml"
    path.write_text(MINE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def own(taxonomy) -> OwnCues:
    return OwnCues(rollups.read(taxonomy).cue)


def test_another_table_of_words_changes_no_cue(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    """Rules are compiled with one table of words, and texts cut with another once many words were seen."""
    path = tmp_path / "more.toml"
    path.write_text(
        MINE
        + """
[cue.order_number]
polarity = 0
patterns = [[{TEXT = {REGEX = "^ORD-[0-9]+$"}, LENGTH = {">=" = 7}}, {LIKE_NUM = true, OP = "?"}, {IS_PUNCT = true}]]
""",
        encoding="utf-8",
    )
    own = OwnCues(rollups.read(path).cue)
    said = [
        "Another price rise, and no reply! Order ORD-81723 three.",
        "You put the Price Up; I had to call back twice about ORD-9912, twiddling my thumbs.",
        "No price increase this year. It wasn't hard to find.",
    ]
    before = [(own.find(text), find(pipeline()(text))) for text in said]
    monkeypatch.setattr("voc.text.MOST_WORDS", 0)
    assert pipeline() is not pipeline()
    assert [(own.find(text), find(pipeline()(text))) for text in said] == before
    assert {span.cue for spans, _ in before for span in spans} >= {"price_rise", "order_number", "wait"}


@pytest.fixture(scope="module")
def analyzer(taxonomy):
    return voc.load(taxonomy=taxonomy)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Another PRICE HIKE this year.", [("price_rise", "PRICE HIKE")]),
        ("They put the price up.", [("price_rise", "put the price up")]),
        ("The price increase hurts, the price rise too.", [("price_rise", "price increase")]),
        ("There was no price increase.", [("easy", "no price increase")]),
        ("If there is a price rise I would go.", []),
        ("Priceless hikes in the hills.", []),
        ("How much is it?", [("mentions_price", "How much")]),
        ("I sat twiddling my thumbs.", [("wait", "twiddling my thumbs")]),
        ("Never a refund.", []),
        ("", []),
    ],
)
def test_words_are_found_in_their_context(own, text, found) -> None:
    assert [(span.cue.value, text[span.start : span.end]) for span in own.find(text)] == found


@pytest.mark.parametrize("written", ["'", "\u2019", "\u2018"])
@pytest.mark.parametrize("typed", ["'", "\u2019", "\u2018"])
def test_apostrophes_are_alike(written: str, typed: str) -> None:
    gone, late = OwnCue("gone", "", -1), OwnCue("late", "", -1)
    where = [{"LOWER": "where"}, {"TEXT": {"IN": [f"{written}s", "is"]}}]
    own = OwnCues([CueRule(gone, (f"Didn{written}t turn up",), context=False), CueRule(late, patterns=(where,))])
    text = f"The engineer didn{typed}t turn up. So where{typed}s he?"
    quotes = [(span.cue.value, text[span.start : span.end]) for span in own.find(text)]
    assert quotes == [("gone", f"didn{typed}t turn up"), ("late", f"where{typed}s")]


def test_a_kind_that_is_there_already_keeps_its_longer_words(own) -> None:
    text = "I sat twiddling my thumbs."
    there = [CueSpan(Cue.WAIT, 0, len(text), 0.7)], [CueSpan(Cue.WAIT, 22, 25, 0.7)], []
    spans = [own.add([text], [list(cues)])[0] for cues in there]
    assert [(span.start, span.end, span.score) for (span,) in spans] == [(0, 26, 1.0), (6, 25, 1.0), (6, 25, 1.0)]
    assert own.add([None, " "], [[], []]) == [[], []]


def test_rules_are_copied_with_the_places_that_errors_tell(taxonomy) -> None:
    read = rollups.read(taxonomy)
    copy = pickle.loads(pickle.dumps(read))
    assert copy == read
    assert copy.cue[0].where("polarity") == f"{taxonomy}:16"


def test_own_cues_are_copied_with_their_meaning() -> None:
    cue = pickle.loads(pickle.dumps(OwnCue("a", "b", -1)))
    assert (cue, cue.definition, cue.polarity) == ("a", "b", -1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[cue.a]\npolarity = 2\nphrases = ['x']", r"mine.toml:2: \[cue.a\] needs polarity = -1"),
        ("[cue.a]\npolarity = [-1]\nphrases = ['x']", r"mine.toml:2: \[cue.a\] needs polarity = -1"),
        ("[cue.a]\npolarity = 1\nphrases = ['x']\nnegated = ['easy']", r"mine.toml:4: .* \['easy'\] is no cue"),
        ("[cue.a]\npolarity = 1\npatterns = [[{LOWER = 2024-01-01}]]", r"mine.toml:3: .* pattern 1 holds a date"),
        ("[cue.a]\npolarity = 1\npatterns = [[{LENGTH = {'<=' = inf}}]]", r"mine.toml:3: .* that is not finite"),
        ("[cue.wiat]\nphrases = ['x']", r"mine.toml:1: \[cue.wiat\] needs polarity .* did you mean .* 'wait'\?"),
        ("\n[cue.wait]\npolarity = 1", r"mine.toml:3: \[cue.wait\] polarity: the cue is a shipped one"),
        ("[cue.a]\npolarity = 1", r"mine.toml:1: \[cue.a\] has no words"),
        ("[cue.a]\npolarity = 1\nphrase = ['x']", r"mine.toml:3: \[cue.a\] has no 'phrase': use .*phrases"),
        ("[cue.a]\npolarity = 1\nphrases = [\n'x',\n'']", r"mine.toml:5: \[cue.a\] phrase 2 must be words"),
        ("[cue.a]\npolarity = 1\npatterns = [[]]", r"mine.toml:3: \[cue.a\] pattern 1 must be a list of tokens"),
        ("[cue.a]\npolarity = 1\nphrases = ['x']\nnegated = 'no'", r"mine.toml:4: \[cue.a\] negated: 'no' is no cue"),
        (
            "[cue.a]\npolarity = 1\nphrases = ['x']\ncontext = 1",
            r"mine.toml:4: \[cue.a\] context must be true or false",
        ),
        ("[cue.a]\npolarity = 1\nphrases = ['x']\ndefinition = 1", r"mine.toml:4: \[cue.a\] definition must be"),
        ("cue = 1", r"mine.toml:1: \[cue\] must hold a section a cue"),
        ("[cue.' ']\npolarity = 1", r"mine.toml:1: ' ' is no name for a cue"),
        (
            "[cue.a]\npolarity = 1\npatterns = [\n[{LOWR = 'x'}],\n]",
            r"mine.toml:4: \[cue.a\] pattern 1 is no pattern of",
        ),
        ("[cue.a]\npolarity = 1\npatterns = [[{LEMMA = 'x'}]]", r"mine.toml:3: \[cue.a\] pattern 1 is no pattern of"),
        ("[cue.a]\npolarity = 1\npatterns = [[{TEXT = {REGEX = '('}}]]", r"mine.toml:3: \[cue.a\] pattern 1 is no"),
        (
            "[stage]\nall = ['usage',\n'usag']",
            r"mine.toml:3: \[stage\] all: 'usag' is no stage: did you mean 'usage'\?",
        ),
        (
            MINE.replace('"returns"]', '"returns", "exit"]').replace(', "exit"]\n\n[owner', "]\n\n[owner"),
            r"mine.toml:6: \[stage\] after sales joins stages of the phases post_purchase, loyalty",
        ),
    ],
)
def test_errors_tell_the_line(tmp_path, text, message) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        voc.load(taxonomy=path)


def test_one_text_has_own_cues_and_names(analyzer) -> None:
    found = analyzer.analyze("They put the price up and my refund never came.")
    assert ("price_rise", "put the price up") in [(c.cue, u.text[c.start : c.end]) for u, c in found.cues]
    assert found.stage == found.units[0].stage == "after sales"
    assert found.owner in {"help desk", "shop", "operations"}
    assert "[price rise: put the price up]" in str(found)
    assert 'class="voc-bad" title="price rise (100%)"' in found._repr_html_()
    row = analyzer.classify(["They put the price up and my refund never came."]).to_pylist()[0]
    assert row["stage"] == "after sales"
    assert {"cue": "price_rise", "start": 5, "end": 21, "score": 1.0} in row["cues"]


def test_a_cue_that_proves_nothing_is_no_evidence_of_effort(analyzer) -> None:
    text = "How much is the blue one?"
    row = analyzer.classify([text]).to_pylist()[0]
    assert [cue["cue"] for cue in row["cues"]] == ["mentions_price"]
    assert row["effort"] == voc.load().classify([text])["effort"].to_pylist()[0]


def test_own_cues_leave_features_and_other_models_alone(analyzer) -> None:
    texts = ["They put the price up and my refund never came.", None]
    assert analyzer.features(texts).shape == voc.load().features(texts).shape
    assert analyzer.fingerprint != voc.load().fingerprint


def test_tables_pictures_and_report_have_own_cues_and_names(analyzer, tmp_path) -> None:
    scores = analyzer.score_utterances(_utterances(), progress=False)
    score_files(analyzer, [SAMPLES / "complaints.csv"], tmp_path / "out", progress=False, workers=1)
    read = voc.read_scores(tmp_path / "out")
    assert read.stages.equals(scores.stages), "a process of its own finds the same cues"
    assert read.drivers.equals(scores.drivers)
    assert read.taxonomy == scores.taxonomy
    own = {"before sales", "sales", "having", "after sales", "loyalty"}
    shipped = voc.load().score_utterances(_utterances(), progress=False)
    for got in (scores, read):
        assert set(got.stages["stage"].to_pylist()) <= own
        assert set(got.units["stage"].to_pylist()) <= own | {None}
        assert set(got.interactions["owner"].to_pylist()) <= {"shop", "operations", "help desk", None}
        assert set(got.drivers["stage"].to_pylist()) <= own | {None}
        assert "refund_first" in got.drivers["cue"].to_pylist()
        assert {name for stages in got.paths()["stages"].to_pylist() for name in stages} <= own
        assert {row["name"] for row in got.moments().to_pylist() if row["kind"] == "stage"} <= own
        assert "refund_first" in {row["name"] for row in got.moments().to_pylist()}
        assert set(got.rollup("three_e")["stage"].to_pylist()) <= own | {None}
        assert set(got.experience_gap()["stage"].to_pylist()) <= own | {None}
        assert "refund_first" in {row["name"] for row in got.compare(shipped).changes.to_pylist()}
        assert got.consistency()["across"].to_pylist() == ["channel", "stage", "month"]
    count = sum(n for n in scores.stages["n"].to_pylist())
    assert count == sum(shipped.stages["n"].to_pylist()), "regrouping loses no unit"
    assert scores.stages["priority"].null_count == 0
    read.report(tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "refund first" in page
    assert "after sales" in page
    assert "help desk" in page
    for column in ("risk", "emotion"):
        assert scores.interactions[column].equals(shipped.interactions[column]), "own cues change no risk"


def _utterances():
    from voc.readers import read

    return read([SAMPLES / "complaints.csv"])[0]
