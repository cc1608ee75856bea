"""What the chapters say of themselves: the site of another place, the period of another year; and old forms told."""

from dataclasses import replace

import pytest
from by_hand import document_of, report_of
from forge import make_facts

from db.schema.records import DocumentRef, Finding, IssuerRef, Place, Report, Section, Sighting
from pipeline.catalogue.load import load_catalogue
from pipeline.checks.documents import check_editions
from pipeline.checks.naming import check_period, check_sites, check_whole_year
from pipeline.issuers.resolve import resolve

CATALOGUE = load_catalogue()


def report(name: str, text: str, year: int | None = 2024) -> Report:
    issuer = resolve(name).issuer if name else IssuerRef("", "")
    sections = (Section("s1_overview", 1, "一、总体情况", text, Place("p1.b2", 1)),)
    return Report(
        issuer, year, "", DocumentRef("a" * 64, "text/html", "a", 1), Sighting("a"), (), (), sections=sections
    )


def details(findings: object) -> list[str]:
    return [finding.message.partition("：")[2] for finding in findings]  # type: ignore[attr-defined]


COUNTY = "河南省新乡市原阳县财政局"


@pytest.mark.parametrize(
    ("name", "text", "sites"),
    [
        pytest.param(COUNTY, "在郑州市人民政府网站公开。", ["郑州市人民政府网站"], id="another city's site"),
        pytest.param(
            COUNTY, "在原阳县政府网站、新乡市政府网和河南省人民政府门户网站公开。", [], id="its own and those above"
        ),
        pytest.param("河南省新乡市人民政府", "在原阳县政府网站公开。", [], id="a site within it"),
        pytest.param(
            COUNTY, "在溆浦县政府门户网站公开，见溆浦县政府门户网站。", ["溆浦县政府门户网站"], id="told once"
        ),
        pytest.param("江苏省南京市鼓楼区财政局", "在鼓楼区政府网站公开。", [], id="one of several places of the name"),
        pytest.param(COUNTY, "在 郑州 市政府 网站公开。", ["郑州市政府网站"], id="blanks in between"),
        pytest.param(COUNTY, "在各政府网站公开，郑州市人民政府领导来访。", [], id="no site of a place"),
        pytest.param("无名局", "在郑州市人民政府网站公开。", [], id="an issuer that the registry does not settle"),
        pytest.param("国家税务总局", "在郑州市人民政府网站公开。", [], id="an organ of the centre"),
        pytest.param("", "在郑州市人民政府网站公开。", [], id="nobody's report"),
    ],
)
def test_the_site_of_another_place_is_told(name, text, sites):
    found = list(check_sites(report(name, text), CATALOGUE))

    assert details(found) == sites
    assert {(finding.rule, finding.severity, finding.locator) for finding in found} <= {
        ("DOC.OTHER_ISSUER", "warning", "p1.b2")
    }


@pytest.mark.parametrize(
    ("text", "year", "told"),
    [
        pytest.param("统计期限自2024年1月1日起至2024年12月31日止。", 2024, [], id="the report's year"),
        pytest.param("自2024年1月1日至12月31日。", 2024, [], id="the year said once"),
        pytest.param("自2023年1月1日至12月31日。", 2024, ["2023"], id="last year's"),
        pytest.param("自２０２３年１月１日 至 １２月３１日。", 2024, ["2023"], id="full-width digits and blanks"),
        pytest.param("自2023年1月1日至2024年12月31日。", 2024, ["2023–2024"], id="two years"),
        pytest.param("自2024年1月1日至2025年12月31日。", 2024, ["2024–2025"], id="two years, the second another"),
        pytest.param("截至2023年12月31日共有3件。", 2024, [], id="a day that begins nothing"),
        pytest.param("自2023年1月1日至12月31日。", None, [], id="a report without a year"),
    ],
)
def test_the_period_of_another_year_is_told(text, year, told):
    found = list(check_period(report(COUNTY, text, year), CATALOGUE))

    assert [finding.message.removeprefix("正文的统计期限写作 ") for finding in found] == told
    assert {finding.rule for finding in found} <= {"DOC.OTHER_YEAR"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("本报告所列数据的统计期限自2024年1月1日起至12月31日止。", 0, id="the whole year"),
        pytest.param("统计期限为2024年1月1日至2024年12月31日。", 0, id="the whole year said in full"),
        pytest.param("统计期限自2023年12月1日至2024年11月30日。", 0, id="twelve months of two years"),
        pytest.param("本报告所列数据的统计期限自2024年1月1日起至6月30日止。", 1, id="half a year"),
        pytest.param(
            "统计期限自 ２０２４年１月１日 至 ２０２４年３月３１日。", 1, id="a quarter, full-width and spaced"
        ),
        pytest.param("自2024年3月1日至3月31日开展宣传月活动。统计期限见下表。", 0, id="the days of something else"),
    ],
)
def test_figures_of_part_of_a_year_are_told(text, told):
    found = list(check_whole_year(report(COUNTY, text), CATALOGUE))

    assert [(finding.rule, finding.severity) for finding in found] == [("DOC.PART_YEAR", "error")] * told


def test_what_was_told_of_the_title_is_not_told_again():
    known = Finding("DOC.YEAR", "fail", "warning", "年份不一致：2024 ≠ 2023", "the years do not agree: 2024 ≠ 2023")
    doubted = replace(report(COUNTY, "自2023年1月1日至12月31日。"), findings=(known,))

    assert list(check_period(doubted, CATALOGUE)) == []


@pytest.mark.parametrize(
    ("editions", "rules"),
    [
        pytest.param((("S14", "gbf2014_32"),), ["EDITION.OLD"], id="the national table of 2014"),
        pytest.param((("LOCAL", "local_pre2019"),), ["EDITION.OLD"], id="a local table"),
        pytest.param((("T2", "gb2021_30"), ("T3", "gb2021_30")), [], id="the uniform form"),
        pytest.param((), [], id="no table"),
    ],
)
def test_a_form_from_before_2019_is_told(editions, rules):
    old = replace(report(COUNTY, ""), editions=editions)

    assert [finding.rule for finding in check_editions(old, CATALOGUE)] == rules


def test_a_report_in_order_raises_none_of_these():
    found = {finding.rule for finding in report_of(document_of(make_facts(3))).findings}

    assert not found & {"DOC.OTHER_ISSUER", "DOC.OTHER_YEAR", "EDITION.OLD"}
