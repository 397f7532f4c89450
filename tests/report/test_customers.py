"""The data of the page's script is what the tables say, harmless where it stands, and never too large."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.report.big import many
from tests.report.markup import Page
from tests.report.tables import HOSTILE, empty, hostile, page_of, scored
from voc.report.customers import INTERACTIONS, page_data, script_json
from voc.report.html import render


def data(tables, **options):
    return json.loads(page_data(empty() | tables, options.pop("quotes", True), **options))


@given(st.recursive(st.text() | st.none() | st.integers(), st.lists))
def test_json_says_the_same_and_cannot_leave_its_element(value):
    text = script_json(value)
    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)


def test_what_is_hostile_stays_data():
    html = page_of(hostile())
    inside = html.split('id="customer-data"')[1].split(">", 1)[1].split("</script>")[0]
    found = json.loads(inside)
    assert found["rows"][0][0].startswith(HOSTILE.replace("\u2028", " "))
    assert found["details"][0][2][0] == HOSTILE.replace("\u2028", " ")


def test_rows_are_the_customers_highest_risk_first():
    found = data(scored())
    word = found["words"]
    ann, bob = found["rows"]
    assert ann[:6] == ["ann", 73, 61, 82, 12.5, 2]
    assert (word[ann[6]], ann[7]) == ("2026-06-01", None)
    assert [(word[abs(why) - 1], why > 0) for why in ann[8]] == [
        ("goal not met", True), ("gratitude", False), ("anger", True), ("regret", True),
    ]  # fmt: skip
    assert bob == ["bob", 11, None, None, None, 1, None, 550, []]


def test_interactions_are_in_order_of_time_and_those_without_a_time_first():
    found = data(scored())
    contacts, earlier, quotes = found["details"][0]
    assert [contact[0] for contact in contacts] == ["i1", "i0"]
    assert [contact[5] for contact in contacts] == [20, 60]
    assert (earlier, quotes) == (0, [0, 0]), "nothing was said in them"


def test_the_quote_is_the_statement_of_strongest_tone():
    tables = many(1).tables
    units = tables["units"].to_pylist()
    weak = [row | {"text": "weak", "valence": 0.1} for row in units]
    strong = [row | {"text": f"strong {i}", "valence": 0.9} for i, row in enumerate(units)]
    tables = tables | {"units": tables["units"].from_pylist(weak + strong + units, tables["units"].schema)}
    assert data(tables)["details"][0][2] == ["strong 0", "strong 1", "strong 2"]


def test_only_the_latest_interactions_are_told():
    tables = many(1).tables
    contact = tables["interactions"].to_pylist()[0]
    times = [contact["started_at"].replace(minute=i) for i in range(INTERACTIONS + 5)]
    rows = [contact | {"interaction_id": f"i{i}", "started_at": time} for i, time in enumerate(times)]
    tables = tables | {"interactions": tables["interactions"].from_pylist(rows, tables["interactions"].schema)}
    contacts, earlier, _ = data(tables)["details"][0]
    assert (contacts[0][0], contacts[-1][0]) == ("i5", f"i{INTERACTIONS + 4}")
    assert (len(contacts), earlier) == (INTERACTIONS, 5)


def test_where_room_is_short_quotes_go_first_then_interactions_then_customers():
    tables = many(60).tables
    everything = len(page_data(tables, True).encode())
    without_quotes = len(page_data(tables, False).encode())
    sizes = [everything, (everything + without_quotes) // 2, without_quotes // 2, 2_000]
    found = [data(tables, room=size) for size in sizes]
    quoted = [sum(bool(detail[2]) for detail in page["details"]) for page in found]
    assert quoted[0] == 60 > quoted[1] > 0 == quoted[2] == quoted[3]
    told = [(len(page["rows"]), len(page["details"])) for page in found]
    assert told[:2] == [(60, 60), (60, 60)]
    assert told[2][0] == 60 > told[2][1]
    assert 0 < told[3][0] < 60
    assert told[3][1] == 0


def test_on_request_nothing_customers_said_is_in_the_page(sample_scores):
    texts = {text.strip() for text in sample_scores.tables["units"]["text"].to_pylist() if len(text or "") > 15}
    quoted, without = (shown(sample_scores, quotes) for quotes in (True, False))
    assert sum(text in quoted for text in texts) > 100
    assert [text for text in texts if text in without] == []
    assert "left out on request" in without


def shown(scores, quotes):
    """Return all text that a report holds, in the page and in its data."""
    html = render(scores, quotes)
    return Page(html).text + json.dumps(json.loads(page_data(scores.tables, quotes)), ensure_ascii=False)
