"""What the page reads of the whole: what is held by year, coverage by place, and the ledger of runs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, case, column, func, or_, select, table

from db.schema.tables import document, rendition, report, revision, run, run_item

_COVERAGE = table(
    "coverage",
    *map(column, ("issuer_id", "issuer", "parent", "level", "kind", "year", "published", "late")),
    *map(column, ("published_on", "deadline", "report_id")),
)
_PLACE = table("place", *map(column, ("issuer_id", "province_code", "province", "province_en")))


@dataclass(frozen=True, slots=True)
class YearTally:
    """The current reports of one year."""

    year: int | None
    reports: int
    cells: int
    numbers: int
    with_errors: int


@dataclass(frozen=True, slots=True)
class PlaceTally:
    """The issuers of one place in one year; the late ones have published."""

    code: str | None
    """Two digits of a province; for a place below it, None."""
    zh: str | None
    en: str | None
    issuers: int
    published: int
    late: int


@dataclass(frozen=True, slots=True)
class IssuerYear:
    """One issuer in one year."""

    issuer_id: int
    issuer: str
    parent: str | None
    report_id: int | None
    is_published: bool
    published_on: date | None
    deadline: date | None
    is_late: bool | None
    """None when the day or the legal date is not known."""


@dataclass(frozen=True, slots=True)
class RunHeld:
    """One run with what became of its documents."""

    run_id: int
    command: str
    code_version: str
    catalogue_version: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    items: tuple[tuple[str, int], ...]
    """(outcome, documents)."""


@dataclass(frozen=True, slots=True)
class ItemHeld:
    """What became of one document in a run."""

    item_id: int
    location: str
    outcome: str
    reason: str
    seconds: float
    report_id: int | None
    """The report that its bytes were read for, where they were loaded."""


def tally_years(connection: Connection) -> tuple[YearTally, ...]:
    """How much is held of each year, newest first."""
    flagged = func.sum(case((revision.c.errors > 0, 1), else_=0))
    sums = (func.count(), func.sum(revision.c.cells), func.sum(revision.c.numbers), flagged)
    query = (
        select(report.c.year, *sums)
        .join(revision, revision.c.report_id == report.c.id)
        .where(revision.c.superseded_at.is_(None))
        .group_by(report.c.year)
        .order_by(report.c.year.is_(None), report.c.year.desc())
    )
    return tuple(YearTally(row[0], *map(int, row[1:])) for row in connection.execute(query))


def tally_provinces(connection: Connection, year: int) -> tuple[PlaceTally, ...]:
    """Coverage of a year by province; the last row is that of issuers whose province is not known."""
    place = (_PLACE.c.province_code, _PLACE.c.province, _PLACE.c.province_en)
    query = (
        select(*place, *_count_coverage())
        .join(_PLACE, _PLACE.c.issuer_id == _COVERAGE.c.issuer_id)
        .where(_COVERAGE.c.year == year)
        .group_by(*place)
        .order_by(_PLACE.c.province_code.is_(None), _PLACE.c.province_code)
    )
    return tuple(PlaceTally(*row[:3], *map(int, row[3:])) for row in connection.execute(query))


def tally_parents(connection: Connection, year: int, province: str | None) -> tuple[PlaceTally, ...]:
    """Coverage of a year by whom the issuers belong to, within one province (None: not known)."""
    query = (
        select(_COVERAGE.c.parent, *_count_coverage())
        .join(_PLACE, _PLACE.c.issuer_id == _COVERAGE.c.issuer_id)
        .where(_COVERAGE.c.year == year, _PLACE.c.province_code.is_not_distinct_from(province))
        .group_by(_COVERAGE.c.parent)
        .order_by(_COVERAGE.c.parent.is_not(None), _COVERAGE.c.parent)
    )
    return tuple(PlaceTally(None, row[0], row[0], *map(int, row[1:])) for row in connection.execute(query))


def _count_coverage() -> tuple[ColumnElement[int], ...]:
    published, late = (func.sum(case((side, 1), else_=0)) for side in (_COVERAGE.c.published, _COVERAGE.c.late))
    return func.count(), published, late


def list_standings(
    connection: Connection, year: int, province: str | None, parent: str | None, *, after: tuple[str, int], limit: int
) -> tuple[IssuerYear, ...]:
    """The issuers of one place in a year by name, those after (name, id)."""
    is_after = or_(
        _COVERAGE.c.issuer > after[0], and_(_COVERAGE.c.issuer == after[0], _COVERAGE.c.issuer_id > after[1])
    )
    here = (_PLACE.c.province_code.is_not_distinct_from(province), _COVERAGE.c.parent.is_not_distinct_from(parent))
    query = (
        select(_COVERAGE)
        .join(_PLACE, _PLACE.c.issuer_id == _COVERAGE.c.issuer_id)
        .where(_COVERAGE.c.year == year, *here, is_after)
        .order_by(_COVERAGE.c.issuer, _COVERAGE.c.issuer_id)
        .limit(limit)
    )
    return tuple(
        IssuerYear(
            issuer_id=row.issuer_id,
            issuer=row.issuer,
            parent=row.parent,
            report_id=row.report_id,
            is_published=bool(row.published),
            published_on=_read_day(row.published_on),
            deadline=_read_day(row.deadline),
            is_late=None if row.late is None else bool(row.late),
        )
        for row in connection.execute(query)
    )


def _read_day(day: date | str | None) -> date | None:
    return date.fromisoformat(day) if isinstance(day, str) else day  # SQLite has no dates of its own


def list_runs(connection: Connection, *, before: int | None, limit: int) -> tuple[RunHeld, ...]:
    """The runs, newest first; ``before`` is the run that the page before ended with."""
    query = select(run).order_by(run.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(run.c.id < before)
    rows = connection.execute(query).all()
    tallies = _tally_items(connection, [row.id for row in rows])
    return tuple(
        RunHeld(
            run_id=row.id,
            command=row.command,
            code_version=row.code_version,
            catalogue_version=row.catalogue_version,
            started_at=row.started_at,
            finished_at=row.finished_at,
            outcome=row.outcome,
            items=tuple(tallies[row.id]),
        )
        for row in rows
    )


def find_run(connection: Connection, run_id: int) -> RunHeld | None:
    """One run by its id."""
    return next((one for one in list_runs(connection, before=run_id + 1, limit=1) if one.run_id == run_id), None)


def _tally_items(connection: Connection, runs: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    query = (
        select(run_item.c.run_id, run_item.c.outcome, func.count())
        .where(run_item.c.run_id.in_(runs))
        .group_by(run_item.c.run_id, run_item.c.outcome)
        .order_by(run_item.c.outcome)
    )
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for number, outcome, count in connection.execute(query):
        found[number].append((outcome, count))
    return found


def list_items(
    connection: Connection, run_id: int, *, outcome: str | None, after: int, limit: int
) -> tuple[ItemHeld, ...]:
    """The documents of a run in the order they were read, those after an item."""
    query = select(run_item).where(run_item.c.run_id == run_id, run_item.c.id > after)
    if outcome is not None:
        query = query.where(run_item.c.outcome == outcome)
    rows = connection.execute(query.order_by(run_item.c.id).limit(limit)).all()
    reports = _find_reports(connection, {row.document_sha256 for row in rows} - {None})
    return tuple(
        ItemHeld(row.id, row.location, row.outcome, row.reason, row.seconds, reports.get(row.document_sha256))
        for row in rows
    )


def _find_reports(connection: Connection, hashes: set[str]) -> dict[str, int]:
    query = (
        select(document.c.sha256, rendition.c.report_id)
        .join(rendition, rendition.c.document_id == document.c.id)
        .where(document.c.sha256.in_(sorted(hashes)))
        .order_by(rendition.c.id)
    )
    return {sha256: report_id for sha256, report_id in connection.execute(query)}
