"""The page in a real browser, with and without JavaScript."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="starlette (the web extra) is not installed")
pytest.importorskip("jinja2", reason="jinja2 (the web extra) is not installed")
pytest.importorskip("httpx2", reason="httpx2 (the night extra), which drives the page in tests, is not installed")
pytest.importorskip("uvicorn", reason="uvicorn (the web extra) is not installed")
pytest.importorskip("playwright.sync_api", reason="playwright (the dev extra) is not installed")

from browser.chromium import HOW, find_chromium, open_browser, serve_site
from browser.page import TOKEN

from pipeline.web.site import Settings

pytestmark = pytest.mark.skipif(find_chromium() is None, reason=HOW)

PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def site(held) -> Iterator[str]:
    with serve_site(Settings(held.url, token=TOKEN)) as address:
        yield address


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complains of: errors of scripts, what the policy forbade, dialogs."""
    return []


Open = Callable[..., Any]


@pytest.fixture
def open_tab(browser, site, complaints) -> Iterator[Open]:
    """Opens a tab at an address of the site."""
    contexts = []

    def open_one(path: str, *, width: int = 1280, **told: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=site, **told)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        tab = context.new_page()
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
        tab.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
        tab.goto(path)
        return tab

    yield open_one
    for context in contexts:
        context.close()


def sign_in(tab: Any) -> None:
    tab.goto("/token")
    tab.fill("#name", "王核")
    tab.fill("#token", TOKEN)
    tab.click("main button.first")
    tab.wait_for_url("**/queue")


def test_a_search_answers_while_one_types(open_tab, held, complaints):
    tab = open_tab("/")
    tab.type("#q", "砚溪")
    tab.wait_for_selector(".hits")
    names = tab.locator(".hits .name").all_inner_texts()
    tab.click(".hits a.year")
    tab.wait_for_url(f"**/reports/{held.find('issuer-sum-error')}")

    assert names == ["砚溪县人民政府"]
    assert tab.inner_text("h1") == "砚溪县人民政府 2024 待核"
    assert complaints == []


def test_a_number_opens_beside_the_table_with_its_cell_framed(open_tab, held, complaints):
    address = f"/reports/{held.find('issuer-sum-error')}"
    tab = open_tab(address)
    tab.click(f".t-T3 a[href='{address}/cells/outcome_granted/all']")
    framed = tab.wait_for_selector("#trace .framed")
    box, frame = tab.locator("#trace .redrawn").bounding_box(), framed.bounding_box()

    assert framed.inner_text() == "99"
    assert box["x"] <= frame["x"]
    assert frame["x"] + frame["width"] <= box["x"] + box["width"] + 2
    assert framed.evaluate("one => getComputedStyle(one).outlineColor") == "rgb(214, 32, 32)"
    assert "97 ≠ 99" in tab.inner_text("#trace")
    assert tab.url.endswith(address)
    assert complaints == []


def test_the_panel_closes_and_gives_the_focus_back(open_tab, held):
    address = f"/reports/{held.find('issuer-sum-error')}"
    tab = open_tab(address)
    link = f".t-T3 a[href='{address}/cells/outcome_granted/all']"
    tab.focus(link)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#trace h2:focus")
    tab.keyboard.press("Escape")

    assert tab.inner_text("#trace") == ""
    assert tab.evaluate("document.activeElement.getAttribute('href')") == f"{address}/cells/outcome_granted/all"


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_number_of_a_pdf_leads_to_its_page(open_tab, held, has_scripts, complaints):
    pytest.importorskip("PIL", reason="pillow (the web extra) is not installed")
    address = f"/reports/{held.find('pdf-page-break')}"
    tab = open_tab(address, java_script_enabled=has_scripts)
    tab.click(f".t-T3 a[href='{address}/cells/outcome_granted/all']")
    picture = tab.wait_for_selector("a.strip img")
    tab.wait_for_load_state("networkidle")

    assert picture.evaluate("one => one.naturalWidth") > 1000
    assert complaints == []


def test_all_of_it_works_without_scripts(open_tab, held):
    tab = open_tab("/", java_script_enabled=False)
    tab.fill("#q", "砚溪县 2024")
    tab.click(".search button")
    tab.click(".hits a.year")
    tab.click(".t-T3 a[href$='/cells/outcome_granted/all']")
    framed = tab.inner_text(".framed")
    sign_in(tab)
    tab.goto(f"/reports/{held.find('issuer-sum-error')}/cells/outcome_granted/all")
    _correct(tab)

    assert framed == "99"
    assert tab.inner_text(".trace-head .number").startswith("97")


def _correct(tab: Any) -> None:
    tab.fill("#value", "97")
    tab.fill("#why", "原件印作97")
    tab.click(".correct button.first")
    tab.wait_for_selector(".trace-head .number.m-corrected")


def test_a_misreading_is_corrected_and_the_new_revision_seen(open_tab, held, complaints):
    address = f"/reports/{held.find('issuer-sum-error')}"
    tab = open_tab("/token")
    sign_in(tab)
    tab.goto(address)
    tab.click(f".t-T3 a[href='{address}/cells/outcome_granted/all']")
    tab.wait_for_selector("#trace .correct form")
    _correct(tab)
    revisions = tab.locator("table.plain tbody th").all_inner_texts()
    tab.goto(address)

    assert revisions == ["2", "1"]
    assert tab.locator(".t-T3 td.m-corrected a").first.inner_text().startswith("97✎")
    assert tab.locator("h1 .state").inner_text() == "无异常"
    assert tab.locator(".finding.f-error").count() == 0
    assert complaints == []


