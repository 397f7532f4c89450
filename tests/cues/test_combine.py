from dataclasses import replace

import numpy as np

from voc.cues.combine import combine
from voc.schema import CueSpan
from voc.taxonomy import Cue
from voc.training.thresholds import START

TEXT = "waited two hours then cut off"
SPANS = [(0, 6), (7, 10), (11, 16), (17, 21), (22, 25), (26, 29)]
WAIT, CUT = list(Cue).index(Cue.WAIT), list(Cue).index(Cue.NO_RESPONSE)
THRESHOLDS = replace(START, cues=0.5, cues_with_pattern=0.2, tokens=0.5)


def evidence(**strengths: list[float]) -> np.ndarray:
    tokens = np.zeros((len(SPANS), 17), np.float32)
    for name, values in strengths.items():
        tokens[:, list(Cue).index(Cue(name))] = values
    return tokens


def unit(**scores: float) -> np.ndarray:
    values = np.zeros(17, np.float32)
    for name, score in scores.items():
        values[list(Cue).index(Cue(name))] = score
    return values


def quotes(found: list[CueSpan]) -> list[tuple[str, str]]:
    return [(span.cue.value, TEXT[span.start : span.end]) for span in found]


def test_the_models_words_are_the_run_of_tokens_around_the_strongest() -> None:
    tokens = evidence(wait=[0.9, 0.6, 0.8, 0.1, 0.6, 0.1])
    assert quotes(combine(TEXT, unit(wait=0.7), tokens, SPANS, [], THRESHOLDS)) == [("wait", "waited two hours")]


def test_a_weak_strongest_token_still_points_at_its_word() -> None:
    tokens = evidence(wait=[0.1, 0.0, 0.2, 0.0, 0.0, 0.0])
    assert quotes(combine(TEXT, unit(wait=0.7), tokens, SPANS, [], THRESHOLDS)) == [("wait", "hours")]


def test_a_pattern_lowers_the_bar_but_does_not_decide_alone() -> None:
    pattern = [CueSpan(Cue.NO_RESPONSE, 22, 29, 0.8)]
    assert quotes(combine(TEXT, unit(no_response=0.3), evidence(), SPANS, pattern, THRESHOLDS)) == [
        ("no_response", "cut off")
    ]
    assert combine(TEXT, unit(no_response=0.1), evidence(), SPANS, pattern, THRESHOLDS) == []
    assert combine(TEXT, unit(no_response=0.3), evidence(), SPANS, [], THRESHOLDS) == []


def test_cues_come_in_the_order_of_the_text() -> None:
    tokens = evidence(no_response=[0, 0, 0, 0, 0.9, 0.9], wait=[0.9, 0.9, 0.9, 0, 0, 0])
    found = combine(TEXT, unit(no_response=0.9, wait=0.9), tokens, SPANS, [], THRESHOLDS)
    assert quotes(found) == [("wait", "waited two hours"), ("no_response", "cut off")]


def test_words_are_never_cut() -> None:
    spans = [(0, 4), (4, 6), *SPANS[1:]]
    tokens = np.zeros((len(spans), 17), np.float32)
    tokens[0, WAIT] = 0.9
    assert quotes(combine(TEXT, unit(wait=0.9), tokens, spans, [], THRESHOLDS)) == [("wait", "waited")]
