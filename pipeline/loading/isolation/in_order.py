"""The outcomes of isolated work in the order of its tasks, so that a run writes the same whoever is faster."""

import contextlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Generic

from pipeline.loading.isolation.pool import DEFAULT_LIMITS, Limits, Outcome, Result, Task, map_rounds

HELD_BACK = 256
"""How many outcomes wait at most for an earlier one; beyond, order gives way to memory."""
HELD_BYTES = 32 << 20
"""And how many bytes they may take: more than as many usual ones do."""


class Order(Generic[Task, Result]):
    """Gives outcomes in the order in which their tasks were drawn, so that a run writes the same whoever is faster."""

    def __init__(self) -> None:
        self._places: dict[int, deque[int]] = {}
        """Places in the order, by identity of the task; the same task may be drawn twice."""
        self._drawn = 0
        self._next = 0
        self._ready: dict[int, Outcome[Task, Result]] = {}
        """By place, in the order in which they came."""
        self._held = 0
        """Bytes of those."""
        self._gone: set[int] = set()
        """Places later than the next that were given before their turn."""

    def note(self, tasks: Iterable[Task | None]) -> Iterator[Task | None]:
        """The tasks, their order put down as they are drawn."""
        for task in tasks:
            if task is not None:
                self._places.setdefault(id(task), deque()).append(self._drawn)
                self._drawn += 1
            yield task

    def sort(self, outcomes: Iterable[Outcome[Task, Result]]) -> Iterator[Outcome[Task, Result]]:
        """Those that are due now that these have come; when too many would wait, the one that is ready longest."""
        for outcome in outcomes:
            self._ready[self._find_place(outcome.task)] = outcome
            self._held += outcome.size
            yield from self._take()

    def _find_place(self, task: Task) -> int:
        places = self._places[id(task)]
        if len(places) == 1:
            del self._places[id(task)]
        return places.popleft()

    def _take(self) -> Iterator[Outcome[Task, Result]]:
        while self._next in self._ready or self._next in self._gone:
            if self._next in self._ready:
                yield self._pop(self._next)
            self._gone.discard(self._next)
            self._next += 1
        while len(self._ready) > HELD_BACK or self._held > HELD_BYTES:
            longest = next(iter(self._ready))
            self._gone.add(longest)
            yield self._pop(longest)

    def _pop(self, place: int) -> Outcome[Task, Result]:
        outcome = self._ready.pop(place)
        self._held -= outcome.size
        return outcome


def map_in_order(
    work: Callable[[Task], Result],
    tasks: Iterable[Task | None],
    *,
    workers: int,
    limits: Limits = DEFAULT_LIMITS,
    preload: Sequence[str] = (),
) -> Generator[list[Outcome[Task, Result]], None, None]:
    """The outcomes of ``map_rounds`` in the order of the tasks, a list at least every second."""
    order: Order[Task, Result] = Order()
    rounds = map_rounds(work, order.note(tasks), workers=workers, limits=limits, preload=preload)
    with contextlib.closing(rounds):
        for outcomes in rounds:
            yield list(order.sort(outcomes))
