"""Reads documents in recycled worker processes, so that one that crashes, hangs or devours memory costs only itself."""

import contextlib
import multiprocessing
import os
import resource
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from typing import Generic, TypeVar, cast

Task = TypeVar("Task")
Result = TypeVar("Result")

Work = Callable[[Task], Result]


class UnusableError(Exception):
    """What is to be read cannot be, and no fault of the program: it costs the document, under its own code."""

    code = ""
    """Of the finding that says so."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may use."""

    wall_seconds: float = 1200.0
    """For one that waits for ever. Far above the processor time: on a busy machine a healthy document takes many times
    what it costs, and must not be given up for that."""
    memory_bytes: int = 4 << 30
    """Address space of the worker process."""
    documents_per_worker: int = 2000
    """A worker is replaced after so many, so that nothing it leaks can grow for ever."""
    cpu_seconds: int = 240
    """Processor time for one document; a spinning one ends by it even when the machine is too busy for the clock."""
    result_bytes: int = 64 << 20
    """What one document may hand back: the reader of results must not be the one that runs out of memory."""


DEFAULT_LIMITS = Limits()

_ROOM = 1 << 20
"""Bytes of answers that a worker may have sent and nobody has taken yet; the system may allow less."""
_AHEAD_SECONDS = 0.6
_MOST_AHEAD = 24
"""A worker is handed tasks for about so long ahead, and never more than so many: it need not wait for the parent, which
writes a batch meanwhile (with PostgreSQL some 0.3 s)."""
_REST_SECONDS = 0.05
"""What the parent leaves the processor to its workers for while all of them have more to do: to wake for each answer
costs it, and on few cores them, more than to take what has come meanwhile."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Task, Result]):
    """What became of one task: a result, or the code and words of what went wrong."""

    task: Task
    result: Result | None
    code: str = ""
    """FILE.CRASHED, FILE.TIMEOUT, FILE.MEMORY, that of an UnusableError, or ERROR for a fault of the program."""
    detail: str = ""
    seconds: float = 0.0


def _serve(connection: Connection, work: Callable[[object], object], limits: Limits) -> None:
    """The worker: answers tasks until its pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends its workers
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _widen(connection)
    while True:
        try:
            task = connection.recv()
        except (EOFError, ConnectionError):
            return
        _grant_cpu(limits.cpu_seconds)
        answer = _answer(work, task, limits, time.monotonic())
        try:
            connection.send_bytes(answer)
        except ConnectionError:  # whoever asked is gone
            return


def _widen(connection: Connection) -> None:
    """Room for several answers, so that a worker goes on while the parent writes those it has."""
    with socket.socket(fileno=os.dup(connection.fileno())) as pipe:
        pipe.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _ROOM)


