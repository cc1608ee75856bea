"""Who has published, who has not, and whose name is not settled: read from the store's views."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

_UNRESOLVED = text("""
SELECT i.name, NULLIF(i.parent, '') AS parent, COUNT(DISTINCT s.report_id) AS reports,
  MIN(COALESCE(f.message || ' / ' || f.message_en, '')) AS reason
FROM issuer i
LEFT JOIN report_status s ON s.issuer_id = i.id
LEFT JOIN current_finding f ON f.revision_id = s.revision_id AND f.rule IN ('ISSUER.UNRESOLVED', 'DOC.NO_ISSUER')
  AND f.state IN ('fail', 'uncertain')
WHERE (i.provisional OR f.rule IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM issuer_merge m WHERE m.issuer_id = i.id AND m.withdrawn_at IS NULL)
  AND (s.report_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM report r WHERE r.issuer_id = i.id))
GROUP BY i.id, i.name, i.parent
ORDER BY COUNT(DISTINCT s.report_id) DESC, i.name
""")
_COVERAGE = text("""
SELECT issuer, parent, published, published_on, late, deadline FROM coverage
WHERE year = :year AND (CAST(:parent AS TEXT) IS NULL OR parent = :parent)
ORDER BY parent IS NULL, parent, published, issuer
""")

NO_REASON = "no finding says why: the issuer has no current report, or was loaded before the registry"


@dataclass(frozen=True, slots=True)
class Unresolved:
    """An issuer kept under its printed name."""

    name: str
    parent: str | None
    reports: int
    """Current reports."""
    reason: str


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One issuer in one year."""

    issuer: str
    parent: str | None
    is_published: bool
    published_on: date | None
    is_late: bool | None
    """None when the day or the deadline is not known."""
    deadline: date | None = None
    """The legal day; None while the issuer's kind is not known."""

    @property
    def word(self) -> str:
        """What a person wants to know, in both languages."""
        if not self.is_published:
            return "未见 not found"
        return "逾期 late" if self.is_late else "已发布 published"


@dataclass(frozen=True, slots=True)
class Tally:
    """The issuers of one place in one year; the late ones have published."""

    parent: str | None
    published: int
    missing: int
    late: int
    undated: int = 0
    """Published on a day that is not known, so that nobody can say whether late."""
    deadlines: tuple[tuple[date, int], ...] = ()
    """Each legal day, and of how many of the issuers it is."""


def list_unresolved(connection: Connection) -> tuple[Unresolved, ...]:
    """The issuers that the registry does not know or cannot tell apart, those with most reports first."""
    rows = connection.execute(_UNRESOLVED).mappings()
    return tuple(Unresolved(r["name"], r["parent"], r["reports"], r["reason"] or NO_REASON) for r in rows)


def list_coverage(connection: Connection, year: int, parent: str | None = None) -> tuple[CoverageRow, ...]:
    """Every known issuer in a year of which there is any report, by place, those not found first."""
    rows = connection.execute(_COVERAGE, {"year": year, "parent": parent})
    return tuple(
        CoverageRow(
            issuer, place, bool(published), _read_day(day), None if late is None else bool(late), _read_day(deadline)
        )
        for issuer, place, published, day, late, deadline in rows
    )


def _read_day(day: date | str | None) -> date | None:
    return date.fromisoformat(day) if isinstance(day, str) else day  # SQLite has no dates of its own


def tally_coverage(rows: Iterable[CoverageRow]) -> Sequence[Tally]:
    """The counts of each place, in the order of the rows."""
    places: dict[str | None, list[CoverageRow]] = {}
    for row in rows:
        places.setdefault(row.parent, []).append(row)
    return [
        Tally(
            parent,
            sum(row.is_published for row in members),
            sum(not row.is_published for row in members),
            sum(row.is_late is True for row in members),
            sum(row.is_published and row.published_on is None for row in members),
            tuple(sorted(Counter(row.deadline for row in members if row.deadline is not None).items())),
        )
        for parent, members in places.items()
    ]
