"""Finding or adding what a report is about: issuer, document, sighting, report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, and_, bindparam, exists, or_, select, update

from db.schema.codes import add_if_new
from db.schema.records import DocumentRef, IssuerRef, Report, Sighting
from db.schema.tables import document, issuer, issuer_merge, issuer_name, merged_document, rendition, report, sighting

_NAMED = and_(issuer.c.name == bindparam("name"), issuer.c.parent == bindparam("parent"))
_IS_MERGED = exists().where(issuer_merge.c.issuer_id == issuer.c.id, issuer_merge.c.withdrawn_at.is_(None))
_TOLD = (issuer.c.name, issuer.c.parent, issuer.c.code, issuer.c.level, issuer.c.kind)
SELECT_ISSUER = select(issuer.c.id, *_TOLD, _IS_MERGED.label("is_merged"))
_KNOWN_ISSUER = SELECT_ISSUER.where(or_(issuer.c.code == bindparam("code"), _NAMED))
_STANDING_MERGE = select(issuer_merge).where(
    issuer_merge.c.issuer_id == bindparam("issuer_id"), issuer_merge.c.withdrawn_at.is_(None)
)
_KNOWN_NAME = select(issuer_name).where(
    issuer_name.c.issuer_id == bindparam("issuer_id"), issuer_name.c.name == bindparam("name")
)
_KNOWN_DOCUMENT = select(document.c.id).where(document.c.sha256 == bindparam("sha256"))
_OWNER = (
    select(issuer.c.name, issuer.c.code, issuer.c.level, issuer.c.kind, issuer.c.parent, report.c.year)
    .join(report, report.c.issuer_id == issuer.c.id)
    .join(rendition, rendition.c.report_id == report.c.id)
    .join(document, document.c.id == rendition.c.document_id)
    .where(document.c.sha256 == bindparam("sha256"))
    .order_by(rendition.c.id.desc())
    .limit(1)
)
_KNOWN_SIGHTING = select(sighting).where(
    sighting.c.document_id == bindparam("document_id"), sighting.c.location == bindparam("location")
)
_KNOWN_REPORT = select(report.c.id).where(
    report.c.issuer_id == bindparam("issuer_id"), report.c.year == bindparam("year")
)
_UNDATED_REPORT = select(report.c.id).where(report.c.issuer_id == bindparam("issuer_id"), report.c.year.is_(None))
_LOCKED_REPORT = select(report.c.id).where(report.c.id == bindparam("report_id")).with_for_update()
_SEEN_AGAIN = (
    update(sighting)
    .where(sighting.c.document_id == bindparam("of_document"), sighting.c.location == bindparam("at_location"))
    .values({name: bindparam(name) for name in ("first_seen", "last_seen", "published_on", "title")})
)
# Statements of the hot path are built once: to build one costs more than to run it.


@dataclass(frozen=True, slots=True)
class ReportKeys:
    """The numbers under which the database knows a report and its document."""

    report_id: int
    document_id: int
    is_new_report: bool
    is_new_document: bool
    solved: frozenset[str] = frozenset()
    """Rules whose findings a person answered, by saying whose report it is."""


def identify(connection: Connection, item: Report, now: datetime) -> ReportKeys:
    """The report and document of ``item``, added where they are new; the document is put down as seen ``now``."""
    printed = _find_issuer(connection, item.issuer)
    if item.year is not None:
        _note_name(connection, printed.id, item.issuer.name, item.year, is_new=printed.is_new)
    document_id, is_new_document = _find_document(connection, item.document)
    _note_sighting(connection, document_id, item.sighting, now, is_new=is_new_document)
    merges = follow_merges(connection, printed.id) if printed.is_merged else ()
    note_merged(connection, merges, document_id)
    issuer_id = merges[-1].target_id if merges else printed.id
    report_id, is_new_report = find_report(connection, issuer_id, item.year)
    if not is_new_report:
        # One loader at a time decides about a report (PostgreSQL; on SQLite the whole transaction is alone).
        connection.execute(_LOCKED_REPORT, {"report_id": report_id})
    solved = frozenset(rule for merge in merges for rule in merge.solved)
    return ReportKeys(report_id, document_id, is_new_report, is_new_document, solved)


def follow_merges(connection: Connection, issuer_id: int) -> tuple[Row[Any], ...]:
    """The merges that stand, one after the other: the last one's target is whose reports the issuer's are."""
    merges: list[Row[Any]] = []
    while (row := connection.execute(_STANDING_MERGE, {"issuer_id": issuer_id}).one_or_none()) is not None:
        merges.append(row)
        issuer_id = row.target_id
    return tuple(merges)


def note_merged(connection: Connection, merges: Sequence[Row[Any]], document_id: int) -> None:
    """Put down that these merges gave a document to their target."""
    for merge in merges:
        add_if_new(connection, merged_document, {"merge_id": merge.id, "document_id": document_id})


def find_report(connection: Connection, issuer_id: int, year: int | None) -> tuple[int, bool]:
    """The id of an issuer's report of a year, and whether it had to be added."""
    known = _KNOWN_REPORT if year is not None else _UNDATED_REPORT
    return _find_or_add(connection, report, known, {"issuer_id": issuer_id, "year": year}, {})


