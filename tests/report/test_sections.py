"""The parts of the report say what the scores say: moments, effort, service, and how well the model does."""

from __future__ import annotations

import json
import re

import pytest

from tests.report.markup import Page
from tests.report.tables import page_of, scored, table
from voc.model.about import About
from voc.model.store import find
from voc.report.html import render
from voc.report.method import quality
from voc.schema import DRIVERS, INTERACTIONS, SERVICE
from voc.scores import Scores, read_scores

OUT_OF_DOMAIN = "AUC, fitted on "


@pytest.fixture(scope="module")
def html(sample_scores):
    return render(sample_scores)


def rows(html, caption):
    """Return the texts of the table's rows, less its head and its quotes."""
    body = html.split(f'id="{caption}"')[1].split("</table>")[0]
    found = [" ".join(Page(f"<tr>{row}</tr>").text.split()) for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)[1:]]
    return [row for row in found if not row.startswith("“")]


def test_every_part_is_there(html):
    page = Page(html)
    parts = [link["href"].removeprefix("#") for link in page.all("a")]
    assert parts == [part["aria-labelledby"] for part in page.all("section")]
    assert page.tags.count("img") == 4
    assert page.tags.count("table") == page.tags.count("caption") == 10


def test_moments_are_those_with_a_verdict(html, sample_scores):
    verdicts = [row for row in sample_scores.moments().to_pylist() if row["verdict"]]
    found = rows(html, "cap-moments")
    assert len(found) == len(verdicts) > 0
    for row, told in zip(verdicts, found, strict=True):
        assert told.startswith(f"{row['name'].replace('_', ' ')} ")
        assert f" {row['verdict']} {row['n_customers']} " in told


def test_events_are_counted_where_somebody_answers():
    found = table(
        INTERACTIONS,
        {"interaction_id": "a", "customer_id": "ann", "n_agent_turns": 3, "n_transfer": 2, "n_wait": 0},
        {"interaction_id": "b", "customer_id": "ann", "n_agent_turns": 1, "n_transfer": 1, "n_wait": 4},
        {"interaction_id": "c", "customer_id": "bob", "n_agent_turns": 0},
        {"interaction_id": "d", "customer_id": "bob", "n_agent_turns": 5},
    )
    told = rows(page_of({"interactions": found}), "cap-events")
    assert [re.sub(r" [a-z].*?(?=\d)", " ", row) for row in told] == ["wait 4 1 33% 1", "transfer 3 2 67% 1"]


def test_cues_are_counted(html, sample_scores):
    spans = [{span["cue"] for span in cues or ()} for cues in sample_scores.tables["units"]["cues"].to_pylist()]
    waits = sum("wait" in found for found in spans)
    (told,) = [row for row in rows(html, "cap-cues") if row.startswith("− wait ")]
    assert f" {waits} " in told


def test_service_by_channel_and_by_agent():
    service = table(
        SERVICE,
        {"channel": "chat", "n_interactions": 9, "first_response_s": 11.0, "longest_wait_s": 853.5, "resolved": 0.5,
         "first_contact_resolution": 0.25, "attitude": -0.5, "effort": 3.21},
        {"channel": "call", "n_interactions": 20},
        {"channel": "chat", "agent": "Grace <b>", "n_interactions": 2, "attitude": 1.0},
    )  # fmt: skip
    html = page_of({"service": service})
    assert rows(html, "cap-channels") == ["call 20 – – – – – –", "chat 9 11 s 14 min 50% 25% −0.5 3.2"]
    assert rows(html, "cap-agents") == ["Grace <b> chat 2 – – – – +1.0 –"]


def test_a_problem_tells_how_sure_it_is_where_it_is_known():
    from voc.report.problems import problem_rows

    (row,) = table(DRIVERS, {"stage": "usage", "cue": "wait", "risk_drop": 0.01}).to_pylist()
    assert problem_rows([row], quotes=True)[0]["interval"] == ""
    sure = row | {"risk_drop_low": 0.002, "risk_drop_high": 0.03}
    assert problem_rows([sure], quotes=True)[0]["interval"] == "+0.20 to +3.00"


def test_the_model_is_named_and_its_accuracy_told(html, sample_scores):
    metrics = json.loads((find("voc-mini-en") / "metrics.json").read_text(encoding="utf-8"))
    unseen = [v for name, found in metrics["risk"].items() if name.startswith(OUT_OF_DOMAIN) for v in found.values()]
    assert "(voc-mini-en)" in html
    told = {row["what"]: row["value"] for row in quality(sample_scores.about)}
    half = metrics["voices dev, thresholds from the other half"]
    assert told["Stage of the journey"] == f"{half['stage accuracy'] * 100:.0f} of 100"
    assert told["Risk: who is at risk"] == f"{min(unseen) * 100:.0f} to {max(unseen) * 100:.0f} of 100"
    assert len(rows(html, "cap-quality")) == len(told) == 9


def test_of_a_risk_of_ones_own_the_models_metrics_say_nothing(sample_scores):
    about = sample_scores.about
    own = About(about.name, about.fingerprint, True, about.metrics)
    assert not [row for row in quality(own) if row["what"].startswith("Risk")]
    assert "outcomes of your own" in render(Scores(scored(), about=own))


def test_without_a_model_or_metrics_nothing_is_claimed():
    assert quality(None) == quality(About("mine", "x")) == []
    assert "How well the model does" not in page_of(scored())


def test_saved_scores_know_their_model(sample_scores, tmp_path):
    sample_scores.save(tmp_path)
    assert read_scores(tmp_path).about == sample_scores.about
    Scores(sample_scores.tables).save(tmp_path)
    assert read_scores(tmp_path).about is None
