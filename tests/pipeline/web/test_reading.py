"""The pages that show: what stands on them, in both languages, and what they do with addresses that are wrong."""

import re
import sqlite3
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="starlette (the web extra) is not installed")
pytest.importorskip("jinja2", reason="jinja2 (the web extra) is not installed")
pytest.importorskip("httpx2", reason="httpx2 (the night extra), which drives the page in tests, is not installed")

from browser.page import read_string, read_text, read_words, select
from starlette.testclient import TestClient

from db.schema.records import DocumentRef, Fact, IssuerRef, Report, Sighting
from db.store import Store
from pipeline.web.app import make_app
from pipeline.web.site import Settings

CELL = "/reports/{}/cells/{}/{}"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param("砚溪县", ["砚溪县人民政府"], id="part of a name"),
        pytest.param("财政局 2023", ["望楼县财政局"], id="a word and a year"),
        pytest.param("财政局 1999", [], id="a year without a report"),
        pytest.param("２０２３ 财政局", ["望楼县财政局"], id="full-width digits"),
        pytest.param("100%", [], id="a sign that SQL knows is a sign"),
        pytest.param("_", [], id="an underscore is no wildcard"),
        pytest.param("\x00", [], id="a sign that no database takes"),
    ],
)
def test_a_search_finds_issuers(reader, query, names):
    page = reader.get("/", params={"q": query}).text
    found = [one.text.strip() for one in select(page, "//li/div[@class='name']")]

    assert found == names


def test_without_a_search_the_years_are_shown(reader):
    page = reader.get("/").text
    rows = [read_words(one).split() for one in select(page, "//tbody/tr")]

    assert ["2023", "1", "0", "200", "200"] in rows


def test_a_report_has_its_three_tables_with_every_cell(reader, template):
    page = reader.get(f"/reports/{template.find('issuer-sum-error')}").text
    cells = {code: len(select(page, f"//table[contains(@class, 't-{code}')]//td/a")) for code in ("T2", "T3", "T4")}
    granted = select(page, "//th[normalize-space()='（一）予以公开']/following-sibling::td")

    assert cells == {"T2": 10, "T3": 175, "T4": 15}
    assert [one.xpath("string(a/span[@class='n'])") for one in granted] == ["0", "45", "37", "15", "0", "0", "99"]


def test_a_failed_sum_marks_the_cell_it_is_about_and_those_it_uses(reader, template):
    page = reader.get(f"/reports/{template.find('issuer-sum-error')}").text
    link = CELL.format(template.find("issuer-sum-error"), "outcome_granted", "{}")
    classes = [
        select(page, f"//td/a[@href='{link.format(who)}']/..")[0].get("class") for who in ("all", "natural_person")
    ]

    assert classes == ["k-number m-error", "k-zero m-involved"]


@pytest.mark.parametrize(
    ("sample", "kind", "count"),
    [
        pytest.param("all-blank", "blank", 200, id="blank cells"),
        pytest.param("slashes", "slash", 95, id="slashes"),
        pytest.param("issuer-sum-error", "zero", 101, id="zeros"),
    ],
)
def test_cells_without_a_number_do_not_look_like_zero(reader, template, sample, kind, count):
    page = reader.get(f"/reports/{template.find(sample)}").text

    assert len(select(page, f"//td[contains(concat(' ', @class, ' '), ' k-{kind} ')]")) == count


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        pytest.param("pdf-page-break", [], id="numbers alone need no key"),
        pytest.param("all-blank", ["空白"], id="blank cells"),
        pytest.param("issuer-sum-error", ["零", "有错误提示", "在不成立的勾稽中"], id="zeros and errors"),
    ],
)
def test_the_key_explains_what_stands_on_the_page(reader, template, sample, words):
    page = reader.get(f"/reports/{template.find(sample)}").text

    assert [read_words(one).split()[-1] for one in select(page, "//section[@class='legend']//li")] == words


def test_a_remark_beside_the_number_is_told(reader, template):
    page = reader.get(f"/reports/{template.find('remark-in-cell')}").text
    (cell,) = [one for one in select(page, "//td[contains(@class, 'remark')]/a") if "修订" in (one.get("title") or "")]

    assert (str(cell.xpath("string(span[@class='n'])")), cell.get("title").split()) == (
        "7209",
        ["7209", "（其中修订3604件）"],
    )