def _grant_cpu(seconds: int) -> None:
    """Let this process use so much more processor time; when it is used up, the system ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _answer(work: Callable[[object], object], task: object, limits: Limits, started: float) -> bytes:
    """What the parent is sent, no larger than it is ready to take."""
    attempt = _attempt(work, task)
    answer = ForkingPickler.dumps((*attempt, time.monotonic() - started))
    if len(answer) > limits.result_bytes:
        words = f"what was read takes {len(answer)} bytes, more than {limits.result_bytes}"
        answer = ForkingPickler.dumps((None, "FILE.TOO_LARGE", words, time.monotonic() - started))
    return bytes(answer)


def _attempt(work: Callable[[object], object], task: object) -> tuple[object, str, str]:
    try:
        return work(task), "", ""
    except MemoryError:
        return None, "FILE.MEMORY", ""
    except RecursionError:
        return None, "FILE.CRASHED", "nested too deeply"
    except UnusableError as error:
        return None, error.code, str(error)
    except Exception as error:  # the one place: a fault of the program costs one document
        place = _place_of(error)
        return None, "ERROR", f"{type(error).__name__}: {error} ({place})"


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"


class _Worker(Generic[Task]):
    """One process, the task it is at, and those it was handed ahead."""

    def __init__(self, work: Callable[[Task], object], limits: Limits, preload: Sequence[str]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([work.__module__, *preload])  # imported once; workers are forked from there
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work, limits), daemon=True)
        self.process.start()
        theirs.close()
        self.tasks: deque[Task] = deque()
        self.started = 0.0
        self.given = 0
        self.pace = _AHEAD_SECONDS
        """Seconds that a task takes here, about."""

    @property
    def appetite(self) -> int:
        """How many tasks it should hold: one at first, more when they turn out to be short."""
        return 1 + min(_MOST_AHEAD, int(_AHEAD_SECONDS / max(self.pace, 0.001)) - 1)

    @property
    def supply(self) -> float:
        """Seconds for which it has work behind the task it is at, about."""
        return max(0, len(self.tasks) - 1) * self.pace

    def give(self, task: Task) -> bool:
        """Whether the worker took the task; one that died since its last answer takes none."""
        try:
            self.connection.send(task)
        except ConnectionError:
            return False
        if not self.tasks:
            self.started = time.monotonic()
        self.tasks.append(task)
        self.given += 1
        return True

    def settle(self, seconds: float) -> Task:
        """The task that was answered after so many seconds; the next one is begun."""
        self.pace += (seconds - self.pace) / 4
        self.started = time.monotonic()
        return self.tasks.popleft()

    def stop(self) -> None:
        if self.tasks:
            self.process.kill()
        self.connection.close()
        self.process.join(timeout=0.5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class _Crew(Generic[Task]):
    """The workers of one run, and the tasks that wait for one."""

    def __init__(
        self,
        work: Callable[[Task], object],
        tasks: Iterable[Task | None],
        size: int,
        limits: Limits,
        preload: Sequence[str],
    ) -> None:
        self.work, self.size, self.limits, self.preload = work, size, limits, preload
        self.workers: list[_Worker[Task]] = []
        self._waiting = iter(tasks)
        self.is_drained = False
        """Whether there are no more tasks to draw."""
        self._returned: deque[Task] = deque()
        """Handed ahead to a worker that did not come to them."""

    def fill(self) -> None:
        """Hand tasks to whoever can take one; end those that find none."""
        for spent in [w for w in self.workers if not w.tasks and w.given >= self.limits.documents_per_worker]:
            self._end(spent)
        while not self.is_drained or self._returned:
            worker = self._find_hungry()
            task = None if worker is None else self._draw()
            if worker is None or task is None:
                break
            if not worker.give(task):
                self._returned.appendleft(task)
                self._give_up(worker)
        for idle in [w for w in self.workers if self.is_drained and not w.tasks]:
            self._end(idle)

    def collect(self) -> Iterator[Outcome[Task, object]]:
        """The outcomes that have come within a second, and those of workers whose time is up."""
        busy = [worker for worker in self.workers if worker.tasks]
        if not busy:
            return
        if min(worker.supply for worker in busy) > 4 * _REST_SECONDS:
            time.sleep(_REST_SECONDS)
        patience = max(0.0, min(worker.started for worker in busy) + self.limits.wall_seconds - time.monotonic())
        ready = set(wait([worker.connection for worker in busy], timeout=min(patience, 1.0)))
        for worker in busy:
            if worker.connection in ready:
                yield from self._receive(worker)
            elif time.monotonic() - worker.started > self.limits.wall_seconds:
                yield self._dismiss(worker, "FILE.TIMEOUT", f"over {self.limits.wall_seconds:g} s")

    def stop(self) -> None:
        """End every worker, whatever it is at."""
        for worker in self.workers:
            worker.stop()

    def _draw(self) -> Task | None:
        """The next task; None when there is none, or none for now."""
        if self._returned:
            return self._returned.popleft()
        try:
            return next(self._waiting)
        except StopIteration:
            self.is_drained = True
            return None

    def _find_hungry(self) -> _Worker[Task] | None:
        """Who takes the next task: an idle worker, a new one, or the one that holds fewest of those who want more."""
        idle = [worker for worker in self.workers if not worker.tasks]
        if idle:
            return idle[0]
        if len(self.workers) < self.size:
            self.workers.append(_Worker(self.work, self.limits, self.preload))
            return self.workers[-1]
        share = self.limits.documents_per_worker
        wanting = [w for w in self.workers if len(w.tasks) < w.appetite and w.given < share]
        return min(wanting, key=lambda worker: len(worker.tasks), default=None)

    def _give_up(self, worker: _Worker[Task]) -> None:
        """No more for a worker that died; what it had answered before is still taken."""
        worker.given = self.limits.documents_per_worker
        if not worker.tasks:
            self._end(worker)

    def _end(self, worker: _Worker[Task]) -> None:
        self.workers.remove(worker)
        worker.stop()

    def _receive(self, worker: _Worker[Task]) -> Iterator[Outcome[Task, object]]:
        """Every answer that a worker has sent; what became of its task where it sent none and is gone."""
        try:
            while worker.tasks and worker.connection.poll():
                result, code, detail, seconds = worker.connection.recv()
                yield Outcome(worker.settle(seconds), result, code, detail, seconds)
        except (EOFError, ConnectionError):
            worker.process.join()
            yield self._dismiss(worker, *_explain_end(worker.process.exitcode or 0))

    def _dismiss(self, worker: _Worker[Task], code: str, detail: str) -> Outcome[Task, object]:
        """The outcome of the task a worker was at; those it was handed ahead go to another."""
        self.workers.remove(worker)
        worker.process.kill()
        task = worker.tasks.popleft()
        self._returned.extendleft(reversed(worker.tasks))
        worker.stop()
        return Outcome(task, None, code, detail, time.monotonic() - worker.started)


def _explain_end(exit_code: int) -> tuple[str, str]:
    """Code and words for a process that ended by itself."""
    if exit_code == -signal.SIGXCPU:
        return "FILE.TIMEOUT", "processor time used up"
    return "FILE.CRASHED", signal.Signals(-exit_code).name if exit_code < 0 else f"exit code {exit_code}"


def map_rounds(
    work: Callable[[Task], Result],
    tasks: Iterable[Task | None],
    *,
    workers: int,
    limits: Limits = DEFAULT_LIMITS,
    preload: Sequence[str] = (),
) -> Generator[list[Outcome[Task, Result]], None, None]:
    """The outcomes of every task, as they are done, a list at least every second; it may be empty.

    Closing the iterator ends the workers.

    Args:
        work: A function of a module, for it is imported by name in the workers.
        tasks: Drawn as workers become free, so the list may be endless; each must be picklable. None is no task: it
            lets a list be given back before the next one is drawn.
        workers: How many processes.
        limits: For each task; one that oversteps them loses its process and is reported, the rest goes on.
        preload: Modules that are imported once, before the first worker is forked.
    """
    crew = _Crew(work, tasks, workers, limits, preload)
    try:
        crew.fill()
        while crew.workers or not crew.is_drained:
            yield [cast(Outcome[Task, Result], outcome) for outcome in crew.collect()]
            crew.fill()
    finally:
        crew.stop()


def map_isolated(
    work: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int, limits: Limits = DEFAULT_LIMITS
) -> Generator[Outcome[Task, Result], None, None]:
    """The outcome of every task, as they are done; closing the iterator ends the workers. See ``map_rounds``."""
    with contextlib.closing(map_rounds(work, tasks, workers=workers, limits=limits)) as rounds:
        for outcomes in rounds:
            yield from outcomes
