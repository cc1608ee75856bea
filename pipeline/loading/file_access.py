"""The bytes of a file to be read; one that cannot be opened is told as such, and is no fault of the program."""

import errno
import os
import stat
from pathlib import Path

from extractors.model.source import SourceDocument
from pipeline.loading.locations import write_place
from pipeline.loading.unusable import UnusableError

_NOTHING = (FileNotFoundError, NotADirectoryError, ValueError)
"""What the system says of a name under which there is nothing, or that no name can be."""
_KINDS = {
    stat.S_IFIFO: "a named pipe, no file",
    stat.S_IFSOCK: "a socket, no file",
    stat.S_IFCHR: "a device, no file",
    stat.S_IFBLK: "a device, no file",
}


def is_there(path: Path) -> bool:
    """Whether there is something; nothing is where this user may not look, or under a name that no system takes."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_named(path: Path) -> bool:
    """Whether a name stands for something, be it a link to nothing; what this user may not look at may be there."""
    try:
        path.lstat()
    except _NOTHING:
        return False
    except OSError:
        return True
    return True


def is_file(path: Path) -> bool:
    """Whether there is a file, in the sense of ``is_there``."""
    return is_there(path) and path.is_file()


def is_folder(path: Path) -> bool:
    """Whether there is a folder, in the same sense."""
    return is_there(path) and path.is_dir()


class NoAccessError(UnusableError):
    """A file that is not there, or that this user may not read; the message is what the system says."""

    code = "FILE.NO_ACCESS"


def open_file(path: Path) -> SourceDocument:
    """The file as it lies on the disk. NoAccessError where the system does not give it."""
    try:
        return SourceDocument(read_bytes(path), write_place(path.name))
    except OSError as error:
        raise NoAccessError(error.strerror or type(error).__name__) from error


def read_bytes(path: Path, *, or_pipe: bool = False) -> bytes:
    """The bytes of a file. OSError for what is none: a pipe or a device may keep its reader waiting for ever.

    Args:
        path: Where the file lies.
        or_pipe: Read also a pipe that somebody writes to, as a shell gives it in place of a file.
    """
    kind = stat.S_IFMT(path.stat().st_mode)
    if or_pipe and kind == stat.S_IFIFO:
        return _read_pipe(path)
    if kind in _KINDS:
        raise OSError(errno.EINVAL, _KINDS[kind])
    return path.read_bytes()


def find_other_kind(path: Path) -> str:
    """What lies under a name where it is neither a file nor a folder; empty where it is one, or nothing is there."""
    try:
        return _KINDS.get(stat.S_IFMT(path.stat().st_mode), "")
    except (OSError, ValueError):
        return ""


def _read_pipe(path: Path) -> bytes:
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as pipe:
        try:
            first = os.read(pipe.fileno(), 1)
        except BlockingIOError:  # its writer has not begun
            first = None
        if first == b"":
            raise OSError(errno.EINVAL, "a named pipe that nobody writes to")
        os.set_blocking(pipe.fileno(), True)
        return (first or b"") + pipe.read()
