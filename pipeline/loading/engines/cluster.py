"""The engine of several machines: a Dask cluster, whose workers read files that all of them can see.

Each Dask worker reads a batch in an isolated process of its own, so that a document that crashes, hangs or devours
memory is told of as on one machine. A worker that is lost gives its batches back: Dask has others read them. A batch
that loses several workers is read document by document, and the one that does it is quarantined.
"""

import multiprocessing
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from distributed import Client, Future, KilledWorker
from distributed.comm.core import CommClosedError

from pipeline.loading.engines.engine import EngineError
from pipeline.loading.engines.local import PRELOAD
from pipeline.loading.isolation.in_order import map_in_order
from pipeline.loading.isolation.pool import DEFAULT_LIMITS, Limits, Outcome

Task = TypeVar("Task")
Result = TypeVar("Result")

BATCH = 16
"""Documents that a worker is given at once: enough that the scheduler costs little, and few to read again."""
_ROUNDS = 3
"""Batches that are given out ahead for every thread of the cluster."""
_PATIENCE = "20s"


class _Standing:
    """An isolated process that outlives a batch: to make one for each would cost more than to read it."""

    def __init__(self, work: Callable[[Any], Any], limits: Limits) -> None:
        self._waiting: deque[Any] = deque()
        self._rounds = map_in_order(work, self._draw(), workers=1, limits=limits, preload=PRELOAD)

    def read(self, tasks: Sequence[Any]) -> list[Outcome[Any, Any]]:
        """The outcome of every task, in order."""
        self._waiting.extend(tasks)
        outcomes: list[Outcome[Any, Any]] = []
        while len(outcomes) < len(tasks):
            outcomes += next(self._rounds)
        return outcomes

    def _draw(self) -> Iterator[Any]:
        while True:
            yield self._waiting.popleft() if self._waiting else None


_here = threading.local()


def read_batch(
    work: Callable[[Any], Any], tasks: Sequence[Any], limits: Limits
) -> list[tuple[Any, str, str, float, int]]:
    """Result, code, detail, seconds and size of every task, in order; runs in a Dask worker."""
    # Dask's nanny marks its workers as daemons, which may have no children; ours end when their pipe closes.
    multiprocessing.current_process().daemon = False
    kept: dict[Any, _Standing] = _here.__dict__.setdefault("standing", {})
    standing = kept.pop((work, limits), None) or _Standing(work, limits)
    outcomes = standing.read(tasks)
    kept[work, limits] = standing  # only one that has told all: what is left in another would be taken for the next
    return [(o.result, o.code, o.detail, o.seconds, o.size) for o in outcomes]


@dataclass(frozen=True, slots=True)
class _Given:
    """A batch that is being read somewhere."""

    tasks: list[Any]
    future: Future


@dataclass(frozen=True, slots=True)
class DaskEngine:
    """The workers of a Dask scheduler."""

    scheduler: str
    limits: Limits = DEFAULT_LIMITS

    def map_batches(
        self, work: Callable[[Task], Result], tasks: Iterable[Task | None], *, size: int
    ) -> Generator[list[Outcome[Task, Result]], None, None]:
        """See ``Engine.map_batches``; EngineError when the scheduler cannot be reached."""
        with self._connect() as client:
            given: deque[_Given] = deque()
            try:
                for batch in _cut(tasks, min(size, BATCH)):
                    while len(given) >= _count_room(client):
                        yield self._take_done(client, work, given, size)
                    if batch:
                        given.append(self._give(client, work, batch))
                    else:
                        yield []
                while given:
                    yield self._take_done(client, work, given, size)
            finally:
                client.cancel([one.future for one in given])

    def _connect(self) -> Client:
        try:
            return Client(self.scheduler, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise EngineError(f"no Dask scheduler answers at {self.scheduler}: {error}") from error

    def _give(self, client: Client, work: Callable[[Task], Result], tasks: list[Task]) -> _Given:
        return _Given(tasks, client.submit(read_batch, work, tasks, self.limits, pure=False))

    def _take_done(
        self, client: Client, work: Callable[[Task], Result], given: deque[_Given], size: int
    ) -> list[Outcome[Task, Result]]:
        """The outcomes of the oldest batch, waited for, and of those after it that are read by then."""
        outcomes = self._take(client, work, given.popleft())
        while given and given[0].future.done() and len(outcomes) + len(given[0].tasks) <= size:
            outcomes += self._take(client, work, given.popleft())
        return outcomes

    def _take(self, client: Client, work: Callable[[Task], Result], given: _Given) -> list[Outcome[Task, Result]]:
        try:
            told = given.future.result()
        except KilledWorker as error:
            if len(given.tasks) == 1:
                return [Outcome(given.tasks[0], None, "FILE.CRASHED", f"lost with its worker: {error}"[:200])]
            alone = [self._give(client, work, [task]) for task in given.tasks]
            return [outcome for one in alone for outcome in self._take(client, work, one)]
        except CommClosedError as error:
            raise EngineError(f"the Dask scheduler at {self.scheduler} is gone: {error}") from error
        finally:
            given.future.release()
        return [Outcome(task, *one) for task, one in zip(given.tasks, told, strict=True)]


def _count_room(client: Client) -> int:
    """Batches that the cluster can hold: some for every thread, and one when there is no worker yet."""
    return max(1, _ROUNDS * sum(map(int, client.nthreads().values())))


def _cut(tasks: Iterable[Task | None], size: int) -> Iterator[list[Task]]:
    """Batches of tasks; an empty one where the list pauses."""
    batch: list[Task] = []
    for task in tasks:
        if task is not None:
            batch.append(task)
        if len(batch) >= size or (task is None and batch):
            yield batch
            batch = []
        if task is None:
            yield []
    if batch:
        yield batch