def test_every_number_of_a_report_leads_to_its_trace(reader, template):
    page = reader.get(f"/reports/{template.find('trial-form-2020')}").text
    links = [one.get("href") for one in select(page, "//table//td/a")]

    assert len(links) == 198
    assert {reader.get(link).status_code for link in links[::37]} == {200}


def test_figures_in_prose_are_marked_and_lead_to_their_sentence(reader, template):
    page = reader.get(f"/reports/{template.find('issuer-sum-error')}").text
    figure = select(page, "//a[contains(@class, 'figure') and normalize-space()='1686条']")[0]
    trace = reader.get(figure.get("href")).text

    assert read_string(trace, "//blockquote").startswith("2024年，全年通过门户网站发布信息1686条")
    assert read_string(trace, "//blockquote/mark") == "1686条"


def test_a_trace_tells_printed_text_place_sums_and_history(reader, template):
    page = reader.get(CELL.format(template.find("issuer-sum-error"), "outcome_granted", "all")).text
    text = read_text(page)

    assert "三、本年度办理结果 › （一）予以公开" in text
    assert "t2.r6c10" in text
    assert "0 + 45 + 37 + 15 + 0 + 0 = 97 ≠ 99" in text
    assert text.count("不成立 T3") == 2
    assert "T3.COL.RESULT" in text


def test_the_table_of_a_web_page_is_drawn_anew_with_the_cell_framed(reader, template):
    page = reader.get(CELL.format(template.find("issuer-sum-error"), "outcome_granted", "all")).text
    (framed,) = select(page, "//div[contains(@class, 'redrawn')]//td[@class='framed']")

    assert framed.text == "99"
    assert [one.text for one in framed.xpath("preceding-sibling::td")][-6:] == ["0", "45", "37", "15", "0", "0"]


def test_the_page_of_a_pdf_is_a_picture_with_the_cell_framed(reader, template):
    from io import BytesIO

    image = pytest.importorskip("PIL.Image", reason="pillow (the web extra) is not installed")
    link = CELL.format(template.find("pdf-page-break"), "outcome_granted", "all")
    picture = select(reader.get(link).text, "//a[@class='strip']")[0].get("href")
    page, strip = (image.open(BytesIO(reader.get(address).content)) for address in (picture, f"{picture}&part=strip"))

    assert page.width == strip.width > 1000
    assert page.height > strip.height
    assert all(_has_red(one) for one in (page, strip))


def _has_red(picture) -> bool:
    return any(colour == (214, 32, 32) for _, colour in picture.convert("RGB").getcolors(1 << 24))


def test_a_document_that_is_gone_is_told(held):
    with sqlite3.connect(held.database) as connection:
        connection.execute("UPDATE sighting SET location = '/nowhere/' || location")
    with TestClient(make_app(Settings(held.url)), base_url="http://localhost") as client:
        table = client.get(CELL.format(held.find("issuer-sum-error"), "outcome_granted", "all")).text
        picture = client.get(CELL.format(held.find("pdf-page-break"), "outcome_granted", "all") + "/page.png")

    assert "原件已不在原处，无法显示。" in read_text(table)
    assert picture.status_code == 404


def test_a_document_of_the_archive_is_shown(held, tmp_path):
    pytest.importorskip("fsspec", reason="fsspec (the night extra) is not installed")
    from pipeline.sources.archive import Archive

    archive = Archive(str(tmp_path / "archive"))
    archive.put((held.folder / "issuer-sum-error.html").read_bytes())
    with sqlite3.connect(held.database) as connection:
        connection.execute("UPDATE sighting SET location = 'https://example.org/' || document_id")
    with TestClient(make_app(Settings(held.url, str(tmp_path / "archive"))), base_url="http://localhost") as client:
        page = client.get(CELL.format(held.find("issuer-sum-error"), "outcome_granted", "all")).text

    assert [one.text for one in select(page, "//td[@class='framed']")] == ["99"]
    assert select(page, "//a[starts-with(@href, 'https://example.org/')]")[0].get("rel") == "noopener noreferrer"


