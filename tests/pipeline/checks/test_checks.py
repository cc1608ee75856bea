"""Every rule that a check raises: a report where it fails, and the states between right and wrong (SPEC 8)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from by_hand import document_of, edit_cells, make_document, report_of, rules_of
from forge.facts import Facts, alter, failed_sums, make_facts
from forge.look import Look
from forge.printing import Printed

from db.records import Finding, Report
from extractors.document import Cell, Document, Paragraph
from pipeline.catalogue.load import load_catalogue
from pipeline.checks.check import check, judge_report
from pipeline.findings import make_finding

CATALOGUE = load_catalogue()


def report_with(texts: Mapping[tuple[str, str], str], base: Facts | None = None, look: Look | None = None) -> Report:
    """A report in which these cells are printed otherwise."""
    facts = base or make_facts(41)
    return report_of(document_of(alter(facts, {key: Printed(text, "text") for key, text in texts.items()}), look))


def findings(report: Report, rule: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == rule]


def sum_states(report: Report, rule: str) -> set[str]:
    return {result.state for result in judge_report(report, CATALOGUE) if result.rule == rule}


# -- sums ----------------------------------------------------------------------------------------------------------


def test_a_consistent_report_passes_every_sum():
    report = report_of(document_of(make_facts(42)))
    tallies = {(t.rule, t.state): t.count for t in report.tallies}

    assert tallies == {
        ("T2.ISSUED_LE_INFORCE", "pass"): 2,
        ("T3.COL.BALANCE", "pass"): 7,
        ("T3.COL.RESULT", "pass"): 7,
        ("T3.ROW.SUM", "pass"): 25,
        ("T4.SUM.litigation_after_reconsideration", "pass"): 1,
        ("T4.SUM.litigation_direct", "pass"): 1,
        ("T4.SUM.reconsideration", "pass"): 1,
    }
    assert rules_of(report) == set()


def test_the_trial_form_has_23_rows():
    report = report_of(document_of(make_facts(42, edition="gb2019_60", year=2019)))
    tallies = {t.rule: t.count for t in report.tallies}

    assert (tallies["T3.ROW.SUM"], tallies["T2.DISCLOSED"]) == (23, 2)
    assert "T2.ISSUED_LE_INFORCE" not in tallies


@pytest.mark.parametrize("name", ["row_sum", "column_result", "balance", "t4_sum"])
def test_every_broken_sum_is_told_and_no_other(name):
    facts = make_facts(43, breaks=(name,))
    report = report_of(document_of(facts))
    told = {(f.rule, f.field, f.applicant) for f in report.findings if f.state == "fail" and f.severity == "error"}

    assert told == failed_sums(facts)


def test_a_broken_row_says_what_was_expected_and_what_was_printed():
    facts = make_facts(44, breaks=("row_sum",))
    report = report_of(document_of(facts))
    finding = findings(report, "T3.ROW.SUM")[0]
    printed = facts.cells["outcome_granted", "all"].value
    assert printed is not None

    assert (finding.expected, finding.reported) == (printed - 2, printed)
    assert (finding.table_code, finding.field, finding.applicant) == ("T3", "outcome_granted", "all")
    assert [operand.applicant for operand in finding.operands] == [a.code for a in CATALOGUE.applicants]
    assert finding.formula is not None
    assert finding.formula.endswith(f"≠ {printed}")
    assert str(printed) in finding.message
    assert str(printed) in finding.message_en


@pytest.mark.parametrize("group", ["reconsideration", "litigation_direct", "litigation_after_reconsideration"])
def test_each_group_of_table_4_has_its_sum(group):
    report = report_with({(f"{group}_total", "all"): "9999"})

    assert [f.rule for f in report.findings if f.rule.startswith("T4.SUM")] == [f"T4.SUM.{group}"]


def test_more_issued_than_in_force_and_repealed():
    report = report_with({("normative_documents_issued", "all"): "5000"})
    finding = findings(report, "T2.ISSUED_LE_INFORCE")[0]

    assert (finding.severity, finding.state, finding.expected) == ("warning", "fail", Decimal(5000))


def test_more_disclosed_in_the_year_than_in_all():
    base = make_facts(45, edition="gb2019_60", year=2020)
    report = report_with({("regulations_new_disclosed", "all"): "5000"}, base)

    assert [f.field for f in findings(report, "T2.DISCLOSED")] == ["regulations_disclosed_total"]


ROW = "requests_carried_out"


@pytest.mark.parametrize(
    ("texts", "state"),
    [
        pytest.param(["1", "0", "0", "0", "0", "2", "3"], "pass", id="all numbers, equal"),
        pytest.param(["1", "0", "0", "0", "0", "2", "4"], "fail", id="all numbers, unequal"),
        pytest.param(["1", "", "/", "—", "无", "2", "3"], "pass_with_blanks", id="equal with blanks and strokes"),
        pytest.param(["1", "", "/", "—", "无", "2", "4"], "uncertain", id="unequal with blanks and strokes"),
        pytest.param(["1", "0", "0", "0", "0", "2", ""], "uncertain", id="the total blank"),
        pytest.param(["1", "0", "0", "0", "0", "见附件", "3"], "uncertain", id="a cell that holds text"),
        pytest.param(["", "", "", "", "", "", ""], "not_applicable", id="nothing printed"),
        pytest.param(["/", "/", "/", "/", "/", "/", "/"], "not_applicable", id="strokes only"),
        pytest.param(["", "", "", "", "", "", "0"], "pass_with_blanks", id="only a total of zero"),
        pytest.param(["", "", "", "", "", "", "3"], "uncertain", id="only a total"),
    ],
)
def test_the_state_of_a_sum(texts, state):
    keys = [(ROW, applicant.code) for applicant in CATALOGUE.applicants]
    report = report_with(dict(zip(keys, texts, strict=True)))
    result = next(r for r in judge_report(report, CATALOGUE) if r.rule == "T3.ROW.SUM" and r.field == ROW)

    assert result.state == state


def test_an_uncertain_sum_is_a_warning_not_an_error():
    report = report_with({("reconsideration_total", "all"): ""}, make_facts(46, scale="city"))
    finding = findings(report, "T4.SUM.reconsideration")[0]

    assert (finding.state, finding.severity) == ("uncertain", "warning")


def test_a_check_changes_no_fact():
    report = report_of(document_of(make_facts(47, consistent=False)))

    assert check(report, CATALOGUE).facts == report.facts


# -- cells ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text", "rule"),
    [
        pytest.param(("normative_documents_repealed", "all"), "-3", "T2.NONNEG", id="a negative count in table 2"),
        pytest.param(("admin_fees_cny_10k", "all"), "-3.5", "T2.NONNEG", id="a negative fee"),
        pytest.param(("licensing_decisions", "all"), "3.5", "T2.NONNEG", id="half a decision"),
        pytest.param(("outcome_granted", "natural_person"), "-3", "T3.NONNEG", id="a negative count in table 3"),
        pytest.param(("outcome_granted", "all"), "3.5", "T3.NONNEG", id="half a request"),
        pytest.param(("reconsideration_other", "all"), "-1", "T4.NONNEG", id="a negative count in table 4"),
        pytest.param(("penalty_decisions", "all"), "见附件", "CELL.TEXT", id="text in a cell"),
        pytest.param(("penalty_decisions", "all"), "#REF!", "CELL.ILLEGIBLE", id="a spreadsheet error"),
        pytest.param(("penalty_decisions", "all"), "007", "CELL.SUSPECT", id="a leading zero"),
        pytest.param(("penalty_decisions", "all"), "O", "CELL.LETTER", id="a letter for a zero"),
        pytest.param(("penalty_decisions", "all"), "98765432", "CELL.SUSPECT", id="a count beyond all measure"),
        pytest.param(("penalty_decisions", "all"), "3万", "CELL.UNIT", id="a count in ten thousands"),
        pytest.param(("admin_fees_cny_10k", "all"), "12元", "CELL.UNIT", id="a fee in yuan"),
        pytest.param(
            ("outcome_other_other", "research_institution"), "o", "CELL.LETTER", id="a letter that sums confirm"
        ),
    ],
)
def test_a_cell_that_cannot_be_right(key, text, rule):
    told = findings(report_with({key: text}), rule)

    assert [(f.field, f.applicant) for f in told] == [key]
    assert told[0].locator is not None


def test_a_change_may_be_negative():
    base = make_facts(48, edition="gb2019_60", year=2020)

    assert findings(report_with({("licensing_items_change", "all"): "-18"}, base), "T2.NONNEG") == []


def test_money_without_a_unit_is_told():
    report = report_of(document_of(make_facts(49, edition="gb2019_60", year=2020)))

    assert [f.field for f in findings(report, "CELL.NO_UNIT")] == ["procurement_amount"]


def test_a_count_in_ten_thousands_has_no_standard_value_we_would_vouch_for():
    report = report_with({("penalty_decisions", "all"): "3万"})
    fact = next(f for f in report.facts if f.field == "penalty_decisions")

    assert (fact.value, fact.unit, fact.standard_value) == (3, "万", None)


@pytest.mark.parametrize(
    ("unit", "standard"),
    [
        pytest.param("元", "0.0012", id="yuan"),
        pytest.param("千元", "1.2", id="thousands"),
        pytest.param("万元", "12", id="the form's own unit"),
        pytest.param("亿元", "120000", id="hundred millions"),
    ],
)
def test_a_fee_in_another_unit_is_kept_and_converted(unit, standard):
    report = report_with({("admin_fees_cny_10k", "all"): f"12{unit}"})
    fact = next(f for f in report.facts if f.field == "admin_fees_cny_10k")

    assert (fact.value, fact.unit, fact.standard_value) == (12, unit, Decimal(standard))


def doubted(key: tuple[str, str], facts: Facts) -> Document:
    """The document whose reader is not sure of one cell of table 3."""
    document = document_of(facts)
    fact = next(f for f in report_of(document).facts if (f.field, f.applicant) == key)
    assert fact.place is not None
    place = fact.place.locator

    def doubt(cell: Cell) -> Cell:
        return replace(cell, doubt="row_cut") if cell.origin.locator == place and not cell.is_repeat else cell

    return edit_cells(document, doubt)


def test_a_doubt_that_the_sums_settle_is_dropped():
    report = report_of(doubted(("outcome_granted", "natural_person"), make_facts(50)))

    assert findings(report, "CELL.DOUBT") == []


def test_a_doubt_that_no_sum_settles_is_told():
    report = report_of(doubted(("licensing_decisions", "all"), make_facts(50)))

    assert [f.field for f in findings(report, "CELL.DOUBT")] == ["licensing_decisions"]


def test_a_doubt_under_a_broken_sum_is_told():
    report = report_of(doubted(("outcome_granted", "all"), make_facts(50, breaks=("row_sum",))))

    assert [(f.field, f.applicant) for f in findings(report, "CELL.DOUBT")] == [("outcome_granted", "all")]


def test_numbers_from_pictures_are_unchecked_where_no_sum_confirms_them():
    document = replace(document_of(make_facts(51)), reader="scan")
    unchecked = {f.field for f in findings(report_of(document), "CELL.UNCHECKED")}

    assert "licensing_decisions" in unchecked
    assert "outcome_granted" not in unchecked
    assert "reconsideration_upheld" not in unchecked


def test_a_sum_that_chose_a_reading_confirms_none_of_its_cells():
    facts = make_facts(51)
    misread, doubtful = ("litigation_direct_upheld", "all"), ("litigation_direct_other", "all")
    shown = int(facts.numbers[doubtful])
    texts = {misread: str(int(facts.numbers[misread]) + 3), doubtful: str(shown + 3)}
    document = document_of(alter(facts, {key: Printed(text, "number", Decimal(text)) for key, text in texts.items()}))
    places = {(f.field, f.applicant): f.place.locator for f in report_of(document).facts if f.place is not None}

    def doubt(cell: Cell) -> Cell:
        is_it = cell.origin.locator == places[doubtful] and not cell.is_repeat
        return replace(cell, doubt="ocr", candidates=(str(shown - 3),)) if is_it else cell

    report = report_of(edit_cells(replace(document, reader="scan"), doubt))
    told = {f.field for f in report.findings if f.rule in ("CELL.DOUBT", "CELL.UNCHECKED")}

    assert next(f.method for f in report.facts if (f.field, f.applicant) == doubtful) == "by_constraint"
    assert {misread[0], doubtful[0]} <= told


# -- the document --------------------------------------------------------------------------------------------------


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
