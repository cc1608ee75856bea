"""Documents read in this process, for tests that are not about workers: one of its own takes a second to start."""

from collections.abc import Callable, Generator, Iterable

import pytest

from pipeline.loading.isolation.pool import Outcome


def read_here(
    work: Callable[[object], object], tasks: Iterable[object], **_: object
) -> Generator[list[Outcome[object, object]], None, None]:
    for task in tasks:
        yield [] if task is None else [Outcome(task, work(task))]


@pytest.fixture
def no_workers() -> Generator[None, None, None]:
    """Read in this process; workers have tests of their own (test_isolate, test_cli)."""
    patch = pytest.MonkeyPatch()
    patch.setattr("pipeline.loading.engines.local.map_in_order", read_here)
    yield
    patch.undo()
