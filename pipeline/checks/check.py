"""All checks of one report, in one list."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from db.schema.records import Finding, Report, RuleTally
from pipeline.catalogue.findings import make_finding
from pipeline.catalogue.load import load_catalogue
from pipeline.catalogue.model import Catalogue
from pipeline.catalogue.promises import Key
from pipeline.checks.cells import (
    CONFIRMABLE,
    check_recognised,
    check_signs,
    choose_trusted,
    chosen_cells,
    confirmed_cells,
    drop_confirmed,
)
from pipeline.checks.documents import (
    check_chapters,
    check_date,
    check_editions,
    check_kind,
    check_regulations,
    check_tables,
    check_values,
)
from pipeline.checks.naming import check_period, check_sites, check_whole_year
from pipeline.checks.prose_against_tables import check_narrative
from pipeline.checks.sums import Facts, SumResult, judge_sums

Check = Callable[[Report, Catalogue], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    check_signs,
    check_kind,
    check_tables,
    check_editions,
    check_values,
    check_chapters,
    check_regulations,
    check_date,
    check_period,
    check_whole_year,
    check_sites,
    check_narrative,
)


def check(report: Report, catalogue: Catalogue) -> Report:
    """The report with the findings of every check and a tally of the sums; no fact is changed."""
    sums = judge_report(report, catalogue)
    checked = [finding for rule in CHECKS for finding in rule(report, catalogue)]
    findings = [*report.findings, *checked]
    methods = {fact.method for fact in report.facts}
    if "ocr" in methods or any(finding.rule in CONFIRMABLE for finding in findings):
        trusted = choose_trusted(sums, report.findings, report.facts)
        confirmed = confirmed_cells(trusted, chosen_cells(report.facts))
        findings = [*drop_confirmed(report.findings, confirmed, report.facts), *checked]
        findings += check_recognised(report.facts, tuple(findings), catalogue, confirmed)
    findings += [_sum_finding(result, catalogue) for result in sums if result.state in ("fail", "uncertain")]
    return replace(report, findings=tuple(findings), tallies=_count_sums(report, sums, "by_constraint" in methods))


def _count_sums(report: Report, sums: list[SumResult], is_decoded: bool) -> tuple[RuleTally, ...]:
    """How the sums ended that say something about the issuer: one over numbers that the sums chose does not."""
    decoded: set[Key] = set()
    if is_decoded:
        decoded = {(fact.field, fact.applicant) for fact in report.facts if fact.method == "by_constraint"}
    counts = Counter(
        (result.rule, result.state)
        for result in sums
        if result.state != "not_applicable" and not (decoded and decoded.intersection(result.keys))
    )
    return tuple(RuleTally(rule, state, count) for (rule, state), count in sorted(counts.items()))


READ_ONCE = (
    *("CELL.ADDED", "CELL.AMBIGUOUS", "CELL.DOUBT", "CELL.ILLEGIBLE", "CELL.LETTER", "CELL.LOCATED", "CELL.NO_UNIT"),
    *("CELL.REREAD", "CELL.RINGED", "CELL.SUSPECT", "CELL.TEXT", "CELL.UNIT", "CELL.UNSEEN"),
    *("DOC.CORRECTION", "DOC.ISSUER", "DOC.NO_", "DOC.SEVERAL", "DOC.YEAR", "FILE.", "ISSUER.", "PAGE.", "READ."),
    *("LOCAL.CUMULATIVE", "OLD.ROW", "S14.ROWS."),
    *("ROW.", "T2.CELLS", "T2.ROW.", "T3.COLUMNS.", "T3.ROW.SHAPE", "T3.ROWS.", "T4.CELLS", "T4.ROW."),
    *("TABLE.ASIDE", "TABLE.DUP", "TABLE.ODD", "TABLE.OTHER", "TABLE.YEARS"),
    "UNDECODABLE",
)
"""Beginnings of the codes that the readers and the normaliser raise; all others are made anew by every check."""


def is_made_by_checks(finding: Finding) -> bool:
    """Whether ``check`` raises a finding of this code itself."""
    return not finding.rule.startswith(READ_ONCE)


def judge_report(report: Report, catalogue: Catalogue) -> list[SumResult]:
    """Every sum of the report, judged."""
    return list(judge_sums(facts_by_key(report), dict(report.editions), catalogue))


def facts_by_key(report: Report) -> Facts:
    """(field, applicant) -> fact."""
    return {(fact.field, fact.applicant): fact for fact in report.facts}


def _sum_finding(result: SumResult, catalogue: Catalogue) -> Finding:
    row = "" if result.field is None else catalogue.field_by_code[("T3", result.field)].label
    column = "" if result.applicant is None else catalogue.applicant_labels[result.applicant]
    last = result.operands[-1] if result.operands else None
    finding = make_finding(
        catalogue,
        result.rule,
        state=result.state,
        table_code=result.table_code,
        field=result.field if result.field is not None else result.promise.right[0][0],
        applicant=result.applicant if result.applicant is not None else result.promise.right[0][1],
        expected=result.expected,
        reported=None if result.instead else result.reported,
        formula=result.formula,
        locator=last.locator if last else None,
        operands=result.operands,
        words={"row": row, "column": column, "reported": result.instead},
    )
    if result.state == "uncertain" and finding.severity == "error":
        return replace(finding, severity="warning")
    return finding


def check_again(report: Report) -> Report:
    """The report with the findings of today's checks, after a correction changed its facts."""
    kept = tuple(finding for finding in report.findings if not is_made_by_checks(finding))
    return check(replace(report, findings=kept, tallies=()), load_catalogue())
