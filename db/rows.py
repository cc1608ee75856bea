"""Packed rows as rows of the tables a revision holds: with the numbers of the dictionary and of the engine."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table

from db.base import TABLE_NUMBERS
from db.codes import Codes
from db.exact import bind_packed
from db.packing import Packed, Row, pack_finding
from db.records import Finding
from db.schema import (
    applicant,
    fact,
    fact_hash,
    field,
    figure,
    finding,
    label,
    rule_tally,
    run_item,
    section,
    topic,
    unit,
    unmapped,
)

Rows = Iterator[tuple[Table, list[Row]]]

_COLUMNS = {
    table: tuple(column.name for column in table.columns if column.name != "id") for table in (finding, run_item)
}
_TABLE_CODES = {number: code for code, number in TABLE_NUMBERS.items()}


@cache
def list_columns(table: Table) -> tuple[str, ...]:
    """The columns of a row of ``table`` as this module builds it, in order."""
    return _COLUMNS.get(table) or tuple(column.name for column in table.columns)


@dataclass(frozen=True, slots=True)
class RowBuilder:
    """Builds rows for one connection: it knows the engine's numbers and the dictionary's."""

    connection: Connection
    codes: Codes

    def build(self, revision_id: int, packed: Packed) -> Rows:
        """Every row that the revision holds, by table."""
        yield section, [(revision_id, *row) for row in packed.sections]
        yield topic, [(revision_id, *row) for row in packed.topics]
        yield fact, self._build_facts(revision_id, packed.facts)
        yield figure, [self._build_figure(revision_id, row) for row in packed.figures]
        yield finding, [self._build_finding(revision_id, row) for row in packed.findings]
        yield rule_tally, [(revision_id, *row) for row in packed.tallies]
        yield unmapped, [(revision_id, *row) for row in packed.unmapped]
        yield fact_hash, [] if packed.fact_hash is None else [(revision_id, packed.fact_hash)]

    def _build_facts(self, revision_id: int, rows: Sequence[Sequence[Any]]) -> list[Row]:
        """The loop of the whole store: looked up once, bound only where a number is not whole."""
        fields, applicants = self._numbers(field), self._numbers(applicant)
        units, labels = self._numbers(unit), self._numbers(label)
        engine = self.connection.dialect.name
        return [
            (
                revision_id,
                fields.get(row[0]) or self._add(field, row[0], table_code=_TABLE_CODES[row[2]], declared=False),
                applicants.get(row[1]) or self._add(applicant, row[1], declared=False),
                row[2],
                row[3],
                row[4],
                bind_packed(row[5], engine) if type(row[5]) is str else row[5],
                bind_packed(row[6], engine) if type(row[6]) is str else row[6],
                None if row[7] is None else units.get(row[7]) or self._add(unit, row[7]),
                row[8],
                labels.get(row[9]) or self._add(label, row[9]),
                *row[10:],
            )
            for row in rows
        ]

    def _build_figure(self, revision_id: int, row: Sequence[Any]) -> Row:
        engine = self.connection.dialect.name
        return (revision_id, *row[:2], bind_packed(row[2], engine), bind_packed(row[3], engine), *row[4:])

    def build_compared_findings(
        self, revision_id: int, position: int, findings: Sequence[Finding], other_revision_id: int
    ) -> Rows:
        """Findings about a revision held against another, numbered from ``position``."""
        rows = [pack_finding(number, item) for number, item in enumerate(findings, position)]
        yield finding, [self._build_finding(revision_id, row, other_revision_id) for row in rows]

    def _build_finding(self, revision_id: int, row: Sequence[Any], other_revision_id: int | None = None) -> Row:
        engine = self.connection.dialect.name
        values = (bind_packed(row[9], engine), bind_packed(row[10], engine))
        return (revision_id, *row[:9], *values, *row[11:], other_revision_id)

    def _numbers(self, table: Table) -> Mapping[str, int]:
        return self.codes.list_numbers(self.connection, table)

    def _add(self, table: Table, code: str, **defaults: object) -> int:
        return self.codes.number(self.connection, table, code, **defaults)
