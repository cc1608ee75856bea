"""What a process that meets a document gives up: the network, and a life after its parent.

Run as a program, this file gives up the network and becomes the program that it is given:
``python child.py PROGRAM ARGUMENT…``. It imports nothing but the standard library, so that any Python can run it.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import struct
import sys

_CALLS = {"x86_64": (0xC000003E, 41, 317), "aarch64": (0xC00000B7, 198, 277)}
"""By kind of machine: how the kernel calls it, and the numbers of the calls ``socket`` and ``seccomp``."""
_IO_URING_SETUP = 425
"""The other way to a socket; its number is the same everywhere."""
_FOREIGN_ABI = 0x40000000
"""From here on x86-64 has other numbers for the same calls."""
_NO_NEW_PRIVILEGES, _SET_FILTER, _KEEP_SPEED = 38, 1, 4
_LOAD, _JUMP_EQUAL, _JUMP_FROM, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13
"""Verdicts of a filter; a refused call fails with EACCES."""
_AF_UNIX = 1


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def close_network() -> str:
    """From now on no socket of a network can be opened here; empty, or why this system does not allow the rule.

    The kernel refuses every kind of socket but that between processes of the machine. It holds for this thread, for the
    threads and processes that it starts, and it cannot be taken back.
    """
    machine = os.uname().machine
    if not sys.platform.startswith("linux") or machine not in _CALLS or sys.maxsize < 1 << 32:
        return f"no filter of system calls for {sys.platform} on {machine}"
    kind, socket, seccomp = _CALLS[machine]
    steps = _write_filter(kind, socket)
    program = _Program(len(steps) // 8, steps)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return f"prctl: {os.strerror(ctypes.get_errno())}"
    for flags in (_KEEP_SPEED, 0):  # older kernels do not know the first, and slow nothing down
        if libc.syscall(seccomp, _SET_FILTER, flags, ctypes.byref(program)) == 0:
            return ""
    return f"seccomp: {os.strerror(ctypes.get_errno())}"


def _write_filter(kind: int, socket: int) -> bytes:
    """The filter: calls not numbered as on this machine, io_uring, and sockets of any kind but AF_UNIX fail."""
    steps = (
        (_LOAD, 0, 0, 4),  # for which kind of machine the call is numbered
        (_JUMP_EQUAL, 0, 6, kind),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_JUMP_FROM, 4, 0, _FOREIGN_ABI),
        (_JUMP_EQUAL, 3, 0, _IO_URING_SETUP),
        (_JUMP_EQUAL, 0, 3, socket),
        (_LOAD, 0, 0, 16),  # its first argument
        (_JUMP_EQUAL, 1, 0, _AF_UNIX),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    )
    return b"".join(struct.pack("<HBBI", *step) for step in steps)


def end_group(group: int) -> None:
    """End every process of a group, also where the one that leads it is gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def end_group_with(pipe: int, group: int) -> bool:
    """Let the system end a group of processes when the writing end of a pipe closes; whether this system can.

    It does as long as a process has the reading end, ``pipe``, open. It asks none of them: what is busy ends too.
    """
    if not hasattr(fcntl, "F_SETSIG"):
        return False
    fcntl.fcntl(pipe, fcntl.F_SETOWN, -group)
    fcntl.fcntl(pipe, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    return True


if __name__ == "__main__":
    close_network()
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - what was asked for
