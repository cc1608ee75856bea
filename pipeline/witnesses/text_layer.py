"""A PDF whose text layer may say other digits than its pages show.

A font cut down without care carries a wrong table of characters: the page looks right, and every reader of the text
layer sees the same wrong numbers. Then most sums fail, which no issuer's slips do, and two readers that agree prove
nothing. Only the ink can tell.
"""

from collections.abc import Callable
from dataclasses import replace

from db.schema.records import Fact, Finding, Report
from pipeline.catalogue.findings import make_finding
from pipeline.catalogue.model import Catalogue
from pipeline.checks.cells import confirmed_cells
from pipeline.checks.check import facts_by_key, judge_report
from pipeline.checks.sums import SumResult

FEWEST = 6
"""Failed sums from which the text layer is in doubt, if they are also at least half of those over any number."""
SAME = 0.8
"""Share of the numbers that the ink must confirm to clear the text layer; recognition misses some."""

ReadInk = Callable[[], Report | None]
"""Gives the checked report of what the pages show, or None where nothing could be recognised."""


def hold_against_ink(report: Report, read_ink: ReadInk, catalogue: Catalogue) -> Report:
    """The report; where most of its sums fail, that of the ink if that is better, else every number marked as doubtful.

    Where the ink says the same, the failed sums are the issuer's own, and nothing is changed.
    """
    sums = judge_report(report, catalogue)
    if not _are_doubtful(sums):
        return report
    ink = read_ink()
    if ink is not None and _is_same(report, ink):
        return report
    if ink is not None and _are_better(judge_report(ink, catalogue), sums):
        doubt = make_finding(catalogue, "READ.TEXT_LAYER", detail="the pages were read by character recognition")
        return replace(ink, findings=(*ink.findings, doubt))
    kept = [finding for finding in report.findings if finding.rule != "READ.CONFIRMED"]
    doubt = make_finding(catalogue, "READ.TEXT_LAYER", detail="no recognised text" if ink is None else "")
    return replace(report, findings=(*kept, doubt, *_doubt_cells(report, sums, catalogue)))


def _are_doubtful(sums: list[SumResult]) -> bool:
    """Whether at least half of the sums over any number fail; those of nothing but zeros prove nothing."""
    failed, held = _count([result for result in sums if result.expected or result.reported])
    return failed >= FEWEST and failed >= held


def _are_better(sums: list[SumResult], others: list[SumResult]) -> bool:
    return not _are_doubtful(sums) and _count(sums)[1] > _count(others)[1]


def _count(sums: list[SumResult]) -> tuple[int, int]:
    """How many sums fail, and how many hold."""
    states = [result.state for result in sums]
    return states.count("fail"), states.count("pass") + states.count("pass_with_blanks")


def _is_same(report: Report, ink: Report) -> bool:
    """Whether the ink shows the numbers of the text layer; zeros say little."""
    shown = facts_by_key(ink)
    numbers = [fact for fact in report.facts if fact.value]
    same = [fact for fact in numbers if _has_value(shown.get((fact.field, fact.applicant)), fact)]
    return len(same) >= SAME * len(numbers)


def _has_value(fact: Fact | None, other: Fact) -> bool:
    return fact is not None and fact.value == other.value


def _doubt_cells(report: Report, sums: list[SumResult], catalogue: Catalogue) -> list[Finding]:
    """A finding for each number that no sum confirms."""
    confirmed = confirmed_cells(sums)
    return [
        make_finding(
            catalogue,
            "CELL.DOUBT",
            state="uncertain",
            table_code=fact.table_code,
            field=fact.field,
            applicant=fact.applicant,
            reported=fact.value,
            locator=fact.place.locator if fact.place else None,
            label=fact.label,
            raw=fact.raw.strip(),
            detail="text layer",
        )
        for fact in report.facts
        if fact.value is not None and (fact.field, fact.applicant) not in confirmed
    ]
