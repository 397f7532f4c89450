"""The contract of scikit-learn for estimators on texts, which its own ``check_estimator`` does not check."""

import pickle
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from sklearn.base import clone, is_classifier
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_score
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import MultiLabelBinarizer, StandardScaler
from sklearn.utils import estimator_checks

from tests.conftest import SAMPLES
from voc.analyzer import Analyzer
from voc.errors import InputError, ModelError
from voc.features import EFFORT, EMOTIONS, FEATURES
from voc.model import store
from voc.model.artifacts import write_manifest
from voc.sklearn import EffortTransformer, EmotionClassifier, EmotionTransformer, VocFeatures
from voc.taxonomy import Cue, Emotion, Stage

ANGRY = "I have been on hold for two hours and your agent hung up on me. Absolutely disgusting service!"
HAPPY = "I absolutely love it, thank you so much!"
PLAIN = "What time does the branch open on Monday?"
TEXTS = [ANGRY, HAPPY, None, PLAIN, "  "]
TRANSFORMERS = [EmotionTransformer, EffortTransformer, VocFeatures]

TOPICS = {
    "parcel": ["Where is my parcel?", "The package has not come", "Tracking says delivered, nothing is here"],
    "money": ["I was charged twice", "The amount on my bill is wrong", "Why is there a fee on the invoice?"],
    "staff": ["The lady in the shop was so kind", "Your agent was rude to me", "A very helpful engineer came by"],
}
LABELLED = [text for texts in TOPICS.values() for text in texts]
LABELS = [topic for topic, texts in TOPICS.items() for _ in texts]
NEW = {"When does my delivery arrive?": "parcel", "I paid too much on the last bill": "money"}

SEVERAL = [
    ("I waited an hour for an answer", (1, 0)),
    ("Three weeks and I am still waiting for the router", (1, 0)),
    ("On hold again, 40 minutes this time", (1, 0)),
    ("Thank you so much", (0, 1)),
    ("Thanks for your kind help", (0, 1)),
    ("I am very grateful to the lady in the shop", (0, 1)),
    ("I waited two weeks but thank you for sorting it out", (1, 1)),
    ("Thanks, though it took an hour on hold", (1, 1)),
    ("Where do I find the form?", (0, 0)),
    ("The box is blue", (0, 0)),
]
SEVERAL_TEXTS, SEVERAL_LABELS = [text for text, _ in SEVERAL], np.array([labels for _, labels in SEVERAL])
SEVERAL_NEW = {
    "We had to wait for days": [1, 0],
    "Many thanks to the driver": [0, 1],
    "Thank you for your help, even if I waited half an hour": [1, 1],
    PLAIN: [0, 0],
}


@pytest.fixture(scope="module")
def fitted() -> EmotionClassifier:
    return EmotionClassifier().fit(LABELLED, LABELS)


@pytest.fixture(scope="module")
def fitted_several() -> EmotionClassifier:
    return EmotionClassifier().fit(SEVERAL_TEXTS, SEVERAL_LABELS)


@pytest.fixture
def other_model(tmp_path: Path) -> Path:
    """A model folder that is whole, and another version than the shipped one."""
    folder = shutil.copytree(store.find(store.DEFAULT), tmp_path / "model")
    write_manifest(folder, {"name": "another version"})
    return folder


