"""What a revision holds, read back as the records that were stored."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Table, bindparam, select, text

from db.schema.fact_columns import turn_rows
from db.schema.records import (
    Coverage,
    DocumentRef,
    Fact,
    Figure,
    Finding,
    IssuerRef,
    Report,
    RuleTally,
    Section,
    Sighting,
    UnmappedRow,
)
from db.schema.tables import (
    document,
    figure,
    finding,
    issuer,
    report,
    revision,
    rule_tally,
    section,
    sighting,
    topic,
    unmapped,
)
from db.writing.packed.cells import Cells, Year
from db.writing.packed.rows import list_columns
from db.writing.packed.unpacking import make_fact, make_figure, make_finding, make_sections, make_unmapped

_FACT_COLUMNS = (
    "d.code, a.code, f.table_id, f.state_id, f.method_id, f.value, f.standard_value, u.code, f.raw, l.code, "
    "f.locator, f.page, f.box_left, f.box_top, f.box_right, f.box_bottom, f.candidates "
    "FROM fact f JOIN field d ON d.id = f.field_id JOIN applicant a ON a.id = f.applicant_id "
    "JOIN label l ON l.id = f.label_id LEFT JOIN unit u ON u.id = f.unit_id "
)
_FACTS = text(f"SELECT {_FACT_COLUMNS} WHERE f.revision_id = :revision_id ORDER BY f.field_id, f.applicant_id")
_MANY: BindParameter[Any] = bindparam("revisions", expanding=True)
_FACTS_OF_MANY = text(
    f"SELECT f.revision_id, {_FACT_COLUMNS} WHERE f.revision_id IN :revisions "
    "ORDER BY f.revision_id, f.field_id, f.applicant_id"
).bindparams(_MANY)

_NAMED = (
    select(
        revision.c.id.label("revision_id"),
        issuer.c.name.label("issuer"),
        revision.c.issuer_raw,
        report.c.year,
        revision.c.title,
        document,
    )
    .join_from(revision, report, report.c.id == revision.c.report_id)
    .join(issuer, issuer.c.id == report.c.issuer_id)
    .join(document, document.c.id == revision.c.document_id)
)
_YEAR = _NAMED.where(revision.c.id == bindparam("revision_id"))
_YEARS = _NAMED.where(revision.c.id.in_(_MANY))


def _list_own_columns(table: Table) -> str:
    """The columns as ``packing.py`` makes them; only names of our own tables and columns stand in it."""
    return ", ".join(name for name in list_columns(table) if name not in ("revision_id", "other_revision_id"))


def _select_rows(table: Table, order: str, where: str = "") -> Any:
    """The rows of a revision."""
    columns = _list_own_columns(table)
    return text(f"SELECT {columns} FROM {table.name} WHERE revision_id = :revision_id {where}ORDER BY {order}")  # noqa: S608


def _select_of_many(table: Table, order: str) -> Any:
    """The rows of several revisions, each behind the number of its own."""
    columns = f"revision_id, {_list_own_columns(table)}"
    where = "WHERE revision_id IN :revisions"
    return text(f"SELECT {columns} FROM {table.name} {where} ORDER BY revision_id, {order}").bindparams(_MANY)  # noqa: S608


# Read as the drivers give it: each row is made a record by one call, and no type is asked about each value.
_FIGURES = _select_rows(figure, "position")
_SECTIONS = _select_rows(section, "position")
_TOPICS = _select_rows(topic, "section_position, position")
_SECTIONS_OF_MANY = _select_of_many(section, "position")
_TOPICS_OF_MANY = _select_of_many(topic, "section_position, position")
_FINDINGS = _select_rows(finding, "position", "AND other_revision_id IS NULL ")
_TALLIES = _select_rows(rule_tally, "rule, state")
_UNMAPPED = _select_rows(unmapped, "position")


def read_facts(connection: Connection, revision_id: int) -> tuple[Fact, ...]:
    """The facts of a revision, in the order of the dictionary's numbers."""
    return tuple(map(make_fact, _read_rows(connection, _FACTS, revision_id)))


def read_figures(connection: Connection, revision_id: int) -> tuple[Figure, ...]:
    """The figures of a revision, in the order of the text."""
    return tuple(map(make_figure, _read_rows(connection, _FIGURES, revision_id)))


def read_sections(connection: Connection, revision_id: int) -> tuple[Section, ...]:
    """The sections of a revision with their topics."""
    topics = _read_rows(connection, _TOPICS, revision_id)
    return make_sections(_read_rows(connection, _SECTIONS, revision_id), topics)


def read_findings(connection: Connection, revision_id: int) -> tuple[Finding, ...]:
    """The findings of a revision by itself; those between two revisions are not part of it."""
    return tuple(map(make_finding, _read_rows(connection, _FINDINGS, revision_id)))


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


def read_stated(connection: Connection, revision_id: int) -> Report:
    """Of a revision, the names of its report, its facts and sections; the rest is left out."""
    row = connection.execute(_YEAR, {"revision_id": revision_id}).one()
    return Report(
        issuer=IssuerRef(row.issuer, row.issuer_raw),
        year=row.year,
        title=row.title,
        document=_make_document(row._mapping),
        sighting=Sighting(""),
        editions=(),
        facts=read_facts(connection, revision_id),
        sections=read_sections(connection, revision_id),
    )


def read_year(connection: Connection, revision_id: int) -> Year:
    """What a revision is held against another year's by."""
    return read_years(connection, [revision_id])[revision_id]


def read_years(connection: Connection, revisions: Sequence[int]) -> dict[int, Year]:
    """What several revisions are held against other years' by, asked for together."""
    told = {"revisions": revisions}
    facts, sections, topics = (
        _group_rows(connection.execute(which, told)) for which in (_FACTS_OF_MANY, _SECTIONS_OF_MANY, _TOPICS_OF_MANY)
    )
    return {
        row.revision_id: Year(
            row.year,
            _make_document(row._mapping),
            Cells(turn_rows(facts.get(row.revision_id, ()))),
            sections.get(row.revision_id, ()),
            topics.get(row.revision_id, ()),
        )
        for row in connection.execute(_YEARS, told)
    }


def _group_rows(rows: Iterable[Row[Any]]) -> dict[int, Sequence[Sequence[Any]]]:
    """By the number that each row begins with, what stands behind it."""
    return {number: [row[1:] for row in of_one] for number, of_one in groupby(rows, itemgetter(0))}


def _read_rows(connection: Connection, statement: Any, revision_id: int) -> Sequence[Row[Any]]:
    return connection.execute(statement, {"revision_id": revision_id}).all()


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
    return tuple(RuleTally(*row) for row in sorted(tuple(row) for row in _read_rows(connection, _TALLIES, revision_id)))


def _read_unmapped(connection: Connection, revision_id: int) -> tuple[UnmappedRow, ...]:
    return tuple(map(make_unmapped, _read_rows(connection, _UNMAPPED, revision_id)))
