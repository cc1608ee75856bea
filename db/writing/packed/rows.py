"""Packed rows as rows of the tables a revision holds: with the numbers of the dictionary and of the engine."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, Table

from db.schema.codes import Codes
from db.schema.exact import bind_packed
from db.schema.fact_columns import FactColumns
from db.schema.metadata import TABLE_NUMBERS
from db.schema.records import Finding
from db.schema.tables import (
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
from db.writing.packed.packing import Packed, Row, pack_finding

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

    def _build_facts(self, revision_id: int, facts: FactColumns) -> list[Row]:
        """The most rows of the whole store: each column is looked up or bound as one, if it has to be at all.

        A row ends where the columns of its report do: what is not given is NULL.
        """

        def describe(place: int) -> dict[str, object]:
            return {"table_code": _TABLE_CODES[facts.tables[place]], "declared": False}

        fields = self._number(field, facts.fields, describe)
        applicants = self._number(applicant, facts.applicants, lambda _: {"declared": False})
        values = self._bind(facts.values)
        standards = values if facts.standards is facts.values else self._bind(facts.standards)
        columns = fields, applicants, facts.tables, facts.states, facts.methods, values, standards
        words = self._number(unit, facts.units), facts.raws, self._number(label, facts.labels)
        return list(zip(repeat(revision_id), *columns, *words, *facts.rest, strict=False))

    def _number(
        self, table: Table, words: Sequence[str | None], describe: Callable[[int], dict[str, object]] = lambda _: {}
    ) -> Sequence[int | None]:
        """The numbers of words; a new one gets its own, the rest of its row as its first place says."""
        known: Mapping[Any, int] = self.codes.list_numbers(self.connection, table)
        numbers = list(map(known.get, words))
        if None in numbers:
            for place, word in enumerate(words):
                if numbers[place] is None and word is not None:
                    numbers[place] = self.codes.number(self.connection, table, word, **describe(place))
        return numbers

    def _bind(self, values: Sequence[Any]) -> Sequence[Any]:
        """Values as the driver takes them: only what is no plain count needs to be bound."""
        if str not in set(map(type, values)):
            return values
        return [bind_packed(value, self.connection.dialect.name) for value in values]

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
