"""Cues are those of all patterns and the model's evidence, though most patterns are never tried."""

from pathlib import Path

import pytest
from scipy.special import expit

import voc
from voc.cues import find
from voc.cues.combine import combine
from voc.model import store
from voc.model.predictor import Predictor
from voc.readers import read
from voc.text import pipeline
from voc.units import to_units


@pytest.mark.parametrize("name", ["voc-mini-en", "voc-static-en"])
def test_leaving_patterns_out_changes_no_cue(name: str) -> None:
    found = read([Path(voc.__file__).parent / "samples"])[0]
    texts = [text for text in to_units(found).to_score() if text is not None and text.strip()][:150]
    predictor = Predictor(store.find(name))
    predictions = predictor.predict(texts)
    thresholds = predictor.config.thresholds
    for i, (text, output) in enumerate(zip(texts, predictor.runtime.run(texts), strict=True)):
        patterns = find(pipeline()(text))
        tokens = expit(output.tokens)
        assert predictions.cues[i] == combine(
            text, predictions.values["cues"][i], tokens, output.spans, patterns, thresholds
        )
    assert sum(map(bool, predictions.cues)) > 10


def test_cues_are_the_same_with_any_apostrophe() -> None:
    predictor = Predictor(store.find("voc-static-en"))
    texts = [
        "They still haven't answered my email.",
        "I've called three times and nobody's called back.",
        "If it doesn't arrive by Friday I'll have to call again I suppose.",
    ]
    plain, curly = (predictor.predict([text.replace("'", sign) for text in texts]).cues for sign in "'\u2019")
    assert plain == curly
    assert plain[0]
    assert plain[1]
