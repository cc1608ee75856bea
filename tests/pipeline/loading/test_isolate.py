"""A document that crashes, hangs or devours memory costs only itself."""

import multiprocessing
import signal
import subprocess
import sys
import time
from collections import deque
from itertools import chain
from pathlib import Path

import pytest
from isolated_work import work

from pipeline.loading.engines import local
from pipeline.loading.engines.local import LocalEngine
from pipeline.loading.isolation import in_order
from pipeline.loading.isolation import pool as isolate
from pipeline.loading.isolation.in_order import map_in_order
from pipeline.loading.isolation.memory import SHARE
from pipeline.loading.isolation.pool import DEFAULT_LIMITS, Limits, Outcome, map_isolated
from pipeline.loading.isolation.worker import serve
from pipeline.night.config import ReadingLimits

ROOT = Path(__file__).parents[3]
LIMITS = Limits(wall_seconds=1.0)


def outcomes_of(*tasks: str, workers: int = 2, limits: Limits = LIMITS) -> dict[str, Outcome[str, str]]:
    return {outcome.task: outcome for outcome in map_isolated(work, tasks, workers=workers, limits=limits)}


@pytest.mark.parametrize(
    ("task", "code", "detail"),
    [
        pytest.param("raise 坏了", "ERROR", "ValueError: 坏了 (isolated_work:", id="an exception"),
        pytest.param("exit", "FILE.CRASHED", "exit code 7", id="a wish to exit"),
        pytest.param("vanish", "FILE.CRASHED", "exit code 9", id="an exit without a word"),
        pytest.param("segfault", "FILE.CRASHED", "SIGSEGV", id="a segmentation fault"),
        pytest.param("sleep", "FILE.TIMEOUT", "over 1 s", id="a document that never ends"),
        pytest.param("allocate", "FILE.MEMORY", "", id="more memory than allowed"),
        pytest.param("recurse", "FILE.CRASHED", "nested too deeply", id="endless recursion"),
        pytest.param("unpicklable", "FILE.CRASHED", "exit code 1", id="a result that cannot be sent"),
    ],
)
def test_one_bad_task_among_good_ones(task, code, detail):
    good = [f"return {n}" for n in range(3)]
    outcomes = outcomes_of(good[0], task, *good[1:])

    assert (outcomes[task].result, outcomes[task].code) == (None, code)
    assert outcomes[task].detail.startswith(detail)
    assert [outcomes[name].result for name in good] == ["0", "1", "2"]
    assert [outcomes[name].code for name in good] == ["", "", ""]


def test_a_single_worker_goes_on_after_each_kind_of_failure():
    tasks = ["raise x", "return 1", "vanish", "return 2", "segfault", "return 3"]
    outcomes = outcomes_of(*tasks, workers=1)

    assert [outcomes[task].result for task in tasks] == [None, "1", None, "2", None, "3"]


def test_a_worker_that_dies_between_two_tasks_costs_neither():
    def slow():
        yield "die later"
        time.sleep(0.3)
        yield "return 1"

    outcomes = {o.task: o for o in map_isolated(work, slow(), workers=1, limits=LIMITS)}

    assert (outcomes["die later"].result, outcomes["return 1"].result) == ("done", "1")


def test_tasks_handed_ahead_to_a_worker_that_dies_go_to_another():
    tasks = [*(f"return {n}" for n in range(30)), "vanish", *(f"return {n}" for n in range(30, 60))]
    outcomes = list(map_isolated(work, tasks, workers=1, limits=LIMITS))

    assert [outcome.result for outcome in outcomes if outcome.task != "vanish"] == [str(n) for n in range(60)]
    assert [outcome.code for outcome in outcomes if outcome.task == "vanish"] == ["FILE.CRASHED"]


