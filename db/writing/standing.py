"""What decides about a load, read from the database: as many rows for the thousandth revision as for the third.

Of all the documents of a report two can be the newest besides the one that comes now: the last of those that have the
latest day, and the last of those without a day or that came back (``find_newest``). The engine picks them out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Date, Integer, Row, bindparam, exists, or_, select, text

from db.schema.tables import corrected_cell, revision
from db.writing.corrections import describe_beneath, read_mends
from db.writing.revisions import Copy, Known, ReadingKey, ReportState
from db.writing.stored_content import read_facts

_LATEST_DAYS = {
    "sqlite": "date(g.first_seen, '+1 day')",
    "postgresql": "CAST(g.first_seen AT TIME ZONE 'UTC' AS date) + 1",
}
"""The last day that a sighting may give, as ``believe_day`` has it."""

_COPIES = {
    name: text(f"""
WITH stood AS (
  SELECT document_id FROM rendition WHERE report_id = :report_id AND id >= COALESCE((
    SELECT min(f.id) FROM revision v JOIN rendition f ON f.revision_id = v.id AND f.document_id = v.document_id
    WHERE v.report_id = :report_id AND v.superseded_at IS NULL AND :is_recent = 1), 0)
  UNION SELECT id FROM document WHERE id = :document_id
), copy AS (
  SELECT s.document_id, CASE t.report_id WHEN :report_id THEN t.revision_id END AS revision_id,
    COALESCE(
      (SELECT max(b.id) FROM rendition b JOIN comeback c ON c.rendition_id = b.id WHERE b.document_id = s.document_id),
      (SELECT min(f.id) FROM rendition f WHERE f.document_id = s.document_id)) AS arrival,
    CASE WHEN EXISTS (SELECT 1 FROM rendition b JOIN comeback c ON c.rendition_id = b.id
      WHERE b.document_id = s.document_id) THEN 1 ELSE 0 END AS came_back,
    (SELECT min(g.published_on) FROM sighting g
      WHERE g.document_id = s.document_id AND g.published_on <= {latest_day}) AS published_on
  FROM stood s
  LEFT JOIN rendition t ON t.id = (SELECT max(n.id) FROM rendition n WHERE n.document_id = s.document_id)
), other AS (
  SELECT * FROM copy WHERE document_id <> :document_id AND revision_id IS NOT NULL
)
SELECT p.*, CASE WHEN EXISTS (SELECT 1 FROM sighting h WHERE h.document_id = p.document_id AND h.location = :place)
  THEN 1 ELSE 0 END AS is_here
FROM (
  SELECT * FROM copy WHERE document_id = :document_id
  UNION ALL SELECT * FROM (SELECT * FROM other WHERE came_back = 1 OR published_on IS NULL
    ORDER BY arrival DESC LIMIT 1) undated
  UNION ALL SELECT * FROM (SELECT * FROM other WHERE came_back = 0
    AND published_on = (SELECT max(published_on) FROM other WHERE came_back = 0)
    ORDER BY arrival DESC LIMIT 1) dated
) p""").columns(document_id=Integer, published_on=Date)  # noqa: S608 (words of ours)
    for name, latest_day in _LATEST_DAYS.items()
}

_of_report = revision.c.report_id == bindparam("report_id")
_CURRENT = select(revision.c.id).where(_of_report, revision.c.superseded_at.is_(None))
_LAST = select(revision.c.id).where(_of_report).order_by(revision.c.number.desc()).limit(1)
_REVISIONS = (
    select(revision)
    .add_columns(exists().where(corrected_cell.c.revision_id == revision.c.id).label("is_mended"))
    .where(
        or_(
            revision.c.id.in_(bindparam("ids", expanding=True)),
            revision.c.id == _CURRENT.scalar_subquery(),
            revision.c.id == _LAST.scalar_subquery(),
        )
    )
    .order_by(revision.c.number)
)


def read_standing(
    connection: Connection, report_id: int, document_id: int = 0, place: str = "", *, is_new: bool = False
) -> ReportState:
    """What is known of a report, with ``document_id`` counted among its documents even before its first reading.

    Args:
        connection: Where to ask.
        report_id: The report.
        document_id: The document that comes now; 0 for none.
        place: The address where it is seen now; empty for none.
        is_new: Whether it was never seen before. The newest of the others is then one of those read since the current
            revision was; where all of these have a day, none has a later one, and those before need not be asked for.
    """
    told = {"report_id": report_id, "document_id": document_id, "place": place}
    copies = _read_copies(connection, {**told, "is_recent": int(is_new)})
    if is_new and not all(copy.document_id == document_id or _has_day(copy) for copy in copies):
        copies = _read_copies(connection, {**told, "is_recent": 0})
    ids = [copy.revision_id for copy in copies if copy.revision_id is not None]
    return ReportState(read_known(connection, report_id, ids), copies)


def _has_day(copy: Copy) -> bool:
    return copy.published_on is not None and not copy.came_back


def _read_copies(connection: Connection, told: Mapping[str, object]) -> tuple[Copy, ...]:
    return tuple(map(_make_copy, connection.execute(_COPIES[connection.dialect.name], dict(told))))


def read_known(connection: Connection, report_id: int, ids: Sequence[int] = ()) -> tuple[Known, ...]:
    """The current revision of a report, its last one, and those with these ids."""
    rows = connection.execute(_REVISIONS, {"report_id": report_id, "ids": ids})
    return tuple(_make_known(connection, row) for row in rows)


def _make_copy(row: Row[Any]) -> Copy:
    return Copy(
        document_id=row.document_id,
        published_on=row.published_on,
        revision_id=row.revision_id,
        arrival=row.arrival,
        came_back=bool(row.came_back),
        is_here=bool(row.is_here),
    )


def _make_known(connection: Connection, row: Row[Any]) -> Known:
    return Known(
        revision_id=row.id,
        number=row.number,
        reading=_make_reading(connection, row),
        is_current=row.superseded_at is None,
    )


def _make_reading(connection: Connection, row: Row[Any]) -> ReadingKey:
    told = row.content_hash, row.findings_hash, row.code_version, row.catalogue_version
    if not row.is_mended:  # as nearly all
        return ReadingKey(*told)
    facts = read_facts(connection, row.id)
    return ReadingKey(*told, describe_beneath(row.document_id, read_mends(connection, row.id), facts))
