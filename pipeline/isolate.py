"""Reads documents in recycled worker processes, so that one that crashes, hangs or devours memory costs only itself."""

import contextlib
import multiprocessing
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

Work = Callable[[Task], Result]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may use."""

    wall_seconds: float = 300.0
    memory_bytes: int = 4 << 30
    """Address space of the worker process."""
    documents_per_worker: int = 2000
    """A worker is replaced after so many, so that nothing it leaks can grow for ever."""
    cpu_seconds: int = 240
    """Processor time for one document; a spinning one ends by it even when the machine is too busy for the clock."""
    result_bytes: int = 64 << 20
    """What one document may hand back: the reader of results must not be the one that runs out of memory."""


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Task, Result]):
    """What became of one task: a result, or the code and words of what went wrong."""

    task: Task
    result: Result | None
    code: str = ""
    """FILE.CRASHED, FILE.TIMEOUT, FILE.MEMORY, or ERROR for a fault of the program."""
    detail: str = ""
    seconds: float = 0.0


def _serve(connection: Connection, work: Callable[[object], object], limits: Limits) -> None:
    """The worker: answers tasks until its pipe closes."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        _grant_cpu(limits.cpu_seconds)
        connection.send_bytes(_answer(work, task, limits))


def _grant_cpu(seconds: int) -> None:
    """Let this process use so much more processor time; when it is used up, the system ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _answer(work: Callable[[object], object], task: object, limits: Limits) -> bytes:
    """What the parent is sent, no larger than it is ready to take."""
    answer = ForkingPickler.dumps(_attempt(work, task))
    if len(answer) > limits.result_bytes:
        words = f"what was read takes {len(answer)} bytes, more than {limits.result_bytes}"
        answer = ForkingPickler.dumps((None, "FILE.TOO_LARGE", words))
    return bytes(answer)


def _attempt(work: Callable[[object], object], task: object) -> tuple[object, str, str]:
    try:
        return work(task), "", ""
    except MemoryError:
        return None, "FILE.MEMORY", ""
    except RecursionError:
        return None, "FILE.CRASHED", "nested too deeply"
    except Exception as error:  # the one place: a fault of the program costs one document
        place = _place_of(error)
        return None, "ERROR", f"{type(error).__name__}: {error} ({place})"


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"


class _Worker(Generic[Task]):
    """One process and the task it is at."""

    def __init__(self, work: Callable[[Task], object], limits: Limits) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([work.__module__])  # a worker that takes another's place starts at once
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work, limits), daemon=True)
        self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.started = 0.0
        self.served = 0

    def give(self, task: Task) -> bool:
        """Whether the worker took the task; one that died since its last answer takes none."""
        try:
            self.connection.send(task)
        except ConnectionError:
            return False
        self.task, self.started = task, time.monotonic()
        return True

    def stop(self) -> None:
        self.connection.close()
        self.process.join(timeout=0.5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def map_isolated(
    work: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int, limits: Limits = DEFAULT_LIMITS
) -> Generator[Outcome[Task, Result], None, None]:
    """The outcome of every task, as they are done; closing the iterator ends the workers.

    Args:
        work: A function of a module, for it is imported by name in the workers.
        tasks: Drawn as workers become free, so the list may be endless; each must be picklable.
        workers: How many processes.
        limits: For each task; one that oversteps them loses its process and is reported, the rest goes on.
    """
    waiting = iter(tasks)
    crew: list[_Worker[Task]] = []
    done: deque[Outcome[Task, Result]] = deque()
    try:
        _fill(crew, waiting, work, workers, limits)
        while crew:
            done.extend(_collect(crew, limits))
            yield from done
            done.clear()
            _fill(crew, waiting, work, workers, limits)
    finally:
        for worker in crew:
            worker.process.kill() if worker.task is not None else None
            worker.stop()


HELD_BACK = 256
"""How many outcomes wait at most for an earlier one; beyond, order gives way to memory."""


def map_in_order(
    work: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int, limits: Limits = DEFAULT_LIMITS
) -> Generator[Outcome[Task, Result], None, None]:
    """The outcomes of ``map_isolated`` in the order of the tasks, so that a run writes the same whoever is faster."""
    drawn: list[Task] = []
    ready: list[Outcome[Task, Result]] = []

    def note(tasks: Iterable[Task]) -> Iterator[Task]:
        for task in tasks:
            drawn.append(task)
            yield task

    with contextlib.closing(map_isolated(work, note(tasks), workers=workers, limits=limits)) as outcomes:
        for outcome in outcomes:
            ready.append(outcome)
            while (first := _find_next(drawn, ready)) is not None:
                drawn.remove(first.task)
                ready.remove(first)
                yield first


def _find_next(drawn: list[Task], ready: list[Outcome[Task, Result]]) -> Outcome[Task, Result] | None:
    """The outcome of the task drawn first; when too many wait for it, the one that is ready longest."""
    for outcome in ready:
        if outcome.task is drawn[0]:
            return outcome
    return ready[0] if len(ready) > HELD_BACK else None


def _fill(
    crew: list[_Worker[Task]], waiting: Iterator[Task], work: Callable[[Task], object], size: int, limits: Limits
) -> None:
    """Give every idle worker a task, and new ones up to ``size``; end those that find none."""
    for worker in [w for w in crew if w.task is None and w.served >= limits.documents_per_worker]:
        _end(crew, worker)
    idle = [worker for worker in crew if worker.task is None]
    while (idle or len(crew) < size) and (task := next(waiting, None)) is not None:
        worker = idle.pop() if idle else _hire(crew, work, limits)
        if not worker.give(task):
            _end(crew, worker)
            _hire(crew, work, limits).give(task)
    for worker in idle:
        _end(crew, worker)


def _hire(crew: list[_Worker[Task]], work: Callable[[Task], object], limits: Limits) -> _Worker[Task]:
    crew.append(_Worker(work, limits))
    return crew[-1]


def _end(crew: list[_Worker[Task]], worker: _Worker[Task]) -> None:
    crew.remove(worker)
    worker.stop()


def _collect(crew: list[_Worker[Task]], limits: Limits) -> Iterator[Outcome[Task, Result]]:
    """The outcomes that have come, and those of workers whose time is up."""
    now = time.monotonic()
    patience = max(0.0, min(worker.started for worker in crew) + limits.wall_seconds - now)
    ready = set(wait([worker.connection for worker in crew], timeout=min(patience, 1.0)))
    for worker in list(crew):
        if worker.connection in ready:
            yield _receive(crew, worker)
        elif time.monotonic() - worker.started > limits.wall_seconds:
            yield _dismiss(crew, worker, "FILE.TIMEOUT", f"over {limits.wall_seconds:g} s")


def _receive(crew: list[_Worker[Task]], worker: _Worker[Task]) -> Outcome[Task, Result]:
    try:
        result, code, detail = worker.connection.recv()
    except (EOFError, ConnectionError):
        worker.process.join()
        code = worker.process.exitcode or 0
        if code == -signal.SIGXCPU:
            return _dismiss(crew, worker, "FILE.TIMEOUT", "processor time used up")
        return _dismiss(crew, worker, "FILE.CRASHED", signal.Signals(-code).name if code < 0 else f"exit code {code}")
    task, worker.task = worker.task, None
    worker.served += 1
    assert task is not None  # noqa: S101  (a worker answers only what it was given)
    return Outcome(task, result, code, detail, time.monotonic() - worker.started)


def _dismiss(crew: list[_Worker[Task]], worker: _Worker[Task], code: str, detail: str) -> Outcome[Task, Result]:
    crew.remove(worker)
    worker.process.kill()
    worker.stop()
    assert worker.task is not None  # noqa: S101  (only a busy worker is dismissed)
    return Outcome(worker.task, None, code, detail, time.monotonic() - worker.started)
