"""What the drivers tell is what scoring again without the units gives, and what one does not know is null."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
import pytest
from scipy.special import expit

import voc
from tests.journey.jobs import same
from tests.risk.jobs import MODEL, cue, job, random_job, shuffled, values
from voc.analyzer import Analyzer
from voc.errors import InputError
from voc.journey.rollups import shipped
from voc.risk import removal
from voc.risk.features import FEATURES, interaction_features, table_features, table_signals, unit_weights
from voc.risk.model import RiskModel
from voc.schema import DRIVERS, Interaction, Utterance
from voc.scores import Scores
from voc.taxonomy import Cue, Emotion, Stage

TRIPLE = ("stage", "cue", "emotion")


def drivers(scores, by=TRIPLE):
    return scores.roadmap(by).to_pylist()


def shows(unit, row):
    """Say whether a unit is one of a row's, in plain words."""
    bad = {c["cue"] for c in unit["cues"] or () if Cue(c["cue"]).polarity < 0}
    emotion = unit["emotion"]
    felt = emotion if emotion not in (None, "neutral") and Emotion(emotion).polarity < 0 else None
    owner = unit["owner"] or (unit["stage"] and Stage(unit["stage"]).owner)
    return (
        bool(bad or felt)
        and ("stage" not in row or row["stage"] == unit["stage"])
        and ("cue" not in row or (row["cue"] in bad if row["cue"] else not bad))
        and ("emotion" not in row or row["emotion"] == felt)
        and ("by owner" not in row or row["by owner"] == owner)
    )


def fall_by_hand(scores, row):
    """Return the fall of each interaction's risk without the units of a row, one at a time."""
    units = scores.tables["units"].filter(pc.is_null(scores.tables["units"]["null_reason"]))
    signals, weights, falls = table_signals(units), unit_weights(units["text"]), {}
    rows = units.to_pylist()
    for name in {unit["interaction_id"] for unit in rows}:
        own = [i for i, unit in enumerate(rows) if unit["interaction_id"] == name]
        left = [i for i in own if not shows(rows[i], row)]
        risks = [_risk(scores.risk_model, signals[some], weights[some]) for some in (own, left)]
        falls[name] = risks[0] - risks[1]
    return falls


def _risk(model, signals, weights):
    if not len(signals):
        return float(expit(model.intercept))
    return float(model.predict(interaction_features(signals, weights, np.zeros(len(signals), int), 1))[0])


def test_scoring_again_without_the_units_gives_the_drop(analyzer: Analyzer, sample_scores: Scores) -> None:
    units = [unit for unit in sample_scores.units.to_pylist() if unit["null_reason"] is None]
    risk = dict(zip(*(sample_scores.interactions[c].to_pylist() for c in ("interaction_id", "risk")), strict=True))
    n_scored = sum(value is not None for value in risk.values())
    rows = [*drivers(sample_scores)[:2], *drivers(sample_scores, "stage")[2:3], *drivers(sample_scores, "cue")[-1:]]
    sources, expected = [], {}
    for number, row in enumerate(rows):
        touched = {unit["interaction_id"] for unit in units if shows(unit, row)}
        assert len(touched) == row["n_interactions"]
        expected[number] = sum(risk[name] for name in touched)
        for name in touched:
            texts = [u["text"] for u in units if u["interaction_id"] == name and not shows(u, row)]
            if texts:
                sources.append(Interaction(f"{number} {name}", tuple(map(Utterance, texts))))
            else:
                expected[number] -= expit(sample_scores.risk_model.intercept)
    again = analyzer.score(sources, progress=False).interactions
    for name, left in zip(again["interaction_id"].to_pylist(), again["risk"].to_pylist(), strict=True):
        expected[int(name.split()[0])] -= left
    assert rows[0]["risk_drop"] > 0.005
    for number, row in enumerate(rows):
        assert row["risk_drop"] == pytest.approx(expected[number] / n_scored, abs=1e-7)


