"""A database opened for reading alone: a slip of the pen, or of a program, changes nothing in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from db.schema.engine import ENGINES, StoreError
from db.schema.upgrade import check_version, read_version


def open_read_only(url: str) -> Engine:
    """An engine whose connections can read and not write; all that one connection reads is of one moment.

    SQLite is opened with ``mode=ro`` and ``query_only``; on PostgreSQL every transaction is READ ONLY. Raises
    StoreError when there is no such database.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"not a database address: {error}") from error
    if parsed.get_backend_name() not in ENGINES:
        raise StoreError(f"{parsed.get_backend_name()} is not supported; use sqlite:///FILE or postgresql://…")
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(_name_file(parsed))
        event.listen(engine, "connect", _forbid_writing)
        event.listen(engine, "begin", _begin_reading)
        return engine
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    address = parsed.set(drivername="postgresql+psycopg")
    return create_engine(address, execution_options=options, pool_pre_ping=True)  # the server may have been restarted


@contextmanager
def read_only(url: str) -> Iterator[Connection]:
    """A connection that can only read, to a database of this code's schema.

    Raises StoreError for an empty database and SchemaMismatchError for another schema.
    """
    engine = open_read_only(url)
    try:
        with engine.connect() as connection:
            version = read_version(connection)
            if version is None:
                raise StoreError("it is an empty database; fill it with: gongkai load PATH")
            check_version(version)
            yield connection
    finally:
        engine.dispose()


class LongReader:
    """A database that is read for days: always the one that is at its address now.

    A SQLite file that was deleted or replaced goes on answering those who have it open: it is opened anew, or missed.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = Lock()
        self._engine: Engine | None = None
        self._file: tuple[int, int] | None = None

    def find_engine(self) -> Engine:
        """The engine to read with now; StoreError where no database of this code's schema is there."""
        with self._lock:
            file = _identify_file(self._url)
            if self._engine is None or file != self._file:
                if self._engine is not None:
                    self._engine.dispose()
                    self._engine = None
                with read_only(self._url):
                    self._engine, self._file = open_read_only(self._url), file
            return self._engine


def _identify_file(url: str) -> tuple[int, int] | None:
    """Which file stands at a SQLite address; None where there is none, and for a database that is no file."""
    parsed = make_url(url)
    try:
        found = Path(parsed.database or "").stat() if parsed.get_backend_name() == "sqlite" else None
    except FileNotFoundError:
        return None
    return None if found is None else (found.st_dev, found.st_ino)


def _name_file(url: URL) -> URL:
    """The file as SQLite's own kind of address.

    A database in WAL mode needs files beside it even to be read. Where none can be made, as on a disk mounted for
    reading, and none is there, nobody can be writing, and ``immutable`` does without.
    """
    path = Path(url.database or "")
    if not path.is_file():
        raise StoreError(f"no database at {path}")
    waits = path.with_name(f"{path.name}-wal")
    immutable = {"immutable": "1"} if not os.access(path.parent, os.W_OK) and not waits.exists() else {}
    place = quote(os.fsencode(path.resolve()))  # the bytes of a name, whatever their encoding
    return URL.create("sqlite", database=f"file:{place}", query={"mode": "ro", **immutable, "uri": "true"})


def _forbid_writing(driver_connection: Any, _record: object) -> None:
    driver_connection.isolation_level = None  # BEGIN is ours: without it a read is not of one moment
    cursor = driver_connection.cursor()
    cursor.execute("PRAGMA query_only = ON")
    cursor.execute("PRAGMA busy_timeout = 30000")
    cursor.close()


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
