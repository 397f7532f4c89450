"""scikit-learn estimators on texts: ``from voc.sklearn import VocFeatures``.

They take any column of texts: a list, a pandas or polars series, a frame or an array with a single column. Each text is
exactly one unit, as in ``Analyzer.classify``. An estimator holds the name of its model and not the model, so it clones
and pickles in no time; a process loads a model once, however many estimators use it.

>>> from sklearn.impute import SimpleImputer
>>> from sklearn.linear_model import LogisticRegression
>>> from sklearn.pipeline import make_pipeline
>>> churn = make_pipeline(VocFeatures(), SimpleImputer(keep_empty_features=True), LogisticRegression())
>>> texts = ["I am cancelling today, nobody ever answers.", "Still very happy with you, thank you!"]
>>> churn.fit(texts, [True, False]).predict(["I have had enough, close my account."])
array([ True])
"""

# scikit-learn fixes the names X and C.
# ruff: noqa: N803

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_consistent_length, check_is_fitted

from voc.analyzer import Analyzer, load
from voc.errors import InputError, ModelError
from voc.features import EFFORT, EMOTIONS, FEATURES
from voc.frames import to_texts
from voc.model import store
from voc.model.artifacts import MANIFEST, sha256
from voc.readers.rows import whole
from voc.text import is_blank

__all__ = ["EffortTransformer", "EmotionClassifier", "EmotionTransformer", "VocFeatures"]


class VocFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn texts into all that the model says of them, as named numbers (``voc.features.FEATURES``).

    18 probabilities ``emotion_*``, ``valence`` (-1 to 1), ``intensity`` (0 to 3), ``effort`` (1 to 5, NaN without
    evidence) with ``effort_evidence`` (0 or 1), 17 scores ``cue_*``, probabilities ``stage_*`` (12), ``goal_*`` (3),
    ``expectation_*`` (2), ``staff_*`` (2), ``owner_*`` (8) and ``intent_*`` (5), and ``risk`` (0 to 1). A blank or
    missing text is a row of NaN: put an imputer behind it, or a model that reads NaN.

    Nothing is learned: ``fit`` only makes sure that there is such a model.

    Args:
        model: name of a shipped model, or path of a model folder.
        threads: texts scored at the same time; default the processors this process may use. Use 1 beside ``n_jobs``.

    >>> features = EmotionTransformer().set_output(transform="pandas").transform(["Thank you so much!", ""])
    >>> features["emotion_gratitude"].round().tolist()
    [1.0, nan]
    """

    _names: ClassVar[tuple[str, ...]] = FEATURES

    def __init__(self, model: str | Path = store.DEFAULT, threads: int | None = None) -> None:
        self.model = model
        self.threads = threads

    def fit(self, X: object = None, y: object = None) -> Self:  # noqa: ARG002  (scikit-learn's signature)
        """Load the model.

        Raises:
            ModelError: if there is no such model, or a file of it is missing or was altered.
        """
        _analyzer(self.model, self.threads)
        return self

    def transform(self, X: object) -> NDArray[np.float64]:
        """Return the features of texts, shape (texts, features); NaN in the rows of blank texts.

        Raises:
            InputError: if ``X`` is not a column of texts.
            ModelError: as ``fit``.
        """
        features = _analyzer(self.model, self.threads).features(to_texts(X))
        return features[:, [FEATURES.index(name) for name in self._names]]

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:  # noqa: ARG002
        """Return the names of the features; they do not depend on the input."""
        return np.array(self._names, object)

    def __sklearn_is_fitted__(self) -> bool:
        """Return that there is nothing to fit."""
        return True

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401  (scikit-learn's class, new in 1.6)
        tags = _text_tags(super().__sklearn_tags__())
        tags.requires_fit = False
        return tags


class EmotionTransformer(VocFeatures):
    """Turn texts into the probabilities, 0 to 1, of the 18 emotions; otherwise as ``VocFeatures``."""

    _names: ClassVar[tuple[str, ...]] = EMOTIONS


class EffortTransformer(VocFeatures):
    """Turn texts into their effort, whether there is evidence of it, and the scores of the 17 cues.

    ``effort`` is 1 (very easy) to 5 (very hard), and NaN where ``effort_evidence`` is 0; otherwise as ``VocFeatures``.
    """

    _names: ClassVar[tuple[str, ...]] = EFFORT


class EmotionClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Learn your own labels from a few hundred of your own texts, on top of a model that stays as it is.

    The features are the network's outputs before they are calibrated and made into labels: the logits of 18 emotions,
    the 28 labels of GoEmotions, 17 cues, 5 intents, effort, stage, goal, expectation, staff and owner, and the ratings
    of valence, intensity and effort (``voc.model.heads.HEADS``). On them, standardised, stands scikit-learn's
    ``LogisticRegression``; with several labels a text, one a label.

    Blank texts hold nothing to learn from and get no label: ``fit`` and ``score`` leave them out, ``predict_proba``
    gives a row of NaN, and ``predict`` gives None (NaN with several labels a text). Other scorers than ``score`` do not
    take nulls: leave blank texts out before you use them.

    Every fit and every prediction runs the model over the texts. To search many parameters, put the classifier of your
    choice behind ``VocFeatures`` in a ``Pipeline`` with ``memory``, which runs it once a set of texts.

    Args:
        model: name of a shipped model, or path of a model folder.
        threads: texts scored at the same time; default the processors this process may use. Use 1 beside ``n_jobs``.
        C: inverse strength of the L2 penalty, as in ``LogisticRegression``, whose default it has.
        class_weight: None, ``"balanced"``, or weights by class, as in ``LogisticRegression``.
        max_iter: most steps of the solver, as in ``LogisticRegression``.

    Attributes:
        classes_: the classes; with several labels a text, the labels: the columns' names where ``y`` was a frame, else
            their numbers.
        multilabel_: whether a text may have several labels.
        pipeline_: the fitted ``StandardScaler`` and classifier.
        fingerprint_: SHA-256 of the model's manifest; another model would need another fit.

    >>> texts = ["Where is my parcel?", "My parcel has not come", "I was charged twice", "Wrong amount on my bill"]
    >>> topics = EmotionClassifier().fit(texts, ["parcel", "parcel", "money", "money"])
    >>> topics.predict(["The invoice is too high"])
    array(['money'], dtype='<U6')
    """

    def __init__(
        self,
        model: str | Path = store.DEFAULT,
        threads: int | None = None,
        C: float = 1.0,
        class_weight: str | dict[Any, float] | None = None,
        max_iter: int = 100,
    ) -> None:
        self.model = model
        self.threads = threads
        self.C = C
        self.class_weight = class_weight
        self.max_iter = max_iter

    def fit(self, X: object, y: ArrayLike) -> Self:
        """Learn labels.

        Args:
            X: column of texts.
            y: a class a text, shape (texts,); or an indicator matrix of 0 and 1, shape (texts, labels), such as
                scikit-learn's ``MultiLabelBinarizer`` makes of lists of labels.

        Raises:
            InputError: if ``X`` is not a column of texts, or every text of it is blank.
            ModelError: if there is no such model, or a file of it is missing or was altered.
            ValueError: from scikit-learn, if ``y`` is not labels, has another length, or has a single class.
        """
        texts, labels = to_texts(X), np.asarray(y)
        check_consistent_length(texts, labels)
        check_classification_targets(labels)
        rows = _filled(texts)
        analyzer = _analyzer(self.model, self.threads)
        features = analyzer.logits([texts[row] for row in rows])
        self.multilabel_ = type_of_target(labels) == "multilabel-indicator"
        self.pipeline_ = self._pipeline().fit(features, labels[rows])
        # A table of pyarrow has its columns themselves where frames have their names.
        names = y.column_names if isinstance(y, pa.Table) else getattr(y, "columns", None)
        self.classes_ = np.array(names) if self.multilabel_ and names is not None else self.pipeline_.classes_
        self.fingerprint_ = analyzer.fingerprint
        return self

    def predict_proba(self, X: object) -> NDArray[np.float64]:
        """Return the probability of each class, shape (texts, classes); NaN in the rows of blank texts.

        Raises:
            InputError: if ``X`` is not a column of texts.
            ModelError: as ``fit``, or if the model is not the one that ``fit`` used.
            NotFittedError: from scikit-learn, before ``fit``.
        """
        check_is_fitted(self)
        return self._ask("predict_proba", X, (len(self.classes_),))

    def decision_function(self, X: object) -> NDArray[np.float64]:
        """Return the log-odds of each label, or how far each text is on the side of a class; NaN for blank texts.

        Returns:
            Shape (texts, classes); (texts,) with two classes, above 0 for the second.

        Raises:
            InputError, ModelError, NotFittedError: as ``predict_proba``.
        """
        check_is_fitted(self)
        two = len(self.classes_) == 2 and not self.multilabel_  # noqa: PLR2004
        return self._ask("decision_function", X, () if two else (len(self.classes_),))

    def predict(self, X: object) -> NDArray[Any]:
        """Return the class of each text, shape (texts,), or its labels as 0 and 1, shape (texts, labels).

        Where a text is blank, so that something has no label, the array can hold nulls: it is one of objects, with None
        (of floats, with NaN, for several labels a text).

        Raises:
            InputError, ModelError, NotFittedError: as ``predict_proba``.
        """
        check_is_fitted(self)
        if self.multilabel_:
            labels: NDArray[Any] = self._ask("predict", X, (len(self.classes_),))
            return labels if np.isnan(labels).any() else labels.astype(int)
        labels = self._ask("predict", X, (), null=None)
        return labels if any(label is None for label in labels) else labels.astype(self.classes_.dtype)

    def score(self, X: object, y: ArrayLike, sample_weight: ArrayLike | None = None) -> float:
        """Return the accuracy, 0 to 1, on the texts that are not blank; several labels must all be right.

        Raises:
            InputError: if ``X`` is not a column of texts, or every text of it is blank.
            ModelError, NotFittedError: as ``predict_proba``.
        """
        texts = to_texts(X)
        check_consistent_length(texts, y, sample_weight)
        rows = _filled(texts)
        weight = None if sample_weight is None else np.asarray(sample_weight)[rows]
        return float(super().score([texts[row] for row in rows], np.asarray(y)[rows], weight))

    def _pipeline(self) -> Pipeline:
        """Return the classifier, not fitted."""
        model = LogisticRegression(C=self.C, class_weight=self.class_weight, max_iter=self.max_iter)
        return make_pipeline(StandardScaler(), OneVsRestClassifier(model) if self.multilabel_ else model)

    def _ask(self, method: str, X: object, shape: tuple[int, ...], null: float | None = np.nan) -> NDArray[Any]:
        """Call a method of the fitted pipeline, whose answer for one text has ``shape``; nulls for blank texts."""
        analyzer = _analyzer(self.model, self.threads)
        if analyzer.fingerprint != self.fingerprint_:
            raise ModelError(f"model {str(self.model)!r} is not the one this classifier was fitted on: fit it again")
        features = analyzer.logits(to_texts(X))
        known = np.isfinite(features[:, 0])
        answer = np.full((len(features), *shape), null)
        if known.any():
            answer[known] = getattr(self.pipeline_, method)(features[known])
        return answer

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401  (scikit-learn's class, new in 1.6)
        tags = _text_tags(super().__sklearn_tags__())
        tags.classifier_tags.multi_label = True
        return tags


def _text_tags(tags: Any) -> Any:  # noqa: ANN401
    """Say that an estimator takes a column of texts, which may be missing."""
    tags.input_tags.string = tags.input_tags.one_d_array = tags.input_tags.allow_nan = True
    tags.input_tags.two_d_array = False
    return tags


def _filled(texts: list[Any]) -> list[int]:
    """Return the rows whose text is not blank.

    Raises:
        InputError: if there is none.
    """
    # What is no string at all is kept for the analyzer to name.
    rows = [
        row for row, text in enumerate(texts) if not (text is None or (isinstance(text, str) and is_blank(whole(text))))
    ]
    if not rows:
        raise InputError("there is no text that is not blank: pass texts to learn from or to measure on")
    return rows


def _analyzer(model: str | Path, threads: int | None) -> Analyzer:
    """Load a model, or return the one that this process has loaded before; a changed folder is loaded again."""
    folder = store.find(model)
    return _loaded(folder.resolve(), threads, sha256(folder / MANIFEST))


@lru_cache(maxsize=4)
def _loaded(folder: Path, threads: int | None, fingerprint: str) -> Analyzer:  # noqa: ARG001  (part of the key)
    return load(folder, threads)
