"""What the page reads for those who judge: the findings of a revision, what was said of them, and who waits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, and_, column, or_, select, table

from db.schema.exact import Instant
from db.schema.records import Operand
from db.schema.tables import finding, revision, verdict

_COLUMNS = ("report_id", "issuer", "parent", "year", "state", "errors", "warnings", "revision_id", "title")
_STATUS = table("report_status", *map(column, _COLUMNS), column("loaded_at", Instant()))

OPEN_STATES = ("fail", "uncertain")
"""States of a finding that speak against what was read."""


@dataclass(frozen=True, slots=True)
class VerdictRecord:
    """One verdict, standing or withdrawn."""

    verdict_id: int
    kind: str
    author: str
    explanation: str
    given_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str | None


@dataclass(frozen=True, slots=True)
class HeldFinding:
    """A finding as it is stored, with the verdict that stands on it."""

    finding_id: int
    report_id: int
    revision_id: int
    rule: str
    state: str
    severity: str
    message: str
    message_en: str
    table_code: str | None
    field: str | None
    applicant: str | None
    expected: Decimal | None
    reported: Decimal | None
    formula: str | None
    locator: str | None
    operands: tuple[Operand, ...]
    said: tuple[VerdictRecord, ...]
    """What was said of the same rule, cells and values, newest first."""

    @property
    def verdict(self) -> VerdictRecord | None:
        """The verdict that stands."""
        return next((one for one in self.said if one.withdrawn_at is None), None)

    @property
    def is_open(self) -> bool:
        """Whether it speaks against what was read."""
        return self.state in OPEN_STATES

    @property
    def subject(self) -> tuple[str, str] | None:
        """The cell it is about, as (field, applicant)."""
        return (self.field, self.applicant) if self.field and self.applicant else None

    @property
    def cells(self) -> frozenset[tuple[str, str]]:
        """Every cell it names, as (field, applicant)."""
        used = {(operand.field, operand.applicant) for operand in self.operands}
        return frozenset(used if self.subject is None else used | {self.subject})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report in the queue, with the findings that put it there."""

    report_id: int
    revision_id: int
    issuer: str
    parent: str | None
    year: int | None
    state: str
    errors: int
    warnings: int
    loaded_at: datetime
    findings: tuple[HeldFinding, ...]


def list_findings(connection: Connection, revisions: Sequence[int]) -> tuple[HeldFinding, ...]:
    """The findings of some revisions, in the order of the checks; those between years while both years are current."""
    other = revision.alias()
    holds = or_(
        finding.c.other_revision_id.is_(None),
        select(other.c.id).where(other.c.id == finding.c.other_revision_id, other.c.superseded_at.is_(None)).exists(),
    )
    query = (
        select(finding, revision.c.report_id)
        .join(revision, revision.c.id == finding.c.revision_id)
        .where(finding.c.revision_id.in_(revisions), holds)
        .order_by(finding.c.revision_id, finding.c.position)
    )
    rows = connection.execute(query).all()
    said = _list_said(connection, {row.report_id for row in rows})
    return tuple(_make_finding(row, said.get((row.report_id, row.fingerprint), ())) for row in rows)


def find_finding(connection: Connection, finding_id: int) -> HeldFinding | None:
    """One finding by its id."""
    query = select(finding.c.revision_id).where(finding.c.id == finding_id)
    held = connection.execute(query).scalar_one_or_none()
    found = () if held is None else list_findings(connection, [held])
    return next((one for one in found if one.finding_id == finding_id), None)


def find_verdict_report(connection: Connection, verdict_id: int) -> int | None:
    """The report that a verdict is about."""
    return connection.execute(select(verdict.c.report_id).where(verdict.c.id == verdict_id)).scalar_one_or_none()


def list_waiting(
    connection: Connection,
    state: str,
    *,
    year: int | None = None,
    rule: str | None = None,
    before: int | None,
    limit: int,
) -> tuple[Waiting, ...]:
    """Reports of one state, the one loaded last first; ``before`` is the revision that the page before ended with."""
    rows = connection.execute(_select_waiting(state, year, rule, before).limit(limit)).all()
    findings = list_findings(connection, [row.revision_id for row in rows])
    severities = ("error",) if state in ("flagged", "reviewed") else ("error", "warning")
    return tuple(
        Waiting(
            report_id=row.report_id,
            revision_id=row.revision_id,
            issuer=row.issuer,
            parent=row.parent,
            year=row.year,
            state=row.state,
            errors=row.errors,
            warnings=row.warnings,
            loaded_at=row.loaded_at,
            findings=tuple(
                one
                for one in findings
                if one.revision_id == row.revision_id and one.is_open and one.severity in severities
            ),
        )
        for row in rows
    )


def _select_waiting(state: str, year: int | None, rule: str | None, before: int | None) -> Select[Any]:
    query = select(_STATUS).where(_STATUS.c.state == state).order_by(_STATUS.c.revision_id.desc())
    if year is not None:
        query = query.where(_STATUS.c.year == year)
    if before is not None:
        query = query.where(_STATUS.c.revision_id < before)
    if rule:
        same = and_(finding.c.revision_id == _STATUS.c.revision_id, finding.c.rule == rule)
        query = query.where(select(finding.c.id).where(same, finding.c.state.in_(OPEN_STATES)).exists())
    return query


def _list_said(connection: Connection, reports: set[int]) -> dict[tuple[int, str], tuple[VerdictRecord, ...]]:
    query = select(verdict).where(verdict.c.report_id.in_(sorted(reports))).order_by(verdict.c.id.desc())
    found: dict[tuple[int, str], tuple[VerdictRecord, ...]] = {}
    for row in connection.execute(query):
        said = VerdictRecord(
            row.id, row.kind, row.author, row.explanation, row.given_at, row.withdrawn_at, row.withdrawn_by
        )
        key = (row.report_id, row.fingerprint)
        found[key] = (*found.get(key, ()), said)
    return found


def _make_finding(row: Any, said: tuple[VerdictRecord, ...]) -> HeldFinding:
    return HeldFinding(
        finding_id=row.id,
        report_id=row.report_id,
        revision_id=row.revision_id,
        rule=row.rule,
        state=row.state,
        severity=row.severity,
        message=row.message,
        message_en=row.message_en,
        table_code=row.table_code,
        field=row.field,
        applicant=row.applicant,
        expected=row.expected,
        reported=row.reported,
        formula=row.formula,
        locator=row.locator,
        operands=tuple(Operand(**operand) for operand in json.loads(row.operands or "[]")),
        said=said,
    )