def test_drivers_of_the_samples_are_problems_ranked_by_their_effect(sample_scores: Scores) -> None:
    rows = sample_scores.drivers.to_pylist()
    assert len(rows) > 30
    assert [row["risk_drop"] for row in rows] == sorted((row["risk_drop"] for row in rows), reverse=True)
    assert len({(row["stage"], row["cue"], row["emotion"]) for row in rows}) == len(rows)
    units = [unit for unit in sample_scores.units.to_pylist() if unit["null_reason"] is None]
    for row in rows:
        members = [unit for unit in units if shows(unit, row)]
        assert row["n_units"] == len(members)
        assert row["n_interactions"] == len({unit["interaction_id"] for unit in members})
        assert row["n_customers"] == len({unit["customer_id"] for unit in members} - {None})
        assert row["cue"] is None or Cue(row["cue"]).polarity < 0
        assert row["emotion"] is None or Emotion(row["emotion"]).polarity < 0
        assert row["cue"] or row["emotion"]
        assert set(row["quotes"]) <= {unit["text"] for unit in members}
        assert len(row["quotes"]) == min(3, len({unit["text"] for unit in members}))
        assert (row["risk_drop_low"] is None) == (row["n_customers"] < 2)


@pytest.mark.parametrize("by", [TRIPLE, ("stage", "cue"), ("emotion",), ("cue", "owner")])
@pytest.mark.parametrize("block", [7, 10**6])
def test_drops_are_those_of_a_plain_loop(by, block, monkeypatch) -> None:
    monkeypatch.setattr(removal, "BLOCK", block)
    scores = random_job(3)
    worth = dict(zip(*(scores.tables["customers"][c].to_pylist() for c in ("customer_id", "value")), strict=True))
    writer = dict(zip(*(scores.interactions[c].to_pylist() for c in ("interaction_id", "customer_id")), strict=True))
    rows = drivers(scores, by)
    assert len(rows) > 3
    for row in rows[:: max(len(rows) // 8, 1)]:
        falls = fall_by_hand(scores, row | ({"by owner": row["owner"]} if "owner" in by else {}))
        assert row["risk_drop"] == pytest.approx(np.mean([*falls.values()]), abs=1e-7)
        means = {w: np.mean([fall for i, fall in falls.items() if writer[i] == w]) for w in worth}
        total = sum(worth[w] * means[w] for w in worth)
        assert (row["value_drop"] or 0.0) == pytest.approx(total, abs=1e-9)


def test_coarser_rows_are_computed_anew() -> None:
    scores = random_job(4)
    stages = {row["stage"]: row["risk_drop"] for row in drivers(scores, "stage")}
    parts = dict.fromkeys(stages, 0.0)
    for row in drivers(scores):
        parts[row["stage"]] += row["risk_drop"]
    assert all(abs(stages[stage] - parts[stage]) > 1e-5 for stage in stages)


def test_labels_that_are_not_there() -> None:
    scores = job(
        [0, 1, 2, 3, 4],
        ["a", "b", "c", "d", "e"],
        stage=["support", "support", "support", None, "support"],
        cues=[cue("wait", "transfer"), [], cue("wait", "fast"), cue("wait"), cue("fast")],
        emotion=["anger", "anger", "delight", "anger", "surprise"],
    )
    rows = {(row["stage"], row["cue"], row["emotion"]): row["n_units"] for row in drivers(scores)}
    # Two cues are two rows, a good emotion is none, and where the stage is not known nothing can be said of it.
    assert rows == {
        ("support", "wait", "anger"): 1,
        ("support", "transfer", "anger"): 1,
        ("support", None, "anger"): 1,
        ("support", "wait", None): 1,
    }
    assert {row["cue"]: row["n_units"] for row in drivers(scores, "cue")} == {"wait": 3, "transfer": 1, None: 1}
    assert {row["emotion"]: row["n_units"] for row in drivers(scores, "emotion")} == {"anger": 3, None: 1}


def test_what_leaves_the_risk_as_it_is_drops_nothing() -> None:
    silent = {"stage": ["usage"] * 4, "cues": [cue("wait")] * 4}
    # Everything in the interactions is taken out, and it had said nothing to the model.
    (row,) = drivers(job([0, 1, 2, 3], [*"abcd"], **silent))
    assert (row["risk_drop"], row["risk_drop_low"]) == (0.0, None)
    blind = random_job(model=RiskModel(1.0, np.zeros(len(FEATURES))))
    assert {row["risk_drop"] for row in drivers(blind)} == {0.0}


def test_less_of_the_same_is_less_risk() -> None:
    told = {"signals": [{"effort": 0.8}] * 8, "stage": ["usage"] * 8}
    twice = np.repeat(np.arange(4), 2)
    half, all_of_it = (
        drivers(job(twice, [*"abcd"], cues=cues, **told))[0]["risk_drop"]
        for cues in ([cue("wait"), []] * 4, [cue("wait")] * 8)
    )
    assert 0 < half < all_of_it


def test_an_interaction_of_which_nothing_is_left_has_the_baseline_risk() -> None:
    scores = job([0, 1], ["a", "b"], signals=[{"effort": 1.0}, {}], stage=["usage", "exit"], cues=[cue("wait"), []])
    (row,) = drivers(scores)
    risk = MODEL.predict(table_features(scores.units, scores.interactions))
    assert risk[0] > risk[1] == expit(MODEL.intercept)
    assert row["risk_drop"] == pytest.approx((risk[0] - expit(MODEL.intercept)) / 2, abs=1e-7)


def test_an_easy_word_that_goes_with_a_problem_may_make_its_drop_negative() -> None:
    scores = job([0, 0], ["a"], signals=[{"ease": 1.0}, {"effort": 1.0}], stage=["usage"] * 2, cues=[cue("wait"), []])
    assert drivers(scores)[0]["risk_drop"] < 0


def test_order_of_rows_does_not_matter() -> None:
    scores = random_job(6)
    for by in (TRIPLE, ("stage", "cue"), ("owner",)):
        assert same(shuffled(scores).roadmap(by), scores.roadmap(by))


def test_value_doubled_doubles_its_drop_and_nothing_else() -> None:
    scores = random_job(7)
    customers = scores.tables["customers"]
    at = customers.schema.get_field_index("value")
    double = customers.set_column(at, "value", pc.multiply(customers["value"], 2))
    doubled = Scores(scores.tables | {"customers": double}, risk_model=MODEL)
    one, two = scores.roadmap(), doubled.roadmap()
    for name in ("value_drop", "value_drop_low", "value_drop_high"):
        np.testing.assert_allclose(two[name].to_numpy(), 2 * one[name].to_numpy())
        assert one[name].null_count < one.num_rows
        one, two = one.drop_columns(name), two.drop_columns(name)
    assert one.equals(two)


def test_values_that_are_not_known() -> None:
    made = {"stage": ["usage", "usage", "exit"], "cues": [cue("wait")] * 3, "signals": [{"effort": 1.0}] * 3}
    for customers in (None, values(a=None, b=None, c=float("nan"))):
        rows = drivers(job([0, 1, 2], [*"abc"], customers=customers, **made))
        assert {(row["value_drop"], row["value_drop_low"], row["value_drop_high"]) for row in rows} == {(None,) * 3}
    rows = {row["stage"]: row for row in drivers(job([0, 1, 2], [*"abc"], customers=values(a=100.0), **made))}
    assert rows["exit"]["value_drop"] is None  # nothing is known, which is not nothing
    fall = rows["usage"]["risk_drop"] * 3 / 2
    assert rows["usage"]["value_drop"] == pytest.approx(100 * fall, rel=1e-6)
    assert rows["usage"]["value_drop_low"] is None


def test_a_single_customer_has_no_interval() -> None:
    made = {"stage": ["usage"] * 4, "cues": [cue("wait")] * 4}
    signals = [{"effort": part} for part in (0.2, 0.9, 0.5, 0.7)]
    alone = drivers(job([0, 1, 2, 3], ["a"] * 4, customers=values(a=10.0), signals=signals, **made))[0]
    ends = [f"{name}_{end}" for name in ("risk_drop", "value_drop") for end in ("low", "high")]
    assert [alone[end] for end in ends] == [None] * 4
    assert alone["risk_drop"] > 0
    several = drivers(job([0, 1, 2, 3], [*"aabb"], customers=values(a=10.0, b=9.0), signals=signals, **made))[0]
    assert several["risk_drop"] == alone["risk_drop"]
    assert several["risk_drop_low"] < several["risk_drop"] < several["risk_drop_high"]
    assert several["value_drop_low"] < several["value_drop"] < several["value_drop_high"]


def test_quotes_are_the_surest_units_each_text_once() -> None:
    scores = job(
        [0, 1, 2, 3, 4],
        [*"abcde"],
        text=["b", "a", "c", "c", "d"],
        stage=["usage"] * 5,
        cues=[cue("wait", score=score) for score in (0.7, 0.7, 0.9, 0.8, 0.6)],
        emotion=["anger"] * 5,
        emotion_scores=[{"anger": score} for score in (0.9, 0.9, 0.1, 0.1, 1.0)],
    )
    assert drivers(scores, ("stage", "cue"))[0]["quotes"] == ["c", "a", "b"]
    assert drivers(scores, "emotion")[0]["quotes"] == ["d", "a", "b"]
    assert drivers(scores)[0]["quotes"] == ["a", "b", "d"]  # .63, .63, .60: both must hold
    assert drivers(scores, "stage")[0]["quotes"] == ["d", "a", "b"]  # the surest of its problems


def test_owner_is_the_commonest_else_the_one_of_the_stage() -> None:
    scores = job(
        [0, 1, 2, 3],
        [*"abcd"],
        stage=["delivery"] * 3 + ["billing"],
        owner=["digital", "digital", "logistics", None],
        cues=[cue("wait")] * 4,
    )
    assert {row["stage"]: row["owner"] for row in drivers(scores)} == {"delivery": "digital", "billing": "billing"}
    counts = {row["owner"]: row["n_units"] for row in drivers(scores, "owner")}
    assert counts == {"digital": 2, "logistics": 1, "billing": 1}
    assert all(owner in shipped().owner for owner in counts)


def test_columns_are_those_of_the_drivers_less_what_is_not_grouped_by(sample_scores: Scores) -> None:
    assert sample_scores.roadmap(TRIPLE).equals(sample_scores.drivers)
    assert sample_scores.roadmap(TRIPLE).schema == DRIVERS
    assert sample_scores.roadmap().column_names == [name for name in DRIVERS.names if name != "emotion"]
    assert sample_scores.roadmap("owner").column_names == DRIVERS.names[3:]
    backwards = sample_scores.roadmap(["cue", "stage"])
    assert {tuple(r.values()) for r in backwards.select(["stage", "cue", "risk_drop"]).to_pylist()} == {
        tuple(r.values()) for r in sample_scores.roadmap().select(["stage", "cue", "risk_drop"]).to_pylist()
    }


@pytest.mark.parametrize("by", [(), "phase", ("stage", "stage"), ("stage", "touchpoint")])
def test_other_groups_are_refused(by) -> None:
    with pytest.raises(InputError, match=r"cannot group problems by .*: use one or more of stage, cue, emotion, owner"):
        random_job().roadmap(by)


def test_nothing_scored_gives_no_rows() -> None:
    scores = job(np.empty(0, int), ["a", None])
    assert scores.roadmap(TRIPLE).equals(DRIVERS.empty_table())
    neutral = job([0, 1], ["a", "b"], stage=["usage", "exit"], cues=[cue("fast"), []])
    assert neutral.roadmap().num_rows == 0


def test_saved_scores_give_the_same_roadmap(sample_scores: Scores, tmp_path) -> None:
    sample_scores.save(tmp_path)
    again = voc.read_scores(tmp_path)
    assert again.risk_model.fingerprint == sample_scores.risk_model.fingerprint
    assert again.roadmap("owner").equals(sample_scores.roadmap("owner"))
    (tmp_path / "risk.json").unlink()
    with pytest.raises(InputError, match=r"hold no risk model \(risk.json\): score the input again"):
        voc.read_scores(tmp_path).roadmap()
