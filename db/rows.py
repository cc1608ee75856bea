"""A report as rows of the tables a revision holds."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from sqlalchemy import Connection, Table

from db.codes import Codes
from db.content import fingerprint, hash_facts
from db.exact import bind_number
from db.records import Fact, Figure, Finding, Place, Report
from db.schema import (
    METHOD_NUMBERS,
    STATE_NUMBERS,
    TABLE_NUMBERS,
    applicant,
    fact,
    fact_hash,
    field,
    figure,
    finding,
    label,
    rule_tally,
    section,
    topic,
    unit,
    unmapped,
)

Row = tuple[object, ...]
Rows = Iterator[tuple[Table, Row]]

UNITS_PER_POINT = 100

_COLUMNS = {
    finding: tuple(column.name for column in finding.columns if column.name != "id"),
}


def list_columns(table: Table) -> tuple[str, ...]:
    """The columns of a row of ``table`` as this module builds it, in order."""
    return _COLUMNS.get(table) or tuple(column.name for column in table.columns)


@dataclass(frozen=True, slots=True)
class RowBuilder:
    """Builds rows for one connection: it knows the engine's numbers and the dictionary's."""

    connection: Connection
    codes: Codes

    def build(self, revision_id: int, report: Report) -> Rows:
        """Every row that the revision holds, each with its table."""
        yield from self._build_sections(revision_id, report)
        for item in report.facts:
            yield fact, self._build_fact(revision_id, item)
        for position, prose in enumerate(report.figures):
            yield figure, self._build_figure(revision_id, position, prose)
        for position, result in enumerate(report.findings):
            yield finding, self._build_finding(revision_id, position, result)
        for tally in report.tallies:
            yield rule_tally, (revision_id, tally.rule, tally.state, tally.count)
        for position, row in enumerate(report.unmapped):
            cells = json.dumps(row.values, ensure_ascii=False)
            head = (revision_id, position, row.table_code, row.label, row.label_key, cells, row.unit)
            yield unmapped, (*head, *_build_place(row.place))
        numbers = hash_facts(report)
        if numbers is not None:
            yield fact_hash, (revision_id, numbers)

    def _build_sections(self, revision_id: int, report: Report) -> Rows:
        for position, part in enumerate(report.sections):
            head = (revision_id, position, part.code, part.number, part.title, part.text)
            yield section, (*head, *_build_place(part.place))
            for number, item in enumerate(part.topics):
                yield topic, (revision_id, position, number, item.code, item.title, item.start, item.end)

    def _build_fact(self, revision_id: int, item: Fact) -> Row:
        return (
            revision_id,
            self._number(field, item.field, table_code=item.table_code, declared=False),
            self._number(applicant, item.applicant, declared=False),
            TABLE_NUMBERS[item.table_code],
            STATE_NUMBERS[item.state],
            METHOD_NUMBERS[item.method],
            self._bind(item.value),
            self._bind(item.standard_value),
            None if item.unit is None else self._number(unit, item.unit),
            item.raw,
            self._number(label, item.label),
            *_build_place(item.place),
            _dump(item.candidates),
        )

    def _build_figure(self, revision_id: int, position: int, item: Figure) -> Row:
        values = (item.indicator, self._bind(item.value), self._bind(item.value_max), item.unit)
        words = (item.approximate, item.scope, item.period, item.raw, item.sentence)
        return (revision_id, position, *values, *words, item.section, item.start, item.end, *_build_place(item.place))

    def build_compared_findings(
        self, revision_id: int, position: int, findings: Sequence[Finding], other_revision_id: int
    ) -> Rows:
        """Findings about a revision held against another, numbered from ``position``."""
        for number, item in enumerate(findings, position):
            yield finding, self._build_finding(revision_id, number, item, other_revision_id)

    def _build_finding(
        self, revision_id: int, position: int, item: Finding, other_revision_id: int | None = None
    ) -> Row:
        verdict = (item.rule, item.state, item.severity, item.message, item.message_en)
        cell = (item.table_code, item.field, item.applicant)
        values = (self._bind(item.expected), self._bind(item.reported), item.formula, item.locator)
        operands = _dump([asdict(operand) for operand in item.operands])
        return (revision_id, position, *verdict, *cell, *values, operands, fingerprint(item), other_revision_id)

    def _number(self, table: Table, code: str, **defaults: object) -> int:
        return self.codes.number(self.connection, table, code, **defaults)

    def _bind(self, value: Decimal | None) -> object:
        return bind_number(value, self.connection.dialect.name)


def _build_place(place: Place | None) -> Row:
    if place is None:
        return (None,) * 6
    frame = (place.left, place.top, place.right, place.bottom)
    return (place.locator, place.page, *(None if side is None else round(side * UNITS_PER_POINT) for side in frame))


def _dump(values: Sequence[object]) -> str | None:
    return json.dumps(values, ensure_ascii=False) if values else None
