"""Refits on the bundled samples, with outcomes drawn from a known model."""

import json
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy.special import expit, logit
from typer.testing import CliRunner

import voc
from tests.report.markup import Page
from voc.cli import app
from voc.errors import InputError, ModelError
from voc.risk.features import DIRECTIONS, FEATURES, table_features
from voc.risk.model import RiskModel
from voc.risk.observed import Observed, observe, read_outcomes
from voc.risk.outcomes import rule
from voc.risk.refit import refit
from voc.scores import Scores

FEW = 20


@pytest.fixture(scope="module")
def churned(sample_scores: Scores) -> dict[str, bool]:
    """Who would not come back, drawn from anger, neglect, effort and delight alone."""
    features = table_features(sample_scores.tables["units"], sample_scores.tables["interactions"])
    weights = np.zeros(len(FEATURES))
    for i, signal in enumerate(FEATURES):
        if signal in ("frustration", "neglect", "effort", "satisfaction"):
            weights[i] = 15.0 * DIRECTIONS[i]
    log_odds = features @ weights
    rng = np.random.default_rng(0)
    known = ~np.isnan(log_odds)
    happened = rng.random(len(log_odds)) < expit(log_odds - np.median(log_odds[known]))
    ids = sample_scores.tables["interactions"]["interaction_id"].to_pylist()
    return {name: bool(value) for name, value, there in zip(ids, happened, known, strict=True) if there}


@pytest.fixture(scope="module")
def fitted(sample_scores: Scores, churned: dict[str, bool]) -> RiskModel:
    return RiskModel.fit(sample_scores, churned, "churned", min_events=FEW)


def test_the_fit_finds_what_was_put_in(fitted: RiskModel, churned: dict[str, bool]) -> None:
    report = fitted.report
    assert report is not None
    assert (report.level, report.rows, report.events) == ("interaction", len(churned), sum(churned.values()))
    assert report.outcome == "churned yes"
    assert report.auc.low > 0.5
    assert report.auc.low < report.auc.value < report.auc.high
    assert report.pr_auc > report.events / report.rows
    assert report.brier < report.brier_base
    assert report.ece < 3 * report.ece_noise
    assert [gain.added for gain in report.gains] == ["emotion", "effort", "all signals"]
    assert all(gain.gain.value == pytest.approx(gain.auc.value - gain.base_auc.value) for gain in report.gains)
    assert any("Peduzzi" in note for note in report.notes)


def test_signs_stay_and_more_of_a_bad_signal_never_lowers_the_risk(fitted: RiskModel) -> None:
    assert (fitted.weights * DIRECTIONS >= 0).all()
    assert fitted.weights.any()
    base = np.full((1, len(FEATURES)), 0.3)
    for i, direction in enumerate(DIRECTIONS):
        more = base.copy()
        more[0, i] = 0.9
        assert (fitted.predict(more) - fitted.predict(base))[0] * direction >= 0


def test_a_saved_fit_scores(fitted: RiskModel, sample_scores: Scores, tmp_path, analyzer, sample_utterances) -> None:
    fitted.save(tmp_path / "risk.json")
    own = voc.load(risk=tmp_path / "risk.json")
    part = sample_utterances.slice(0, 60)
    scores = own.score_utterances(part, progress=False)
    features = table_features(scores.tables["units"], scores.tables["interactions"])
    given = scores.tables["interactions"]["risk"].to_numpy(zero_copy_only=False)
    np.testing.assert_allclose(given, fitted.predict(features), atol=1e-6)
    assert (
        analyzer.score_utterances(part, progress=False, risk=fitted)
        .tables["interactions"]
        .equals(scores.tables["interactions"])
    )
    assert not np.allclose(given, analyzer.score_utterances(part, progress=False).tables["interactions"]["risk"])
    assert own.fingerprint != analyzer.fingerprint
    about = json.loads((tmp_path / "risk.json").read_text())["about"]["report"]
    assert about["auc"]["value"] == fitted.report.auc.value


def test_a_file_that_is_no_risk_model(tmp_path) -> None:
    (tmp_path / "risk.json").write_text('{"weights": 3}')
    for name in ("risk.json", "gone.json"):
        with pytest.raises(ModelError, match="is not a risk model"):
            voc.load(risk=tmp_path / name)


