"""The engine of one machine: isolated workers, as many as it has cores."""

import contextlib
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import TypeVar

from pipeline.loading.isolation.in_order import HELD_BYTES, map_in_order
from pipeline.loading.isolation.pool import DEFAULT_LIMITS, Limits, Outcome

Task = TypeVar("Task")
Result = TypeVar("Result")

PATIENCE = 1.0
"""Seconds that an outcome waits at most for its batch to become full."""
PRELOAD = ("pipeline.loading.preload",)


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Worker processes of this machine."""

    workers: int
    limits: Limits = DEFAULT_LIMITS

    def map_batches(
        self, work: Callable[[Task], Result], tasks: Iterable[Task | None], *, size: int
    ) -> Generator[list[Outcome[Task, Result]], None, None]:
        """See ``Engine.map_batches``."""
        rounds = map_in_order(work, tasks, workers=self.workers, limits=self.limits, preload=PRELOAD)
        batch: list[Outcome[Task, Result]] = []
        begun = time.monotonic()
        with contextlib.closing(rounds):
            for outcomes in rounds:
                batch += outcomes
                while len(batch) >= size:  # many come at once when one that was long in coming held them back
                    yield batch[:size]
                    batch, begun = batch[size:], time.monotonic()
                if time.monotonic() - begun > PATIENCE or sum(one.size for one in batch) > HELD_BYTES:
                    yield batch
                    batch, begun = [], time.monotonic()
        yield batch
