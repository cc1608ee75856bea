"""What the page reads of issuers and reports: search, the head of a report, one cell through revisions and years.

Every query is bounded, and reaches facts only by their key: none walks through all of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, column, func, or_, select, table

from db.schema.crawl_tables import frontier
from db.schema.metadata import METHOD_NUMBERS, STATE_NUMBERS
from db.schema.tables import (
    applicant,
    corrected_cell,
    correction,
    document,
    fact,
    field,
    issuer,
    issuer_name,
    report,
    revision,
    sighting,
    unit,
)
from db.writing.corrections import read_printed

_STATES = {number: state for state, number in STATE_NUMBERS.items()}
_METHODS = {number: method for method, number in METHOD_NUMBERS.items()}

_STATUS = table("report_status", *map(column, ("report_id", "issuer_id", "year", "state", "errors", "warnings")))
"""The view: ``state`` says flagged, reviewed, warned or clean."""


@dataclass(frozen=True, slots=True)
class ReportHit:
    """One current report in a list."""

    report_id: int
    year: int | None
    state: str
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class IssuerHit:
    """One issuer that a search found, with its current reports, newest year first."""

    issuer_id: int
    name: str
    parent: str | None
    former: tuple[str, ...]
    """Other names that its reports went by."""
    reports: tuple[ReportHit, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search asks for."""

    words: tuple[str, ...] = ()
    """Each must stand in the issuer's name, a former name, or its parent's."""
    year: int | None = None
    """Only issuers with a report of that year."""


@dataclass(frozen=True, slots=True)
class ReportHead:
    """What stands over a report: one revision of it, current or not."""

    report_id: int
    revision_id: int
    number: int
    reason: str
    title: str
    issuer_id: int
    issuer: str
    parent: str | None
    is_provisional: bool
    year: int | None
    loaded_at: datetime
    superseded_at: datetime | None
    code_version: str
    catalogue_version: str
    run_id: int | None
    editions: tuple[tuple[str, str], ...]
    """(table, edition)."""
    document: "HeldDocument"
    state: str | None
    """flagged, reviewed, warned, clean; None for a revision that is not current."""
    revisions: int
    """How many the report has."""


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """The file that a revision was read from."""

    document_id: int
    sha256: str
    name: str
    media_type: str
    size: int
    pages: int | None


@dataclass(frozen=True, slots=True)
class SeenAt:
    """Where and when a document was."""

    location: str
    published_on: date | None
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class CellThen:
    """What one cell was in one revision; all but the head is None where the revision has no such cell."""

    report_id: int
    revision_id: int
    number: int
    year: int | None
    reason: str
    loaded_at: datetime
    is_current: bool
    state: str | None
    value: Decimal | None
    unit: str | None
    raw: str | None
    """As the document prints it, beneath a correction too."""
    method: str | None
    corrected_raw: str | None = None
    """What is printed, as the person reads it who corrected the cell."""


@dataclass(frozen=True, slots=True)
class CorrectionSaid:
    """One correction of a cell, standing or withdrawn."""

    correction_id: int
    state: str
    value: Decimal | None
    raw: str
    author: str
    explanation: str
    evidence: str
    given_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str | None


def search_issuers(connection: Connection, wanted: Wanted, *, limit: int, offset: int = 0) -> tuple[IssuerHit, ...]:
    """The issuers that answer to a search, the best match first."""
    rows = connection.execute(select_issuers(wanted).limit(limit).offset(offset)).all()
    numbers = [row.id for row in rows]
    reports = _list_by_issuer(connection, numbers)
    names = _list_names(connection, numbers)
    return tuple(
        IssuerHit(
            row.id,
            row.name,
            row.parent or None,
            tuple(name for name in names[row.id] if name != row.name),
            tuple(reports[row.id]),
        )
        for row in rows
    )


