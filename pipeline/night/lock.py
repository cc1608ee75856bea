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


class NoLockError(Exception):
    """Nobody can say whether another night is under way: the lock is another user's, or the disk has no locks."""


@contextmanager
def hold_lock(path: Path, engine: Engine) -> Iterator[None]:
    """Hold the lock while the block runs. LockedError at once when another holds it, NoLockError where none can be."""
    descriptor = _open(path)
    try:
        _lock(descriptor, path)
        with _hold_server(engine):
            yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise NoLockError(f"cannot open the lock {path}: {error.strerror}") from error


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise LockedError(f"another night holds {path}") from error
    except OSError as error:
        raise NoLockError(f"cannot lock {path}: {error.strerror}; name a lock on a local disk") from error


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
