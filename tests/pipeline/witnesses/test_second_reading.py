"""Two readings: agreement confirms, disagreement is told, the reading that satisfies more sums is kept. No silent choice."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from by_hand import document_of, report_of, unchecked_report_of
from forge.facts import Facts, alter, make_facts
from forge.printing import Printed

from db.schema.records import Fact, Report
from pipeline.catalogue.findings import make_finding
from pipeline.catalogue.load import load_catalogue
from pipeline.witnesses.second_reading import confirm, needs_second_reading

CATALOGUE = load_catalogue()
GOOD = make_facts(301, scale="city")
KEY = ("outcome_granted", "natural_person")
FEE = ("admin_fees_cny_10k", "all")


def printing(numbers: Mapping[tuple[str, str], str], facts: Facts = GOOD) -> Facts:
    return alter(facts, {key: Printed(text, "number") for key, text in numbers.items()})


def fact_of(report: Report, key: tuple[str, str]) -> Fact:
    return next(fact for fact in report.facts if (fact.field, fact.applicant) == key)


def told(report: Report, rule: str) -> list[tuple[str | None, str | None]]:
    return [(finding.field, finding.applicant) for finding in report.findings if finding.rule == rule]


def never() -> Report | None:
    raise AssertionError("a second reading was asked for without need")


MISREAD = printing({KEY: "99999"})


def test_a_clean_report_is_not_read_again():
    report = report_of(document_of(GOOD))

    assert not needs_second_reading(report)
    assert confirm(report, never, CATALOGUE) is report


def test_without_a_second_reader_the_first_stands():
    report = report_of(document_of(MISREAD))

    assert needs_second_reading(report)
    assert confirm(report, lambda: None, CATALOGUE) is report


def test_a_second_reading_without_facts_says_nothing():
    report = report_of(document_of(MISREAD))
    empty = replace(report, facts=(), editions=())

    assert confirm(report, lambda: empty, CATALOGUE) is report


def test_two_readings_that_agree_lay_the_error_at_the_issuers_door():
    facts = make_facts(302, breaks=("column_result",))
    report = confirm(report_of(document_of(facts)), lambda: unchecked_report_of(document_of(facts)), CATALOGUE)
    rules = [f.rule for f in report.findings if f.severity == "error"]

    assert rules == ["T3.COL.RESULT", "T3.COL.RESULT"]
    assert told(report, "READ.CONFIRMED") == [(None, None)]
    assert report.facts == report_of(document_of(facts)).facts


def test_a_better_second_reading_is_kept_and_says_so():
    report = confirm(report_of(document_of(MISREAD)), lambda: unchecked_report_of(document_of(GOOD)), CATALOGUE)
    fact = fact_of(report, KEY)

    assert (fact.value, fact.method) == (GOOD.cells[KEY].value, "by_constraint")
    assert fact.standard_value == fact.value
    assert told(report, "CELL.REREAD") == [KEY]
    assert not [f for f in report.findings if f.rule.startswith("T3.")]


def test_the_place_of_a_better_reading_is_that_of_the_cell():
    first = report_of(document_of(MISREAD))
    report = confirm(first, lambda: unchecked_report_of(document_of(GOOD)), CATALOGUE)

    assert fact_of(report, KEY).place == fact_of(first, KEY).place


def test_a_worse_second_reading_is_told_and_not_kept():
    facts = printing({("reconsideration_upheld", "all"): "77777"})
    worse = printing({("reconsideration_upheld", "all"): "77777", KEY: "88888"})
    report = confirm(report_of(document_of(facts)), lambda: unchecked_report_of(document_of(worse)), CATALOGUE)

    assert fact_of(report, KEY).value == GOOD.cells[KEY].value
    assert told(report, "READ.DISAGREE") == [KEY]
    assert "T4.SUM.reconsideration" in {f.rule for f in report.findings}


def test_two_readings_that_fail_alike_are_told_cell_by_cell():
    other = printing({KEY: "88888"})
    report = confirm(report_of(document_of(MISREAD)), lambda: unchecked_report_of(document_of(other)), CATALOGUE)

    assert fact_of(report, KEY).value == 99999
    assert told(report, "READ.DISAGREE") == [KEY]
    assert "T3.ROW.SUM" in {f.rule for f in report.findings}


def test_a_row_that_only_the_second_reading_has_is_taken_and_told():
    whole = unchecked_report_of(document_of(GOOD))
    row = tuple(fact for fact in whole.facts if fact.field == KEY[0])
    shape = make_finding(CATALOGUE, "T3.ROW.SHAPE", table_code="T3", field=KEY[0])
    first = report_of(document_of(GOOD))
    first = replace(first, facts=tuple(f for f in first.facts if f not in row), findings=(*first.findings, shape))
    report = confirm(first, lambda: whole, CATALOGUE)

    assert {f.applicant: f.value for f in report.facts if f.field == KEY[0]} == {f.applicant: f.value for f in row}
    assert [key for key in told(report, "CELL.REREAD") if key[0] == KEY[0]] == told(report, "CELL.REREAD")
    assert len(told(report, "CELL.REREAD")) == 7
    assert told(report, "T3.ROW.SHAPE") == [(KEY[0], None)]


def test_a_taken_cell_brings_its_unit_and_its_standard_value():
    first = printing({KEY: "99999", FEE: "12"})
    second = printing({FEE: "120000元"})
    report = confirm(report_of(document_of(first)), lambda: unchecked_report_of(document_of(second)), CATALOGUE)
    fee = fact_of(report, FEE)

    assert (fee.value, fee.unit, fee.standard_value) == (Decimal(120000), "元", Decimal(12))
    assert told(report, "CELL.REREAD") == [FEE, KEY]


def test_a_blank_in_the_better_reading_does_not_wipe_out_a_number():
    first = printing({KEY: "99999"})
    second = alter(GOOD, {("licensing_decisions", "all"): Printed("", "blank")})
    report = confirm(report_of(document_of(first)), lambda: unchecked_report_of(document_of(second)), CATALOGUE)

    assert fact_of(report, ("licensing_decisions", "all")).value == GOOD.cells["licensing_decisions", "all"].value
    assert ("licensing_decisions", "all") in told(report, "CELL.REREAD")


@pytest.mark.parametrize("rule", ["CELL.DOUBT", "T3.ROW.SHAPE", "T2.ROW.SHAPE", "T4.CELLS.MISSING", "T3.ROWS.MISSING"])
def test_what_makes_a_second_reading_needed(rule):
    report = report_of(document_of(GOOD))
    doubtful = replace(report, findings=(make_finding(CATALOGUE, rule),))

    assert needs_second_reading(doubtful)


def test_no_finding_is_told_twice():
    report = confirm(report_of(document_of(MISREAD)), lambda: unchecked_report_of(document_of(GOOD)), CATALOGUE)

    assert len(set(report.findings)) == len(report.findings)


def test_what_lacks_in_a_table_that_only_the_second_reader_found_is_told():
    only = {"T2", "T4"}
    lost = [
        replace(fact, place=None) for fact in unchecked_report_of(document_of(GOOD)).facts if fact.table_code in only
    ]
    first = replace(report_of(document_of(MISREAD)), facts=tuple(lost))
    lacks = make_finding(CATALOGUE, "T3.ROWS.MISSING", table_code="T3", field="outcome_granted", label="（一）予以公开")
    other = make_finding(CATALOGUE, "T2.CELLS.MISSING", table_code="T2", field="regulations_issued", label="规章")
    second = unchecked_report_of(document_of(GOOD))
    second = replace(second, findings=(*second.findings, lacks, other))
    report = confirm(first, lambda: second, CATALOGUE)

    assert fact_of(report, KEY).value == GOOD.numbers[KEY]
    assert told(report, "T3.ROWS.MISSING") == [("outcome_granted", None)]
    assert told(report, "T2.CELLS.MISSING") == []


def test_a_row_that_only_a_better_second_reading_has_is_told_where_it_has_no_number():
    fields = ("outcome_granted", "outcome_partly_granted")
    first = report_of(document_of(MISREAD))
    first = replace(first, facts=tuple(fact for fact in first.facts if fact.field not in fields))
    second = unchecked_report_of(document_of(alter(GOOD, {(fields[1], "all"): Printed("", "blank")})))
    report = confirm(first, lambda: second, CATALOGUE)

    assert fact_of(report, KEY).value == GOOD.numbers[KEY]
    assert told(report, "READ.DISAGREE") == [(fields[1], "all")]
