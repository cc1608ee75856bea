"""A run whose process is gone does not stay open; one that goes on, here or elsewhere, is left alone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db.store import Store

ROOT = Path(__file__).parents[2]
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
def ends(store, query):
    """How every run ended."""
    return lambda: [row["outcome"] for row in query(store, ENDS)]


def test_the_run_of_a_process_that_was_killed_is_closed_by_the_next(store, url, clock, query, ends):
    process, killed = start_run_elsewhere(url)
    with store.hold_run("load beside it") as run_id:
        store.finish_run(run_id)
    while_it_lives = ends()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with store.hold_run("load after it", now=clock.tick()) as run_id:
        while_the_next_goes_on = ends()
        store.finish_run(run_id)

    assert killed == 1
    assert while_it_lives == [None, "done"]
    assert while_the_next_goes_on == ["interrupted", "done", None]
    assert ends() == ["interrupted", "done", "done"]
    assert str(query(store, "SELECT finished_at FROM run WHERE id = 1")[0]["finished_at"])[:10] == "2025-02-02"
    assert list_beside(url) == []


def test_a_run_that_an_older_version_left_open_is_closed(store, ends):
    store.start_run("load")
    with store.hold_run("load") as run_id:
        store.finish_run(run_id)

    assert ends() == ["interrupted", "done"]


def test_two_runs_at_once_leave_each_other_alone(store, url, ends):
    with Store.open(url) as other, store.hold_run("load a") as first, other.hold_run("load b") as second:
        both = ends()
        store.finish_run(first)
        other.finish_run(second)

    assert both == [None, None]
    assert ends() == ["done", "done"]
    assert list_beside(url) == []


def test_a_lock_that_may_not_be_tried_counts_as_held(sqlite_url, monkeypatch):
    with Store.open(sqlite_url) as store:
        run_id = store.start_run("load")
        lock = Path(f"{store.engine.url.database}-run-{run_id}.lock")
        lock.touch()
        monkeypatch.setattr("fcntl.flock", refuse)
        with store.hold_run("load"), store.read() as connection:
            ends = list(connection.exec_driver_sql(ENDS).scalars())

    assert ends == [None, None]
    assert lock.exists()


def refuse(*_):
    raise OSError("no locks on this disk")


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