def select_issuers(wanted: Wanted) -> Select[Any]:
    """The query of ``search_issuers``: a walk through the names, never through what the reports hold."""
    query = select(issuer.c.id, issuer.c.name, issuer.c.parent)
    for word in wanted.words:
        named = select(issuer_name.c.issuer_id).where(issuer_name.c.name.contains(word, autoescape=True))
        places = [side.contains(word, autoescape=True) for side in (issuer.c.name, issuer.c.parent)]
        query = query.where(or_(*places, issuer.c.id.in_(named)))
    if wanted.year is not None:
        query = query.where(issuer.c.id.in_(select(report.c.issuer_id).where(report.c.year == wanted.year)))
    return query.order_by(*_rank(wanted.words), func.length(issuer.c.name), issuer.c.name, issuer.c.id)


def _rank(words: Sequence[str]) -> Iterable[ColumnElement[Any]]:
    """A name that is the word comes before one that begins with it, and that before all others."""
    if not words:
        return
    first = words[0]
    begins = issuer.c.name.startswith(first, autoescape=True)
    yield case((issuer.c.name == first, 0), (begins, 1), else_=2)


def _list_by_issuer(connection: Connection, numbers: Sequence[int]) -> dict[int, list[ReportHit]]:
    query = select(_STATUS).where(_STATUS.c.issuer_id.in_(numbers)).order_by(_STATUS.c.year.desc())
    found: dict[int, list[ReportHit]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.issuer_id].append(ReportHit(row.report_id, row.year, row.state, row.errors, row.warnings))
    return found


def _list_names(connection: Connection, numbers: Sequence[int]) -> dict[int, list[str]]:
    query = select(issuer_name.c.issuer_id, issuer_name.c.name).where(issuer_name.c.issuer_id.in_(numbers))
    found: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(query.order_by(issuer_name.c.last_year.desc(), issuer_name.c.name)):
        found[row.issuer_id].append(row.name)
    return found


def list_reports(connection: Connection, issuer_id: int) -> tuple[ReportHit, ...]:
    """The current reports of one issuer, newest year first."""
    return tuple(_list_by_issuer(connection, [issuer_id])[issuer_id])