def test_features_are_what_classify_says(analyzer: Analyzer) -> None:
    # In the last text a word pattern is surer of a cue than the model.
    texts = [*TEXTS, "I didn't have to call back once, sorted straight away."]
    rows = analyzer.classify(texts).to_pylist()
    frame = VocFeatures().set_output(transform="pandas").transform(texts)
    assert tuple(frame.columns) == FEATURES
    assert len(set(FEATURES)) == 72
    for row, (_, seen) in zip(rows, frame.iterrows(), strict=True):
        if row["null_reason"]:
            assert seen.isna().all()
            continue
        expected = {f"emotion_{name.value}": row["emotion_scores"][name] for name in Emotion}
        expected |= {f"stage_{name.value}": row["stage_scores"][name] for name in Stage}
        expected |= {name: row[name] for name in ("valence", "intensity", "risk")}
        expected |= {f"cue_{cue['cue']}": cue["score"] for cue in row["cues"]}
        assert seen[list(expected)].tolist() == pytest.approx(list(expected.values()), abs=1e-6)
        assert seen["effort_evidence"] == (row["effort"] is not None)
        assert seen["effort"] == pytest.approx(np.nan if row["effort"] is None else row["effort"], nan_ok=True)
        assert seen.drop("effort").notna().all()
        for head in ("goal", "expectation", "staff", "owner"):
            scores = seen[[name for name in FEATURES if name.startswith(f"{head}_")]]
            assert 0 <= scores.min() <= scores.sum() < 1.0001
            assert row[head] is None or scores.idxmax() == f"{head}_{row[head]}"


def test_a_cue_without_a_span_has_a_low_score(analyzer: Analyzer) -> None:
    frame = EffortTransformer().set_output(transform="pandas").transform([ANGRY, PLAIN])
    found = {f"cue_{cue['cue']}" for cue in analyzer.classify([ANGRY]).to_pylist()[0]["cues"]}
    cues = [f"cue_{cue.value}" for cue in Cue]
    assert "cue_wait" in found
    assert frame.loc[0, list(found)].min() > frame.loc[0, [cue for cue in cues if cue not in found]].max()
    assert frame.loc[1, cues].max() < 0.5
    assert frame["effort"].isna().tolist() == [False, True]


@pytest.mark.parametrize("kind", TRANSFORMERS)
def test_output_has_names_and_keeps_the_index(kind: type[VocFeatures]) -> None:
    estimator = kind()
    plain = estimator.transform(TEXTS)
    assert plain.dtype == float
    assert plain.shape == (5, len(estimator.get_feature_names_out()))
    frame = clone(estimator).set_output(transform="pandas").fit_transform(pd.Series(TEXTS, index=[7, 7, 1, 2, 3]))
    assert list(frame.index) == [7, 7, 1, 2, 3]
    assert list(frame.columns) == estimator.get_feature_names_out().tolist()
    np.testing.assert_array_equal(frame.to_numpy(), plain)
    other = clone(estimator).set_output(transform="polars").fit_transform(pl.Series(TEXTS))
    assert isinstance(other, pl.DataFrame)
    np.testing.assert_array_equal(other.to_numpy(), plain)


def test_each_transformer_has_its_own_features() -> None:
    assert tuple(EmotionTransformer().get_feature_names_out()) == EMOTIONS
    assert tuple(EffortTransformer().get_feature_names_out()) == EFFORT
    everything = VocFeatures().transform([ANGRY])[0]
    for kind, names in ((EmotionTransformer, EMOTIONS), (EffortTransformer, EFFORT)):
        assert kind().transform([ANGRY])[0].tolist() == [everything[FEATURES.index(name)] for name in names]


