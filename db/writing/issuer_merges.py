"""Giving the reports of an unsettled name to the issuer they are of, and back: nothing is overwritten.

A merge is a row of ``issuer_merge``. Every document that stands for a report of the name is written under the target
as a new revision (``reassigned``), corrections and verdicts with it; the old revisions stay where they were, as what
was held until then. Later loads of the name follow the merge (``identities.py``). Undoing goes the same way back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, insert, select, update

from db.schema.codes import add_row
from db.schema.engine import StoreError
from db.schema.records import CheckState
from db.schema.tables import finding, issuer, issuer_merge, merged_document, rendition, report, revision, verdict
from db.writing.corrections import Mended, restore
from db.writing.identities import ReportKeys, find_report, follow_merges, note_merged
from db.writing.load import Loader, answer
from db.writing.stored_content import read_report


@dataclass(frozen=True, slots=True)
class MergedIssuer:
    """An issuer in the database."""

    issuer_id: int
    name: str
    parent: str | None
    code: str | None
    provisional: bool
    merged_into: str | None = None
    """Name of the issuer that its reports were given to."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A person's word that what is printed under one issuer's name is another's."""

    issuer_id: int
    target_id: int
    author: str
    explanation: str
    solved: tuple[str, ...] = ()
    """Rules whose findings on those reports this answers."""


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What a merge, or its undoing, did."""

    merge_id: int
    report_ids: tuple[int, ...]
    """Reports of either side in which something else may be current now."""
    moved: int
    """Documents that changed hands."""


class MergeRefusedError(StoreError):
    """A merge that cannot be made, or undone; the message says why."""


_newer = rendition.alias("newer")
_STANDING = (
    select(rendition.c.document_id, rendition.c.revision_id, rendition.c.report_id, report.c.year)
    .join(report, report.c.id == rendition.c.report_id)
    .where(report.c.issuer_id == bindparam("issuer_id"))
    .where(~exists().where(_newer.c.document_id == rendition.c.document_id, _newer.c.id > rendition.c.id))
)
"""The documents that stand for an issuer's reports, each with its newest reading."""

_FINGERPRINTS = select(finding.c.fingerprint).where(finding.c.revision_id == bindparam("revision_id")).distinct()


def list_issuers(connection: Connection, name: str, parent: str | None = None) -> tuple[MergedIssuer, ...]:
    """The issuers of a name, or of a registry code; with ``parent``, only those of that place."""
    query = select(issuer).where((issuer.c.name == name) | (issuer.c.code == name)).order_by(issuer.c.id)
    rows = connection.execute(query if parent is None else query.where(issuer.c.parent == parent)).all()
    return tuple(_describe(connection, row) for row in rows)


def _describe(connection: Connection, row: Row[Any]) -> MergedIssuer:
    merges = follow_merges(connection, row.id)
    name = select(issuer.c.name).where(issuer.c.id == merges[-1].target_id) if merges else None
    merged_into = None if name is None else connection.execute(name).scalar_one()
    return MergedIssuer(row.id, row.name, row.parent or None, row.code, row.provisional, merged_into)


def write_merge(loader: Loader, item: Merge) -> MergeResult:
    """Put a merge down, and give every document that stands for the issuer's reports to the target."""
    connection = loader.connection
    _check_merge(connection, item)
    statement = insert(issuer_merge).values(
        issuer_id=item.issuer_id,
        target_id=item.target_id,
        solved=sorted(item.solved),
        author=item.author,
        explanation=item.explanation,
        given_at=loader.now,
    )
    number = add_row(connection, statement)
    standing = connection.execute(_STANDING, {"issuer_id": item.issuer_id}).all()
    merges = follow_merges(connection, item.issuer_id)
    touched: set[int] = set()
    for row in _order(connection, standing):
        note_merged(connection, merges, row.document_id)
        touched |= _move(loader, row, merges[-1].target_id, item.solved, "pass")
    return MergeResult(number, tuple(sorted(touched)), len(standing))


