"""One issuer's report beside its reports of the years before and after, for the rules between years."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, func, select

from db.bulk import Pending
from db.contents import read_report
from db.records import Finding, Report
from db.rows import RowBuilder
from db.schema import finding, report, revision

Compare = Callable[[Report, Report], Sequence[Finding]]
"""Findings about the later report, from the earlier one and the later one."""


def find_neighbours(connection: Connection, report_id: int) -> list[tuple[int, int]]:
    """Pairs of current revisions, the earlier year first, that the report makes with its issuer's other years."""
    own = connection.execute(select(report.c.issuer_id, report.c.year).where(report.c.id == report_id)).one()
    if own.year is None:
        return []
    query = (
        select(report.c.year, revision.c.id)
        .join(revision, revision.c.report_id == report.c.id)
        .where(report.c.issuer_id == own.issuer_id, report.c.year.in_([own.year - 1, own.year, own.year + 1]))
        .where(revision.c.superseded_at.is_(None))
    )
    current = {row.year: row.id for row in connection.execute(query)}
    years = [(own.year - 1, own.year), (own.year, own.year + 1)]
    return [(current[a], current[b]) for a, b in years if a in current and b in current]


def judge_pair(
    connection: Connection, pair: tuple[int, int], compare: Compare, rows: RowBuilder, pending: Pending
) -> int:
    """How many findings the comparison of two revisions gave; they belong to the later one and name the earlier."""
    earlier, later = pair
    known = select(func.count()).where(finding.c.revision_id == later, finding.c.other_revision_id == earlier)
    if connection.execute(known).scalar_one():
        return 0
    findings = compare(read_report(connection, earlier), read_report(connection, later))
    last = connection.execute(select(func.max(finding.c.position)).where(finding.c.revision_id == later)).scalar_one()
    first = 0 if last is None else last + 1
    pending.add(rows.build_year_findings(later, first, findings, earlier))
    pending.flush(connection)
    return len(findings)
