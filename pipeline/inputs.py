"""Which files a command line names: files, folders, globs."""

import glob
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

from pipeline.opening import is_file, is_there

NOT_REPORTS = frozenset(
    [
        ".css",
        ".csv",
        ".db",
        ".db-shm",
        ".db-wal",
        ".gitignore",
        ".ico",
        ".ini",
        ".ipynb",
        ".js",
        ".json",
        ".jsonl",
        ".lock",
        ".log",
        ".parquet",
        ".py",
        ".pyc",
        ".sql",
        ".sqlite",
        ".sqlite-shm",
        ".sqlite-wal",
        ".sqlite3",
        ".sqlite3-shm",
        ".sqlite3-wal",
        ".toml",
        ".yaml",
        ".yml",
    ]
)
"""Suffixes left out when a folder is walked: data and programs beside reports. A file named by itself is read."""

PAGES = frozenset([".htm", ".html", ".mht", ".mhtml", ".shtml"])
"""Suffixes of files that come first in their folder: a page says whose report the file beside it is."""


class NoSuchInputError(Exception):
    """A path that names nothing; the message says which."""


def find_files(paths: Iterable[str]) -> Iterator[Path]:
    """Every file that the paths name, each once; folders in order of name, pages first, hidden files left out.

    What was found is not kept: the list may be longer than memory.
    """
    named: set[Path] = set()
    for text in paths:
        if not text:
            raise NoSuchInputError("a path is empty")
        for root in _expand(text):
            found = _walk(root) if root.is_dir() else iter((root,))
            yield from (path for path in found if not named or not _is_found(path, named))
            named.add(root)


def _is_found(path: Path, named: Set[Path]) -> bool:
    """Whether a file is one of those named, or was found in a folder that is."""
    return path in named or any(folder in named and _is_walked(path, folder) for folder in path.parents)


def _is_walked(path: Path, folder: Path) -> bool:
    is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not is_hidden and path.suffix.lower() not in NOT_REPORTS


def _expand(text: str) -> Iterator[Path]:
    """The files and folders that one path names."""
    path = Path(text)
    if is_there(path):
        yield path
        return
    found = sorted(glob.glob(text, recursive=True))  # noqa: PTH207  (patterns may be absolute)
    matches = [match for match in map(Path, found) if is_there(match)]  # a link to nothing is found, too
    if not matches:
        raise NoSuchInputError(f"{text}: no such file, folder or pattern")
    yield from matches


def _walk(folder: Path, above: tuple[Path, ...] = ()) -> Iterator[Path]:
    """The files in a folder; itself where it cannot be opened, so that its reading fails and is told.

    A link back to the folder, or to one of those above it, is not followed: it would be walked round and round.
    """
    here = folder.resolve()
    if here in above:
        return
    try:
        entries = sorted(folder.iterdir(), key=lambda path: (path.suffix.lower() not in PAGES, path))
    except OSError:
        yield folder
        return
    for path in entries:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _walk(path, (*above, here))
        elif is_file(path) and path.suffix.lower() not in NOT_REPORTS:
            yield path
