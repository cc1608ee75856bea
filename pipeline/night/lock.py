"""One night at a time: a lock on a file, and on PostgreSQL one in the server, for nights on different machines.

Both are let go by the system when the process ends, however it ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

_NIGHT_LOCK = 0x6B61
"""Any number that only a night takes."""


class LockedError(Exception):
    """Another night is under way."""


@contextmanager
def hold_lock(path: Path, engine: Engine) -> Iterator[None]:
    """Hold the lock while the block runs. LockedError at once when another holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(f"another night holds {path}") from error
        with _hold_server(engine):
            yield
    finally:
        os.close(descriptor)


@contextmanager
def _hold_server(engine: Engine) -> Iterator[None]:
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _NIGHT_LOCK}).scalar_one():
            raise LockedError("another night holds the lock in the database")
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _NIGHT_LOCK})
