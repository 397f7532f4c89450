"""The report says what the tables say, to everyone, and runs nothing that a customer wrote."""

from __future__ import annotations

import re
import subprocess
import sys

import pyarrow as pa
import pytest

from tests.report.markup import Page
from tests.report.tables import SCHEMAS, SCRIPT, empty, hostile, page_of, scored, stage, table
from voc.report import customers, numbers, problems
from voc.report.words import QUOTE_LENGTH, driver
from voc.schema import CUSTOMERS, DRIVERS, STAGES
from voc.taxonomy import Stage, names


@pytest.fixture(scope="module")
def html():
    return page_of(scored())


def rows(html, caption):
    """Return the cells of the table with this caption id, row by row."""
    body = html.split(f'id="{caption}"')[1].split("</table>")[0]
    return [" ".join(Page(f"<tr>{row}</tr>").text.split()) for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)[1:]]


def test_headlines(html):
    cards = [Page(f"<div>{card}</div>").text for card in re.findall(r"<div>(<dt>.*?)</div>", html)]
    assert [card.split(" ")[0] for card in cards] == ["Interactions", "Customers", "Average", "Good", "Took", "Got"]
    assert cards[0].startswith("Interactions 4 3 of them")
    assert cards[1].startswith("Customers 2 ")
    assert cards[2].startswith("Average risk 30% ")
    assert cards[3].startswith("Good / bad statements 17% / 50% ")
    assert "good less bad: −33 points" in cards[3]  # one good, three bad, two neutral
    assert cards[4].startswith("Took effort 25% 1 of 4 ")
    assert cards[5].startswith("Got what they came for 67% 2 of the 3 ")


def test_stages_in_journey_order_with_their_numbers(html):
    delivery, support = rows(html, "cap-stages")
    assert delivery == "delivery purchase 9 – +0.21 – – – − wait + fast logistics –"
    assert support == "support post purchase 31 75% −0.42 4.3 25% 47% 40–55% + easy − wait customer service +3.12"


def test_findings_in_sentences_say_what_may_be_chance():
    sure = stage("support", 31, -0.42, net_emotion_low=-0.6, net_emotion_high=-0.2)
    unsure = stage("usage", 50, 0.1, net_emotion_low=-0.05, net_emotion_high=0.25)
    told = numbers.short(empty() | {"stages": table(STAGES, sure, unsure)}, None)
    assert told == [
        "Unhappiest stage: support. Of 31 statements, bad ones outnumber good ones by 42 in 100.",
        "Happiest stage: usage. Of 50 statements, good ones outnumber bad ones by 10 in 100. This may be chance.",
    ]


def test_drivers_largest_first_and_none_that_raises_risk(html):
    assert rows(html, "cap-drivers") == [
        "transfer support – 7 6 4.56",
        "“passed <b>around</b>”",
        "wait delivery logistics 3 2 1.23",
        "“one” “two” “three”",
    ]


def test_drivers_tell_their_interval_their_feeling_and_what_they_are_worth():
    driver = {"stage": "usage", "emotion": "anger", "risk_drop": 0.02, "risk_drop_low": -0.005, "risk_drop_high": 0.045}
    tables = empty() | {"drivers": table(DRIVERS, driver | {"value_drop": 1234.5, "quotes": ["no"]})}
    html = page_of(tables)
    assert rows(html, "cap-drivers") == ["anger usage – – – 2.00 −0.50 to +4.50 1,234", "“no”"]
    assert "what the customers are worth" in html
    assert 'colspan="7"' in html
    assert "what the customers are worth" not in page_of(scored())


def test_customers_highest_risk_first_with_reasons_of_their_own(html):
    ann, bob = rows(html, "cap-customers")
    assert ann == "ann 73% 61–82% +12.5 2 2026-06-01 – raised by: goal not met, anger; lowered by: gratitude"
    assert bob == "bob 11% – 1 – 550 –"


def test_value_column_only_where_values_are_known(html):
    assert "Value at risk" in Page(html).text
    tables = scored()
    tables["customers"] = table(CUSTOMERS, {"customer_id": "ann", "risk": 0.7})
    assert "Value at risk" not in Page(page_of(tables)).text


def test_emotions_count_scored_units_once(html):
    assert rows(html, "cap-mix") == [
        "anger bad 3 50.0%",
        "neutral neutral or neither 2 33.3%",
        "gratitude good 1 16.7%",
    ]


def test_every_stage_appears():
    stages = table(STAGES, *(stage(name, net=None) for name in reversed(names(Stage))))
    found = [row.split(" ")[0] for row in rows(page_of(empty() | {"stages": stages}), "cap-stages")]
    assert found == list(names(Stage))


def test_one_stage():
    assert len(rows(page_of(empty() | {"stages": table(STAGES, stage("usage", net=0.5))}), "cap-stages")) == 1