def read_head(connection: Connection, report_id: int, revision_id: int | None = None) -> ReportHead | None:
    """The head of a report's current revision, or of another one of its; None when there is none."""
    chosen = revision.c.superseded_at.is_(None) if revision_id is None else revision.c.id == revision_id
    query = (
        select(revision, issuer.c.name, issuer.c.parent, issuer.c.provisional, report.c.year, report.c.issuer_id)
        .join(report, report.c.id == revision.c.report_id)
        .join(issuer, issuer.c.id == report.c.issuer_id)
        .where(revision.c.report_id == report_id, chosen)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    state = select(_STATUS.c.state).where(_STATUS.c.report_id == report_id)
    count = select(func.count()).select_from(revision).where(revision.c.report_id == report_id)
    return ReportHead(
        report_id=report_id,
        revision_id=row.id,
        number=row.number,
        reason=row.reason,
        title=row.title,
        issuer_id=row.issuer_id,
        issuer=row.name,
        parent=row.parent or None,
        is_provisional=row.provisional,
        year=row.year,
        loaded_at=row.loaded_at,
        superseded_at=row.superseded_at,
        code_version=row.code_version,
        catalogue_version=row.catalogue_version,
        run_id=row.run_id,
        editions=tuple((code, edition) for code, edition in row.editions),
        document=_read_document(connection, row.document_id),
        state=connection.execute(state).scalar_one_or_none() if row.superseded_at is None else None,
        revisions=connection.execute(count).scalar_one(),
    )


def _read_document(connection: Connection, document_id: int) -> HeldDocument:
    row = connection.execute(select(document).where(document.c.id == document_id)).one()
    return HeldDocument(row.id, row.sha256, row.name, row.media_type, row.size, row.pages)


def find_report_of(connection: Connection, revision_id: int) -> int | None:
    """The report that a revision belongs to."""
    return connection.execute(select(revision.c.report_id).where(revision.c.id == revision_id)).scalar_one_or_none()


def list_sightings(connection: Connection, document_id: int) -> tuple[SeenAt, ...]:
    """Where a document was seen, the latest first."""
    columns = (sighting.c.location, sighting.c.published_on, sighting.c.first_seen, sighting.c.last_seen)
    query = select(*columns).where(sighting.c.document_id == document_id).order_by(sighting.c.last_seen.desc())
    return tuple(SeenAt(*row) for row in connection.execute(query))


def find_fetched(connection: Connection, address: str) -> str | None:
    """The hash of the bytes last fetched from an address: those that a document inside them was read from."""
    return connection.execute(select(frontier.c.sha256).where(frontier.c.url == address)).scalar_one_or_none()


def list_cell_revisions(connection: Connection, report_id: int, code: str, who: str) -> tuple[CellThen, ...]:
    """One cell in every revision of its report, newest first."""
    query = _select_cell(code, who).where(revision.c.report_id == report_id).order_by(revision.c.number.desc())
    return tuple(_make_cell(row) for row in connection.execute(query))


def list_cell_years(connection: Connection, issuer_id: int, code: str, who: str) -> tuple[CellThen, ...]:
    """One cell in the current reports of its issuer, newest year first."""
    is_one = and_(report.c.issuer_id == issuer_id, revision.c.superseded_at.is_(None))
    query = _select_cell(code, who).where(is_one).order_by(report.c.year.desc())
    return tuple(_make_cell(row) for row in connection.execute(query))


def _select_cell(code: str, who: str) -> Select[Any]:
    """Revisions beside one cell of theirs; the numbers of field and applicant are looked up once."""
    code_id = select(field.c.id).where(field.c.code == code).scalar_subquery()
    who_id = select(applicant.c.id).where(applicant.c.code == who).scalar_subquery()
    same = and_(fact.c.revision_id == revision.c.id, fact.c.field_id == code_id, fact.c.applicant_id == who_id)
    mended = and_(
        corrected_cell.c.revision_id == revision.c.id, corrected_cell.c.field == code, corrected_cell.c.applicant == who
    )
    columns = (revision.c.report_id, revision.c.id, revision.c.number, report.c.year, revision.c.reason)
    more = (revision.c.loaded_at, revision.c.superseded_at, fact.c.state_id, fact.c.method_id, fact.c.value, fact.c.raw)
    return (
        select(*columns, *more, unit.c.code.label("unit"), corrected_cell.c.correction_id, corrected_cell.c.read_as)
        .join(report, report.c.id == revision.c.report_id)
        .outerjoin(fact, same)
        .outerjoin(corrected_cell, mended)
        .outerjoin(unit, unit.c.id == fact.c.unit_id)
    )


def _make_cell(row: Any) -> CellThen:
    is_corrected = row.correction_id is not None
    return CellThen(
        report_id=row.report_id,
        revision_id=row.id,
        number=row.number,
        year=row.year,
        reason=row.reason,
        loaded_at=row.loaded_at,
        is_current=row.superseded_at is None,
        state=_STATES.get(row.state_id),
        value=row.value,
        unit=row.unit,
        raw=read_printed(row.read_as) if is_corrected else row.raw,
        method=_METHODS.get(row.method_id),
        corrected_raw=row.raw if is_corrected else None,
    )


def list_corrections(connection: Connection, document_id: int, code: str, who: str) -> tuple[CorrectionSaid, ...]:
    """What people said of one cell of a document, newest first; withdrawn ones too."""
    is_one = and_(correction.c.document_id == document_id, correction.c.field == code, correction.c.applicant == who)
    query = select(correction).where(is_one).order_by(correction.c.id.desc())
    return tuple(
        CorrectionSaid(
            correction_id=row.id,
            state=row.state,
            value=row.value,
            raw=row.raw,
            author=row.author,
            explanation=row.explanation,
            evidence=row.evidence,
            given_at=row.given_at,
            withdrawn_at=row.withdrawn_at,
            withdrawn_by=row.withdrawn_by,
        )
        for row in connection.execute(query)
    )


def find_corrections(connection: Connection, sha256: str, code: str, who: str) -> tuple[CorrectionSaid, ...]:
    """The same by the hash of the document."""
    number = connection.execute(select(document.c.id).where(document.c.sha256 == sha256)).scalar_one_or_none()
    return () if number is None else list_corrections(connection, number, code, who)
