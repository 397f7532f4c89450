"""Stages and roll-ups: a plain recount on the bundled samples, and jobs whose truth is known."""

from collections import Counter
from statistics import fmean

import numpy as np
import pytest

from tests.journey.jobs import feelings, job, same, shuffled
from voc.errors import InputError
from voc.journey import rollups
from voc.journey.stages import laid_out, summed
from voc.scores import Scores
from voc.taxonomy import Emotion, Owner, Stage


def stages(evidence):
    """Return the table of stages of units."""
    return laid_out(summed(evidence), rollups.shipped())


def recount(units, risks, row):
    """Check a row of measures against its units."""
    n = len(units)
    assert row["n"] == n
    assert row["n_interactions"] == len({u["interaction_id"] for u in units})
    assert row["n_customers"] == len({u["customer_id"] for u in units} - {None})
    polarity = [0 if u["emotion"] == "neutral" else Emotion(u["emotion"]).polarity for u in units]
    goals = [u["goal"] for u in units if u["goal"]]
    staff = [{"positive": 1, "negative": -1}[u["staff"]] for u in units if u["staff"]]
    missed, exceeded = (sum(u["expectation"] == name for u in units) / n for name in ("missed", "exceeded"))
    expected = {
        "net_emotion": fmean(polarity),
        "intensity": fmean(u["intensity"] for u in units),
        "effort": fmean(efforts) if (efforts := [u["effort"] for u in units if u["effort"] is not None]) else None,
        "goal_rate": fmean(goal == "met" for goal in goals) if goals else None,
        "expectation_missed": missed,
        "expectation_exceeded": exceeded,
        "expectation_net": exceeded - missed,
        "attitude": fmean(staff) if staff else None,
        "risk": fmean(risks[name] for name in {u["interaction_id"] for u in units}),
    }
    assert {name: row[name] for name in expected} == pytest.approx(expected, abs=1e-5)
    for emotion, share in row["emotions"].items():
        assert share == pytest.approx(sum(emotion in u["emotions"] for u in units) / n, abs=1e-6)
    cues = Counter(name for u in units for name in {cue["cue"] for cue in u["cues"]})
    assert [cues[name] for name in row["top_cues"]] == sorted(cues.values(), reverse=True)[:3]
    for quote, cue in zip(row["quotes"], row["top_cues"], strict=True):
        best = {
            u["text"]: max(c["score"] for c in u["cues"] if c["cue"] == cue) for u in units if cue in str(u["cues"])
        }
        assert quote["cue"] == cue
        assert quote["texts"] == sorted(best, key=lambda text: (-best[text], text))[:3]
    touchpoints = Counter(u["touchpoint"] for u in units if u["touchpoint"])
    assert {found["touchpoint"]: found["n"] for found in row["touchpoints"]} == touchpoints
    for name in ("net_emotion", "effort", "goal_rate", "expectation_net", "attitude", "risk"):
        if row[f"{name}_low"] is not None:
            assert row[f"{name}_low"] <= row[name] <= row[f"{name}_high"]


@pytest.fixture(scope="module")
def units(sample_scores: Scores):
    return [unit for unit in sample_scores.units.to_pylist() if unit["null_reason"] is None]


@pytest.fixture(scope="module")
def risks(sample_scores: Scores):
    return {row["interaction_id"]: row["risk"] for row in sample_scores.interactions.to_pylist()}


def test_stages_agree_with_the_units(sample_scores: Scores, units, risks) -> None:
    rows = sample_scores.stages.to_pylist()
    counts = Counter(u["stage"] for u in units if u["stage"])
    assert [row["stage"] for row in rows] == [stage.value for stage in Stage if stage.value in counts]
    assert sum(row["share"] for row in rows) == pytest.approx(1, abs=1e-5)
    for row in rows:
        own = [u for u in units if u["stage"] == row["stage"]]
        recount(own, risks, row)
        assert row["phase"] == Stage(row["stage"]).phase
        owners = Counter(u["owner"] for u in own if u["owner"])
        assert owners[row["owner"]] == max(owners.values())


def test_priority_is_zero_on_balance_only_if_all_stages_share_one_risk(sample_scores: Scores) -> None:
    rows = sample_scores.stages.to_pylist()
    overall = [row["risk"] for row in sample_scores.interactions.to_pylist() if row["risk"] is not None]
    mean = sum(overall) / len(overall)
    assert all((row["priority"] > 0) == (row["risk"] > mean) for row in rows if abs(row["risk"] - mean) > 1e-5)


PILLARS = {"support": "service", "usage": "product", "renewal": "bond", "advocacy": "bond", "exit": "bond"}