def test_long_tables_are_cut_and_say_so():
    many = table(CUSTOMERS, *({"customer_id": f"c{i:03}", "risk": i / 100} for i in range(customers.SHOWN + 9)))
    drivers = table(DRIVERS, *({"stage": "usage", "cue": f"k{i:03}", "risk_drop": i + 1.0} for i in range(19)))
    html = page_of(empty() | {"customers": many, "drivers": drivers})
    assert len(rows(html, "cap-customers")) == customers.SHOWN
    assert rows(html, "cap-customers")[0].startswith("c058")
    assert f"{customers.SHOWN} of {customers.SHOWN + 9} customers, highest" in html
    assert [row[:4] for row in rows(html, "cap-drivers")] == [f"k{i:03}" for i in range(18, 18 - problems.SHOWN, -1)]


@pytest.mark.parametrize("tables", [empty(), {}], ids=["empty", "absent"])
def test_empty(tables):
    page = Page(page_of(tables))
    assert page.tags.count("h1") == 1
    assert "img" not in page.tags
    assert "No customer statement could be scored." in page.text


def test_null_columns():
    tables = {name: table(schema, {}, {}) for name, schema in SCHEMAS.items()}
    untyped = {name: pa.table({column: pa.nulls(2) for column in schema.names}) for name, schema in SCHEMAS.items()}
    assert page_of(tables) == page_of(untyped)
    assert "nan" not in Page(page_of(tables)).text.lower()
    assert "None" not in Page(page_of(tables)).text


def test_hostile_text_is_shown_and_not_run():
    html = page_of(hostile())
    page = Page(html)
    assert [kind.get("type") for kind in page.all("script")] == ["application/json", None]
    assert not [attributes for _, attributes in page.attributes if any(name.startswith("on") for name in attributes)]
    assert page.text.count(SCRIPT) >= 12
    assert "{{ 7 * 7 }} {% raw %}" in page.text
    assert all(image["src"].startswith("data:image/svg+xml;base64,") for image in page.all("img"))


def test_quotes_cannot_fill_the_page_or_turn_its_lines_around():
    drivers = table(DRIVERS, {"stage": "usage", "cue": "wait", "risk_drop": 0.1, "quotes": ["y" * 9999, "a\u202eb"]})
    html = page_of(empty() | {"drivers": drivers})
    assert max(map(len, re.findall("y+", html))) == QUOTE_LENGTH - 1
    assert "\u202e" not in html


@pytest.mark.parametrize("make", [scored, hostile], ids=["scored", "hostile"])
def test_nothing_is_fetched(make):
    # The name of a kind of element is no address.
    html = page_of(make()).replace("http://www.w3.org/2000/svg", "")
    page = Page(html)
    for _, attributes in page.attributes:
        for name in ("src", "href", "srcset", "action", "data", "poster"):
            assert (attributes.get(name) or "data:").startswith(("data:", "#"))
    assert "http://" not in html
    assert "https://" not in html
    assert "url(" not in html
    assert not {"link", "iframe", "object", "embed", "base"} & set(page.tags)


def test_accessible(html):
    page = Page(html)
    assert page.tags.count("h1") == 1
    assert page.all("html") == [{"lang": "en"}]
    assert page.tags.count("table") == page.tags.count("caption") == 4
    assert all(cell.get("scope") in {"col", "row", "rowgroup"} for cell in page.all("th"))
    assert all(image["alt"] for image in page.all("img"))
    ids = [attributes["id"] for _, attributes in page.attributes if "id" in attributes]
    assert len(ids) == len(set(ids))
    labels = {attributes["aria-labelledby"] for _, attributes in page.attributes if "aria-labelledby" in attributes}
    assert labels <= set(ids)


def test_pictures_tell_their_numbers_in_words(html):
    journey, roadmap, mix = (image["alt"] for image in Page(html).all("img"))
    assert "delivery +0.21; support −0.42" in journey
    assert "transfer at support, 7 interactions; wait at delivery, 3 interactions" in roadmap
    assert "anger 50.0%" in mix


def test_the_same_tables_give_the_same_page(html):
    assert page_of(scored()) == html


def test_limits_are_told(html):
    text = Page(html).text
    for words in (
        "not experiments",
        "95% confidence intervals",
        "would not recommend or return",
        "Neutral is never negative",
    ):
        assert words in text


def test_drivers_of_the_risk_model_have_words():
    from voc.risk.features import SIGNALS

    assert not [name for name in SIGNALS if "_" in driver(name)]
    assert driver("goal_unmet") == "goal not met"
    assert len({driver(name) for name in SIGNALS}) == len(SIGNALS)


def test_a_report_of_saved_scores_loads_no_model_library():
    code = (
        "import sys, voc.report.html, voc.report.fixes, voc.report.analysis;"
        "sys.exit(bool({'torch', 'spacy', 'onnxruntime', 'matplotlib.pyplot'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
