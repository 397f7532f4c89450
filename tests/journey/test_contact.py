import numpy as np
import pytest

from tests.journey.jobs import feelings, job, same, shuffled
from voc.journey.contact import shapley
from voc.scores import Scores
from voc.taxonomy import Emotion


def simulated(seed, service, other, interactions=150):
    """Two units at service and two elsewhere an interaction, whose feeling varies by these amounts."""
    rng = np.random.default_rng(seed)
    where = np.tile(["support", "support", "usage", "usage"], interactions)
    felt = np.repeat(rng.choice([-0.9, 0.0, 0.9], (interactions, 2)), 2, axis=1).ravel()
    felt = np.where(rng.random(len(felt)) < np.where(where == "support", service, other), felt, 0.0)
    customers = [f"c{i // 3}" for i in range(interactions)]
    return job(np.repeat(np.arange(interactions), 4), customers, stage=where.tolist(), valence=felt,
               emotion=feelings(felt), risk=np.zeros(len(felt)))  # fmt: skip


def explained(scores, measure="net_emotion"):
    return {row["part"]: row for row in scores.service_experience().to_pylist() if row["measure"] == measure}


def test_who_feels_only_at_service_is_explained_by_service() -> None:
    rows = explained(simulated(0, service=1.0, other=0.0))
    assert rows["service"]["explained"] == pytest.approx(1)
    assert rows["experience"]["explained"] == pytest.approx(0)
    assert rows["experience"]["mean"] == 0


def test_equal_parts_explain_half_each_and_the_interval_covers() -> None:
    rows = [explained(simulated(seed, 1.0, 1.0)) for seed in range(100)]
    assert all(row["service"]["explained"] + row["experience"]["explained"] == pytest.approx(1) for row in rows)
    covered = np.mean([row["service"]["explained_low"] <= 0.5 <= row["service"]["explained_high"] for row in rows])
    assert covered >= 0.9


def test_contributions_add_up_to_the_samples_mean(sample_scores: Scores) -> None:
    units = [u for u in sample_scores.units.to_pylist() if u["null_reason"] is None]
    polarity = [0 if u["emotion"] == "neutral" else Emotion(u["emotion"]).polarity for u in units]
    contact = [u["stage"] == "support" or u["owner"] == "customer_service" for u in units]
    for measure, values in (("net_emotion", polarity), ("risk", [u["risk"] for u in units])):
        rows = explained(sample_scores, measure)
        assert rows["service"]["n_units"] == sum(contact)
        own = [value for value, ours in zip(values, contact, strict=True) if ours]
        assert rows["service"]["mean"] == pytest.approx(np.mean(own))
        added = rows["service"]["contribution"] + rows["experience"]["contribution"]
        assert added == pytest.approx(np.mean(values))
        assert sum(row["explained"] for row in rows.values()) == pytest.approx(1)
    assert explained(sample_scores)["unexplained"]["explained"] == pytest.approx(0, abs=1e-9)
    assert same(shuffled(sample_scores).service_experience(), sample_scores.service_experience())


def test_shapley_against_regressions() -> None:
    rng = np.random.default_rng(0)
    s, e = rng.normal(size=(2, 300))
    e += 0.5 * s
    y = s - 2 * e + rng.normal(size=300)

    def r_squared(*parts):
        design = np.column_stack([np.ones(300), *parts])
        left = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
        return 1 - left.var() / y.var()

    both, of_s, of_e = r_squared(s, e), r_squared(s), r_squared(e)
    moments = [np.ones(300), y, s, e, y * y, s * s, e * e, y * s, y * e, s * e]
    found = shapley(np.array([part.sum() for part in moments]))
    assert found == pytest.approx([(of_s + both - of_e) / 2, (of_e + both - of_s) / 2, 1 - both])


def test_nothing_to_explain_is_null() -> None:
    flat = explained(job([0, 1], ["a", "b"], stage=["support", "usage"], risk=[0.1, 0.1]))
    assert all(row["explained"] is row["explained_low"] is None for row in flat.values())
    empty = explained(job([0], ["a"], null_reason=["blank text"]))
    assert all(row["mean"] is row["explained"] is None for row in empty.values())


def test_a_taxonomy_says_what_service_is(sample_scores: Scores, tmp_path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('[service]\nstages = ["billing"]\nowners = []\n')
    row = sample_scores.service_experience(path).to_pylist()[0]
    assert row["n_units"] == sample_scores.units["stage"].to_pylist().count("billing")
