"""The bytes of a file to be read; one that cannot be opened is told as such, and is no fault of the program."""

from pathlib import Path

from extractors.source import SourceDocument
from pipeline.isolate import UnusableError
from pipeline.places import write_place


def is_there(path: Path) -> bool:
    """Whether there is something; nothing is where this user may not look, or under a name that no system takes."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Whether there is a file, in the same sense."""
    return is_there(path) and path.is_file()


class NoAccessError(UnusableError):
    """A file that is not there, or that this user may not read; the message is what the system says."""

    code = "FILE.NO_ACCESS"


def open_file(path: Path) -> SourceDocument:
    """The file as it lies on the disk. NoAccessError where the system does not give it."""
    try:
        return SourceDocument(path.read_bytes(), write_place(path.name))
    except OSError as error:
        raise NoAccessError(error.strerror or type(error).__name__) from error
