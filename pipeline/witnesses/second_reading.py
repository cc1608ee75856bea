"""Two readings: when sums fail or the reader was unsure, an independent reader reads the document again.

Agreement confirms the issuer's own error. Where they differ, the reading that satisfies more sums is kept and says so;
where the sums do not decide, the difference is told. Never a silent choice.
"""

from collections.abc import Callable
from dataclasses import replace

from db.schema.records import Fact, Finding, Report
from pipeline.catalogue.findings import make_finding
from pipeline.catalogue.model import Catalogue
from pipeline.catalogue.promises import Key
from pipeline.checks.check import check, facts_by_key, is_made_by_checks, judge_report

Reread = Callable[[], Report | None]
"""Gives the unchecked report of the second reader, or None when there is none."""

SUMMED = ("T3", "T4")
PAINS = frozenset({"CELL.DOUBT", "T3.ROW.SHAPE", "T4.ROW.SHAPE", "T2.ROW.SHAPE", "T3.ROWS.MISSING", "T4.CELLS.MISSING"})


def needs_second_reading(report: Report) -> bool:
    """Whether a sum failed outright, or the reader or the normaliser was unsure of a cell or a row."""
    return any(
        finding.rule in PAINS or (finding.state == "fail" and finding.rule.split(".")[0] in SUMMED)
        for finding in report.findings
    )


def confirm(report: Report, reread: Reread, catalogue: Catalogue, recognised: frozenset[int] = frozenset()) -> Report:
    """The checked report, held against a second reading where it needs one.

    ``recognised``: pages that were read as pictures; the second reader cannot see them, so it says nothing about their
    cells, neither for nor against.
    """
    if not needs_second_reading(report):
        return report
    second = reread()
    if second is None or not second.facts:
        return report
    ours, theirs = facts_by_key(report), facts_by_key(second)
    unseen = frozenset(key for key, fact in ours.items() if _is_on(fact, recognised))
    differing = [key for key in ours if key not in unseen and _differ(ours[key], theirs.get(key))]
    gained = [key for key in theirs if key not in ours and theirs[key].value is not None]
    gained = [key for key in gained if not _is_on(theirs[key], recognised)]
    if not differing and not gained:
        return _confirmed(report, catalogue, unseen)
    return _choose(report, second, differing, gained, catalogue)


def _differ(ours: Fact, theirs: Fact | None) -> bool:
    return theirs is None or (ours.state, ours.value) != (theirs.state, theirs.value)


def _is_on(fact: Fact, pages: frozenset[int]) -> bool:
    return fact.place is not None and fact.place.page in pages


def _confirmed(report: Report, catalogue: Catalogue, unseen: frozenset[Key]) -> Report:
    """Both readers saw the same: what fails is the issuer's own, and a cell in doubt is in doubt no longer.

    A cell that one of them did not see stays in doubt, and the sums of its table as they are.
    """
    findings = tuple(
        finding
        for finding in report.findings
        if finding.rule != "CELL.DOUBT" or (finding.field or "", finding.applicant or "") in unseen
    )
    half_seen = {fact.table_code for fact in report.facts if (fact.field, fact.applicant) in unseen}
    seen = [code for code in SUMMED if code not in half_seen]
    if any(finding.state == "fail" and finding.rule.split(".")[0] in seen for finding in findings):
        findings += (make_finding(catalogue, "READ.CONFIRMED", state="pass"),)
    return replace(report, findings=findings)


def _choose(report: Report, second: Report, differing: list[Key], gained: list[Key], catalogue: Catalogue) -> Report:
    """The first reading with the cells in which the second one satisfies more sums, every difference told."""
    theirs = facts_by_key(second)
    swapped = tuple(_take(fact, theirs.get((fact.field, fact.applicant)), differing) for fact in report.facts)
    swapped += tuple(replace(theirs[key], method="by_constraint") for key in gained)
    candidate = replace(report, facts=swapped)
    is_better = _count_passes(candidate, catalogue) > _count_passes(report, catalogue)
    chosen = candidate if is_better else report
    kept = [finding for finding in report.findings if not is_made_by_checks(finding)]
    if is_better:  # of a table that only the second reader found, it alone says what is missing
        new = {theirs[key].table_code for key in gained} - {fact.table_code for fact in report.facts}
        kept += [finding for finding in second.findings if finding.table_code in new]
    again = check(replace(chosen, findings=tuple(kept), tallies=()), catalogue)
    code = "CELL.REREAD" if is_better else "READ.DISAGREE"
    told = tuple(_tell(report, second, key, code, catalogue) for key in (*differing, *gained))
    if is_better:  # the first reader did not find the row at all, and the second one no number in it
        ours = facts_by_key(report)
        faint = [key for key, fact in theirs.items() if key not in ours and fact.value is None]
        told += tuple(_tell(report, second, key, "READ.DISAGREE", catalogue) for key in faint)
    return replace(again, findings=tuple(dict.fromkeys(again.findings + told)))


def _take(fact: Fact, other: Fact | None, differing: list[Key]) -> Fact:
    if (fact.field, fact.applicant) not in differing or other is None or other.value is None:
        return fact
    ink = {name: getattr(other, name) for name in ("state", "value", "unit", "raw", "standard_value")}
    return replace(fact, **ink, method="by_constraint")


def _count_passes(report: Report, catalogue: Catalogue) -> int:
    return sum(result.state in ("pass", "pass_with_blanks") for result in judge_report(report, catalogue))


def _tell(report: Report, second: Report, key: Key, code: str, catalogue: Catalogue) -> Finding:
    ours, theirs = facts_by_key(report), facts_by_key(second)
    shown = [("—" if fact is None else fact.raw.strip() or "␣") for fact in (ours.get(key), theirs.get(key))]
    known = ours[key] if key in ours else theirs[key]
    return make_finding(
        catalogue,
        code,
        state="uncertain" if code == "READ.DISAGREE" else "fail",
        table_code=known.table_code,
        field=known.field,
        applicant=known.applicant,
        locator=known.place.locator if known.place else None,
        label=known.label,
        detail=" | ".join(shown),
    )
