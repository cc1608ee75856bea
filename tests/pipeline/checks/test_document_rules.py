"""Rules for the whole document: tables, editions, chapters, dates, and pages that are no report."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from by_hand import document_of, make_document, report_of, rules_of
from checked import CATALOGUE, findings, report_with
from forge.facts import alter, make_facts
from forge.look import Look
from forge.printing import Printed

from extractors.model.document import Paragraph
from extractors.model.source import SourceDocument
from pipeline.catalogue.findings import make_finding
from pipeline.checks.check import check
from pipeline.line import read_reports
from pipeline.loading.outcomes import judge


@pytest.mark.parametrize("code", ["T2", "T3", "T4"])
def test_a_missing_table_is_told(code):
    report = report_of(document_of(make_facts(52), Look(missing_tables=(code,))))

    assert [f.table_code for f in findings(report, "TABLE.MISSING")] == [code]


def test_a_report_without_any_table_misses_all_three():
    report = report_of(document_of(make_facts(52), Look(missing_tables=("T2", "T3", "T4"))))

    assert len(findings(report, "TABLE.MISSING")) == 3


def test_tables_of_two_editions():
    report = report_of(document_of(make_facts(53, t3_edition="gb2019_60")))

    assert rules_of(report) == {"EDITION.MIXED", "EDITION.UNEXPECTED"}


def test_the_older_form_in_a_later_year():
    report = report_of(document_of(make_facts(54, edition="gb2019_60", year=2022)))

    assert rules_of(report) == {"EDITION.UNEXPECTED"}
    assert len(report.facts) == 198


def test_a_blank_report_and_one_of_zeros():
    blank = report_of(document_of(make_facts(55, all_blank=True)))
    facts = make_facts(55, scale="town")
    zeros = report_of(document_of(alter(facts, {key: Printed("0", "number", Decimal(0)) for key in facts.cells})))

    assert len(findings(blank, "DOC.EMPTY")) == 1
    assert findings(blank, "DOC.ALLZERO") == []
    assert len(findings(zeros, "DOC.ALLZERO")) == 1
    assert findings(zeros, "DOC.EMPTY") == []


def test_chapters_that_are_missing():
    report = report_of(document_of(make_facts(56), Look(missing_headings=(1, 5))))

    assert "一, 五" in findings(report, "DOC.SECTIONS")[0].message


def test_chapter_five_without_text_and_chapter_six_without_fees():
    facts = make_facts(57)
    narrative = {**facts.narrative, 5: (), 6: ("本年度无其他事项。",)}
    report = report_of(document_of(replace(facts, narrative=narrative)))

    assert len(findings(report, "DOC.S5EMPTY")) == 1
    assert len(findings(report, "DOC.S6NOFEE")) == 1


def test_the_older_form_cited():
    facts = make_facts(58, year=2023)
    narrative = {**facts.narrative, 0: ("依据国办公开办函〔2019〕60号编制。",)}
    report = report_of(document_of(replace(facts, narrative=narrative)))

    assert len(findings(report, "DOC.CITES_OLD_FORM")) == 1
    assert findings(report_of(document_of(facts)), "DOC.CITES_OLD_FORM") == []


@pytest.mark.parametrize(
    ("kind", "day", "is_late"),
    [
        pytest.param("department", date(2025, 1, 31), False, id="a department on the last day of January"),
        pytest.param("department", date(2025, 2, 1), True, id="a department on the first of February"),
        pytest.param("government", date(2025, 3, 31), False, id="a government on the last day of March"),
        pytest.param("government", date(2025, 4, 1), True, id="a government on the first of April"),
        pytest.param("subdistrict", date(2025, 1, 31), False, id="by local rule on the last day of January"),
        pytest.param("subdistrict", date(2025, 2, 1), True, id="by local rule on the first of February"),
        pytest.param(None, date(2025, 6, 1), False, id="nobody knows when such an issuer is due"),
    ],
)
def test_published_after_the_legal_date(kind, day, is_late):
    report = report_of(document_of(make_facts(59, year=2024)))
    issuer = replace(report.issuer, kind=kind, level="county")
    late = check(replace(report, issuer=issuer, sighting=replace(report.sighting, published_on=day)), CATALOGUE)

    assert bool(findings(late, "DOC.LATE")) is is_late


def test_a_correction_is_not_a_late_report():
    report = report_of(document_of(make_facts(59, year=2024)))
    seen = replace(report.sighting, published_on=date(2025, 9, 1))
    mark = make_finding(CATALOGUE, "DOC.CORRECTION", state="pass")
    first, corrected = (
        check(replace(report, sighting=seen, findings=(*report.findings, *more)), CATALOGUE) for more in ((), (mark,))
    )

    assert len(findings(first, "DOC.LATE")) == 1
    assert findings(corrected, "DOC.LATE") == []


@pytest.mark.parametrize(
    ("issuer", "is_told"),
    [
        pytest.param("乌篷县老槐店乡人民政府", True, id="a town"),
        pytest.param("乌篷县人民政府", True, id="a county"),
        pytest.param("乌篷县双井街道办事处", True, id="a street"),
        pytest.param("乌篷县财政局", True, id="a county's department"),
        pytest.param("榆陵市人民政府", False, id="a city with districts"),
        pytest.param("澜东省人民政府", False, id="a province"),
        pytest.param("国家档案局", False, id="a central organ"),
    ],
)
def test_regulations_of_an_organ_without_that_power(issuer, is_told):
    report = report_with({("regulations_in_force", "all"): "6"}, make_facts(60, issuer=issuer))

    assert [f.field for f in findings(report, "PLAUS.REGULATIONS")] == ["regulations_in_force"] * is_told


def test_a_page_that_is_no_report():
    report = report_of(make_document("我县召开造林现场会", "21个乡镇的64名代表参加。"))

    assert len(findings(report, "DOC.NOT_REPORT")) == 1


def test_a_report_of_2008_in_prose():
    lines = ["望楼县财政局2008年政府信息公开工作年度报告", "一、概述", "全年公开信息264条。" * 40]
    report = report_of(make_document(*lines))

    assert rules_of(report) == {"DOC.PROSE_ONLY"}


def test_the_message_names_the_column_in_both_languages():
    report = report_of(document_of(make_facts(61, breaks=("balance",))))
    finding = next(f for f in findings(report, "T3.COL.BALANCE") if f.applicant == "natural_person")

    assert finding.message.startswith("「自然人」列：")
    assert f"= {finding.expected:f}" in finding.message_en


def test_prose_is_kept_whole_whatever_the_checks_say():
    facts = make_facts(62)
    report = report_of(document_of(facts))
    texts = {section.number: section.text for section in report.sections}

    assert texts[1] == "\n".join(facts.narrative[1])
    assert isinstance(next(iter(document_of(facts).blocks[1:2])), Paragraph)


def test_a_report_whose_table_has_columns_of_two_years_says_so():
    names = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    heads = "".join(f"<td colspan=2>{name}</td>" for name in names)
    years = "<td>2023年</td><td>2024年</td>" * len(names)
    rows = "".join(
        f"<tr><td>{label}</td>{'<td>3</td><td>4</td>' * len(names)}</tr>"
        for label in ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开")
    )
    table = f"<table border=1><tr><td rowspan=2>项目</td>{heads}</tr><tr>{years}</tr>{rows}</table>"
    title = "望楼县财政局2024年政府信息公开工作年度报告"
    page = f"<html><h1>{title}</h1><p>一、总体情况</p><p>全年收到申请3件。</p>{table}</html>"
    (report,) = read_reports(SourceDocument(page.encode(), "report.html"), CATALOGUE)

    assert [(f.table_code, "2023, 2024" in f.message) for f in findings(report, "TABLE.YEARS")] == [("T3", True)]
    assert judge(report).reason.startswith("TABLE.YEARS: ")
    assert [fact for fact in report.facts if fact.value is not None] == []


def test_a_short_report_without_tables_is_one_when_it_gives_a_count():
    lines = [
        "望楼县财政局2024年政府信息公开工作年度报告",
        "一、总体情况",
        "全年收到申请3件。",
        "二、主动公开政府信息情况",
    ]

    assert not findings(report_of(make_document(*lines)), "DOC.NOT_REPORT")
    assert findings(report_of(make_document(*lines[:2], *lines[3:])), "DOC.NOT_REPORT")
