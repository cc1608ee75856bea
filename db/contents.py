"""What a revision holds, read back as the records that were stored."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from db.records import (
    Coverage,
    DocumentRef,
    Fact,
    Figure,
    Finding,
    IssuerRef,
    Operand,
    Place,
    Report,
    RuleTally,
    Section,
    Sighting,
    Topic,
    UnmappedRow,
)
from db.rows import UNITS_PER_POINT
from db.schema import (
    METHOD_NUMBERS,
    STATE_NUMBERS,
    TABLE_NUMBERS,
    applicant,
    document,
    fact,
    field,
    figure,
    finding,
    issuer,
    label,
    report,
    revision,
    rule_tally,
    section,
    sighting,
    topic,
    unit,
    unmapped,
)

_METHODS: Mapping[int, Any] = {number: method for method, number in METHOD_NUMBERS.items()}
_STATES: Mapping[int, Any] = {number: state for state, number in STATE_NUMBERS.items()}
_TABLES: Mapping[int, Any] = {number: table for table, number in TABLE_NUMBERS.items()}


def read_facts(connection: Connection, revision_id: int) -> tuple[Fact, ...]:
    """The facts of a revision, in the order of the dictionary's numbers."""
    words = (field.c.code.label("field"), applicant.c.code.label("applicant"), unit.c.code, label.c.code)
    query = (
        select(fact, words[0], words[1], words[2].label("unit"), words[3].label("label"))
        .join(field, field.c.id == fact.c.field_id)
        .join(applicant, applicant.c.id == fact.c.applicant_id)
        .join(label, label.c.id == fact.c.label_id)
        .outerjoin(unit, unit.c.id == fact.c.unit_id)
        .where(fact.c.revision_id == revision_id)
        .order_by(fact.c.field_id, fact.c.applicant_id)
    )
    return tuple(_make_fact(row) for row in connection.execute(query))


def read_figures(connection: Connection, revision_id: int) -> tuple[Figure, ...]:
    """The figures of a revision, in the order of the text."""
    return tuple(
        Figure(
            indicator=row.indicator,
            value=row.value,
            unit=row.unit,
            approximate=row.approximate,
            scope=row.scope,
            period=row.period,
            raw=row.raw,
            sentence=row.sentence,
            section=row.section,
            start=row.span_start,
            end=row.span_end,
            value_max=row.value_max,
            place=_make_place(row),
        )
        for row in _read_rows(connection, figure, revision_id)
    )


def read_sections(connection: Connection, revision_id: int) -> tuple[Section, ...]:
    """The sections of a revision with their topics."""
    topics: dict[int, list[Topic]] = defaultdict(list)
    for row in _read_rows(connection, topic, revision_id):
        topics[row.section_position].append(Topic(row.code, row.title, row.span_start, row.span_end))
    return tuple(
        Section(row.code, row.number, row.title, row.text, _make_place(row), tuple(topics[row.position]))
        for row in _read_rows(connection, section, revision_id)
    )


def read_findings(connection: Connection, revision_id: int) -> tuple[Finding, ...]:
    """The findings of a revision by itself; those between two years are not part of it."""
    rows = _read_rows(connection, finding, revision_id)
    return tuple(_make_finding(row) for row in rows if row.other_revision_id is None)


def read_report(connection: Connection, revision_id: int) -> Report:
    """Everything a revision holds, as the report that was loaded; its sighting is the first of its document."""
    query = (
        select(revision, report.c.year, issuer, document, revision.c.title.label("report_title"))
        .join(report, report.c.id == revision.c.report_id)
        .join(issuer, issuer.c.id == report.c.issuer_id)
        .join(document, document.c.id == revision.c.document_id)
        .where(revision.c.id == revision_id)
    )
    row = connection.execute(query).one()._mapping
    return Report(
        issuer=_make_issuer(row),
        year=row[report.c.year],
        title=row["report_title"],
        document=_make_document(row),
        sighting=_read_sighting(connection, row[document.c.id]),
        editions=tuple((code, edition) for code, edition in row[revision.c.editions]),
        facts=read_facts(connection, revision_id),
        figures=read_figures(connection, revision_id),
        sections=read_sections(connection, revision_id),
        findings=read_findings(connection, revision_id),
        tallies=_read_tallies(connection, revision_id),
        unmapped=_read_unmapped(connection, revision_id),
        coverage=Coverage(row[revision.c.numeric_cells], row[revision.c.mapped_cells]),
        code_version=row[revision.c.code_version],
        catalogue_version=row[revision.c.catalogue_version],
    )


def _read_rows(connection: Connection, table: Table, revision_id: int) -> Sequence[Row[Any]]:
    query = select(table).where(table.c.revision_id == revision_id)
    order = [column for column in table.columns if column.name in ("section_position", "position")]
    return connection.execute(query.order_by(*order)).all()


def _make_fact(row: Row[Any]) -> Fact:
    return Fact(
        table_code=_TABLES[row.table_id],
        field=row.field,
        applicant=row.applicant,
        state=_STATES[row.state_id],
        value=row.value,
        unit=row.unit,
        raw=row.raw,
        method=_METHODS[row.method_id],
        label=row.label,
        place=_make_place(row),
        standard_value=row.standard_value,
        candidates=tuple(json.loads(row.candidates or "[]")),
    )


def _make_finding(row: Row[Any]) -> Finding:
    return Finding(
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
    )


def _make_place(row: Row[Any]) -> Place | None:
    if row.locator is None:
        return None
    frame = (row.box_left, row.box_top, row.box_right, row.box_bottom)
    return Place(row.locator, row.page, *(None if side is None else side / UNITS_PER_POINT for side in frame))


def _make_issuer(row: Mapping[Any, Any]) -> IssuerRef:
    return IssuerRef(
        name=row[issuer.c.name],
        raw=row[revision.c.issuer_raw],
        code=row[issuer.c.code],
        level=row[issuer.c.level],
        kind=row[issuer.c.kind],
        parent=row[issuer.c.parent] or None,
    )


def _make_document(row: Mapping[Any, Any]) -> DocumentRef:
    columns = (document.c.sha256, document.c.media_type, document.c.name, document.c.size, document.c.pages)
    return DocumentRef(*(row[column] for column in columns))


def _read_sighting(connection: Connection, document_id: int) -> Sighting:
    query = (
        select(sighting.c.location, sighting.c.published_on, sighting.c.title)
        .where(sighting.c.document_id == document_id)
        .order_by(sighting.c.first_seen, sighting.c.location)
        .limit(1)
    )
    return Sighting(*connection.execute(query).one())


def _read_tallies(connection: Connection, revision_id: int) -> tuple[RuleTally, ...]:
    rows = _read_rows(connection, rule_tally, revision_id)
    return tuple(RuleTally(*told) for told in sorted((row.rule, row.state, row._mapping["count"]) for row in rows))


def _read_unmapped(connection: Connection, revision_id: int) -> tuple[UnmappedRow, ...]:
    return tuple(
        UnmappedRow(row.table_code, row.label, row.label_key, tuple(json.loads(row.cells)), row.unit, _make_place(row))
        for row in _read_rows(connection, unmapped, revision_id)
    )


def find_last_number(connection: Connection, report_id: int) -> int:
    """The number of a report's last revision, 0 when it has none."""
    query = select(func.max(revision.c.number)).where(revision.c.report_id == report_id)
    return connection.execute(query).scalar_one() or 0
