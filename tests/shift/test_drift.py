from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import voc
from tests.shift.made import ANGRY, units
from voc.errors import InputError
from voc.journey.rollups import read, shipped
from voc.scores import Scores
from voc.shift.drift import TABLE
from voc.shift.measures import number_bins
from voc.shift.profile import Profile


def verdicts(found: voc.Drift) -> dict[str, str]:
    return {row["measure"]: row["verdict"] for row in found.table.to_pylist()}


def test_no_alarm_on_random_halves_of_the_same_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.shift.distance.PERMUTATIONS", 199)
    table = pa.concat_tables([units(0, 60), units(1, 60, mix=ANGRY)])
    writers = np.array(table["interaction_id"].to_pylist())
    alarms = 0
    for seed in range(20):
        drawn = np.random.default_rng(seed).permutation(np.unique(writers))[:60]
        half = np.isin(writers, drawn)
        alarms += voc.drift(table.filter(pa.array(half)), table.filter(pa.array(~half)), seed=seed).found
    assert alarms <= 1


def test_the_same_text_twice_has_no_distance() -> None:
    table = units(0, 50)
    found = voc.drift(table, table)
    assert not found.found
    assert all(
        d == 0
        for m, d in zip(found.table["measure"].to_pylist(), found.table["distance"].to_pylist(), strict=True)
        if m != "all outputs"
    )


