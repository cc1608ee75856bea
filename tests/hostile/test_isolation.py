"""A reader that sleeps, allocates, exits, crashes or spins on command costs one document, and only that."""

import ctypes
import os
import signal
import time

import pytest

from pipeline.loading.isolation.pool import Limits, map_isolated

LIMITS = Limits(wall_seconds=120.0, cpu_seconds=2, result_bytes=1 << 20)
IMPATIENT = Limits(wall_seconds=1.0)


def obey(order):
    """The fake reader."""
    match order:
        case "sleep":
            time.sleep(3600)
        case "allocate":
            return len(bytearray(8 << 30))
        case "exit":
            os._exit(7)
        case "segfault":
            ctypes.string_at(0)
        case "abort":
            os.abort()
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "spin":
            while True:
                pass
        case "recurse":
            return obey_again([])
        case "flood":
            return b"x" * (64 << 20)
        case "fault":
            raise KeyError("a fault of the program")
    return order


def obey_again(told):
    return obey_again([told])


ORDERS = ("sleep", "allocate", "exit", "segfault", "abort", "killed", "spin", "recurse", "flood", "fault")


@pytest.fixture(scope="module")
def outcomes():
    """What became of every order, with an honest document before and after each."""
    tasks = [told for order in ORDERS if order != "sleep" for told in (f"before {order}", order)] + ["last"]
    told = [*map_isolated(obey, tasks, workers=2, limits=LIMITS)]
    told += map_isolated(obey, ["before sleep", "sleep"], workers=1, limits=IMPATIENT)
    return {one.task: one for one in told}


@pytest.mark.parametrize(
    ("order", "code", "detail"),
    [
        pytest.param("sleep", "FILE.TIMEOUT", "over 1 s", id="one that sleeps runs out of time"),
        pytest.param("allocate", "FILE.MEMORY", "", id="one that allocates runs out of memory"),
        pytest.param("exit", "FILE.CRASHED", "exit code 7", id="one that exits is told by its code"),
        pytest.param("segfault", "FILE.CRASHED", "SIGSEGV", id="one that crashes is told by its signal"),
        pytest.param("abort", "FILE.CRASHED", "SIGABRT", id="one that gives itself up is told too"),
        pytest.param("killed", "FILE.CRASHED", "SIGKILL", id="one that the system kills is told too"),
        pytest.param("spin", "FILE.TIMEOUT", "processor time used up", id="one that spins uses up its processor time"),
        pytest.param("recurse", "FILE.CRASHED", "nested too deeply", id="one that recurses is stopped"),
        pytest.param("flood", "FILE.TOO_LARGE", "what was read takes", id="one that answers too much is cut off"),
        pytest.param("fault", "ERROR", "KeyError", id="a fault of the program is no fault of the document"),
    ],
)
def test_a_reader_that_misbehaves_is_told_by_what_it_did(outcomes, order, code, detail):
    outcome = outcomes[order]

    assert (outcome.result, outcome.code) == (None, code)
    assert outcome.detail.startswith(detail)


def test_the_documents_around_it_are_read(outcomes):
    around = [task for task in outcomes if task not in ORDERS]

    assert len(outcomes) == 2 * len(ORDERS) + 1
    assert [outcomes[task].result for task in around] == around
