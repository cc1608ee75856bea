"""What people say: corrections of misreadings, and verdicts on findings. Both are only ever added or withdrawn."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, exists, func, insert, select, update

from db.schema.codes import add_row
from db.schema.engine import StoreError
from db.schema.records import Correction, Fact, Finding, LoadResult, Report, Verdict
from db.schema.tables import corrected_cell, correction, finding, rendition, revision, verdict
from db.writing.corrections import mend, read_corrections, restore, unmend
from db.writing.identities import ReportKeys, find_document
from db.writing.load import Loader
from db.writing.misreadings import agrees, is_certain, is_doubt, is_sound
from db.writing.packed.packing import pack
from db.writing.stored_content import read_findings, read_report


class JudgementRefusedError(StoreError):
    """A correction or verdict about something the database does not hold."""


class NotAMisreadingError(JudgementRefusedError):
    """A correction of what the document prints and was read without doubt; the message says what, and where."""

    def __init__(self, fact: Fact) -> None:
        self.raw = fact.raw.strip()
        self.locator = fact.place.locator if fact.place is not None else ""
        where = f" at {self.locator}" if self.locator else ""
        super().__init__(
            f"the document prints 「{self.raw}」{where}, and that was read without doubt: an issuer's own error stays; "
            "judge its finding: gongkai verdict FINDING issuer_error"
        )


@dataclass(frozen=True, slots=True)
class _Held:
    """A document as it was read last, without its corrections."""

    document_id: int
    report_id: int
    report: Report


def write_correction(loader: Loader, item: Correction) -> LoadResult:
    """Put a correction down and write the ``corrected`` revision that follows from it.

    Raises NotAMisreadingError for one that gainsays what the document prints, where that was read without doubt.
    """
    document_id = find_document(loader.connection, item.document_sha256)
    if document_id is None:
        raise JudgementRefusedError(f"no document {item.document_sha256} in this database")
    if (item.value is not None) != (item.state == "number"):
        raise JudgementRefusedError(f"a cell that is {item.state} cannot have the value {item.value}")
    if not is_sound(item):
        told = item.state if item.value is None else f"{item.value:f}"
        raise JudgementRefusedError(f"what is printed, 「{item.raw}」, does not say {told}")
    held = _read_document(loader.connection, document_id)
    _refuse_certain(held.report, item)
    statement = insert(correction).values(
        document_id=document_id,
        field=item.field,
        applicant=item.applicant,
        state=item.state,
        value=item.value,
        raw=item.raw,
        unit=item.unit,
        table_code=item.table_code,
        author=item.author,
        explanation=item.explanation,
        evidence=item.evidence,
        given_at=loader.now,
    )
    loader.connection.execute(statement)
    return _read_anew(loader, held)


def withdraw_correction(loader: Loader, correction_id: int, author: str) -> LoadResult:
    """Take a correction back: a new revision says again what the reader had read."""
    _withdraw(loader.connection, correction, correction_id, author, loader.now)
    query = select(correction.c.document_id).where(correction.c.id == correction_id)
    return _read_anew(loader, _read_document(loader.connection, loader.connection.execute(query).scalar_one()))


def write_verdict(connection: Connection, item: Verdict, now: datetime) -> int:
    """Put a verdict down; its id. An earlier verdict on the same rule, cells and values is withdrawn by it."""
    query = (
        select(revision.c.report_id, finding.c.fingerprint, finding.c.rule)
        .join(revision, revision.c.id == finding.c.revision_id)
        .where(finding.c.id == item.finding_id)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise JudgementRefusedError(f"no finding {item.finding_id} in this database")
    same = (verdict.c.report_id == row.report_id, verdict.c.fingerprint == row.fingerprint)
    withdrawal = {"withdrawn_at": now, "withdrawn_by": item.author}
    connection.execute(update(verdict).where(*same, verdict.c.withdrawn_at.is_(None)).values(**withdrawal))
    statement = insert(verdict).values(
        report_id=row.report_id,
        fingerprint=row.fingerprint,
        rule=row.rule,
        kind=item.kind,
        author=item.author,
        explanation=item.explanation,
        given_at=now,
    )
    return add_row(connection, statement)


def withdraw_verdict(connection: Connection, verdict_id: int, author: str, now: datetime) -> None:
    """Take a verdict back; the finding is open again."""
    _withdraw(connection, verdict, verdict_id, author, now)


def _withdraw(connection: Connection, table: Table, number: int, author: str, now: datetime) -> None:
    standing = (table.c.id == number, table.c.withdrawn_at.is_(None))
    statement = update(table).where(*standing).values(withdrawn_at=now, withdrawn_by=author)
    if connection.execute(statement).rowcount == 0:
        raise JudgementRefusedError(f"no {table.name} {number} stands in this database")


def _read_document(connection: Connection, document_id: int) -> _Held:
    """The newest reading of a document, as the reader made it, with what it left in doubt."""
    query = (
        select(rendition.c.report_id, revision.c.id, revision.c.document_id)
        .join(revision, revision.c.id == rendition.c.revision_id)
        .where(rendition.c.document_id == document_id)
        .order_by(rendition.c.id.desc())
        .limit(1)
    )
    report_id, revision_id, read_from = connection.execute(query).one()
    held = read_report(connection, revision_id)
    if read_from != document_id:  # of which this one is a rendition: its corrections are not this document's
        return _Held(document_id, report_id, held)
    mended = restore(connection, revision_id, held)
    base = unmend(mended)
    doubts = _read_doubts(connection, document_id, held) if mended.mends else ()
    return _Held(document_id, report_id, replace(base, findings=tuple(dict.fromkeys((*base.findings, *doubts)))))


def _read_doubts(connection: Connection, document_id: int, held: Report) -> tuple[Finding, ...]:
    """What this code doubted when it read the document, before any correction.

    Where a cell is corrected, sums may hold that leave nothing in doubt; without it they hold no longer.
    """
    is_mended = exists().where(corrected_cell.c.revision_id == revision.c.id)
    same = (revision.c.code_version == held.code_version, revision.c.catalogue_version == held.catalogue_version)
    query = select(func.max(revision.c.id)).where(revision.c.document_id == document_id, *same, ~is_mended)
    revision_id = connection.execute(query).scalar_one()
    findings = () if revision_id is None else read_findings(connection, revision_id)
    return tuple(one for one in findings if is_doubt(one))


def _refuse_certain(held: Report, item: Correction) -> None:
    """NotAMisreadingError for a correction of what the issuer printed."""
    fact = next((one for one in held.facts if (one.field, one.applicant) == (item.field, item.applicant)), None)
    if fact is not None and not agrees(fact, item) and is_certain(fact, held.findings):
        raise NotAMisreadingError(fact)


def _read_anew(loader: Loader, held: _Held) -> LoadResult:
    """Apply the standing corrections to the newest reading of a document."""
    mended = mend(held.report, _check_cells(held.report, loader, held.document_id))
    checked = mended.report if loader.check is None else loader.check(mended.report)
    identity = ReportKeys(held.report_id, held.document_id, is_new_report=False, is_new_document=False)
    return loader.store(identity, pack(checked), mended.mends, reason="corrected")


def _check_cells(base: Report, loader: Loader, document_id: int) -> tuple[Row[Any], ...]:
    rows = read_corrections(loader.connection, document_id)
    read = {(fact.field, fact.applicant) for fact in base.facts}
    for row in rows:
        if (row.field, row.applicant) not in read and row.table_code is None:
            cell = f"{row.field}, {row.applicant}"
            raise JudgementRefusedError(f"the reader found no {cell}: say in which table it stands")
    return rows
