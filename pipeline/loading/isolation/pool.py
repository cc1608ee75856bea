"""Reads documents in recycled worker processes, so that one that crashes, hangs or devours memory costs only itself."""

import contextlib
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.reduction import ForkingPickler
from typing import Generic, TypeVar, cast

from extractors.formats.confined_process import end_group
from pipeline.loading.isolation.memory import Watch, fit_workers
from pipeline.loading.isolation.worker import DEFAULT_LIMITS as DEFAULT_LIMITS
from pipeline.loading.isolation.worker import ROOM, serve
from pipeline.loading.isolation.worker import Limits as Limits

Task = TypeVar("Task")
Result = TypeVar("Result")

Work = Callable[[Task], Result]


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
    size: int = 0
    """Bytes that the result took on its way."""


class _Worker(Generic[Task]):
    """One process, the task it is at, and those it was handed ahead."""

    def __init__(self, work: Callable[[Task], object], limits: Limits, share: int, preload: Sequence[str]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([work.__module__, *preload])  # imported once; workers are forked from there
        self.connection, theirs = context.Pipe()
        reading, self.lifeline = context.Pipe(duplex=False)
        self.process = context.Process(target=serve, args=(theirs, reading, work, limits, share), daemon=True)
        self.process.start()
        theirs.close()
        reading.close()
        self.overweight = 0
        """Bytes for which it was ended."""
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

    @property
    def process_id(self) -> int:
        return 0 if self.overweight else self.process.pid or 0

    def end_for_memory(self, held: int) -> None:
        self.overweight = held
        self.kill()

    def kill(self) -> None:
        """End it at whatever it is, and its group with it."""
        if self.process.pid is not None:
            end_group(self.process.pid)
        self.process.kill()

    def stop(self) -> None:
        if self.tasks:
            self.kill()
        self.connection.close()
        self.process.join(timeout=0.5)
        self.kill()
        self.process.join()
        self.lifeline.close()

    def explain_end(self) -> tuple[str, str]:
        """Code and words for a process that ended by itself, or was ended for what it held."""
        self.process.join()
        exit_code = self.process.exitcode or 0
        if self.overweight:
            return "FILE.MEMORY", f"{self.overweight >> 20} MiB"
        if exit_code == -signal.SIGXCPU:
            return "FILE.TIMEOUT", "processor time used up"
        return "FILE.CRASHED", signal.Signals(-exit_code).name if exit_code < 0 else f"exit code {exit_code}"


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
        self.work, self.limits, self.preload = work, limits, preload
        self.size, self.share = fit_workers(size, limits.tree_bytes)
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
            self.workers.append(_Worker(self.work, self.limits, self.share, self.preload))
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
        """The answers that a worker has sent; what became of its task where it sent none and is gone."""
        taken = 0
        try:
            while worker.tasks and taken < ROOM and worker.connection.poll():
                answer = worker.connection.recv_bytes()
                taken += len(answer)
                result, code, detail, seconds = ForkingPickler.loads(answer)
                yield Outcome(worker.settle(seconds), result, code, detail, seconds, len(answer))
        except (EOFError, ConnectionError):
            yield self._dismiss(worker, *worker.explain_end())

    def _dismiss(self, worker: _Worker[Task], code: str, detail: str) -> Outcome[Task, object]:
        """The outcome of the task a worker was at; those it was handed ahead go to another."""
        self.workers.remove(worker)
        worker.kill()
        task = worker.tasks.popleft()
        self._returned.extendleft(reversed(worker.tasks))
        worker.stop()
        return Outcome(task, None, code, detail, time.monotonic() - worker.started)


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
        workers: How many processes, at most: there may be memory for fewer.
        limits: For each task; one that oversteps them loses its process and is reported, the rest goes on.
        preload: Modules that are imported once, before the first worker is forked.
    """
    crew = _Crew(work, tasks, workers, limits, preload)
    watch = Watch(crew.share, lambda: tuple(crew.workers))
    try:
        crew.fill()
        while crew.workers or not crew.is_drained:
            yield [cast(Outcome[Task, Result], outcome) for outcome in crew.collect()]
            crew.fill()
    finally:
        watch.stop()
        crew.stop()


def map_isolated(
    work: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int, limits: Limits = DEFAULT_LIMITS
) -> Generator[Outcome[Task, Result], None, None]:
    """The outcome of every task, as they are done; closing the iterator ends the workers. See ``map_rounds``."""
    with contextlib.closing(map_rounds(work, tasks, workers=workers, limits=limits)) as rounds:
        for outcomes in rounds:
            yield from outcomes
