"""Which runs are under way: each holds a lock of its own, which the system takes away with its process.

On SQLite it is a lock on a file beside the database, on PostgreSQL one of the server's, so that runs on other machines
count too. No clock, no number of a process and no name of a machine is believed. On a disk without locks a run counts
as gone as soon as the next begins, and puts down its end all the same: better than one that stays open for ever.
"""

import contextlib
import fcntl
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from db.schema.tables import run
from db.writing.runs import finish_run

INTERRUPTED = "interrupted"
_RUN_LOCK = 0x6B72
"""Any number that only runs take; beside it the lock names the run."""


@contextlib.contextmanager
def hold_lock(engine: Engine, run_id: int) -> Iterator[None]:
    """Hold the lock of a run while the block runs. Taken before the run is kept: nobody ever sees it without."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(select(func.pg_advisory_lock(_RUN_LOCK, run_id)))
            try:
                yield
            finally:
                with contextlib.suppress(DBAPIError):  # a connection that was lost meanwhile took the lock with it
                    connection.execute(select(func.pg_advisory_unlock(_RUN_LOCK, run_id)))
        return
    path = _name_lock(engine, run_id)
    if path is None:
        yield
        return
    with path.open("ab") as file:
        _let_all_try(path, Path(str(engine.url.database)))
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:  # a disk without locks: a file there would say for ever that the run goes on
            path.unlink(missing_ok=True)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # the folder may have been closed to us meanwhile
                path.unlink(missing_ok=True)


def _let_all_try(lock: Path, database: Path) -> None:
    """Let whoever may open the database try the lock, as SQLite does with its own files beside it."""
    with contextlib.suppress(OSError):  # an older file of another user
        lock.chmod(database.stat().st_mode & 0o666)


def close_dead_runs(connection: Connection, now: datetime) -> list[int]:
    """Put down as interrupted, in a transaction that writes, every run without an end that nobody holds; their ids."""
    unended = connection.scalars(select(run.c.id).where(run.c.finished_at.is_(None)).order_by(run.c.id))
    dead = [run_id for run_id in unended.all() if not _is_held(connection, run_id)]
    for run_id in dead:
        finish_run(connection, run_id, INTERRUPTED, now)
    return dead


def _is_held(connection: Connection, run_id: int) -> bool:
    """Whether the run's process is there; where it is not, the file of its lock goes."""
    if connection.dialect.name == "postgresql":
        is_free: bool = connection.execute(select(func.pg_try_advisory_xact_lock(_RUN_LOCK, run_id))).scalar_one()
        return not is_free
    path = _name_lock(connection.engine, run_id)
    if path is None or not path.exists():
        return False
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with contextlib.suppress(OSError):  # another user's, in a folder where each may remove only his own
                path.unlink(missing_ok=True)
    except (BlockingIOError, PermissionError):  # another holds it; or it is another user's, and nobody can say
        return True
    except OSError:  # a disk without locks: nobody holds one
        return False
    return False


def _name_lock(engine: Engine, run_id: int) -> Path | None:
    """The file beside a SQLite database on which a run holds its lock; None for a database in memory."""
    database = engine.url.database
    return Path(f"{Path(database).resolve()}-run-{run_id}.lock") if database and database != ":memory:" else None