def find_or_add_issuer(connection: Connection, item: IssuerRef) -> int:
    """The id of an issuer, added when it is new."""
    return int(_find_issuer(connection, item).id)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose report a document stands for, and of which year."""

    issuer: IssuerRef
    year: int | None


def find_owner(connection: Connection, sha256: str) -> Owner | None:
    """Whose report a document stands for by its newest reading, None when it was never loaded."""
    row = connection.execute(_OWNER, {"sha256": sha256}).one_or_none()
    if row is None:
        return None
    return Owner(IssuerRef(row.name, row.name, row.code, row.level, row.kind, row.parent or None), row.year)


def find_document(connection: Connection, sha256: str) -> int | None:
    """The number of a document, None when it was never loaded."""
    return connection.execute(_KNOWN_DOCUMENT, {"sha256": sha256}).scalar_one_or_none()


def _find_or_add(
    connection: Connection, table: Table, query: Select[int], key: Mapping[str, object], rest: Mapping[str, object]
) -> tuple[int, bool]:
    """The id of the row with ``key``, and whether it had to be added."""
    found = connection.execute(query, dict(key)).scalar_one_or_none()
    if found is not None:
        return found, False
    added = add_if_new(connection, table, {**key, **rest})
    if added is not None:
        return int(added), True
    return connection.execute(query, dict(key)).scalar_one(), False  # another loader was first


def _find_document(connection: Connection, item: DocumentRef) -> tuple[int, bool]:
    rest = {"media_type": item.media_type, "name": item.name, "size": item.size, "pages": item.pages}
    return _find_or_add(connection, document, _KNOWN_DOCUMENT, {"sha256": item.sha256}, rest)


@dataclass(frozen=True, slots=True)
class KnownIssuer:
    """An issuer as the database has it."""

    id: int
    name: str
    parent: str
    code: str | None
    level: str | None
    kind: str | None
    is_merged: bool = False
    """Whether a person gave its reports to another."""


@dataclass(frozen=True, slots=True)
class _Printed:
    """The issuer under whose name a report is printed."""

    id: int
    is_new: bool
    is_merged: bool = False


def _find_issuer(connection: Connection, item: IssuerRef) -> _Printed:
    """The issuer by its registry code, else by name and parent; an unresolved one is provisional until a code comes."""
    told = {"code": item.code, "name": item.name, "parent": item.parent or ""}
    known = match_issuer(_read_issuers(connection, told), item)
    if known is None:
        values = {**told, "level": item.level, "kind": item.kind, "provisional": item.code is None}
        added = add_if_new(connection, issuer, values)
        if added is not None:
            return _Printed(int(added), is_new=True)
        known = match_issuer(_read_issuers(connection, told), item)  # another loader was first
    assert known is not None  # noqa: S101  (it is there, or it was just added)
    _resolve_issuer(connection, known, item)
    return _Printed(known.id, is_new=False, is_merged=known.is_merged)


def _read_issuers(connection: Connection, told: Mapping[str, object]) -> list[KnownIssuer]:
    return [KnownIssuer(*row) for row in connection.execute(_KNOWN_ISSUER, dict(told))]


def match_issuer(rows: Sequence[KnownIssuer], item: IssuerRef) -> KnownIssuer | None:
    """The issuer meant among those of one code, or of one name and parent; never one of another code.

    A name that a person gave to another issuer does not get a code: what the registry knows is an issuer of its own.
    """
    provisional = next((row for row in rows if row.code is None), None)
    if item.code is not None:
        unsettled = provisional if provisional is not None and not provisional.is_merged else None
        return next((row for row in rows if row.code == item.code), unsettled)
    return rows[0] if len(rows) == 1 else provisional


def _resolve_issuer(connection: Connection, row: KnownIssuer, item: IssuerRef) -> None:
    """Fill in what the registry has since told about a provisional issuer."""
    fresh = find_news(row, item)
    if fresh:
        provisional = (item.code or row.code) is None
        connection.execute(update(issuer).where(issuer.c.id == row.id).values(**fresh, provisional=provisional))


def find_news(known: KnownIssuer, item: IssuerRef) -> dict[str, str]:
    """What the registry has since told about a provisional issuer, by column."""
    there = {"code": known.code, "level": known.level, "kind": known.kind}
    told = {"code": item.code, "level": item.level, "kind": item.kind}
    return {name: value for name, value in told.items() if there[name] is None and value is not None}


def _note_name(connection: Connection, issuer_id: int, name: str, year: int, *, is_new: bool) -> None:
    key = {"issuer_id": issuer_id, "name": name}
    row = None if is_new else connection.execute(_KNOWN_NAME, key).one_or_none()
    if row is None:
        add_if_new(connection, issuer_name, {**key, "first_year": year, "last_year": year})
    elif not row.first_year <= year <= row.last_year:
        years = {"first_year": min(row.first_year, year), "last_year": max(row.last_year, year)}
        same = (issuer_name.c.issuer_id == issuer_id, issuer_name.c.name == name)
        connection.execute(update(issuer_name).where(*same).values(**years))


def _note_sighting(connection: Connection, document_id: int, item: Sighting, now: datetime, *, is_new: bool) -> None:
    """Put down where and when a document was seen; one that ``is_new`` was seen nowhere before."""
    key = {"document_id": document_id, "location": item.location}
    row = None if is_new else connection.execute(_KNOWN_SIGHTING, key).one_or_none()
    if row is None:
        told = {"published_on": item.published_on, "title": item.title}
        add_if_new(connection, sighting, {**key, **told, "first_seen": now, "last_seen": now})
        return
    if not item.is_news:
        return
    dates = [day for day in (row.published_on, item.published_on) if day is not None]
    seen = {"first_seen": min(row.first_seen, now), "last_seen": max(row.last_seen, now)}
    told = {"published_on": min(dates, default=None), "title": item.title or row.title}
    where = {"of_document": document_id, "at_location": item.location}
    connection.execute(_SEEN_AGAIN, {**where, **seen, **told})
