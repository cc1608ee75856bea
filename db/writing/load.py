"""Loading one report: the decisions of ``db/writing/revisions.py`` carried out inside one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from db.schema.codes import Codes, add_row
from db.schema.records import CheckState, Fact, LoadOutcome, LoadResult, Report
from db.schema.tables import comeback, rendition, revision
from db.writing.bulk import Pending
from db.writing.corrections import (
    Mended,
    Mends,
    describe_beneath,
    mend,
    read_corrections,
    restore,
    write_corrected_cells,
)
from db.writing.identities import ReportKeys, identify
from db.writing.packed.packing import Packed, pack
from db.writing.packed.rows import RowBuilder
from db.writing.packed.unpacking import make_fact, unpack
from db.writing.revisions import Copy, Keep, ReadingKey, ReportState, Write, comes_back, decide, find_unsettled
from db.writing.standing import read_known, read_standing
from db.writing.stored_content import read_facts, read_report
from db.writing.years import RecentYears

# Statements of the hot path are built once: to build one costs more than to run it.
_INSERT_REVISION = insert(revision)
_INSERT_RENDITION = insert(rendition)
_REPORTS_OF_DOCUMENT = (
    select(rendition.c.report_id).where(rendition.c.document_id == bindparam("document_id")).distinct()
)

Check = Callable[[Report], Report]
"""Gives a report with its findings made anew."""


class LoadRefused(Exception):
    """A report that cannot be stored: no issuer, or one cell given twice."""


@dataclass(frozen=True, slots=True)
class Loader:
    """Everything a load needs besides the report."""

    connection: Connection
    codes: Codes
    pending: Pending
    now: datetime
    run_id: int | None = None
    check: Check | None = None
    recent: RecentYears | None = None

    def load(self, packed: Packed) -> LoadResult:
        """Store what a report adds to what is known, by the five rules; LoadRefused for one that cannot be stored."""
        if packed.refusal:
            raise LoadRefused(packed.refusal)
        identity = identify(self.connection, packed.head, self.now)
        corrections = () if identity.is_new_document else read_corrections(self.connection, identity.document_id)
        if corrections or identity.solved:
            mended = self.recheck(mend(answer(unpack(packed), identity.solved), corrections))
            result = self.store(identity, pack(mended.report), mended.mends, place=_find_place(packed))
        else:
            result = self.store(identity, packed, place=_find_place(packed))
        if not identity.is_new_document:
            self._settle_others(identity)
        return result

    def recheck(self, mended: Mended) -> Mended:
        """The mended report with findings about its mended cells, when a check was handed in."""
        if self.check is None or not mended.mends:
            return mended
        return replace(mended, report=self.check(mended.report))

    def store(
        self,
        identity: ReportKeys,
        packed: Packed,
        mends: Mends = (),
        *,
        reason: LoadOutcome | None = None,
        place: str = "",
    ) -> LoadResult:
        """Write a reading of a known document, if it says anything new, and see that the right revision is current.

        Args:
            identity: The report and document that it is of.
            packed: The reading.
            mends: What people corrected in it.
            reason: Why it is written, where a person wants it; else the decision says.
            place: The address of a site that shows the document now.
        """
        standing = self._read_standing(identity, packed, place)
        is_back = bool(place) and comes_back(standing, identity.document_id)
        if is_back:
            standing = standing.let_come_back(identity.document_id)
        result = self._carry_out(identity, standing, packed, mends, reason)
        if is_back:
            self._note_comeback(identity, result.revision_id)
        return result

    def _carry_out(
        self, identity: ReportKeys, standing: ReportState, packed: Packed, mends: Mends, reason: LoadOutcome | None
    ) -> LoadResult:
        decision = decide(standing, identity.document_id, self._read_with(identity.document_id, packed, mends))
        if isinstance(decision, Keep):
            result = self._keep(identity, standing, decision)
        else:
            decision = decision if reason is None else replace(decision, reason=reason)
            result = self._write(identity, standing, decision, packed, mends)
        if find_unsettled(standing) is None or (isinstance(decision, Write) and decision.becomes_current):
            return result
        self._settle(identity.report_id)
        return replace(result, is_current=self._find_current(identity.report_id) == result.revision_id)

    @staticmethod
    def _read_with(document_id: int, packed: Packed, mends: Mends) -> ReadingKey:
        """The reading together with what stands beneath its corrections."""
        if not mends:
            return packed.reading
        facts = map(make_fact, packed.facts.list_rows())
        return replace(packed.reading, beneath=describe_beneath(document_id, mends, facts))

    def _keep(self, identity: ReportKeys, standing: ReportState, decision: Keep) -> LoadResult:
        if decision.is_new_rendition:
            self._note_rendition(identity, decision.revision_id)
        known = next(one for one in standing.revisions if one.revision_id == decision.revision_id)
        return LoadResult("unchanged", identity.report_id, known.revision_id, known.number, known.is_current)

    def _write(
        self, identity: ReportKeys, standing: ReportState, decision: Write, packed: Packed, mends: Mends
    ) -> LoadResult:
        current = standing.current
        changed = 0 if current is None else self._count_changes(current.revision_id, packed)
        if decision.becomes_current and current is not None:
            self._supersede(current.revision_id)
        number = standing.last_number + 1
        revision_id = self._insert_revision(identity, number, decision, packed)
        self.pending.add(write_corrected_cells(revision_id, mends))
        if mends:  # which are looked up before the next load of the report
            self.pending.flush(self.connection)
        self._note_rendition(identity, revision_id)
        return LoadResult(
            outcome=decision.reason,
            report_id=identity.report_id,
            revision_id=revision_id,
            revision_number=number,
            is_current=decision.becomes_current,
            changed_cells=changed,
        )

    def _insert_revision(self, identity: ReportKeys, number: int, decision: Write, packed: Packed) -> int:
        values = {
            **describe_revision(identity.report_id, identity.document_id, number, decision, packed),
            "run_id": self.run_id,
            "loaded_at": self.now,
            "superseded_at": None if decision.becomes_current else self.now,
        }
        revision_id = add_row(self.connection, _INSERT_REVISION, values)
        self.pending.add(RowBuilder(self.connection, self.codes).build(revision_id, packed))
        if self.recent is not None:
            self.recent.note(revision_id, packed)
        return revision_id

    def _settle(self, report_id: int) -> None:
        """Make the newest reading of the newest document current, if something else is.

        Needed when a document turns out older than thought or to be another report's. The reading is written again:
        to revive the old row would falsify what was held in between.
        """
        standing = read_standing(self.connection, report_id)
        unsettled = standing.find(find_unsettled(standing))
        if unsettled is None:
            if not standing.copies and standing.current is not None:
                self._supersede(standing.current.revision_id)
            return
        self.pending.flush(self.connection)
        mended = restore(self.connection, unsettled.revision_id, read_report(self.connection, unsettled.revision_id))
        document_id = next(copy.document_id for copy in standing.copies if copy.revision_id == unsettled.revision_id)
        previous = standing.current
        decision = Write("source_changed", True, None if previous is None else previous.revision_id)
        identity = ReportKeys(report_id, document_id, is_new_report=False, is_new_document=False)
        self._write(identity, standing, decision, pack(mended.report), mended.mends)

    def move(self, identity: ReportKeys, mended: Mended) -> LoadResult:
        """Give a document's reading to another report, as a person said, and settle the one it stood for."""
        result = self.store(identity, pack(mended.report), mended.mends, reason="reassigned")
        self._settle_others(identity)
        return result

    def _settle_others(self, identity: ReportKeys) -> None:
        """See to the reports that this document stood for before it was read as this one."""
        told = {"document_id": identity.document_id}
        for (report_id,) in self.connection.execute(_REPORTS_OF_DOCUMENT, told).all():
            if report_id != identity.report_id:
                self._settle(report_id)

    def _read_standing(self, identity: ReportKeys, packed: Packed, place: str) -> ReportState:
        if identity.is_new_document and packed.head.sighting.published_on is None:  # it is the newest, whatever is held
            known = () if identity.is_new_report else read_known(self.connection, identity.report_id)
            return ReportState(known, (Copy(identity.document_id, None, None, None),))
        is_new = identity.is_new_document
        return read_standing(self.connection, identity.report_id, identity.document_id, place, is_new=is_new)

    def _find_current(self, report_id: int) -> int | None:
        query = select(revision.c.id).where(revision.c.report_id == report_id, revision.c.superseded_at.is_(None))
        return self.connection.execute(query).scalar_one_or_none()

    def _note_rendition(self, identity: ReportKeys, revision_id: int) -> int:
        told = describe_rendition(identity.report_id, identity.document_id, revision_id, self.now)
        return add_row(self.connection, _INSERT_RENDITION, told)

    def _note_comeback(self, identity: ReportKeys, revision_id: int) -> None:
        """Put down that the document came back, as a rendition of its own: their order is that of arrival."""
        self.connection.execute(insert(comeback).values(rendition_id=self._note_rendition(identity, revision_id)))

    def _supersede(self, revision_id: int) -> None:
        statement = update(revision).where(revision.c.id == revision_id).values(superseded_at=self.now)
        self.connection.execute(statement)

    def _count_changes(self, revision_id: int, packed: Packed) -> int:
        self.pending.flush(self.connection)
        old = {_key(fact): _read_as(fact) for fact in read_facts(self.connection, revision_id)}
        new = {_key(fact): _read_as(fact) for fact in map(make_fact, packed.facts.list_rows())}
        return sum(old.get(key) != new.get(key) for key in old.keys() | new.keys())


