"""The side of a worker: it gives up the network, memory without end and a life after its parent, and answers tasks."""

import contextlib
import os
import resource
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

from extractors.formats.confined_process import close_network, end_group, end_group_with
from extractors.formats.page_time import PAGE_TIME
from pipeline.loading.unusable import UnusableError


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may use."""

    wall_seconds: float = 1200.0
    """For one that waits for ever; one that works ends by its processor time. Far above that: on a busy machine a
    healthy document takes many times what it costs, and must not be given up for that."""
    tree_bytes: int | None = None
    """What all processes of a run may hold together: the one that writes, the workers, and what they start. With two
    workers and no word of it 2 GiB: see ``memory``."""
    documents_per_worker: int = 2000
    """A worker is replaced after so many, so that nothing it leaks can grow for ever."""
    cpu_seconds: int = 50
    """Processor time for one document: under a minute by the clock where the processor is free. A spinning one ends by
    it even when the machine is too busy for the clock. No sample of which no page is recognised takes a whole one."""
    page_cpu_seconds: int = 20
    """The same for each of its pages that is recognised, on top: granted when the page is begun. There are at most
    sixty in a document; the pages of a scanned report take seven each."""
    result_bytes: int = 32 << 20
    """What one document may hand back: the reader of results must not be the one that runs out of memory. A report is
    20 KB, and eight times as much when it is opened."""
    is_online: bool = False
    """Whether workers may use the network: only where the bytes to be read are on the other side of it."""


DEFAULT_LIMITS = Limits()

ROOM = 1 << 20
"""Bytes of answers that a worker may have sent and nobody has taken yet; the system may allow less."""
_UNTOUCHED = 256 << 20
"""Bytes that a process may ask for beyond its share and never touch: stacks of threads, pools of the allocator. The
recogniser asks for 707 MB, and touches 476."""


def serve(
    connection: Connection, lifeline: Connection, work: Callable[[object], object], limits: Limits, share: int
) -> None:
    """The worker: answers tasks until its pipe closes; ends at whatever it is when ``lifeline`` does."""
    _confine(lifeline, share, is_online=limits.is_online)  # and Ctrl-C does not reach it: the parent ends its workers
    _widen(connection)
    while True:
        try:
            task = connection.recv()
        except (EOFError, ConnectionError):
            return
        _grant_cpu(limits.cpu_seconds)
        PAGE_TIME.hear(partial(_grant_more, limits.page_cpu_seconds))
        answer = _answer(work, task, limits, time.monotonic())
        try:
            connection.send_bytes(answer)
        except ConnectionError:  # whoever asked is gone
            return


def _widen(connection: Connection) -> None:
    """Room for several answers, so that a worker goes on while the parent writes those it has."""
    with socket.socket(fileno=os.dup(connection.fileno())) as pipe:
        pipe.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM)


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


def _confine(lifeline: Connection, share: int, *, is_online: bool) -> None:
    """Bound this process, which is to have no thread yet, and all that it will start.

    Args:
        lifeline: A pipe that nobody writes to; when its other end is gone, so is this process and its group.
        share: Bytes of memory for each process. What they hold together is watched from outside.
        is_online: Whether it may go on using the network.
    """
    _end_with(lifeline)
    _bound_memory(share + _UNTOUCHED)
    if not is_online:
        close_network()


def _grant_cpu(seconds: int) -> None:
    """Let this process use so much more processor time; when it is used up, the system ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _grant_more(seconds: int) -> None:
    """Let this process use so much processor time beyond what it was granted before."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if soft != resource.RLIM_INFINITY:
        more = soft + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (more if hard == resource.RLIM_INFINITY else min(more, hard), hard))


def _end_with(lifeline: Connection) -> None:
    """Let the system end the group of this process when the pipe closes, whatever the process is doing by then."""
    os.setpgid(0, 0)
    if not end_group_with(lifeline.fileno(), os.getpgrp()):
        threading.Thread(target=_wait_for_end, args=(lifeline,), daemon=True).start()
    elif lifeline.poll():  # it closed before
        end_group(os.getpgrp())


def _wait_for_end(lifeline: Connection) -> None:
    lifeline.poll(None)
    end_group(os.getpgrp())


def _bound_memory(limit: int) -> None:
    """Data that is this process's own, where the system counts it, else addresses; not every system does either."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    counted = resource.RLIMIT_DATA if Path("/proc/self/statm").exists() else resource.RLIMIT_AS
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(counted, (limit, limit))
