"""The public contract, on the shipped model."""

import random

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import voc
from voc import limits
from voc.analyzer import Analyzer
from voc.errors import InputError
from voc.features import FEATURES
from voc.model.heads import HEADS, WIDTH
from voc.schema import PREDICTIONS, UNITS, Interaction, Utterance
from voc.taxonomy import NEUTRAL, Emotion, Role, Stage

ANGRY = "I have been on hold for two hours and your agent hung up on me. Absolutely disgusting service!"
HAPPY = "I absolutely love it, thank you so much!"
PLAIN = "What time does the branch open on Monday?"


def test_feelings_go_the_right_way(analyzer: Analyzer) -> None:
    angry, happy, plain = analyzer.classify([ANGRY, HAPPY, PLAIN]).to_pylist()
    assert angry["valence"] < -0.4 < 0.4 < happy["valence"]
    assert {"anger", "frustration"} & set(angry["emotions"])
    assert {"delight", "gratitude", "satisfaction"} & set(happy["emotions"])
    assert plain["emotion"] == NEUTRAL
    assert plain["emotions"] == []
    assert happy["risk"] < plain["risk"] < angry["risk"]


def test_cues_point_at_their_words(analyzer: Analyzer) -> None:
    (row,) = analyzer.classify([ANGRY]).to_pylist()
    words = {cue["cue"]: ANGRY[cue["start"] : cue["end"]] for cue in row["cues"]}
    assert "hold" in words["wait"]
    assert row["effort"] > 3.5


def test_a_negated_cue_is_ease(analyzer: Analyzer) -> None:
    (row,) = analyzer.classify(["I didn't have to call back once, sorted straight away."]).to_pylist()
    assert "repeat_contact" not in {cue["cue"] for cue in row["cues"]}
    assert row["effort"] < 3


def test_columns_are_the_contract(analyzer: Analyzer) -> None:
    table = analyzer.classify([ANGRY])
    assert table.schema == PREDICTIONS
    row = table.to_pylist()[0]
    assert list(row["emotion_scores"]) == [emotion.value for emotion in Emotion]
    assert list(row["stage_scores"]) == [stage.value for stage in Stage]
    assert len(row["go_emotions"]) == 28
    assert 0 <= sum(row["stage_scores"].values()) <= 1.0001


@pytest.mark.parametrize("blank", [None, "", "  \n", "\u200b", "\u200e"])
def test_blank_text_gives_nulls_with_a_reason_and_never_neutral(analyzer: Analyzer, blank: str | None) -> None:
    (row,) = analyzer.classify([blank]).to_pylist()
    assert row.pop("null_reason") == "blank text"
    assert all(value is None for value in row.values())


def test_no_texts_and_one_text(analyzer: Analyzer) -> None:
    assert analyzer.classify([]).num_rows == 0
    assert analyzer.classify([HAPPY]).num_rows == 1
    with pytest.raises(InputError, match="takes a list of texts"):
        analyzer.classify(HAPPY)
    with pytest.raises(InputError, match="text 1 is a float"):
        analyzer.classify([HAPPY, float("nan")])  # type: ignore[list-item]


def test_texts_may_be_a_column_and_are_never_the_names_of_columns(analyzer: Analyzer) -> None:
    frame = pd.DataFrame({"text": [ANGRY, None, HAPPY], "id": [1, 2, 3]})
    expected = analyzer.classify([ANGRY, None, HAPPY])
    for column in (frame["text"], frame[["text"]], iter(frame["text"])):
        assert analyzer.classify(column).equals(expected)  # type: ignore[arg-type]
    assert analyzer.features(frame[["text"]]).shape == (3, len(FEATURES))  # type: ignore[arg-type]
    for several in (frame, {"text": [ANGRY, HAPPY]}):
        with pytest.raises(InputError, match="column of texts"):
            analyzer.classify(several)  # type: ignore[arg-type]


