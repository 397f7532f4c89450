"""Risk beside what people use today, on what customers then did: `python tests/bench/outcomes.py [model]`.

Area under the ROC curve for "would not recommend" (patients: experience rated poor), on the same rows in one run. Ours
is fitted on other domains (zero-shot); lexicons are not fitted; TF-IDF with logistic regression is fitted inside the
domain, 5 folds. Needs ../shared/data, and `pip install vaderSentiment textblob`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from textblob import TextBlob
from tqdm.auto import tqdm
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from voc.model.artifacts import METRICS
from voc.model.predictor import Predictor
from voc.model.store import DEFAULT, find
from voc.risk.crossfit import FOLDS
from voc.training.data import require
from voc.training.risk import DOMAINS, fit_domains, read_domain, text_features
from voc.training.transfer import Outcomes

SAMPLE = 4_000
"""Most rows taken of a domain."""


def vader(texts: Sequence[str]) -> NDArray[np.float64]:
    lexicon = SentimentIntensityAnalyzer()
    return np.array([-lexicon.polarity_scores(text)["compound"] for text in texts])


def textblob(texts: Sequence[str]) -> NDArray[np.float64]:
    return np.array([-TextBlob(text).sentiment.polarity for text in texts])


def in_domain(texts: Sequence[str], outcome: NDArray[np.bool_]) -> NDArray[np.float64]:
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), LogisticRegression(C=10, max_iter=1000)
    )
    log_odds: NDArray[np.float64] = cross_val_predict(model, texts, outcome, cv=FOLDS, method="decision_function")
    return log_odds


def main() -> None:
    data, folder = require(Path("../shared/data")), find(sys.argv[1] if len(sys.argv) > 1 else DEFAULT)
    predictor = Predictor(folder)
    penalty = json.loads((folder / METRICS).read_text(encoding="utf-8"))["risk"]["penalty"]
    texts: dict[str, list[str]] = {}
    sets: dict[str, Outcomes] = {}
    for domain in tqdm(DOMAINS):
        everything, outcome = read_domain(data, domain)
        rows = np.random.default_rng(0).permutation(len(everything))[:SAMPLE]
        features = text_features(predictor, [everything[row] for row in rows])
        known = ~np.isnan(features).any(1)
        sets[domain.name] = features[known], outcome[rows[known]]
        texts[domain.name] = [everything[row] for row in rows[known]]
    trainable = [domain.name for domain in DOMAINS if domain.train]
    print(f"{'':20}{'rows':>6}{'voc':>8}{'VADER':>8}{'TextBlob':>10}{'TF-IDF':>8}   voc less VADER")
    ours = []
    for name, (features, outcome) in sets.items():
        model = fit_domains([sets[other] for other in trainable if other != name], penalty)
        said = texts[name]
        scores = (model.log_odds(features), vader(said), textblob(said), in_domain(said, outcome))
        risk, lexicon, blob, tfidf = (float(roc_auc_score(outcome, score)) for score in scores)
        ours.append(risk)
        print(f"{name:20}{len(said):6}{risk:8.3f}{lexicon:8.3f}{blob:10.3f}{tfidf:8.3f}   {risk - lexicon:+.3f}")
    print(f"{'mean':20}{'':6}{np.mean(ours):8.3f}")


if __name__ == "__main__":
    main()
