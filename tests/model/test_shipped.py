"""Every shipped model reads plain cases right, the same alone and among others, and names its own training."""

import json

import pytest

import voc
from voc.model import store
from voc.model.artifacts import CARD, METRICS, WEIGHTS, verify

LARGEST = 100 * 2**20
"""Bytes that Git hosts take in a file."""
GLAD = ("Brilliant service, thank you so much!", "I love how easy this was to set up.")
ANGRY = ("I have called four times and still nobody answers.", "Worst airline ever, I want my money back.")
CALM = ("My account number is on the letter.",)


@pytest.fixture(scope="module", params=sorted(store.shipped()))
def model(request: pytest.FixtureRequest) -> voc.Analyzer:
    return voc.load(request.param)


def test_plain_cases(model: voc.Analyzer) -> None:
    rows = model.classify([*GLAD, *ANGRY, *CALM]).to_pylist()
    glad, angry, (calm,) = rows[:2], rows[2:4], rows[4:]
    assert min(row["valence"] for row in glad) > 0.5
    assert max(row["valence"] for row in angry) < -0.5
    assert abs(calm["valence"]) < 0.3
    assert calm["emotion"] == "neutral"
    assert max(row["risk"] for row in glad) < min(row["risk"] for row in angry)
    assert "easy" in {cue["cue"] for cue in glad[1]["cues"]}
    assert "repeat_contact" in {cue["cue"] for cue in angry[0]["cues"]}
    assert angry[0]["effort"] > 3 > glad[1]["effort"]


def test_a_text_scores_the_same_alone_and_among_others(model: voc.Analyzer) -> None:
    texts = [*GLAD, *ANGRY, *CALM] * 20
    together = model.classify(texts)
    for i in (0, 3, 4):
        assert model.classify([texts[i]]).to_pylist() == together.slice(i, 1).to_pylist()


def test_reasons_name_more_than_a_tone(model: voc.Analyzer) -> None:
    reasons = model.analyze(" ".join(ANGRY)).reasons
    named = [reason.driver for reason in reasons if reason.driver not in ("baseline", "negative_valence")]
    assert named[0] in {"anger", "frustration", "disappointment", "goal_unmet", "intent_leave", "effort", "neglect"}


def test_a_folder_tells_where_it_comes_from(model: voc.Analyzer) -> None:
    folder = store.find(model.name)
    verify(folder)
    metrics = json.loads((folder / METRICS).read_text(encoding="utf-8"))
    assert metrics["command"].startswith("voc train ")
    assert f"models/{model.name}" in metrics["command"]
    assert "/work" not in (folder / CARD).read_text(encoding="utf-8")
    if (folder / WEIGHTS).exists():
        assert (folder / WEIGHTS).stat().st_size < LARGEST
