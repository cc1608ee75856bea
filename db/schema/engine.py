"""Connections to the database, prepared the same way every time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

ENGINES = ("sqlite", "postgresql")

OWN_TABLES = {"alembic_version", "run_item"}
"""By these a database of any version is known as ours."""

_SQLITE_PRAGMAS = (
    "PRAGMA busy_timeout = 30000",
    "PRAGMA synchronous = FULL",  # with NORMAL and WAL a power failure takes back what was committed last
    "PRAGMA cache_size = -8000",  # KB: the pages that a batch touches, so that none is written before its end
    "PRAGMA wal_autocheckpoint = 4000",  # pages: what each batch writes again is copied once for many batches
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE deletes a fact behind the trigger's back
)


class StoreError(Exception):
    """The database cannot do what was asked; the message says what to do."""


def open_engine(url: str) -> Engine:
    """An engine for ``url``; nothing is read yet. StoreError for a database that is neither SQLite nor PostgreSQL."""
    try:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in ENGINES:
            raise StoreError(f"{parsed.get_backend_name()} is not supported; use sqlite:///FILE or postgresql://…")
        engine = create_engine(parsed)
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(f"not a database address: {error}") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(driver_connection: Any, _record: object) -> None:
    driver_connection.isolation_level = None  # BEGIN is ours: see _begin_sqlite
    cursor = driver_connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    there = {name for (name,) in cursor.execute("SELECT name FROM sqlite_master")}
    if not there or there >= OWN_TABLES:  # it is written into the file: one of another program stays as it is
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that begins as a reader and then writes fails at once with SQLITE_BUSY, whatever the time-out.
    writes = connection.get_execution_options().get("gongkai_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """A connection whose changes are kept together at the end, or not at all."""
    with engine.connect().execution_options(gongkai_writes=True) as connection, connection.begin():
        yield connection


def execute_statement(connection: Connection, statement: str) -> None:
    """Run one statement that has no parameters, as it stands: a ``%`` in it means itself on either engine."""
    connection.exec_driver_sql(statement if connection.dialect.name == "sqlite" else statement.replace("%", "%%"))
