"""The report in a real browser: it fetches nothing, everybody can use it, and its table sorts, filters and opens."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tests.report.big import SAID, many
from tests.report.tables import SCRIPT, hostile, page_of

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no chromium, chromium-browser or google-chrome on the path: install one of them"
)
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 768}
N = 10_000
DETAILS_OPEN = "() => [...document.querySelectorAll('details')].map((d) => d.children[1].checkVisibility())"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        # Without a sandbox it also runs as root, as in a container; it opens nothing but our own file.
        started = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("reports")


@pytest.fixture(scope="module")
def sample(folder, sample_scores):
    sample_scores.report(folder / "sample.html")
    return folder / "sample.html"


@pytest.fixture(scope="module")
def big(folder):
    many(N).report(folder / "big.html")
    return folder / "big.html"


@pytest.fixture
def visit(browser):
    """Open a report; what it asks for and what it complains about stand in ``page.asked`` and ``page.said``."""
    pages = []

    def opened(path, **options):
        page = browser.new_page(**({"viewport": LAPTOP} | options))
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(path.as_uri())
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()


def ids(page):
    return page.locator("#customer-rows th").all_inner_texts()


def sort_by(page, column):
    """Press a column's title with the keyboard, and return what the column then says of its order."""
    head = page.locator(f"#customer-table th[data-sort={column}]")
    head.get_by_role("button").press("Enter")
    return head.get_attribute("aria-sort")


def test_it_asks_for_nothing_but_itself_and_complains_about_nothing(visit, sample):
    page = visit(sample)
    page.get_by_role("button", name="C-1028").click()
    assert page.asked == [sample.as_uri()]
    assert page.said == []


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_everybody_can_use_it(visit, sample, viewport):
    page = visit(sample, viewport=viewport)
    page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    assert violations(page) == []
    page.get_by_role("button", name="C-1028").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []


def violations(page):
    found = Axe().run(page)
    assert found["passes"], "axe-core checked nothing"
    return [(rule["id"], node["html"][:200]) for rule in found["violations"] for node in rule["nodes"]]