def _find_place(packed: Packed) -> str:
    """The address of a site that shows the document now; empty for a file, and for what was only read again."""
    seen = packed.head.sighting
    return seen.location if seen.is_news and "://" in seen.location else ""


def answer(report: Report, solved: frozenset[str], state: CheckState = "pass") -> Report:
    """The report with the findings that a person has answered in another state; they stay to be read."""
    if not solved:
        return report
    findings = (replace(found, state=state) if found.rule in solved else found for found in report.findings)
    return replace(report, findings=tuple(findings))


def describe_rendition(report_id: int, document_id: int, revision_id: int, now: datetime) -> dict[str, Any]:
    """The row that says which revision a document is read as."""
    return {"document_id": document_id, "report_id": report_id, "revision_id": revision_id, "read_at": now}


def describe_revision(report_id: int, document_id: int, number: int, decision: Write, packed: Packed) -> dict[str, Any]:
    """The columns of a revision but its number in the database, its run and its times."""
    return {
        "report_id": report_id,
        "number": number,
        "document_id": document_id,
        "reason": decision.reason,
        "previous_id": decision.previous_id,
        "content_hash": packed.reading.content_hash,
        "findings_hash": packed.reading.findings_hash,
        "code_version": packed.reading.code_version,
        "catalogue_version": packed.reading.catalogue_version,
        **_describe_report(packed),
    }


def _describe_report(packed: Packed) -> dict[str, Any]:
    """The columns of a revision that are told by the report alone."""
    report = packed.head
    return {
        "title": report.title,
        "issuer_raw": report.issuer.raw,
        "edition_t2": report.edition("T2"),
        "edition_t3": report.edition("T3"),
        "edition_t4": report.edition("T4"),
        "editions": [list(pair) for pair in report.editions],
        "cells": len(packed.facts),
        "numbers": packed.numbers,
        "numeric_cells": report.coverage.numeric_cells,
        "mapped_cells": report.coverage.mapped,
        "errors": packed.errors,
        "warnings": packed.warnings,
    }


def _key(fact: Fact) -> tuple[str, str]:
    return (fact.field, fact.applicant)


def _read_as(fact: Fact) -> tuple[object, ...]:
    return (fact.state, fact.value, fact.unit, fact.raw)
