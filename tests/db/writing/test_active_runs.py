"""A run whose process is gone does not stay open; one that goes on, here or elsewhere, is left alone."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stored import start_run

from db.store import Store

ROOT = Path(__file__).parents[3]
KILLED = """
import sys, time
from db.store import Store
with Store.open(sys.argv[1]) as store, store.hold_run("load here") as run_id:
    print(run_id, flush=True)
    time.sleep(600)
"""
ENDS = "SELECT outcome FROM run ORDER BY id"


def list_beside(url):
    """The files of locks beside a SQLite database."""
    return sorted(path.name for path in Path(url.removeprefix("sqlite:///")).parent.glob("*-run-*.lock"))


def start_run_elsewhere(url):
    """A process that holds a run, and the run's id."""
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, url], env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE
    )
    return process, int(process.stdout.readline())


@pytest.fixture
def ends(query):
    """How every run of a store ended."""
    return lambda store: [row["outcome"] for row in query(store, ENDS)]


def wait_for_lost_locks(store):
    """A server notices a moment later that a client is gone; a file's lock goes with the process itself."""
    for _ in range(1000):
        with store.read() as connection:
            query = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory'"
            if connection.dialect.name == "sqlite" or not connection.exec_driver_sql(query).scalar_one():
                return
        time.sleep(0.01)


def test_the_run_of_a_process_that_was_killed_is_closed_by_the_next(store, url, clock, query, ends):
    process, killed = start_run_elsewhere(url)
    with store.hold_run("load beside it") as run_id:
        store.finish_run(run_id)
    while_it_lives = ends(store)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    wait_for_lost_locks(store)
    with store.hold_run("load after it", now=clock.tick()) as run_id:
        while_the_next_goes_on = ends(store)
        store.finish_run(run_id)

    assert killed == 1
    assert while_it_lives == [None, "done"]
    assert while_the_next_goes_on == ["interrupted", "done", None]
    assert ends(store) == ["interrupted", "done", "done"]
    assert str(query(store, "SELECT finished_at FROM run WHERE id = 1")[0]["finished_at"])[:10] == "2025-02-02"
    assert list_beside(url) == []


def test_a_run_that_an_older_version_left_open_is_closed(store, ends):
    start_run(store, "load")
    with store.hold_run("load") as run_id:
        store.finish_run(run_id)

    assert ends(store) == ["interrupted", "done"]


def test_two_runs_at_once_leave_each_other_alone(store, url, ends):
    with Store.open(url) as other, store.hold_run("load a") as first, other.hold_run("load b") as second:
        both = ends(store)
        store.finish_run(first)
        other.finish_run(second)

    assert both == [None, None]
    assert ends(store) == ["done", "done"]
    assert list_beside(url) == []


def refuse(error):
    """Stands for a call of the system that is refused."""

    def call(*_, **__):
        raise error

    return call


def leave_lock(store):
    """An open run whose process is gone, with the file of its lock."""
    lock = Path(f"{store.engine.url.database}-run-{start_run(store, 'load')}.lock")
    lock.touch()
    return lock


def test_on_a_disk_without_locks_no_run_stays_open_for_ever(sqlite_store, monkeypatch, ends):
    lock = leave_lock(sqlite_store)
    monkeypatch.setattr("fcntl.flock", refuse(OSError(errno.ENOLCK, "no locks on this disk")))
    with sqlite_store.hold_run("load") as slow:
        files = list_beside(str(sqlite_store.engine.url))
        with sqlite_store.hold_run("load") as run_id:
            sqlite_store.finish_run(run_id)
        sqlite_store.finish_run(slow)

    assert files == [lock.name]
    assert ends(sqlite_store) == ["interrupted", "done", "done"]


def test_a_lock_that_cannot_be_removed_is_tried_all_the_same(sqlite_store, monkeypatch, ends):
    leave_lock(sqlite_store)
    monkeypatch.setattr(Path, "unlink", refuse(PermissionError(errno.EPERM, "another user's, in a folder like /tmp")))
    with sqlite_store.hold_run("load") as run_id:
        sqlite_store.finish_run(run_id)

    assert ends(sqlite_store) == ["interrupted", "done"]


def test_a_lock_that_may_not_be_opened_counts_as_held(sqlite_store, monkeypatch, ends):
    lock = leave_lock(sqlite_store)
    monkeypatch.setattr(Path, "open", refuse_only(lock, Path.open))
    with sqlite_store.hold_run("load"):
        told = ends(sqlite_store)

    assert told == [None, None]
    assert lock.exists()


def refuse_only(path, call):
    """Opens every file but one."""

    def open_file(self, *told, **more):
        if self == path:
            raise PermissionError(errno.EACCES, "another user's")
        return call(self, *told, **more)

    return open_file


def test_whoever_may_open_the_database_may_try_the_lock(sqlite_store, tmp_path):
    database = Path(sqlite_store.engine.url.database)
    database.chmod(0o664)
    before = os.umask(0o077)
    try:
        with sqlite_store.hold_run("load"):
            modes = [path.stat().st_mode & 0o777 for path in database.parent.glob("*-run-*.lock")]
    finally:
        os.umask(before)

    assert modes == [0o664]


def test_a_database_reached_by_a_link_is_the_same(sqlite_url, tmp_path):
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(sqlite_url.removeprefix("sqlite:///"))
    store, other = Store.open(sqlite_url), Store.open(f"sqlite:///{link}")
    with store, other, store.hold_run("a"), other.hold_run("b"), store.read() as connection:
        ends = list(connection.exec_driver_sql(ENDS).scalars())

    assert ends == [None, None]


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_leaves_no_file(address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Store.open(address) as store, store.hold_run("load") as run_id:
        held = list(tmp_path.iterdir())

    assert (run_id, held) == (1, [])