def _check_merge(connection: Connection, item: Merge) -> None:
    row = connection.execute(select(issuer).where(issuer.c.id == item.issuer_id)).one()
    if item.issuer_id == item.target_id:
        raise MergeRefusedError(f"{row.name} cannot be given to itself")
    if not row.provisional:
        raise MergeRefusedError(
            f"{row.name} is an issuer of the registry ({row.code}): only an unsettled name is given"
        )
    if follow_merges(connection, item.issuer_id):
        raise MergeRefusedError(f"{row.name} was given to another issuer already: undo that first")
    if any(merge.target_id == item.issuer_id for merge in follow_merges(connection, item.target_id)):
        raise MergeRefusedError(f"the target was given to {row.name}: undo that first")


def undo_merge(loader: Loader, issuer_id: int, author: str) -> MergeResult:
    """Take a merge back: the documents it gave to its target stand for the issuer's own reports again."""
    connection = loader.connection
    merges = follow_merges(connection, issuer_id)
    if not merges:
        raise MergeRefusedError("this issuer was not given to another")
    statement = update(issuer_merge).where(issuer_merge.c.id == merges[0].id)
    connection.execute(statement.values(withdrawn_at=loader.now, withdrawn_by=author))
    given = select(merged_document.c.document_id).where(merged_document.c.merge_id == merges[0].id)
    documents = set(connection.execute(given).scalars())
    standing = connection.execute(_STANDING, {"issuer_id": merges[-1].target_id}).all()
    back = [row for row in standing if row.document_id in documents]
    touched: set[int] = set()
    for row in _order(connection, back):
        touched |= _move(loader, row, issuer_id, merges[0].solved, "uncertain")
    return MergeResult(merges[0].id, tuple(sorted(touched)), len(back))


def _order(connection: Connection, rows: Iterable[Any]) -> list[Row[Any]]:
    """The current readings last: then no report falls back on an older document while its documents leave."""

    def rank(row: Row[Any]) -> tuple[bool, int]:
        current = select(revision.c.superseded_at.is_(None)).where(revision.c.id == row.revision_id)
        return bool(connection.execute(current).scalar_one()), row.document_id

    return sorted(rows, key=rank)


def _move(loader: Loader, row: Row[Any], issuer_id: int, solved: Iterable[str], state: CheckState) -> set[int]:
    """Write a document's newest reading under another issuer, with its doubts as settled or open; both reports."""
    connection = loader.connection
    report_id, is_new = find_report(connection, issuer_id, row.year)
    loader.pending.flush(connection)
    mended = restore(connection, row.revision_id, read_report(connection, row.revision_id))
    told = Mended(answer(mended.report, frozenset(solved), state), mended.mends)
    _carry_verdicts(connection, row, report_id, loader.now)
    loader.move(ReportKeys(report_id, row.document_id, is_new, is_new_document=False), told)
    return {row.report_id, report_id}


def _carry_verdicts(connection: Connection, row: Row[Any], report_id: int, now: datetime) -> None:
    """What people judged of a reading holds under its new report: of two words on one finding the newer one."""
    for fingerprint in connection.execute(_FINGERPRINTS, {"revision_id": row.revision_id}).scalars().all():
        here, there = (_find_verdict(connection, one, fingerprint) for one in (row.report_id, report_id))
        if here is None or (there is not None and _find_moment(there) >= _find_moment(here)):
            continue
        if there is not None and there.withdrawn_at is None:
            end = {"withdrawn_at": now, "withdrawn_by": here.withdrawn_by or here.author}
            connection.execute(update(verdict).where(verdict.c.id == there.id).values(**end))
        if here.withdrawn_at is None:
            told = {**here._mapping, "report_id": report_id}
            del told["id"]
            connection.execute(insert(verdict).values(**told))


def _find_verdict(connection: Connection, report_id: int, fingerprint: str) -> Row[Any] | None:
    """The last word on a finding of a report, withdrawn or not."""
    query = select(verdict).where(verdict.c.report_id == report_id, verdict.c.fingerprint == fingerprint)
    return connection.execute(query.order_by(verdict.c.id.desc()).limit(1)).one_or_none()


def _find_moment(row: Row[Any]) -> datetime:
    moment: datetime = row.withdrawn_at or row.given_at
    return moment
