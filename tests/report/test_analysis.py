"""One analysis as text and as HTML."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.report.markup import Page
from voc.report.analysis import to_html, to_text
from voc.schema import Analysis, CueSpan, Reason, Seen, Unit
from voc.taxonomy import Cue, Event, Role

TEXT = "I was on hold for two hours & passed around"
HOLD = CueSpan(Cue.WAIT, 6, 27, 0.912)
NOTHING = Analysis((), None, None, None, None, None, None, None, ())


def unit(text=TEXT, cues=(), **values):
    blank = dict.fromkeys(Unit.__slots__)
    blank |= {"text": text, "role": Role.CUSTOMER, "utterance": 0, "start": 0, "end": len(text), "cues": tuple(cues)}
    return Unit(**(blank | {"emotions": (), "intents": (), "labels": ()} | values))


def analysis(*units):
    reasons = (Reason("baseline", -2.0), Reason("goal_unmet", 1.25), Reason("gratitude", -0.5))
    return Analysis(units, "frustration", -0.42, 4.6, "support", "customer_service", False, 0.431, reasons)


def shown(html):
    """Return the text of the marks: what is highlighted, piece by piece, with its tooltip."""
    return re.findall(r'<mark class="voc-(\w+)" title="([^"]*)">([^<]*)</mark>', html)


def test_text_tells_what_was_found():
    lines = to_text(analysis(unit(cues=[HOLD], emotion="anger", emotions=("anger", "neglect")))).splitlines()
    facts = ["Felt", "Effort", "Stage", "Owner", "Resolved", "Risk", "Reasons"]
    assert [line.split(":")[0] for line in lines[:7]] == facts
    assert "frustration (valence -0.42)" in lines[0]
    assert "4.6 of 5 (very hard)" in lines[1]
    assert lines[3].endswith("customer service")
    assert lines[4].endswith("no")
    assert lines[5].endswith("43%")
    assert lines[6].endswith("goal not met (+1.25), gratitude (-0.50)")
    assert lines[8] == "customer (anger, neglect): I was [wait: on hold for two hours] & passed around"


def test_text_tells_what_was_seen_to_happen():
    seen = (Seen(Event.TRANSFER, 2), Seen(Event.TRANSFER, 4), Seen(Event.WAIT, 4, 3))
    assert "Seen:     transfer (2 times), wait" in to_text(replace(NOTHING, events=seen))
    assert "Seen" not in to_text(NOTHING)


def test_text_of_nothing():
    text = to_text(NOTHING)
    assert "nothing could be scored" in text
    assert "None" not in text
    assert "neutral" not in text


def test_text_marks_overlapping_spans_once():
    spans = [HOLD, CueSpan(Cue.TRANSFER, 14, 43, 0.5), CueSpan(Cue.WAIT, 8, 10, 0.5)]
    text = to_text(analysis(unit(cues=spans)))
    assert text.endswith("I was [wait, transfer: on hold for two hours & passed around]")


def test_text_marks_neighbours_apart():
    text = to_text(analysis(unit("ab", [CueSpan(Cue.EASY, 1, 2, 1.0), CueSpan(Cue.FAST, 0, 1, 1.0)])))
    assert text.endswith("[fast: a][easy: b]")


def test_text_cannot_steer_the_terminal():
    assert "\x1b" not in to_text(analysis(unit("\x1b[2Jgone\r\u202e")))
    assert to_text(analysis(unit("one\ntwo"))).endswith("one two")


def test_other_speakers_and_unscored_text():
    agent = unit("How can I help?", role=Role.AGENT, null_reason="not a customer turn")
    blank = unit("", null_reason="blank text")
    text = to_text(analysis(agent, blank))
    assert text.endswith("agent: How can I help?\ncustomer (not scored: blank text):")
    assert "not a customer turn" not in to_html(analysis(agent, blank))
    assert "not scored: blank text" in to_html(analysis(agent, blank))


def test_html_highlights_with_a_tooltip():
    html = to_html(analysis(unit(cues=[HOLD], emotion="anger")))
    Page(html)
    assert shown(html) == [("bad", "wait (91%)", "on hold for two hours")]
    assert '<span class="voc-chip voc-bad">anger</span>' in html
    assert "43%" in html
    assert "goal not met (+1.25), gratitude (−0.50)" in html


@pytest.mark.parametrize(
    "spans",
    [
        [(6, 27), (14, 43)],
        [(6, 43), (8, 10), (8, 12)],
        [(6, 27), (6, 27)],
        [(-5, 3), (40, 99), (12, 12), (20, 10)],
        [(0, 43), (29, 30)],
    ],
    ids=["crossing", "nested", "same", "out of bounds", "around &"],
)
def test_html_survives_any_spans(spans):
    cues = [CueSpan(list(Cue)[i], start, end, 0.5) for i, (start, end) in enumerate(spans)]
    html = to_html(analysis(unit(cues=cues)))
    page = Page(html)
    assert page.tags.count("mark") == len(shown(html))  # flat: a mark holds only text
    assert "".join(page.texts).endswith("customer" + TEXT)


def test_html_pieces_name_every_span_over_them():
    html = to_html(analysis(unit(cues=[HOLD, CueSpan(Cue.FAST, 14, 43, 0.5)])))
    assert shown(html) == [
        ("bad", "wait (91%)", "on hold "),
        ("even", "wait (91%); fast (50%)", "for two hours"),
        ("good", "fast (50%)", " &amp; passed around"),
    ]


def test_html_escapes_everything():
    script = '"><script>alert(1)</script>'
    hostile = unit(script, [CueSpan(Cue.WAIT, 1, 9, 0.5)], emotion=script, emotions=(script,), null_reason=script)
    result = replace(analysis(hostile), emotion=script, stage=script, owner=script, reasons=(Reason(script, 1.0),))
    page = Page(to_html(result))
    assert "script" not in page.tags
    assert page.text.count("<script>alert(1)</script>") >= 4


def test_html_of_nothing():
    page = Page(to_html(NOTHING))
    assert "nothing could be scored" in page.text
    assert "None" not in page.text


def test_html_style_stays_inside():
    html = to_html(analysis(unit()))
    style = re.search(r"<style>(.*?)</style>", html, re.S).group(1)
    selectors = [rule.split("{")[0].strip() for rule in style.split("}") if rule.strip()]
    assert all(selector.startswith(".voc-analysis") for selector in selectors)
    assert html.startswith('<div class="voc-analysis">')


def test_an_analysis_shows_itself():
    result = analysis(unit(cues=[HOLD]))
    assert str(result) == to_text(result)
    assert result._repr_html_() == to_html(result)
