"""What was held at a moment, what came between two of them, and what people said that made it so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from db.reading.history import list_revisions, make_revision, select_revisions
from db.schema.engine import StoreError
from db.schema.records import HeldRevision
from db.schema.tables import corrected_cell, correction, document, issuer, report, revision, run
from db.writing.corrections import read_printed


class RunNotFoundError(StoreError):
    """There is no run of that number; the message says so."""


@dataclass(frozen=True, slots=True)
class HeldPair:
    """What was held of one report at two moments; None where nothing was."""

    issuer: str
    year: int | None
    old: HeldRevision | None
    new: HeldRevision | None


@dataclass(frozen=True, slots=True)
class CorrectionEvent:
    """A correction that was put down, or taken back."""

    correction_id: int
    field: str
    applicant: str
    author: str
    """Who put it down; who took it back, where it was taken back."""
    explanation: str
    is_withdrawn: bool
    raw: str
    """What is printed, as the person reads it."""
    read_raw: str | None
    """What is printed, as it was read; None where the correction makes no difference to the revision."""


def end_of_run(connection: Connection, run_id: int) -> datetime:
    """When a run was over; of one that was killed, when the next one began, else its last revision came."""
    row = connection.execute(select(run).where(run.c.id == run_id)).one_or_none()
    if row is None:
        raise RunNotFoundError(f"no run {run_id}")
    later = select(run.c.started_at).where(run.c.id > run_id).order_by(run.c.started_at).limit(1)
    last = select(revision.c.loaded_at).where(revision.c.run_id == run_id).order_by(revision.c.loaded_at.desc())
    ends = (row.finished_at, *(connection.execute(query.limit(1)).scalar_one_or_none() for query in (later, last)))
    end: datetime = next((moment for moment in ends if moment is not None), row.started_at)
    return end


def held_at(connection: Connection, moment: datetime) -> dict[int, HeldRevision]:
    """The current revision of every report at a moment, by report."""
    still_held = or_(revision.c.superseded_at.is_(None), revision.c.superseded_at > moment)
    query = select_revisions().where(revision.c.loaded_at <= moment, still_held)
    held = (make_revision(row) for row in connection.execute(query.order_by(revision.c.id)))
    return {one.report_id: one for one in held}


def pair_up(connection: Connection, before: datetime, after: datetime) -> list[HeldPair]:
    """Every report of which not the same was held at two moments, by issuer and year."""
    old, new = held_at(connection, before), held_at(connection, after)
    changed = [one for one in {**old, **new} if old.get(one) != new.get(one)]
    pairs = [make_pair(connection, report_id, old.get(report_id), new.get(report_id)) for report_id in changed]
    return sorted(pairs, key=lambda pair: (pair.issuer, pair.year or 0))


def make_pair(connection: Connection, report_id: int, old: HeldRevision | None, new: HeldRevision | None) -> HeldPair:
    """Two revisions under the name and year of a report."""
    query = select(issuer.c.name, report.c.year).join(issuer, issuer.c.id == report.c.issuer_id)
    name, year = connection.execute(query.where(report.c.id == report_id)).one()
    return HeldPair(name, year, old, new)


def list_between(connection: Connection, old: HeldRevision | None, new: HeldRevision) -> tuple[HeldRevision, ...]:
    """The revisions of one report by which one became the other, whichever came first; empty for two reports'."""
    line = list_revisions(connection, new.report_id)
    if old is None:
        return tuple(one for one in line if one.revision_id == new.revision_id)
    ids = [one.revision_id for one in line]
    if old.revision_id not in ids or new.revision_id not in ids:
        return ()
    first, last = sorted((ids.index(old.revision_id), ids.index(new.revision_id)))
    return line[first + 1 : last + 1]


def list_said(connection: Connection, held: HeldRevision) -> Sequence[CorrectionEvent]:
    """The corrections put down or taken back at the moment of a revision, of its document."""
    is_then = or_(correction.c.given_at == held.loaded_at, correction.c.withdrawn_at == held.loaded_at)
    mended = and_(corrected_cell.c.correction_id == correction.c.id, corrected_cell.c.revision_id == held.revision_id)
    query = (
        select(correction, corrected_cell.c.revision_id, corrected_cell.c.read_as)
        .join(document, document.c.id == correction.c.document_id)
        .outerjoin(corrected_cell, mended)
        .where(document.c.sha256 == held.document_sha256, is_then)
        .order_by(correction.c.id)
    )
    return [
        CorrectionEvent(
            row.id,
            row.field,
            row.applicant,
            row.withdrawn_by if row.withdrawn_at == held.loaded_at else row.author,
            row.explanation,
            row.withdrawn_at == held.loaded_at,
            row.raw,
            None if row.revision_id is None else read_printed(row.read_as),
        )
        for row in connection.execute(query)
    ]
