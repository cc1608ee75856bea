import subprocess
import sys

import pytest
from postgresql_server import open_server

from db.schema.engine import open_engine
from pipeline.night.lock import LockedError, hold_lock

HOLD = (
    "import sys, time; from pathlib import Path; from db.schema.engine import open_engine;"
    "from pipeline.night.lock import hold_lock\n"
    "with hold_lock(Path(sys.argv[1]), open_engine('sqlite://')): print('held', flush=True); time.sleep(600)"
)


def test_a_second_night_finds_the_lock_held_and_a_killed_one_lets_it_go(tmp_path):
    path, engine = tmp_path / "night.lock", open_engine("sqlite://")
    first = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert first.stdout.readline() == "held\n"

    with pytest.raises(LockedError, match=r"another night holds .*night\.lock"), hold_lock(path, engine):
        pass
    first.kill()
    first.wait()
    with hold_lock(path, engine):
        pass
    with hold_lock(path, engine):
        pass


def test_on_a_server_nights_of_different_machines_exclude_each_other(tmp_path):
    with open_server() as address:
        here, there = open_engine(address), open_engine(address)
        with (
            hold_lock(tmp_path / "here.lock", here),
            pytest.raises(LockedError, match="in the database"),
            hold_lock(tmp_path / "there.lock", there),
        ):
            pass
        with hold_lock(tmp_path / "there.lock", there):
            pass
        here.dispose()
        there.dispose()