def test_a_correction_that_is_refused_says_why_in_the_panel(open_tab, held):
    address = f"/reports/{held.find('issuer-sum-error')}"
    tab = open_tab("/token")
    sign_in(tab)
    tab.goto(address)
    tab.click(f".t-T3 a[href='{address}/cells/outcome_granted/natural_person']")
    tab.wait_for_selector("#trace .correct form")
    tab.fill("#value", "1")
    tab.fill("#why", "合计如此")
    tab.click(".correct button.first")

    assert "识读并无疑问" in tab.wait_for_selector("#trace [role=alert]").inner_text()


def test_a_verdict_stays_when_the_page_is_loaded_again(open_tab, complaints):
    tab = open_tab("/token")
    sign_in(tab)
    first = tab.locator("article.waiting", has_text="砚溪县人民政府").locator(".finding").first
    first.locator("summary").click()
    first.locator("input[name=why]").fill("原表如此")
    first.locator("button[value=issuer_error]").click()
    tab.wait_for_selector(".finding.f-judged")
    tab.reload()
    judged = tab.locator(".finding.f-judged .said").all_inner_texts()

    assert len(judged) == 1
    assert judged[0].startswith("机关自身差错 · 王核 · ")
    assert "原表如此" in judged[0]
    assert complaints == []


HOSTILE = (
    "/?q=标签",
    "/reports/{}",
    "/reports/{}/cells/requests_received/all",
    "/reports/{}/cells/outcome_total/all",
    "/reports/{}/figures/0",
    "/queue",
    "/coverage?year=2024&place=none",
    "/runs/1",
)


def test_markup_in_documents_does_nothing(open_tab, held, complaints):
    tab = open_tab("/")
    for address in HOSTILE:
        tab.goto(address.format(held.find("hostile")))
        tab.wait_for_load_state("networkidle")

        assert "<script>window.hurt = 1</script>" in tab.inner_text("main"), address
        assert tab.evaluate("typeof window.hurt") == "undefined", address
    assert complaints == []


def test_markup_does_nothing_in_the_panel_either(open_tab, held, complaints):
    tab = open_tab(f"/reports/{held.find('hostile')}")
    tab.click(".t-T3 td.k-text a")
    tab.wait_for_selector("#trace .framed")
    tab.wait_for_load_state("networkidle")

    assert "<script>window.hurt = 1</script>" in tab.inner_text("#trace .framed")
    assert tab.evaluate("typeof window.hurt") == "undefined"
    assert complaints == []


PAGES = (
    "/",
    "/?q=县",
    "/reports/{}",
    "/reports/{}/cells/outcome_granted/all",
    "/queue",
    "/coverage",
    "/runs",
    "/runs/1",
    "/token",
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_a_phone(open_tab, held, language, complaints):
    tab = open_tab(f"/?lang={language}", width=400)
    wide = {}
    for address in PAGES:
        tab.goto(address.format(held.find("issuer-sum-error")))
        wide[address] = tab.evaluate("document.documentElement.scrollWidth")

    assert wide == dict.fromkeys(PAGES, 400)
    assert complaints == []


@pytest.mark.parametrize("width", [390, 1100])
def test_the_panel_does_not_cover_the_cell_it_tells_of(open_tab, held, width):
    address = f"/reports/{held.find('issuer-sum-error')}"
    tab = open_tab(address, width=width)
    tab.click(f".t-T4 a[href='{address}/cells/litigation_direct_upheld/all']")
    tab.wait_for_selector("#trace h2:focus")
    cell, panel = (tab.locator(one).bounding_box() for one in (".traced", "#trace"))

    assert cell["y"] >= 0
    assert cell["y"] + cell["height"] <= panel["y"]


def test_the_numbers_of_a_column_end_under_each_other(open_tab, held):
    tab = open_tab(f"/reports/{held.find('issuer-sum-error')}")
    ends = tab.evaluate(
        """[...document.querySelectorAll(".t-T3 tbody tr")]
        .map((row) => row.querySelector("td:last-child .n"))
        .filter((one) => one)
        .map((one) => Math.round(one.getBoundingClientRect().right))"""
    )

    assert len(ends) == 25
    assert len(set(ends)) == 1


def test_all_of_a_report_is_printed(open_tab, held):
    tab = open_tab(f"/reports/{held.find('issuer-sum-error')}", width=700)  # what A4 leaves between its margins
    tab.emulate_media(media="print")
    cut = tab.evaluate(
        """[document.documentElement, ...document.querySelectorAll(".wide")]
        .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className || one.tagName)"""
    )

    assert cut == []
    assert tab.locator(".legend").is_visible()
    assert not tab.locator("header.top").is_visible()


CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_words_stand_out_from_their_ground(open_tab, held, scheme):
    tab = open_tab("/token", color_scheme=scheme)
    sign_in(tab)
    pale = {}
    for address in (*PAGES, f"/reports/{held.find('slashes')}", f"/reports/{held.find('correction-2')}"):
        tab.goto(address.format(held.find("issuer-sum-error")))
        pale[address] = tab.evaluate(CONTRAST)

    assert {address: found for address, found in pale.items() if found} == {}