def test_scores_are_compared_with_frames_by_the_users_names(sample_scores: Scores, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(shipped().to_toml().replace('"support" = ["support"]', '"after sales" = ["support"]'))
    mine = Scores(sample_scores.tables, taxonomy=read(path), about=sample_scores.about)
    assert "after sales" in mine.units["stage"].to_pylist()
    for sides in ((mine, mine.units), (mine.units, mine), (mine, sample_scores)):
        found = {row["measure"]: row for row in voc.drift(*sides).table.to_pylist()}
        assert found["stage"]["distance"] == found["owner"]["distance"] == 0
    assert voc.drift(None, mine).table.equals(voc.drift(None, sample_scores).table)


def test_units_of_which_only_some_are_known_to_be_usual_are_compared() -> None:
    known, two = units(0, 40), units(1, 40)
    at = two.schema.get_field_index("unusual")
    mixed = pa.concat_tables([known, two.set_column(at, two.schema.field("unusual"), pa.nulls(len(two), pa.bool_()))])
    row = next(row for row in voc.drift(known, mixed).table.to_pylist() if row["measure"] == "unusual")
    assert (row["most"], row["share_reference"], row["share"]) == ("none", 0, 0.5)


def test_a_profile_counts_every_unit_however_near_the_bounds_of_its_bins() -> None:
    table = units(0, 200)
    near = np.concatenate([np.full(400, 0.1), np.linspace(0.98501, 0.98549, 400)])
    table = table.set_column(table.schema.get_field_index("valence"), "valence", pa.array(near))
    profile = Profile.of(table, {})
    assert sum(profile.counts["valence"].values()) == 800
    assert len(profile.counts["valence"]) == len(profile.edges["valence"]) + 2
    assert number_bins([0.98501, 0.98549]) == ("under 0.985", "0.985 to 0.9855", "0.9855 or more", "none")
    assert number_bins([0.1, 0.25]) == ("under 0.1", "0.1 to 0.25", "0.25 or more", "none"), "no more than it takes"
    assert len(set(number_bins([1 / 3, np.nextafter(1 / 3, 1)]))) == 4


def test_obvious_drift_is_named() -> None:
    found = voc.drift(units(0, 150), units(1, 150, mix=ANGRY, unusual=0.4, foreign=0.3))
    told = verdicts(found)
    assert found.verdict == "drift"
    assert {name for name, verdict in told.items() if verdict == "drift"} >= {
        "emotion",
        "stage",
        "valence",
        "language",
        "unusual",
    }
    assert told["length"] != "drift"
    assert told["intensity"] != "drift"
    said = str(found)
    assert "Drift: the text is unlike the reference" in said
    assert "distrust every number of these units" in said
    assert "another language" in said
    row = next(row for row in found.table.to_pylist() if row["measure"] == "emotion")
    assert row["most"] == "anger"
    assert row["share"] > row["share_reference"] + 0.3


def test_all_outputs_see_what_no_single_label_shows() -> None:
    rng = np.random.default_rng(0)

    def with_scores(table: pa.Table, correlation: float) -> pa.Table:
        one = rng.normal(size=len(table))
        two = correlation + rng.normal(size=len(table))
        kept = pa.StructArray.from_arrays([pa.array(one), pa.array(two)], names=["a", "b"])
        return table.append_column("stage_scores", kept)

    found = voc.drift(with_scores(units(0, 100), 0.0), with_scores(units(1, 100), 1.5))
    assert verdicts(found)["all outputs"] == "drift"
    assert verdicts(found)["stage"] != "drift"


@pytest.mark.parametrize("writers", [0, 1, 5])
def test_too_little_text_cannot_be_told(writers: int) -> None:
    found = voc.drift(units(0, 200), units(1, writers, mix=ANGRY))
    assert found.verdict == "cannot tell"
    assert set(verdicts(found).values()) == {"cannot tell"}
    assert "Cannot tell" in str(found)


@pytest.mark.parametrize("kind", [pa.table, pd.DataFrame, pl.DataFrame])
@pytest.mark.parametrize("writers", [0, 1, 40])
def test_two_sides_without_a_scored_unit_cannot_be_told(writers: int, kind: type) -> None:
    table = units(0, writers, foreign=1.0)
    frame = table if kind is pa.table else table.to_pandas() if kind is pd.DataFrame else pl.from_arrow(table)
    found = voc.drift(frame, frame)
    told = verdicts(found)
    assert told.pop("language") == ("none" if writers == 40 else "cannot tell")
    assert len(told) > 10
    assert set(told.values()) == {"cannot tell"}
    assert all(row["most"] is None for row in found.table.to_pylist() if row["measure"] in told)
    assert ("Too little text to tell: length" if writers == 40 else "Cannot tell: ") in str(found)


@pytest.mark.parametrize("flipped", [False, True])
def test_one_side_without_a_scored_unit_is_told_by_its_language(flipped: bool) -> None:
    sides = [units(0, 40), units(1, 40, foreign=1.0)]
    found = voc.drift(*(sides[::-1] if flipped else sides))
    told = verdicts(found)
    assert told.pop("language") == "drift"
    assert set(told.values()) == {"cannot tell"}


def test_a_small_sample_says_what_it_would_miss() -> None:
    found = voc.drift(units(0, 10), units(1, 10))
    assert not found.found
    assert "Too little text to tell" in str(found) or found.verdict == "cannot tell"


def test_frames_of_every_kind() -> None:
    one, two = units(0, 40), units(1, 40, mix=ANGRY)
    want = voc.drift(one, two)
    assert want.table.schema == TABLE
    for frame, kind in ((two.to_pandas(), pd.DataFrame), (pl.from_arrow(two), pl.DataFrame)):
        found = voc.drift(one, frame)
        assert isinstance(found.measures, kind)
        assert verdicts(found) == verdicts(want)
    assert voc.drift(one, two).measures.equals(want.measures)


def test_html_is_escaped() -> None:
    bad = units(1, 60).drop_columns(["emotion"]).append_column("emotion", pa.array(["<script>"] * 240))
    page = voc.drift(units(0, 60), bad)._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_errors_say_what_to_do() -> None:
    with pytest.raises(InputError, match="pass scores as reference"):
        voc.drift(None, units(0, 10))
    with pytest.raises(InputError, match="lacks emotion"):
        voc.drift(units(0, 10), units(0, 10).drop_columns(["emotion"]))
    with pytest.raises(InputError, match="between 0 and 1"):
        voc.drift(units(0, 10), units(0, 10), false_discoveries=2)
    with pytest.raises(InputError):
        voc.drift("yesterday", units(0, 10))


def test_scores_know_what_their_model_was_measured_on(sample_scores: Scores, tmp_path: Path) -> None:
    found = voc.drift("training", sample_scores)
    assert found.against_training
    rows = {row["measure"]: row for row in found.table.to_pylist()}
    assert {"length", "language", "unusual", "emotion", "valence"} <= set(rows)
    assert 0.5 < rows["emotion"]["accuracy"] < 1
    assert 0.4 < rows["emotion"]["accuracy_expected"] < 1
    assert rows["risk"]["accuracy"] is None
    assert "what the model was measured on" in str(found)
    sample_scores.save(tmp_path)
    assert voc.drift(None, voc.read_scores(tmp_path)).table.equals(found.table)


def test_measured_shares_expect_the_measured_accuracy(sample_scores: Scores) -> None:
    profile = Profile(**json.loads(json.dumps(sample_scores.about.profile)))
    for name in ("emotion", "stage", "owner"):
        right = profile.right[name]
        n = np.array([count for count, _ in right.values()], float)
        overall, expected = profile.expected(name, list(right), n / n.sum())
        assert expected == pytest.approx(overall)