def test_two_revisions_show_only_what_differs(reader, template):
    report = reader.get(f"/reports/{template.find('correction-2')}").text
    link = next(one.get("href") for one in select(report, "//a") if "/compare" in (one.get("href") or ""))
    page = reader.get(link).text
    rows = [[read_words(cell) for cell in row] for row in select(page, "//section[1]//tbody/tr")]

    assert ["行政许可·本年处理决定数量", "", "0", "12", "+12"] in rows
    assert len(rows) == 7
    assert select(page, "//ins")[0].text == "（更正）"


def test_cells_that_only_one_of_two_forms_has_stand_apart(reader, template):
    sides = (template.find("trial-form-2020"), template.find("issuer-sum-error"))
    page = reader.get("/compare?a_report={}&b_report={}".format(*sides)).text
    shared, lonely = (
        {read_words(row[0]): [read_words(cell) for cell in row] for row in select(page, f"{where}//tbody/tr")}
        for where in ("//section[1]", "//details[@class='lonely']")
    )

    assert "报告中没有此格" not in read_words(select(page, "//section[1]")[0])
    assert shared["三、本年度办理结果 › （一）予以公开"] == [
        "三、本年度办理结果 › （一）予以公开",
        "总计",
        "7",
        "99",
        "+92",
    ]
    assert lonely["行政规范性文件·本年制发件数"][2:4] == ["报告中没有此格", "12"]
    assert not shared.keys() & lonely.keys()


def test_a_report_before_2019_has_no_empty_tables(held):
    old = Fact("S14", "disclosure_items", "cumulative", "number", Decimal(12106), "条", "12106", "exact", "", None)
    report = Report(
        issuer=IssuerRef("旧县人民政府", "旧县人民政府", None, None, None, ""),
        year=2018,
        title="旧县2018年报告",
        document=DocumentRef("f" * 64, "text/html", "old.html", 1),
        sighting=Sighting("old.html"),
        editions=(("S14", "local_pre2019"),),
        facts=(old,),
    )
    with Store.open(held.url) as store:
        report_id = store.load(report, now=datetime(2025, 6, 1, tzinfo=UTC)).report_id
    with TestClient(make_app(Settings(held.url)), base_url="http://localhost") as client:
        words = read_text(client.get(f"/reports/{report_id}").text)

    assert "原件中没有这张表" not in words
    assert "disclosure_items · 历年累计 12106 条" in words


def test_coverage_says_the_share_in_figures(reader):
    (row,) = select(reader.get("/coverage?year=2024").text, "//table//tbody/tr")
    cells = [read_words(cell) for cell in row]

    assert cells[5] == f"{100 * int(cells[2]) / int(cells[1]):.0f}%"


def test_an_old_revision_says_that_it_is_one(reader, template):
    report_id = template.find("correction-1")
    page = reader.get(
        f"/reports/{report_id}", params={"revision": _list_revisions(template.database, report_id)[0]}
    ).text

    assert "这不是现行版本。" in read_text(page)
    assert {"?revision=" in one.get("href") for one in select(page, "//table//td/a")} == {True}


def _list_revisions(database: Path, report_id: int) -> list[int]:
    with sqlite3.connect(database) as connection:
        query = "SELECT id FROM revision WHERE report_id = ? ORDER BY number"
        return [number for (number,) in connection.execute(query, (report_id,))]


def test_the_queue_holds_the_flagged_reports(reader):
    page = reader.get("/queue").text
    names = [read_words(one) for one in select(page, "//article[@class='waiting']/h2/a")]

    assert "砚溪县人民政府 2024" in names
    assert "望楼县财政局 2023" not in names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param({"rule": "T3.ROW.SUM", "year": "2024"}, 2, id="a rule and a year"),
        pytest.param({"year": "1999"}, 0, id="a year without a report"),
        pytest.param({"rule": "NO.SUCH"}, 0, id="a rule that nobody broke"),
    ],
)
def test_the_queue_can_be_narrowed(reader, query, names):
    assert len(select(reader.get("/queue", params=query).text, "//article[@class='waiting']")) == names