@pytest.mark.parametrize(
    ("by", "group"),
    [
        ("phase", lambda u: u["stage"] and Stage(u["stage"]).phase.value),
        ("pillar", lambda u: u["stage"] and PILLARS.get(u["stage"], "journey")),
        ("owner", lambda u: u["owner"] or (u["stage"] and Stage(u["stage"]).owner.value)),
        ("touchpoint", lambda u: u["touchpoint"]),
    ],
)
def test_rollups_agree_with_the_units(sample_scores: Scores, units, risks, by, group) -> None:
    rows = {row["group"]: row for row in sample_scores.rollup(by).to_pylist()}
    assert set(rows) == {group(u) for u in units} - {None}
    for name, row in rows.items():
        recount([u for u in units if group(u) == name], risks, row)


def test_three_es(sample_scores: Scores, units) -> None:
    rows = {(row["stage"], row["three_e"]): row for row in sample_scores.rollup("three_e").to_pylist()}
    goal = {"met": 1, "partial": 0, "unmet": -1}
    for stage in (None, "support", "billing"):
        own = [u for u in units if stage in (None, u["stage"])]
        score = {name: rows[stage, name]["score"] for name in ("effectiveness", "ease", "emotion")}
        assert score["effectiveness"] == pytest.approx(fmean(goal[u["goal"]] for u in own if u["goal"]), abs=1e-5)
        effort = fmean(u["effort"] for u in own if u["effort"] is not None)
        assert score["ease"] == pytest.approx((3 - effort) / 2, abs=1e-5)
    assert len(rows) == 3 * (1 + sample_scores.stages.num_rows)


def test_a_taxonomy_moves_stages_and_joins_departments(sample_scores: Scores, tmp_path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(
        f"""
        [phase]
        "before & after" = {[s.value for s in Stage if s != "usage"]}
        using = ["usage"]
        [owner]
        everybody = {[o.value for o in Owner]}
        [three_e]
        effectiveness = ["goal", "expectation"]
        ease = ["cues"]
        emotion = ["valence"]
        """
    )
    rows = {row["group"]: row for row in sample_scores.rollup("phase", path).to_pylist()}
    stages_ = {row["stage"]: row for row in sample_scores.stages.to_pylist()}
    assert list(rows) == ["before & after", "using"]
    assert rows["using"]["net_emotion"] == stages_["usage"]["net_emotion"]
    assert rows["before & after"]["n"] == sum(row["n"] for name, row in stages_.items() if name != "usage")
    assert {row["owner"] for row in rows.values()} == {"everybody"}
    (everybody,) = sample_scores.rollup("owner", path).to_pylist()
    assert everybody["group"] == "everybody"
    emotion = next(row for row in sample_scores.rollup("three_e", path).to_pylist() if row["three_e"] == "emotion")
    valences = [u["valence"] for u in sample_scores.units.to_pylist() if u["null_reason"] is None]
    assert emotion["score"] == pytest.approx(fmean(valences), abs=1e-5)


def test_an_unknown_rollup_is_an_error(sample_scores: Scores) -> None:
    with pytest.raises(InputError, match=r"cannot roll up by 'colour': use one of phase, pillar"):
        sample_scores.rollup("colour")


def test_order_does_not_matter(sample_scores: Scores) -> None:
    other = shuffled(sample_scores)
    assert same(stages(other._evidence), sample_scores.stages)
    for by in ("owner", "three_e"):
        assert same(other.rollup(by), sample_scores.rollup(by))


def test_no_stage_no_row_and_nothing_scored_no_rows() -> None:
    scores = job([0, 0, 1], ["a", None], valence=[0.1, 0.2, 0.3], stage=["usage", None, None])
    (row,) = stages(scores._evidence).to_pylist()
    assert (row["stage"], row["n"], row["n_customers"]) == ("usage", 1, 1)
    assert row["effort"] is row["goal_rate"] is row["attitude"] is row["risk_low"] is None
    assert row["owner"] == "product", "the stage's own where no unit tells"
    empty = job([0], ["a"], risk_of=[None], null_reason=["blank text"])
    assert stages(empty._evidence).num_rows == 0
    assert all(empty.rollup(by).num_rows == 0 for by in ("phase", "owner", "pillar", "touchpoint"))
    assert [row["score"] for row in empty.rollup("three_e").to_pylist()] == [None] * 3


def test_intervals_widen_when_the_words_are_one_customers() -> None:
    rng = np.random.default_rng(0)
    felt = np.repeat(rng.choice([-0.9, 0.9], 30), 5)
    interaction = np.repeat(np.arange(30), 5)
    told = {"valence": felt, "emotion": feelings(felt), "stage": ["usage"] * 150}
    apart = job(np.arange(150), [f"c{i}" for i in range(150)], **told)
    together = job(interaction, [f"c{i}" for i in range(30)], **told)
    rows = [stages(scores._evidence).to_pylist()[0] for scores in (apart, together)]
    wide = [row["net_emotion_high"] - row["net_emotion_low"] for row in rows]
    assert rows[0]["net_emotion"] == rows[1]["net_emotion"]
    assert wide[1] / wide[0] == pytest.approx(5**0.5, rel=0.1)
