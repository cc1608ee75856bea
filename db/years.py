"""One issuer's report beside its reports of the years before and after, for the rules between years."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, bindparam, func, select

from db.bulk import Pending
from db.contents import read_year
from db.records import Finding, Report
from db.rows import RowBuilder
from db.schema import finding, report, revision

Compare = Callable[[Report, Report], Sequence[Finding]]
"""Findings about the later report, from the facts and sections of the earlier one and the later one."""


_near = report.alias("near")
_CURRENT_AROUND = (
    select(report.c.year, _near.c.year.label("near_year"), revision.c.id)
    .join(_near, _near.c.issuer_id == report.c.issuer_id)
    .join(revision, revision.c.report_id == _near.c.id)
    .where(report.c.id == bindparam("report_id"))
    .where(_near.c.year.between(report.c.year - 1, report.c.year + 1))
    .where(revision.c.superseded_at.is_(None))
)
# Asked of every report that is loaded: to build the statement costs more than to run it.


def find_neighbours(connection: Connection, report_id: int) -> list[tuple[int, int]]:
    """Pairs of current revisions, the earlier year first, that the report makes with its issuer's other years."""
    rows = connection.execute(_CURRENT_AROUND, {"report_id": report_id}).all()
    current = {near_year: revision_id for _, near_year, revision_id in rows}
    years = [(year - 1, year) for year, _, _ in rows[:1]] + [(year, year + 1) for year, _, _ in rows[:1]]
    return [(current[a], current[b]) for a, b in years if a in current and b in current]


def judge_pair(
    connection: Connection, pair: tuple[int, int], compare: Compare, rows: RowBuilder, pending: Pending
) -> int:
    """How many findings the comparison of two revisions gave; they belong to the later one and name the earlier."""
    earlier, later = pair
    known = select(func.count()).where(finding.c.revision_id == later, finding.c.other_revision_id == earlier)
    if connection.execute(known).scalar_one():
        return 0
    findings = compare(read_year(connection, earlier), read_year(connection, later))
    last = connection.execute(select(func.max(finding.c.position)).where(finding.c.revision_id == later)).scalar_one()
    first = 0 if last is None else last + 1
    pending.add(rows.build_year_findings(later, first, findings, earlier))
    pending.flush(connection)
    return len(findings)