def test_coverage_goes_from_province_to_issuer(reader):
    page = reader.get("/coverage", params={"year": 2024}).text
    place = next(one for one in select(page, "//tbody//th/a") if one.text == "省份不明")
    parents = reader.get("http://localhost:8080" + place.get("href")).text
    under = select(parents, "//tbody//th/a")[0].get("href")
    issuers = read_text(reader.get(under).text)

    assert "砚溪县人民政府 已发布" in issuers
    assert "望楼县财政局 未见" in issuers


def test_the_ledger_tells_what_became_of_every_document(reader, template):
    page = reader.get("/runs/1", params={"outcome": "loaded"}).text
    names = [Path(one.text_content()).stem for one in select(page, "//tbody//th/a")]

    assert names == [
        "issuer-sum-error",
        "correction-1",
        "correction-2",
        "slashes",
        "all-blank",
        "trial-form-2020",
        "pdf-page-break",
        "remark-in-cell",
    ]
    assert f"/reports/{template.find('slashes')}" in {one.get("href") for one in select(page, "//tbody//th/a")}


def test_the_language_is_kept(template):
    with TestClient(make_app(Settings(template.url)), base_url="http://localhost") as client:
        before = client.get("/queue").text
        english = client.get("/queue", params={"lang": "en"}).text
        after = client.get("/runs").text

    assert [read_string(page, "//html/@lang") for page in (before, english, after)] == ["zh-Hans", "en", "en"]
    assert "Ledger of runs" in after


def test_an_english_page_has_english_labels_and_says_what_is_chinese(reader, template):
    page = reader.get(f"/reports/{template.find('issuer-sum-error')}", params={"lang": "en"}).text
    reader.cookies.clear()
    heads = {read_words(one) for one in select(page, "//table//th")}

    assert {"Denied: state secret", "Legal persons or other organisations", "Unable to provide"} <= heads
    assert not [head for head in heads if re.search(r"[一-鿿]", head)]


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        pytest.param("/nothing", 404, "找不到这个页面。", id="an address that is none"),
        pytest.param("/reports/999999", 404, "找不到这个页面。", id="a report that is not there"),
        pytest.param("/reports/" + "9" * 5000, 404, "找不到这个页面。", id="a number that no database has"),
        pytest.param("/reports/1x", 404, "找不到这个页面。", id="no number at all"),
        pytest.param("/reports/1?revision=x", 400, "无法识别", id="a revision that is no number"),
        pytest.param("/reports/1?revision=99999", 404, "找不到这个页面。", id="a revision that is not there"),
        pytest.param("/reports/1/cells/no_such_field/all", 404, "找不到这个页面。", id="a field that is none"),
        pytest.param("/reports/1/cells/outcome_total/nobody", 404, "找不到这个页面。", id="an applicant that is none"),
        pytest.param("/reports/1/cells/%27%3B--/all", 404, "找不到这个页面。", id="a field of odd signs"),
        pytest.param("/reports/1/figures/9999", 404, "找不到这个页面。", id="a figure that is not there"),
        pytest.param("/compare", 400, "无法识别", id="nothing to compare"),
        pytest.param("/compare?a=1&b=99999", 404, "找不到这个页面。", id="one side that is not there"),
        pytest.param("/queue?state=lost", 400, "无法识别", id="a state that is none"),
        pytest.param("/coverage?place=zz", 404, "找不到这个页面。", id="a place that is none"),
        pytest.param("/runs/77", 404, "找不到这个页面。", id="a run that is not there"),
        pytest.param("/static/../app.py", 404, "找不到这个页面。", id="a file that is not ours to give"),
    ],
)
def test_a_wrong_address_is_a_page_with_one_sentence(reader, address, status, sentence):
    answer = reader.get(address)

    assert answer.status_code == status
    assert sentence in read_text(answer.text)
    assert "Traceback" not in answer.text


def test_a_fault_of_the_program_shows_no_traceback(held):
    app = make_app(Settings(held.url))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        with sqlite3.connect(held.database) as connection:
            connection.execute("DROP VIEW report_status")
        answer = client.get("/queue")

    assert answer.status_code == 503
    assert read_text(answer.text).count("现在无法使用数据库") == 1
    assert "report_status" not in answer.text