@pytest.mark.parametrize(
    "column",
    [
        tuple(TEXTS),
        iter(TEXTS),
        np.array(TEXTS, object),
        np.array(TEXTS, object)[:, None],
        pd.Series([ANGRY, HAPPY, float("nan"), PLAIN, "  "]),
        pd.Series([ANGRY, HAPPY, pd.NA, PLAIN, "  "], dtype="string"),
        pd.Series([ANGRY, HAPPY, pd.NA, PLAIN, "  "], dtype=object),
        pd.Series(TEXTS, dtype="category"),
        pd.DataFrame({"text": TEXTS}),
        pl.Series(TEXTS),
        pl.DataFrame({"text": TEXTS}),
        pl.LazyFrame({"text": TEXTS}),
        pa.array(TEXTS),
        pa.chunked_array([TEXTS]),
        pa.table({"text": TEXTS}),
    ],
    ids=lambda column: type(column).__module__.split(".")[0] + "." + type(column).__name__,
)
def test_every_column_of_texts_is_read_alike(column: object) -> None:
    np.testing.assert_array_equal(EmotionTransformer().transform(column), EmotionTransformer().transform(TEXTS))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (HAPPY, "expected a column of texts, found a str"),
        ({"text": [HAPPY]}, "expected a column of texts, found a dict"),
        (5, "expected a column of texts, found a int"),
        ([HAPPY, 5], "text 1 is a int"),
        ([[HAPPY]], "text 0 is a list"),
        (np.array([[HAPPY, ANGRY]]), r"array of shape \(1, 2\)"),
        (np.array(HAPPY), r"array of shape \(\)"),
        (pd.DataFrame({"text": [HAPPY], "value": [5]}), r"found \['text', 'value'\]: pass the column"),
    ],
)
def test_what_is_no_column_of_texts_is_named(fitted: EmotionClassifier, wrong: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        VocFeatures().transform(wrong)
    with pytest.raises(InputError, match=message):
        fitted.predict(wrong)


@pytest.mark.parametrize("kind", TRANSFORMERS)
def test_no_texts_give_no_rows(kind: type[VocFeatures], fitted: EmotionClassifier) -> None:
    assert kind().transform([]).shape == (0, len(kind().get_feature_names_out()))
    assert len(fitted.predict([])) == len(fitted.predict_proba([])) == 0


@pytest.mark.parametrize("kind", [*TRANSFORMERS, EmotionClassifier])
def test_it_clones_and_keeps_its_parameters(kind: type[VocFeatures] | type[EmotionClassifier]) -> None:
    estimator = kind(model="nowhere", threads=3)
    assert clone(estimator).get_params() == estimator.get_params()
    with pytest.raises(ModelError, match="no model 'nowhere'"):
        estimator.fit([HAPPY, ANGRY], [0, 1])
    assert estimator.set_params(model=store.DEFAULT).fit([HAPPY, ANGRY], [0, 1]) is estimator


@pytest.mark.parametrize("kind", TRANSFORMERS)
def test_a_pickle_holds_no_model_and_gives_the_same(kind: type[VocFeatures]) -> None:
    estimator = kind(threads=1).set_output(transform="pandas")
    before = estimator.fit_transform(TEXTS)
    data = pickle.dumps(estimator)
    assert len(data) < 10_000
    pd.testing.assert_frame_equal(pickle.loads(data).transform(TEXTS), before)


CHECKS = (
    estimator_checks.check_no_attributes_set_in_init,
    estimator_checks.check_parameters_default_constructible,
    estimator_checks.check_get_params_invariance,
    estimator_checks.check_set_params,
    estimator_checks.check_do_not_raise_errors_in_init_or_set_params,
    estimator_checks.check_estimator_repr,
    estimator_checks.check_valid_tag_types,
    estimator_checks.check_estimator_tags_renamed,
    estimator_checks.check_mixin_order,
    estimator_checks.check_estimator_cloneable,
)
"""Those of scikit-learn's checks that pass no numbers to the estimator."""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("kind", [*TRANSFORMERS, EmotionClassifier])
def test_scikit_learn_checks(kind: type, check: object) -> None:
    check(kind.__name__, kind())


@pytest.mark.parametrize("kind", [*TRANSFORMERS, EmotionClassifier])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_scikit_learn_check_estimator(kind: type) -> None:
    done = estimator_checks.check_estimator(kind())
    assert {result["status"] for result in done} <= {"passed", "skipped"}


def test_a_pipeline_and_a_union_name_their_features() -> None:
    union = FeatureUnion([("emotions", EmotionTransformer()), ("effort", EffortTransformer())])
    pipeline = make_pipeline(union, SimpleImputer(keep_empty_features=True)).set_output(transform="pandas")
    frame = pipeline.fit_transform(pd.Series(TEXTS))
    assert list(frame.columns) == [f"emotions__{name}" for name in EMOTIONS] + [f"effort__{name}" for name in EFFORT]
    assert frame.notna().all(axis=None)


LEFT = (
    "Already shifted to the local fibre people",
    "Now I am in other company",
    "I left on Friday",
    "Pulled every Larkfield gadget off the wall",
    "All three numbers moved this morning",
)
"""What those customers wrote in the bundled reviews who say that they have left, as read by us."""


def test_a_churn_model_finds_the_customers_who_left() -> None:
    reviews = pd.read_csv(SAMPLES / "reviews.csv")
    left = reviews["text"].fillna("").map(lambda text: any(words in text for words in LEFT))
    assert left.sum() == len(LEFT)
    columns = ColumnTransformer([("voc", VocFeatures(), "text"), ("value", "passthrough", ["value"])])
    model = LogisticRegression(class_weight="balanced")
    churn = make_pipeline(columns, SimpleImputer(keep_empty_features=True), StandardScaler(), model)
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    assert cross_val_score(churn, reviews, left, cv=folds, scoring="roc_auc", error_score="raise").mean() > 0.75
    names = churn.fit(reviews, left)[:-1].get_feature_names_out()
    weights = dict(zip(names, model.coef_[0], strict=True))
    assert weights["voc__stage_exit"] > 0.1
    assert weights["voc__stage_usage"] < -0.1


def test_a_grid_search_sets_parameters_inside_a_pipeline() -> None:
    pipeline = Pipeline([("voc", EmotionTransformer()), ("model", LogisticRegression())])
    texts, bad = [ANGRY, "Worst ever, I am furious", HAPPY, "Great, very pleased with it"], [1, 1, 0, 0]
    search = GridSearchCV(pipeline, {"voc__threads": [1, 2], "model__C": [0.1, 10]}, cv=2, error_score="raise")
    search.fit(pd.Series(texts), bad)
    assert len(search.cv_results_["params"]) == 4
    assert search.predict(["This is an outrage", "Lovely, thanks"]).tolist() == [1, 0]


def test_a_classifier_learns_own_labels(fitted: EmotionClassifier) -> None:
    assert is_classifier(fitted)
    assert fitted.classes_.tolist() == ["money", "parcel", "staff"]
    assert fitted.predict(list(NEW)).tolist() == list(NEW.values())
    assert fitted.score(list(NEW), list(NEW.values())) == 1
    assert fitted.score(list(NEW), ["staff", "staff"]) == 0
    probabilities = fitted.predict_proba(LABELLED)
    assert probabilities.sum(1) == pytest.approx(1)
    assert fitted.classes_[probabilities.argmax(1)].tolist() == fitted.predict(LABELLED).tolist()
    assert fitted.decision_function(LABELLED).argmax(1).tolist() == probabilities.argmax(1).tolist()


def test_several_labels_a_text(fitted_several: EmotionClassifier) -> None:
    assert fitted_several.multilabel_
    texts, labels = list(SEVERAL_NEW), list(SEVERAL_NEW.values())
    predicted = fitted_several.predict(texts)
    assert predicted.dtype == int
    assert predicted.tolist() == labels
    assert (fitted_several.predict_proba(texts) > 0.5).astype(int).tolist() == labels
    assert (fitted_several.decision_function(texts) > 0).astype(int).tolist() == labels
    assert fitted_several.score(texts, [*labels[:3], [1, 1]]) == 0.75


def test_several_labels_keep_their_names(fitted_several: EmotionClassifier) -> None:
    assert fitted_several.classes_.tolist() == [0, 1]
    columns = {"wait": SEVERAL_LABELS[:, 0], "thanks": SEVERAL_LABELS[:, 1]}
    for frame in (pd.DataFrame(columns), pl.DataFrame(columns), pa.table(columns)):
        fitted = EmotionClassifier().fit(SEVERAL_TEXTS, frame)
        assert fitted.classes_.tolist() == ["wait", "thanks"]
        np.testing.assert_array_equal(fitted.predict_proba(LABELLED), fitted_several.predict_proba(LABELLED))


def test_lists_of_labels_come_through_scikit_learns_binarizer(fitted_several: EmotionClassifier) -> None:
    lists = [[name for name, given in zip(("wait", "thanks"), row, strict=True) if given] for row in SEVERAL_LABELS]
    labels = MultiLabelBinarizer(classes=["wait", "thanks"]).fit_transform(lists)
    fitted = EmotionClassifier().fit(SEVERAL_TEXTS, labels)
    np.testing.assert_array_equal(fitted.predict_proba(LABELLED), fitted_several.predict_proba(LABELLED))


def test_a_classifier_pickles_without_the_model(fitted: EmotionClassifier, fitted_several: EmotionClassifier) -> None:
    for classifier in (fitted, fitted_several):
        data = pickle.dumps(classifier)
        assert len(data) < 100_000
        np.testing.assert_array_equal(pickle.loads(data).predict_proba(LABELLED), classifier.predict_proba(LABELLED))
        assert clone(classifier).get_params() == classifier.get_params()
        with pytest.raises(NotFittedError):
            clone(classifier).predict(LABELLED)


def test_blank_texts_teach_nothing_and_get_no_label(
    fitted: EmotionClassifier, fitted_several: EmotionClassifier
) -> None:
    taught = EmotionClassifier().fit([*LABELLED, None, " ", "\ud83d"], [*LABELS, "money", "money", "money"])
    np.testing.assert_array_equal(taught.predict_proba(LABELLED), fitted.predict_proba(LABELLED))
    texts, (first, second) = ["", *NEW], NEW.values()
    assert fitted.predict(texts).tolist() == [None, first, second]
    assert np.isnan(fitted.predict_proba(texts)).tolist() == [[True] * 3, [False] * 3, [False] * 3]
    assert np.isnan(fitted_several.predict(texts)).all(axis=1).tolist() == [True, False, False]
    assert fitted.score(texts, ["staff", first, "staff"]) == 0.5
    assert fitted.score(texts, ["staff", first, "staff"], sample_weight=[9, 3, 1]) == 0.75
    assert fitted.predict([None]).tolist() == [None]
    for method in (fitted.fit, fitted.score):
        with pytest.raises(InputError, match="no text that is not blank"):
            method([None, ""], ["money", "staff"])


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (LABELS[1:], "inconsistent numbers of samples"),
        ([0.5, *range(8)], "Unknown label type"),
        (["money"] * 9, "at least 2 classes"),
        ([[topic] for topic in LABELS[:-1]] + [["money", "staff"]], "inhomogeneous"),
    ],
)
def test_wrong_labels_are_refused(labels: list[object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        EmotionClassifier().fit(LABELLED, labels)


@pytest.mark.parametrize(
    ("texts", "labels", "scoring"),
    [(LABELLED, LABELS, None), (SEVERAL_TEXTS, SEVERAL_LABELS, "roc_auc")],
    ids=["classes", "several"],
)
def test_a_grid_search_over_a_classifier(texts: list[str], labels: list[str] | np.ndarray, scoring: str | None) -> None:
    part = np.arange(len(texts)) % 3
    folds = [(np.flatnonzero(part != test), np.flatnonzero(part == test)) for test in range(3)]
    search = GridSearchCV(EmotionClassifier(), {"C": [0.01, 1]}, scoring=scoring, cv=folds, error_score="raise")
    search.fit(texts, labels)
    assert search.best_score_ > 0.6
    assert len(search.predict(list(NEW))) == len(NEW)


def test_a_classifier_is_not_used_with_another_model(fitted: EmotionClassifier, other_model: Path) -> None:
    moved = pickle.loads(pickle.dumps(fitted)).set_params(model=other_model)
    with pytest.raises(ModelError, match="not the one this classifier was fitted on: fit it again"):
        moved.predict(LABELLED)
    assert moved.fit(LABELLED, LABELS).predict(list(NEW)).tolist() == list(NEW.values())


def test_a_model_that_was_altered_after_it_was_loaded_is_found_out(other_model: Path) -> None:
    estimator = EmotionTransformer(model=other_model)
    before = estimator.transform([HAPPY])
    np.testing.assert_array_equal(estimator.transform([HAPPY]), before)
    write_manifest(other_model, {"name": "a third version"})
    (other_model / "config.json").write_text("{}")
    with pytest.raises(ModelError, match=r"config\.json was altered"):
        estimator.transform([HAPPY])
