"""What becomes of a report, and the one line that says why."""

from dataclasses import replace

import pytest
from by_hand import document_of, report_of
from forge.facts import make_facts

from pipeline.catalogue.findings import make_finding, show_number
from pipeline.catalogue.load import load_catalogue
from pipeline.loading.outcomes import judge

CATALOGUE = load_catalogue()
CLEAN = report_of(document_of(make_facts(310)))


@pytest.mark.parametrize(
    ("rules", "fate", "decided_by"),
    [
        pytest.param((), "loaded", None, id="no finding"),
        pytest.param(("DOC.LATE", "CELL.TEXT"), "loaded", None, id="remarks and warnings"),
        pytest.param(("CELL.TEXT", "T3.ROW.SUM"), "flagged", "T3.ROW.SUM", id="an error"),
        pytest.param(("T3.ROW.SUM", "DOC.NO_YEAR"), "flagged", "T3.ROW.SUM", id="the first error decides"),
        pytest.param(("T3.ROW.SUM", "DOC.EMPTY"), "flagged", "DOC.EMPTY", id="that all is blank says more than a sum"),
        pytest.param(("T3.ROW.SUM", "FILE.TRUNCATED"), "quarantined", "FILE.TRUNCATED", id="a file that is cut off"),
        pytest.param(("DOC.NOT_REPORT",), "quarantined", "DOC.NOT_REPORT", id="no report"),
        pytest.param(("DOC.SEVERAL",), "quarantined", "DOC.SEVERAL", id="several reports in one"),
    ],
)
def test_the_fate_of_a_report(rules, fate, decided_by):
    findings = tuple(make_finding(CATALOGUE, rule) for rule in rules)
    judgement = judge(replace(CLEAN, findings=findings))

    assert judgement.fate == fate
    assert (judgement.finding.rule if judgement.finding else None) == decided_by


def test_a_confirmed_error_of_the_issuer_keeps_its_flag():
    findings = tuple(make_finding(CATALOGUE, rule) for rule in ("T4.SUM.reconsideration", "READ.CONFIRMED"))

    assert judge(replace(CLEAN, findings=findings)).fate == "flagged"


def test_the_reason_is_one_line_with_code_words_and_place():
    finding = make_finding(CATALOGUE, "CELL.ILLEGIBLE", locator="p2.t1.r3c4", label="行政许可", raw="□")
    reason = judge(replace(CLEAN, findings=(finding,))).reason

    assert reason == "CELL.ILLEGIBLE: 「行政许可」无法辨认：□ / 行政许可 cannot be read: □ @ p2.t1.r3c4"


def test_a_detail_that_the_sentence_has_no_place_for_stands_behind_it():
    finding = make_finding(CATALOGUE, "FILE.TRUNCATED", detail="page 3 of 5")

    assert finding.message == "文件不完整或已损坏（page 3 of 5）"
    assert finding.message_en.endswith("(page 3 of 5)")


def test_an_undeclared_code_is_a_fault_of_the_program():
    with pytest.raises(KeyError):
        make_finding(CATALOGUE, "NO.SUCH.CODE")


def test_numbers_in_messages_have_no_exponent():
    from decimal import Decimal

    assert show_number(Decimal("1E+3")) == "1000"
    assert show_number(Decimal("24252.311082")) == "24252.311082"
