"""Writing many rows at once.

SQLite takes one prepared INSERT for a list of rows. PostgreSQL takes COPY, which is 2.5 times as fast for one report
and 6.6 times for a batch. It goes straight into the tables: a stage table is for rows that may
already be there, and a revision's never are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Dialect, Table

from db.schema.tables import (
    HELD,
    comparison,
    document,
    fact,
    issuer,
    issuer_name,
    rendition,
    report,
    revision,
    run_item,
    sighting,
)
from db.writing.packed.packing import Row
from db.writing.packed.rows import Rows, list_columns

_IDENTITIES = (issuer, issuer_name, document, sighting, report, revision, rendition)
"""Rows about what a report is, in the order of writing; their values are bound as their columns say."""
_ALL = (*_IDENTITIES, *HELD, comparison, run_item)


class UnstorableError(ValueError):
    """A row that the engine cannot hold."""


Writer = Callable[[Connection, Table, Sequence[Row]], None]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Write rows with INSERT, on either engine, in their order; those that end in as many NULLs share a statement."""
    names = list_columns(table)
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    for count, cut in _cut_facts(rows) if table is fact else _cut_rows(rows):
        marks = ", ".join([mark] * count)
        # Only names of our own tables and columns stand in the text; every value is a parameter.
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({', '.join(names[:count])}) VALUES ({marks})", cut)  # noqa: S608


def _cut_facts(rows: Sequence[Row]) -> Iterator[tuple[int, list[Row]]]:
    """Facts behind each other of one length: those of a report come cut, see ``db/schema/fact_columns.py``."""
    for count, alike in groupby(rows, len):
        yield count, list(alike)


def _cut_rows(rows: Sequence[Row]) -> Iterator[tuple[int, list[Row]]]:
    """Rows behind each other of one length, once they are cut behind their last value.

    No column has a default that a row does not give, so what is not named is NULL. To bind a NULL takes Python's SQLite
    five times as long as a number, and a fact of a web page ends in six.
    """
    for count, alike in groupby(rows, _measure):
        yield count, [row[:count] for row in alike]


def _measure(row: Row) -> int:
    """The length of a row behind its last value."""
    count = len(row)
    while row[count - 1] is None:
        count -= 1
    return count


def copy_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Write rows with COPY, on PostgreSQL."""
    driver_connection = connection.connection.driver_connection
    assert driver_connection is not None  # noqa: S101  (the connection is open: we are in its transaction)
    names = list_columns(table)
    driver = connection.dialect.loaded_dbapi
    try:
        for count, alike in _sort_facts(rows) if table is fact else ((len(names), rows),):
            statement = f"COPY {table.name} ({', '.join(names[:count])}) FROM STDIN"
            with driver_connection.cursor() as cursor, cursor.copy(statement) as copy:
                for row in alike:
                    copy.write_row(row)
    except (driver.DataError, driver.IntegrityError) as error:
        raise UnstorableError(str(error)) from error


def _sort_facts(rows: Sequence[Row]) -> Iterator[tuple[int, Iterable[Row]]]:
    """Facts of one length together: a COPY costs a round trip, and PostgreSQL does not mind their order."""
    return groupby(sorted(rows, key=len), len)


def choose_writer(engine: str) -> Writer:
    """The fastest writer an engine has."""
    return copy_rows if engine == "postgresql" else insert_rows


class Pending:
    """Rows that wait to be written together."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._rows: dict[str, list[Row]] = defaultdict(list)

    def add(self, rows: Rows) -> None:
        """Let rows wait."""
        for table, some in rows:
            if some:
                self._rows[table.name] += some

    def add_row(self, table: Table, values: Mapping[str, object]) -> None:
        """Let a row wait, given by column; a column that is not given is NULL."""
        self._rows[table.name].append(tuple(values.get(name) for name in list_columns(table)))

    def drop(self) -> None:
        """Forget what waits."""
        self._rows.clear()

    def flush(self, connection: Connection, tables: Iterable[Table] = _ALL) -> None:
        """Write what waits for these tables, what is referred to before what refers to it."""
        if not self._rows:
            return
        for table in tables:
            rows = self._rows.pop(table.name, None)
            if rows:
                bound = _bind(connection.dialect, table, rows) if table in _IDENTITIES else rows
                self._writer(connection, table, bound)


def _bind(dialect: Dialect, table: Table, rows: Sequence[Row]) -> list[Row]:
    """The rows as the driver takes them: moments, days and lists of words are not plain values."""
    binders: list[Callable[[Any], Any] | None] = [
        table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in list_columns(table)
    ]
    return [
        tuple(value if bind is None else bind(value) for value, bind in zip(row, binders, strict=True)) for row in rows
    ]
