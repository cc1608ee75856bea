"""What workers are asked to do in tests of isolation; a module of its own, for workers import it by name."""

import ctypes
import os
import sys
import threading
import time


def work(task: str) -> str:
    """Do what the task names: return, or fail in one of the ways in which documents make programs fail."""
    name, _, rest = task.partition(" ")
    return {
        "return": lambda: rest,
        "raise": lambda: _raise(rest),
        "exit": lambda: sys.exit(7),
        "vanish": lambda: os._exit(9),
        "segfault": lambda: ctypes.string_at(0),
        "sleep": lambda: time.sleep(60),
        "allocate": lambda: bytearray(3 << 30),
        "recurse": lambda: work(task),
        "die later": lambda: _die_later(),
        "pid": lambda: str(os.getpid()),
        "unpicklable": lambda: threading.Lock(),
    }[name if name != "die" else "die later"]()  # type: ignore[return-value]


def _raise(words: str) -> None:
    raise ValueError(words)


def _die_later() -> str:
    threading.Timer(0.05, os._exit, (11,)).start()
    return "done"
