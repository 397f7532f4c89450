"""What to fix first is one list: cues as they are, and emotions where there is no cue."""

from tests.report.tables import table
from tests.risk.jobs import cue, job, random_job
from voc.report.fixes import fixes
from voc.schema import DRIVERS
from voc.scores import Scores


def with_drivers(scores):
    drivers = scores.roadmap(("stage", "cue", "emotion"))
    return Scores(scores.tables | {"drivers": drivers}, risk_model=scores.risk_model)


def test_a_cue_is_one_row_whatever_was_felt_and_an_emotion_counts_without_cues_only():
    scores = job(
        [0, 1, 2, 3, 4],
        [*"abcde"],
        stage=["support"] * 4 + ["usage"],
        cues=[cue("wait"), cue("wait"), cue("wait"), [], []],
        emotion=["anger", "frustration", "neutral", "anger", "delight"],
        signals=[{"effort": 0.9}] * 3 + [{"goal_unmet": 0.5}] + [{}],
    )
    rows = {
        (row["stage"], row["cue"], row["emotion"]): row["n_units"] for row in fixes(with_drivers(scores)).to_pylist()
    }
    assert rows == {("support", "wait", None): 3, ("support", None, "anger"): 1}


def test_falls_are_those_of_the_roadmap_and_of_the_drivers_in_one_order():
    scores = with_drivers(random_job(8))
    found = fixes(scores).to_pylist()
    assert fixes(scores).schema == DRIVERS
    assert [row["risk_drop"] for row in found] == sorted((row["risk_drop"] for row in found), reverse=True)
    by_cue = {(row["stage"], row["cue"]): row for row in scores.roadmap().to_pylist() if row["cue"]}
    felt = {(row["stage"], row["emotion"]): row for row in scores.drivers.to_pylist() if not row["cue"]}
    assert by_cue
    assert felt
    assert len(found) == len(by_cue) + len(felt)
    for row in found:
        whole = (
            by_cue[row["stage"], row["cue"]] | {"emotion": None} if row["cue"] else felt[row["stage"], row["emotion"]]
        )
        assert row == whole


def test_without_a_risk_model_the_drivers_stand():
    drivers = table(DRIVERS, {"stage": "usage", "cue": "wait", "emotion": "anger", "risk_drop": 0.1})
    assert fixes(Scores({"drivers": drivers})).equals(drivers)