def test_what_workers_share_is_made_once_without_a_thread():
    words = "import gc, threading, pipeline.loading.preload; print(threading.active_count(), gc.get_freeze_count() > 10_000)"
    said = subprocess.run([sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["1", "True"]


def test_a_worker_whose_asker_is_gone_ends_without_a_word():
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    reading, lifeline = context.Pipe(duplex=False)
    worker = context.Process(target=serve, args=(theirs, reading, work, LIMITS, SHARE), daemon=True)
    worker.start()
    theirs.close()
    ours.send("return done")
    ours.close()
    worker.join(20)
    lifeline.close()

    assert worker.exitcode == 0


def test_no_tasks_give_no_outcomes():
    assert outcomes_of() == {}


def test_a_worker_is_replaced_after_its_share():
    tasks = [f"pid {n}" for n in range(4)]
    few = outcomes_of(*tasks, workers=1, limits=Limits(documents_per_worker=2))

    assert len({outcome.result for outcome in few.values()}) == 2


def test_closing_the_iterator_ends_the_workers():
    others = multiprocessing.active_children()
    outcomes = map_isolated(work, ["return 1", "sleep 1", "sleep 2"], workers=2, limits=Limits())
    first = next(outcomes)
    workers = [one for one in multiprocessing.active_children() if one not in others]
    outcomes.close()

    assert first.result == "1"
    assert [worker for worker in workers if worker.is_alive()] == []
    assert -signal.SIGKILL in [worker.exitcode for worker in workers]  # nobody waited until it had slept enough


def test_tasks_are_drawn_as_workers_become_free():
    drawn: list[int] = []

    def tasks():
        for n in range(100):
            drawn.append(n)
            yield f"return {n}"

    outcomes = map_isolated(work, tasks(), workers=2, limits=LIMITS)
    next(outcomes)
    outcomes.close()

    assert len(drawn) <= 6


def test_outcomes_come_in_the_order_of_the_tasks_whoever_is_faster():
    tasks = ["sleep", "return 1", "raise x", "return 1", "vanish", "return 2"]
    outcomes = list(chain.from_iterable(map_in_order(work, tasks, workers=2, limits=LIMITS)))

    assert [outcome.task for outcome in outcomes] == tasks
    assert [outcome.result for outcome in outcomes] == [None, "1", None, "1", None, "2"]


def test_order_gives_way_when_too_many_would_wait(monkeypatch):
    monkeypatch.setattr(in_order, "HELD_BACK", 2)
    tasks = ["sleep", *(f"return {n}" for n in range(6))]
    rounds = map_in_order(work, tasks, workers=2, limits=LIMITS)
    outcomes = [outcome.task for outcome in chain.from_iterable(rounds)]

    assert outcomes[0] == "return 0"
    assert sorted(outcomes) == sorted(tasks)


def test_order_gives_way_when_what_waits_takes_too_many_bytes(monkeypatch):
    monkeypatch.setattr(in_order, "HELD_BYTES", 1000)
    tasks = ["sleep", *(f"return {n}{'x' * 600}" for n in range(4))]
    rounds = map_in_order(work, tasks, workers=2, limits=LIMITS)
    outcomes = [outcome.task for outcome in chain.from_iterable(rounds)]

    assert outcomes[0] == tasks[1]
    assert sorted(outcomes) == sorted(tasks)


def test_a_batch_is_given_before_it_takes_too_many_bytes(monkeypatch):
    monkeypatch.setattr(local, "HELD_BYTES", 1000)
    monkeypatch.setattr(local, "PATIENCE", 60.0)
    tasks = [f"return {n}{'x' * 1200}" for n in range(6)]
    batches = [batch for batch in LocalEngine(1, LIMITS).map_batches(work, tasks, size=48) if batch]

    assert len(batches) > 1
    assert [outcome.task for batch in batches for outcome in batch] == tasks


def test_a_document_that_takes_long_makes_no_batch_larger_than_was_asked_for():
    tasks = ["sleep", *(f"return {n}" for n in range(60))]
    batches = list(LocalEngine(2, LIMITS).map_batches(work, tasks, size=8))

    assert max(map(len, batches)) == 8
    assert [outcome.task for batch in batches for outcome in batch] == tasks


@pytest.mark.parametrize(
    ("held", "rests"),
    [
        pytest.param(((20, 0.02), (15, 0.02)), True, id="all have much to do"),
        pytest.param(((20, 0.02), (2, 0.02)), False, id="one is soon at its end"),
        pytest.param(((20, 0.02), (1, 30.0)), False, id="one is at a long document and has no other"),
    ],
)
def test_answers_are_left_waiting_only_while_no_worker_waits_for_tasks(monkeypatch, held, rests):
    rested = []
    monkeypatch.setattr(isolate, "wait", lambda *_, **__: [])
    monkeypatch.setattr(isolate.time, "sleep", rested.append)
    crew = isolate._Crew(work, (), 2, Limits(), ())
    crew.workers = [object.__new__(isolate._Worker) for _ in held]
    for worker, (count, pace) in zip(crew.workers, held, strict=True):
        worker.connection, worker.started = None, time.monotonic()
        worker.tasks, worker.pace = deque(["return 1"] * count), pace

    assert list(crew.collect()) == []
    assert bool(rested) == rests


def test_a_healthy_document_is_not_given_up_because_others_have_the_processor():
    on_a_crowded_machine = 5  # times as long by the clock as by the processor

    assert DEFAULT_LIMITS.wall_seconds >= on_a_crowded_machine * DEFAULT_LIMITS.cpu_seconds
    assert (ReadingLimits().wall_seconds, ReadingLimits().cpu_seconds) == (
        DEFAULT_LIMITS.wall_seconds,
        DEFAULT_LIMITS.cpu_seconds,
    )
