from voc.scores import Scores
from voc.taxonomy import Cue


def test_drivers_are_effort_ranked_by_their_effect(sample_scores: Scores) -> None:
    rows = sample_scores.drivers.to_pylist()
    drops = [row["risk_drop"] for row in rows]
    assert drops == sorted(drops, reverse=True)
    assert all(Cue(row["cue"]).polarity < 0 for row in rows)
    assert len({(row["stage"], row["cue"]) for row in rows}) == len(rows)


def test_quotes_are_units_with_that_stage_and_cue(sample_scores: Scores) -> None:
    units = sample_scores.units.to_pylist()
    for row in sample_scores.drivers.to_pylist():
        texts = {
            u["text"] for u in units if u["stage"] == row["stage"] and row["cue"] in {c["cue"] for c in u["cues"] or ()}
        }
        assert set(row["quotes"]) <= texts
        assert 1 <= len(row["quotes"]) <= 3
        assert row["n_interactions"] >= row["n_customers"] > 0
