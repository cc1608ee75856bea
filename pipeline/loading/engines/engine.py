"""What an engine is: the one seam between a list of documents and the processes or machines that read them."""

from collections.abc import Callable, Generator, Iterable
from typing import Protocol, TypeVar

from pipeline.loading.isolation.pool import Outcome

Task = TypeVar("Task")
Result = TypeVar("Result")


class Engine(Protocol):
    """Reads many documents somewhere; whoever draws the batches writes."""

    def map_batches(
        self, work: Callable[[Task], Result], tasks: Iterable[Task | None], *, size: int
    ) -> Generator[list[Outcome[Task, Result]], None, None]:
        """The outcome of every task in the order of the tasks, about ``size`` at a time and no later than is of use.

        Tasks are drawn as they can be given out, outcomes held are bounded, closing the iterator ends the work.
        A task that kills its process, or is lost with its machine, is an outcome like any other.

        Args:
            work: A function of a module, for it is imported by name where it runs.
            tasks: Picklable. None is no task: it lets a batch be given back before the next one is drawn.
            size: Outcomes in a batch, at most; a batch may be empty.
        """
        ...


class EngineError(Exception):
    """An engine that cannot be had; the message says what to do."""