def test_the_command_gives_the_same_model(fitted, sample_scores, churned, tmp_path) -> None:
    sample_scores.save(tmp_path / "scores")
    table = pd.DataFrame(
        {"interaction_id": churned.keys(), "churned": ["yes" if c else "no" for c in churned.values()]}
    )
    table.to_csv(tmp_path / "crm.csv", index=False)
    arguments = [str(tmp_path / "scores"), "--outcome", str(tmp_path / "crm.csv"), "--column", "churned"]
    arguments += ["-o", str(tmp_path / "risk.json"), "--report", str(tmp_path / "fit.html"), "--min-events", str(FEW)]
    done = CliRunner().invoke(app, ["risk", "fit", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    np.testing.assert_array_equal(RiskModel.load(tmp_path / "risk.json").weights, fitted.weights)
    assert str(fitted.report) in done.output
    page = Page((tmp_path / "fit.html").read_text(encoding="utf-8"))
    assert "Outcomes by decile of risk" in page.text


def test_the_command_needs_an_outcome(tmp_path) -> None:
    done = CliRunner().invoke(app, ["risk", "fit", str(tmp_path)])
    assert done.exit_code == 2
    assert "--outcome FILE" in done.output.replace("\n", " ")


def test_report_in_words_and_html(fitted: RiskModel) -> None:
    text, page = str(fitted.report), Page(fitted.report._repr_html_())
    for told in ("AUC", "DeLong", "Brier", "Calibration", "emotion", "effort", "Decile"):
        assert told in text
        assert told in page.text
    assert f"{fitted.report.auc.value:.3f}" in text
    assert page.tags.count("table") == 2


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow", "rows", "mapping"])
def test_every_kind_of_outcome_says_the_same(kind, sample_scores, churned) -> None:
    rows = [{"client": name, "left": value} for name, value in churned.items()]
    source = {
        "pandas": lambda: pd.DataFrame(rows),
        "polars": lambda: pl.DataFrame(rows).lazy(),
        "arrow": lambda: pa.Table.from_pylist(rows),
        "rows": lambda: rows,
        "mapping": lambda: churned,
    }[kind]()
    named = {} if kind == "mapping" else {"key": "client"}
    seen = observe(sample_scores.tables, source, **named)
    assert seen.level == "interaction"
    assert seen.outcome.tolist() == list(churned.values())


def test_a_customer_is_one_row_whose_log_odds_are_the_mean(sample_scores: Scores) -> None:
    interactions = sample_scores.tables["interactions"]
    names = sorted(set(interactions["customer_id"].to_pylist()) - {None})
    seen = observe(sample_scores.tables, {name: i % 2 for i, name in enumerate(names)}, "churned")
    assert (seen.level, len(seen.outcome)) == ("customer", 40)
    assert len(np.unique(seen.customer)) == 40
    rows = [i for i, name in enumerate(interactions["customer_id"].to_pylist()) if name == names[0]]
    risk = interactions["risk"].to_numpy(zero_copy_only=False)[rows]
    shipped = RiskModel.load(voc.model.store.find("voc-mini-en") / "risk.json")
    assert shipped.log_odds(seen.features)[0] == pytest.approx(logit(risk.astype(float)).mean(), abs=1e-4)
    assert seen.scored[0] == pytest.approx(logit(risk.astype(float)).mean(), abs=1e-4)


def test_only_what_came_before_counts(sample_scores: Scores) -> None:
    interactions = sample_scores.tables["interactions"]
    names = dict.fromkeys(interactions["interaction_id"].to_pylist(), 1)
    limit = datetime(2026, 4, 1, tzinfo=UTC)
    seen = observe(sample_scores.tables, names, "churned", before=limit)
    early = [time is not None and time < limit for time in interactions["started_at"].to_pylist()]
    scored = [risk is not None for risk in interactions["risk"].to_pylist()]
    assert 0 < len(seen.outcome) == sum(a and b for a, b in zip(early, scored, strict=True)) < len(names)
    for same in (limit.date(), limit.replace(tzinfo=None)):
        assert observe(sample_scores.tables, names, "churned", before=same).left_out == seen.left_out
    with pytest.raises(InputError, match=r"nothing is left to fit on: .* not known to be before 1999-01-01"):
        observe(sample_scores.tables, names, "churned", before=datetime(1999, 1, 1))


def test_rows_without_a_key_are_dropped(sample_scores: Scores, churned: dict[str, bool]) -> None:
    rows = [{"interaction_id": name, "left": value} for name, value in churned.items()]
    for gap in (None, float("nan"), pd.NA):
        nobody = [{"interaction_id": gap, "left": value} for value in (True, False)]
        seen = observe(sample_scores.tables, [*rows, *nobody])
        assert seen.outcome.tolist() == list(churned.values())
        assert not seen.left_out["outcomes whose interaction is not in the scores"]


def test_answers_in_the_scores_and_stars_as_a_baseline(sample_scores: Scores, churned: dict[str, bool]) -> None:
    interactions = sample_scores.tables["interactions"]
    stars = [1.0 + 3 * (not churned.get(name)) for name in interactions["interaction_id"].to_pylist()]
    at = interactions.schema.get_field_index("stars")
    rated = interactions.set_column(at, interactions.schema.field("stars"), pa.array(stars))
    tables = sample_scores.tables | {"interactions": rated}
    seen = observe(tables, "stars")
    assert seen.rule.name == "stars"
    assert seen.outcome.tolist() == list(churned.values())
    assert set(observe(tables, churned).stars) == {1.0, 4.0}


def test_refusals_say_what_was_found(sample_scores: Scores, churned: dict[str, bool]) -> None:
    names = list(churned)
    twice = [{"interaction_id": names[0], "nps": 3}, {"interaction_id": names[0], "nps": 9}]
    for outcome, own, message in (
        (churned, {}, r"from \d+ customers.*a fit takes 100 customers with each outcome \(Vergouwe et al. 2005\)"),
        (dict.fromkeys(names, True), {}, "a fit takes both outcomes"),
        ({"X-1": 1, "X-2": 0}, {}, r"none of the 2 keys of the outcomes \(such as 'X-1'\)"),
        (churned, {"by": "customer"}, "such as customer_id 'C-"),
        (churned, {"by": "customers"}, "by is 'customers': pass 'interaction' or 'customer'"),
        (churned, {"before": "2026-04-01"}, "before is of type str: pass a datetime or a date"),
        (dict.fromkeys(names, None), {}, "none of the outcomes has an answer"),
        ({}, {}, "there are no outcomes"),
        ("nps", {}, "no interaction of the scores has an answer to nps"),
        ("churned", {}, "the scores hold no 'churned', only nps"),
        (twice, {}, "has two different outcomes, 3 and 9"),
        ([{"who": 1, "nps": 3}], {}, "no column interaction_id or customer_id: pass key; they have: who, nps"),
        (twice, {"column": "csat"}, "no column 'csat'; they have: interaction_id, nps"),
        ([{"interaction_id": 1, "a": 3, "b": 2}], {}, "pass column"),
        (3, {}, "a int is no pandas, polars or pyarrow frame"),
    ):
        with pytest.raises(InputError, match=message):
            RiskModel.fit(sample_scores, outcome, **own)


def test_a_few_customers_with_most_rows_are_refused(sample_scores: Scores, churned: dict[str, bool]) -> None:
    interactions = sample_scores.tables["interactions"]
    at = interactions.schema.get_field_index("customer_id")
    few = pa.array([f"C-{int(churned.get(name, 0))}" for name in interactions["interaction_id"].to_pylist()])
    tables = sample_scores.tables | {"interactions": interactions.set_column(at, "customer_id", few)}
    with pytest.raises(InputError, match="from 1 customers, the others from 1"):
        RiskModel.fit(Scores(tables), churned, min_events=5)


def test_outcome_files(tmp_path) -> None:
    (tmp_path / "a.csv").write_text("customer_id;churned\nC-1;yes\nC-2;\n")
    assert read_outcomes(tmp_path / "a.csv") == [
        {"customer_id": "C-1", "churned": "yes"},
        {"customer_id": "C-2", "churned": None},
    ]
    (tmp_path / "b.jsonl").write_text('{"customer_id": "C-1"\n')
    for name, message in (("b.jsonl", "b.jsonl, 1: not JSON"), ("c.xlsx", "is no table"), ("d.csv", "does not exist")):
        with pytest.raises(InputError, match=message):
            read_outcomes(tmp_path / name)


@pytest.mark.parametrize("rated", [240, 30])
def test_what_signals_add_to_stars(rated: int) -> None:
    rng = np.random.default_rng(1)
    features = np.zeros((240, len(FEATURES)))
    anger = FEATURES.index("anger")
    features[:, anger] = rng.random(240)
    stars = rng.integers(1, 6, 240).astype(float)
    outcome = rng.random(240) < expit(5 * (features[:, anger] - 0.5) - (stars - 3))
    stars[rated:] = np.nan
    left_out = {"interactions without words that could be scored": 0}
    churn = rule("churned", outcome.astype(float))
    seen = Observed(features, outcome, np.arange(240), stars, features[:, anger], "interaction", churn, left_out)
    report = refit(seen, FEW).report
    over_stars = [gain for gain in report.gains if gain.base == "stars"]
    if rated == 30:
        assert over_stars == []
        assert any("Only 30 rows have stars" in note for note in report.notes)
    else:
        assert [gain.rows for gain in over_stars] == [240]
        assert over_stars[0].gain.low > 0
        assert over_stars[0].base_auc.low > 0.6
    valence, *_ = report.gains
    assert (valence.base, valence.base_auc.value, valence.base_auc.low) == ("valence", 0.5, None), "it is 0 throughout"
    assert report.left_out == {}


def test_outcomes_that_have_nothing_to_do_with_the_words_are_said_to_be_chance() -> None:
    rng = np.random.default_rng(2)
    features = np.zeros((200, len(FEATURES)))
    features[:, :6] = rng.random((200, 6))
    churn = rule("churned", np.array([0.0, 1.0]))
    outcome = np.arange(200) % 2 == 0
    nothing = np.full(200, np.nan)
    seen = Observed(features, outcome, np.arange(200), nothing, rng.random(200), "customer", churn, {})
    report = refit(seen, FEW).report
    assert report.auc.low is None or report.auc.low < 0.5
    assert "cannot be told from chance" in report.notes[-1]
    assert report.ece < 3 * report.ece_noise
