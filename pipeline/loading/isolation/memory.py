"""What all processes of a run may hold together, what a worker's share of it is, and the watch that sees to it."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

RESERVE = 512 << 20
"""Bytes for the process that writes and the one that workers are forked from. They hold some 140 MB, and more while
answers of the largest size wait (``in_order.HELD_BYTES``, ``isolate.Limits.result_bytes``) and are opened."""
SHARE = 768 << 20
"""Bytes for a worker with what it starts. With the recogniser and a scanned page it holds 476 MB; a LibreOffice beside
it holds 125 and more."""

_PERIOD = 0.05
"""Seconds between two looks: what grows by a gigabyte a second has not passed its share by much."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


def fit_workers(asked: int, tree_bytes: int | None = None) -> tuple[int, int]:
    """How many of so many workers there is memory for, one at least; and the share of each, in bytes.

    Args:
        asked: Workers.
        tree_bytes: What all processes may hold. None: a full share for each worker, as far as the machine has it.
    """
    total = min(RESERVE + SHARE * asked, count_memory()) if tree_bytes is None else tree_bytes
    for_workers = max(total - RESERVE, total // 2)
    workers = max(1, min(asked, for_workers // SHARE))
    return workers, for_workers // workers


def explain_fit(asked: int, tree_bytes: int | None = None) -> str:
    """One line that says that there are fewer workers than were asked for, and why; empty when there are as many."""
    workers, _ = fit_workers(asked, tree_bytes)
    if workers == asked:
        return ""
    total = count_memory() if tree_bytes is None else tree_bytes
    words = f"{workers} of {asked} workers: each needs {SHARE >> 20} MiB, and all may hold {total >> 20}"
    return f"{words} / 内存所限，只用 {workers} 个读取进程"


def count_memory() -> int:
    """Bytes of memory of this machine, or of the container where that has fewer."""
    machine = os.sysconf("SC_PHYS_PAGES") * _PAGE
    try:
        told = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        return machine
    return min(machine, int(told)) if told.isdigit() else machine


class Watched(Protocol):
    """A process that is ended, with what it started, when they hold more than their share."""

    @property
    def process_id(self) -> int:
        """Of the process; 0 when it is gone."""

    def end_for_memory(self, held: int) -> None:
        """End it and what it started, which hold so many bytes."""


class Watch:
    """Looks at processes from a thread of its own, for whoever hands out work may be busy; needs /proc."""

    def __init__(self, share: int, watched: Callable[[], Iterable[Watched]]) -> None:
        self._share, self._watched = share, watched
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="memory", daemon=True)
        if Path("/proc/self/smaps_rollup").exists():
            self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._is_over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look_on(self) -> None:
        while not self._is_over.wait(_PERIOD):
            for one in self._watched():
                if one.process_id and (held := weigh_tree(one.process_id, self._share)) > self._share:
                    one.end_for_memory(held)


def weigh_tree(process_id: int, enough: int = 0) -> int:
    """Bytes that a process and all that it started hold, each page counted once.

    To find out what processes share takes a while. It is not asked while they hold less than ``enough`` in any case;
    then more is told than there is.
    """
    tree = list_tree(process_id)
    held = sum(map(_count_resident, tree))
    return held if held <= enough else sum(map(_count_own, tree))


def list_tree(process_id: int) -> list[int]:
    """The process and all that it started, as far as they are there."""
    found, waiting = [], [process_id]
    while waiting:
        found.append(waiting.pop())
        with contextlib.suppress(OSError):  # gone meanwhile
            for thread in os.scandir(f"/proc/{found[-1]}/task"):
                waiting += map(int, _read(f"{thread.path}/children").split())
    return found


def _count_resident(process_id: int) -> int:
    told = _read(f"/proc/{process_id}/statm").split()
    return int(told[1]) * _PAGE if told else 0


def _count_own(process_id: int) -> int:
    """With its part of what it shares with others."""
    told = _read(f"/proc/{process_id}/smaps_rollup")
    return int(told.partition("\nPss:")[2].split()[0]) * 1024 if "\nPss:" in told else 0


def _read(path: str) -> str:
    """The words of a file of the system; none when the process is gone."""
    try:
        return Path(path).read_text(errors="replace")
    except OSError:
        return ""