def test_nothing_scrolls_sideways_on_a_phone(visit, sample, big):
    for report in (sample, big):
        page = visit(report, viewport=PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.locator("#customer-rows button").first.click()
        assert page.get_by_role("dialog").evaluate("(view) => view.scrollWidth <= view.clientWidth")


def test_ten_thousand_customers_stay_under_5_mb(big):
    assert big.stat().st_size < 5_000_000


def test_ten_thousand_customers_are_sorted(visit, big):
    page = visit(big)
    assert (ids(page)[0], len(ids(page))) == ("C-00000", 50)
    assert sort_by(page, "risk") == "ascending"
    assert ids(page)[:2] == ["C-09999", "C-09998"]
    assert sort_by(page, "id") == "ascending"
    assert ids(page)[:2] == ["C-00000", "C-00001"]
    assert sort_by(page, "value") == "descending"
    assert ids(page)[:2] == ["C-09999", "C-09998"]
    assert page.locator("th[aria-sort]").count() == 1
    page.get_by_role("button", name="Value at risk").click()
    assert ids(page)[:2] == ["C-00001", "C-00002"], "without a value comes last in either direction"


def test_ten_thousand_customers_are_filtered(visit, big):
    page = visit(big)
    count = page.get_by_role("status")
    page.get_by_label("Customer or reason contains").fill("c-0123")
    assert ids(page) == [f"C-0123{i}" for i in range(10)]
    expect(count).to_have_text("1 to 10 of 10 customers, out of 10,000 in all")
    page.get_by_label("Raised by").select_option(label="confusion (5,000)")
    assert ids(page) == [f"C-0123{i}" for i in range(1, 10, 2)]
    page.get_by_label("Customer or reason contains").fill("nobody at all")
    expect(count).to_have_text("0 customers, out of 10,000 in all")
    page.get_by_label("Customer or reason contains").fill("")
    page.get_by_label("Risk", exact=True).select_option("75")
    page.get_by_label("Raised by").select_option("0")
    high = sum(round(float(np.float32(1 - i / N)) * 100) >= 75 for i in range(N))
    expect(count).to_contain_text(f"of {high:,} customers, out of 10,000 in all")


def test_pages_turn(visit, big):
    page = visit(big)
    expect(page.get_by_role("button", name="Previous")).to_be_disabled()
    page.get_by_role("button", name="Next").click()
    assert ids(page)[0] == "C-00050"
    page.get_by_role("button", name="Previous").click()
    assert ids(page)[0] == "C-00000"


def test_a_customer_opens_and_closes(visit, big):
    page = visit(big)
    opener = page.get_by_role("button", name="C-00002")
    opener.press("Enter")
    view = page.get_by_role("dialog", name="Customer C-00002")
    told = view.inner_text()
    for words in (
        "100%, likely 50–100%",
        "anger",
        "gratitude",
        "Interactions, latest first (3)",
        "2026-03-06, chat 5f1c2a7e-00002-2",
        "effort 4.5 of 5; goal met; wait (2 times)",
        SAID.format(2, 0),
    ):
        assert words in told
    assert told.index("2026-03-06, chat") < told.index("2026-01-05, chat")
    assert "2026-02-04 100%" in view.get_by_role("img").get_attribute("aria-label")
    page.keyboard.press("Escape")
    expect(view).to_be_hidden()
    assert opener.evaluate("(button) => button === document.activeElement")


def test_hostile_text_is_shown_and_not_run(visit, folder):
    (folder / "hostile.html").write_text(page_of(hostile()), encoding="utf-8")
    page = visit(folder / "hostile.html")
    opened = page.locator("#customer-rows button").first
    assert SCRIPT in opened.inner_text()
    opened.click()
    assert page.locator("#customer-body").inner_text().count(SCRIPT) >= 3
    assert page.evaluate("document.scripts.length") == 2
    assert page.locator("img:not([src^='data:image/svg+xml;base64,'])").count() == 0
    assert page.asked == [(folder / "hostile.html").as_uri()]
    assert page.said == []


def test_the_browser_refuses_what_is_not_the_pages_own(visit, folder, sample):
    html = sample.read_text(encoding="utf-8")
    slipped = "<script>window.ran = true</script><img src='https://voc.invalid/x.png' onerror='window.ran = true'>"
    (folder / "slipped.html").write_text(html.replace("</main>", slipped + "</main>"), encoding="utf-8")
    page = visit(folder / "slipped.html")
    assert page.evaluate("window.ran") is None
    assert "Content Security Policy" in " ".join(page.said)
    assert ids(page), "the page's own script ran"


def test_printed_everything_is_open_and_black_on_white(visit, sample):
    page = visit(sample)
    assert not any(page.evaluate(DETAILS_OPEN))
    page.emulate_media(media="print")
    shown = page.evaluate(DETAILS_OPEN)
    assert shown
    assert all(shown)
    assert page.get_by_label("Customer or reason contains").is_hidden()
    colours = "() => [...new Set([...document.querySelectorAll('main *')].map((e) => getComputedStyle(e).color))]"
    assert page.evaluate(colours) == ["rgb(0, 0, 0)"]


def test_print_takes_more_rows_than_a_page_of_the_screen(visit, big):
    page = visit(big)
    page.evaluate(
        "addEventListener('beforeprint', () => {"
        " window.printed = document.querySelectorAll('#customer-rows tr').length; })"
    )
    page.pdf()
    assert page.evaluate("window.printed") == 200
    assert len(ids(page)) == 50


def test_without_scripts_the_first_customers_are_there(visit, big):
    page = visit(big, java_script_enabled=False)
    assert ids(page)[:2] == ["C-00000", "C-00001"]
    assert page.locator(".controls").is_hidden()
    assert page.locator("#customer-table button").count() == 0


def test_the_script_tells_the_same_as_python(visit, folder, sample_scores):
    sample_scores.report(folder / "same.html")
    rows = (
        "() => [...document.querySelectorAll('#customer-rows tr')].map((r) => [...r.cells].map((c) => c.textContent))"
    )
    with_script, without = (
        visit(folder / "same.html", java_script_enabled=enabled).evaluate(rows) for enabled in (True, False)
    )
    assert with_script == without


def test_a_report_without_customers_has_no_script(visit, folder):
    (folder / "empty.html").write_text(page_of({}), encoding="utf-8")
    page = visit(folder / "empty.html")
    assert page.said == []
    assert page.evaluate("document.scripts.length") == 0


def test_everybody_is_in_the_data(big):
    data = big.read_text(encoding="utf-8").split('id="customer-data"')[1].split(">", 1)[1].split("</script>")[0]
    found = json.loads(data)
    assert len(found["rows"]) == len(found["details"]) == N
