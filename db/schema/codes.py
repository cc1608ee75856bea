"""Small numbers for words that stand in millions of facts: field, applicant, unit, label."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from sqlalchemy import Connection, Executable, Insert, Table, select
from sqlalchemy.dialects import postgresql, sqlite


@cache
def _prepare_insert(engine: str, table: Table) -> Executable:
    """One INSERT a table: to build a statement costs more than to run it."""
    returned = tuple(table.primary_key.columns)
    if engine == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing().returning(*returned)
    return postgresql.insert(table).on_conflict_do_nothing().returning(*returned)


def add_row(connection: Connection, statement: Insert, values: Mapping[str, object] | None = None) -> int:
    """Write one row; its number."""
    key = list(connection.execute(statement, values).inserted_primary_key or ())
    return int(key[0])


def add_if_new(connection: Connection, table: Table, values: Mapping[str, object]) -> int | str | None:
    """The first part of the new row's primary key, None when a row with the same unique key was there already."""
    row = connection.execute(_prepare_insert(connection.dialect.name, table), dict(values)).first()
    return None if row is None else row[0]


class Codes:
    """The numbers given so far.

    A number is remembered past its transaction only when that was kept: call ``keep`` or ``forget`` at its end.
    """

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, int]] = {}
        self._fresh: dict[str, dict[str, int]] = defaultdict(dict)

    def number(self, connection: Connection, table: Table, code: str, **defaults: object) -> int:
        """The number of ``code`` in ``table``; a new code gets one, the rest of its row filled with ``defaults``."""
        number = self.list_numbers(connection, table).get(code) or self._fresh[table.name].get(code)
        if number is None:
            number = self._fresh[table.name][code] = self._add(connection, table, code, defaults)
        return number

    def list_numbers(self, connection: Connection, table: Table) -> Mapping[str, int]:
        """The numbers that are safely kept; one that is missing here may still be known to ``number``."""
        known = self._kept.get(table.name)
        if known is None:
            known = self._kept[table.name] = self._read(connection, table)
        return known

    def keep(self) -> None:
        """Remember the numbers of a transaction that was committed."""
        for name, numbers in self._fresh.items():
            self._kept[name].update(numbers)
        self._fresh.clear()

    def forget(self) -> None:
        """Drop the numbers of a transaction that was rolled back."""
        self._fresh.clear()

    @staticmethod
    def _read(connection: Connection, table: Table) -> dict[str, int]:
        return {code: number for code, number in connection.execute(select(table.c.code, table.c.id))}

    @staticmethod
    def _add(connection: Connection, table: Table, code: str, defaults: dict[str, object]) -> int:
        added = add_if_new(connection, table, {"code": code, **defaults})
        if added is None:  # another loader was first
            added = connection.execute(select(table.c.id).where(table.c.code == code)).scalar_one()
        return int(added)
