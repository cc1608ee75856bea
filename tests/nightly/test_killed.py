"""Killed at any moment and resumed, a night leaves what an undisturbed one leaves."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nightly.one_night import run_night

HEALTHY = ("qinghe", "wanglou", "yanxi", "shiping")
TESTS = Path(__file__).parents[1]


def start(folder, port):
    """A night in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent)))}
    command = [sys.executable, "-m", "nightly.one_night", str(folder), str(port)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def kill(process):
    """The night and every worker of it, at once: nobody is asked."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def list_archive(folder):
    files = (folder / "archive").rglob("*")
    return {str(path.relative_to(folder)) for path in files if path.is_file() and not path.name.startswith(".")}


def measure(given):
    """How far a night has come: requests that the portal answered, and documents in the ledger."""
    file = given.folder / "gongkai.db"
    if not file.exists():
        return sum(given.portal.asked.values())
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        try:
            items = connection.execute("SELECT count(*) FROM run_item").fetchone()[0]
        except sqlite3.OperationalError:  # the tables are being made
            items = 0
    return sum(given.portal.asked.values()) + items


def kill_at(given, moment, pause):
    """Whether the night was killed at work, a pause after it had come so far; False where it ended before."""
    process = start(given.folder, given.portal.port)
    while process.poll() is None and measure(given) < moment:
        time.sleep(0.01)
    time.sleep(pause)
    was_at_work = process.poll() is None
    kill(process)
    return was_at_work


def play(province, photograph, folder, share, kills, seed, names):
    """Photographs of the undisturbed and of the killed night, and how often the latter was killed at work."""
    with province(share, names, folder / "whole") as given:
        assert start(given.folder, given.portal.port).wait() in (0, 3)
        expected, archive = photograph(f"sqlite:///{given.folder / 'gongkai.db'}"), list_archive(given.folder)
        length = measure(given)
    rng = random.Random(seed)
    moments = sorted(rng.sample(range(length), kills))
    with province(share, names, folder / "killed") as given:
        killed = sum(kill_at(given, moment, rng.uniform(0, 0.1)) for moment in moments)
        run_night(given.folder, given.portal.port)
        found = photograph(f"sqlite:///{given.folder / 'gongkai.db'}")
        assert list_archive(given.folder) == archive
        assert not [place for place in given.province.forbidden if given.portal.asked[place]]
    return expected, found, killed


def test_a_night_killed_five_times_leaves_what_an_undisturbed_one_leaves(province, photograph, tmp_path):
    expected, found, killed = play(province, photograph, tmp_path, 0.05, 5, 6, ("qinghe", "wanglou", "shiping"))

    assert expected["report"][0] == 10
    assert killed >= 3
    assert found == expected


@pytest.mark.skipif("GONGKAI_LONG" not in os.environ, reason="takes minutes: make fuzz")
def test_a_night_killed_twenty_times_leaves_what_an_undisturbed_one_leaves(province, photograph, tmp_path):
    expected, found, killed = play(province, photograph, tmp_path, 0.4, 20, 20, HEALTHY)

    assert expected["report"][0] == 100
    assert killed >= 15
    assert found == expected
