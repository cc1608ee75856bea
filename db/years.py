"""One issuer's report beside its reports of the years before and after, for the rules between years."""

from sqlalchemy import Connection, bindparam, select

from db.schema import report, revision

_OWN = select(report.c.issuer_id, report.c.year).where(report.c.id == bindparam("report_id"))
_CURRENT = (
    select(report.c.year, revision.c.id)
    .join(revision, revision.c.report_id == report.c.id)
    .where(report.c.issuer_id == bindparam("issuer_id"))
    .where(report.c.year.between(bindparam("year") - 1, bindparam("year") + 1))
    .where(revision.c.superseded_at.is_(None))
)


def find_neighbours(connection: Connection, report_id: int) -> list[tuple[int, int]]:
    """Pairs of current revisions, the earlier year first, that the report makes with its issuer's other years."""
    own = connection.execute(_OWN, {"report_id": report_id}).one()
    if own.year is None:
        return []
    rows = connection.execute(_CURRENT, {"issuer_id": own.issuer_id, "year": own.year})
    current = {row.year: row.id for row in rows}
    years = [(own.year - 1, own.year), (own.year, own.year + 1)]
    return [(current[a], current[b]) for a, b in years if a in current and b in current]
