"""Reading by isolated workers alone, nothing written: what more workers are worth."""

import time
from collections.abc import Sequence
from pathlib import Path

from pipeline.loading.engines.local import LocalEngine
from pipeline.loading.run import BATCH, Task, read_task

_ROUNDS = 5


def time_reading(folder: Path, workers: Sequence[int]) -> dict[int, Sequence[float]]:
    """Wall seconds in which so many workers read a folder, round by round; taken in turns.

    The process that workers are forked from has everything imported before the clock starts, as it has in a long run.
    """
    files = sorted(folder.iterdir())
    _read(files[:1], 1)
    spent: dict[int, list[float]] = {count: [] for count in workers}
    for _ in range(_ROUNDS):
        for count, seconds in spent.items():
            started = time.perf_counter()
            _read(files, count)
            seconds.append(time.perf_counter() - started)
    return {count: tuple(seconds) for count, seconds in spent.items()}


def _read(files: Sequence[Path], workers: int) -> None:
    tasks = [Task(str(file)) for file in files]
    read = sum(len(batch) for batch in LocalEngine(workers).map_batches(read_task, tasks, size=BATCH))
    if read != len(files):
        raise RuntimeError(f"{read} outcomes of {len(files)} files")