TEXTS = st.lists(
    st.one_of(
        st.sampled_from([ANGRY, HAPPY, PLAIN, "😡😡", "", None, "ok", "I HAD TO CALL BACK THREE TIMES"]),
        st.text(max_size=80),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, seed=st.integers(0, 1000))
def test_a_text_scores_the_same_alone_in_any_batch_and_order(
    analyzer: Analyzer, texts: list[str | None], seed: int
) -> None:
    order = list(range(len(texts)))
    random.Random(seed).shuffle(order)
    together = analyzer.classify(texts).to_pylist()
    shuffled = analyzer.classify([texts[i] for i in order]).to_pylist()
    assert [shuffled[order.index(i)] for i in range(len(texts))] == together
    assert [analyzer.classify([text]).to_pylist()[0] for text in texts] == together


def test_a_text_that_comes_again_is_scored_once_and_copied(analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["ok", "I had to call back twice.", None, "ok", " ", "Thanks!", "I had to call back twice.", None, "ok"]
    alone = [analyzer.classify([text]) for text in texts]
    asked: list[str] = []
    run = analyzer._predictor.runtime.run
    monkeypatch.setattr(analyzer._predictor.runtime, "run", lambda given: asked.extend(given) or run(given))
    assert analyzer.classify(texts).equals(pa.concat_tables(alone))
    assert asked == ["ok", "I had to call back twice.", "Thanks!"]


def test_a_second_analyzer_changes_nothing(analyzer: Analyzer) -> None:
    before = analyzer.classify([ANGRY, HAPPY])
    voc.load(threads=1).classify([PLAIN])
    assert analyzer.classify([ANGRY, HAPPY]).equals(before)


@pytest.mark.parametrize("threads", [0, -1])
def test_threads_below_1_are_refused(threads: int) -> None:
    with pytest.raises(InputError, match=f"threads is {threads}: pass 1 or more, or None"):
        voc.load("voc-static-en", threads=threads)


def test_very_long_text_is_one_unit(analyzer: Analyzer) -> None:
    text = "The box arrived on a Tuesday. " * 500 + ANGRY
    assert analyzer.classify([text]).num_rows == 1


def test_analyze_text(analyzer: Analyzer) -> None:
    text = f"{PLAIN} {ANGRY}"
    analysis = analyzer.analyze(text)
    assert "".join(unit.text for unit in analysis.units).replace(" ", "") == text.replace(" ", "")
    assert all(text[unit.start : unit.end] == unit.text for unit in analysis.units)
    assert all(unit.text[span.start : span.end].strip() for unit, span in analysis.cues)
    total = sum(reason.contribution for reason in analysis.reasons)
    assert analysis.risk == pytest.approx(1 / (1 + np.exp(-total)), abs=1e-6)
    assert "wait" in str(analysis)
    assert "<" in analysis._repr_html_()


def test_analyze_blank(analyzer: Analyzer) -> None:
    analysis = analyzer.analyze("  ")
    assert analysis.risk is None
    assert analysis.emotion is None
    assert [unit.null_reason for unit in analysis.units] == ["blank text"]


def test_many_analyses_are_what_each_is_alone(analyzer: Analyzer) -> None:
    turns = (Utterance(ANGRY), Utterance("One moment", Role.AGENT), Utterance(f"{HAPPY} {PLAIN}"))
    sources = [ANGRY, Interaction("same", turns), "", Interaction("same", turns[2:]), f"{PLAIN} {HAPPY}"]
    assert analyzer.analyze_many(sources) == [analyzer.analyze(source) for source in sources]
    assert analyzer.analyze_many([]) == []
    with pytest.raises(InputError, match="has no utterances"):
        analyzer.analyze_many([ANGRY, Interaction("empty", ())])


def test_sources_that_are_missing_are_blank_texts(analyzer: Analyzer) -> None:
    blank, angry = analyzer.analyze(""), analyzer.analyze(ANGRY)
    assert analyzer.analyze_many([ANGRY, None]) == [angry, blank]
    assert analyzer.analyze_many(pd.Series([ANGRY, float("nan"), None])) == [angry, blank, blank]  # type: ignore[arg-type]
    assert analyzer.analyze_many(one for one in [ANGRY]) == [angry]  # type: ignore[arg-type]
    assert analyzer.analyze(None) == blank


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        (ANGRY, "analyze_many takes a list of texts or interactions"),
        (Interaction("a", (Utterance(ANGRY),)), "analyze_many takes a list of texts or interactions"),
        ({"text": ANGRY}, "found a dict"),
        (pd.DataFrame({"text": [ANGRY], "shop": ["x"]}), "expected one column of texts"),
        ([ANGRY, 3], "source 1 is a int"),
        ([ANGRY, float("nan")], "source 1 is a float"),
        ([ANGRY.encode()], "source 0 is a bytes"),
        ([ANGRY, Interaction("chat-77", ())], "interaction 'chat-77' has no utterances"),
        ([ANGRY, Interaction("chat-77", (Utterance("hi"),), outcomes={"nps": 11})], "'chat-77': outcome nps 11 is"),
        ([ANGRY, Interaction("chat-77", (Utterance("hi", "boss"),))], "'chat-77': role 'aaaa' is not"),
        ([ANGRY, "x" * (limits.LONGEST_TEXT + 1)], "interaction 'text 1': a text of"),
    ],
)
def test_sources_that_cannot_be_analyzed_are_refused(analyzer: Analyzer, sources: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        analyzer.analyze_many(sources)  # type: ignore[arg-type]


def test_logits_and_features_have_a_row_a_text(analyzer: Analyzer) -> None:
    logits, features = analyzer.logits([ANGRY, None, HAPPY]), analyzer.features([ANGRY, None, HAPPY])
    assert logits.shape == (3, WIDTH)
    assert np.isnan(logits).all(axis=1).tolist() == [False, True, False]
    assert not np.isnan(logits[[0, 2]]).any()
    assert features.shape == (3, len(FEATURES))
    anger = HEADS["emotions"].labels.index("anger")
    assert logits[0, HEADS["emotions"].columns][anger] > logits[2, HEADS["emotions"].columns][anger]
    for method in (analyzer.logits, analyzer.features):
        with pytest.raises(InputError, match="takes a list of texts"):
            method(HAPPY)


def test_only_the_customer_is_scored(analyzer: Analyzer) -> None:
    turns = (
        Utterance(PLAIN),
        Utterance(ANGRY, Role.AGENT),
        Utterance("Agent joined", Role.SYSTEM),
        Utterance("thanks"),
    )
    analysis = analyzer.analyze(Interaction("a", turns))
    assert [unit.null_reason for unit in analysis.units] == [None, "not a customer turn", "not a customer turn", None]
    alone = analyzer.analyze(Interaction("a", (turns[0], turns[3])))
    assert alone.risk == analysis.risk


def test_score_gives_the_frame_that_it_got(analyzer: Analyzer) -> None:
    frame = pd.DataFrame({"body": [ANGRY, HAPPY], "who": ["c1", None]}, index=[5, 5])
    scores = analyzer.score(frame, text="body", customer="who", progress=False)
    assert isinstance(scores.units, pd.DataFrame)
    assert set(scores.units["interaction_id"]) == {"row-1", "row-2"}
    assert list(scores.customers["customer_id"]) == ["c1"]


def test_score_of_nothing_is_empty_tables(analyzer: Analyzer) -> None:
    scores = analyzer.score(pa.table({"text": pa.array([], pa.string())}), progress=False)
    assert all(table.num_rows == 0 for table in scores.tables.values())
    scores = analyzer.score(pa.table({"text": ["", None]}), progress=False)
    assert scores.interactions.num_rows == 2
    assert scores.interactions["risk"].null_count == 2
    assert scores.stages.num_rows == scores.customers.num_rows == 0


def test_score_does_not_depend_on_the_order_of_interactions(analyzer: Analyzer, sample_utterances: pa.Table) -> None:
    part = sample_utterances.slice(0, 120)
    ids = part["interaction_id"].unique().to_pylist()
    turned = pa.concat_tables([part.filter(pa.compute.equal(part["interaction_id"], name)) for name in reversed(ids)])
    one = analyzer.score_utterances(part, progress=False)
    two = analyzer.score_utterances(turned, progress=False)
    key = [("unit_id", "ascending")]
    assert one.units.schema == UNITS
    assert one.units.sort_by(key).equals(two.units.sort_by(key))
    key = [("interaction_id", "ascending")]
    assert one.interactions.sort_by(key).equals(two.interactions.sort_by(key))
    for before, after in zip(one.customers.to_pylist(), two.customers.to_pylist(), strict=True):
        assert before["customer_id"] == after["customer_id"]
        assert before["risk"] == pytest.approx(after["risk"])
