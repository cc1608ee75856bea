"""The sums of the tables: where each fails, and the states between right and wrong."""

from decimal import Decimal

import pytest
from by_hand import document_of, report_of, rules_of
from checked import CATALOGUE, findings, report_with
from forge.facts import failed_sums, make_facts

from pipeline.checks.check import check, judge_report


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


@pytest.mark.parametrize(
    ("printed", "en", "zh"),
    [
        pytest.param("", "the total says nothing at all", "总计印作 空白", id="blank"),
        pytest.param("/", "the total says /", "总计印作 /", id="a stroke"),
        pytest.param("见附件", "the total says ?", "总计印作 ?", id="text"),
    ],
)
def test_a_total_without_a_number_has_not_said_zero(printed, en, zh):
    facts = make_facts(46, scale="city")
    report = report_with({("reconsideration_total", "all"): printed}, facts)
    finding = findings(report, "T4.SUM.reconsideration")[0]

    assert finding.reported is None
    assert finding.message_en.endswith(en)
    assert finding.message.endswith(zh)


def test_a_check_changes_no_fact():
    report = report_of(document_of(make_facts(47, consistent=False)))

    assert check(report, CATALOGUE).facts == report.facts
