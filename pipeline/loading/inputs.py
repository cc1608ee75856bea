"""Which files a command line names: files, folders, globs."""

import glob
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.loading.file_access import is_folder, is_named

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


HIDDEN = "hidden"
BACK = "links back"
"""Why an entry of a folder is passed over, where it is not for its suffix."""


class NoSuchInputError(Exception):
    """A path that names nothing; the message says which."""


@dataclass(slots=True)
class Inputs:
    """The files that the paths of a command line name; the list of them is not kept: it may be longer than memory."""

    roots: tuple[Path, ...]
    """Files and folders, as they were named."""
    passed: Counter[str] = field(default_factory=Counter)
    """How many entries of folders the last walk passed over: by suffix, as hidden, or as a link back."""

    @classmethod
    def name(cls, paths: Iterable[str]) -> "Inputs":
        """What files, folders and patterns name. NoSuchInputError for one that names nothing."""
        return cls(tuple(dict.fromkeys(root for text in paths for root in _expand(text))))

    def walk(self) -> Iterator[Path]:
        """Every file, each once; folders in order of name, pages first, hidden files left out.

        What cannot be opened is among them, so that its reading fails and is told.
        """
        self.passed.clear()
        named: set[Path] = set()
        for root in self.roots:
            found = self._walk(root, named) if is_folder(root) else iter((root,))
            yield from (path for path in found if not named or not _is_found(path, named))
            named.add(root)

    def _walk(self, root: Path, named: Set[Path]) -> Iterator[Path]:
        """The files in a folder; a folder that cannot be opened is named itself.

        A link back to the folder, or to one of those above, is not followed: it would be walked round and round.
        """
        trail = [_Folder((0, 0), iter((root,)))]  # a list, for folders may be nested deeper than calls
        while trail:
            path = next(trail[-1].entries, None)
            if path is None:
                trail.pop()
            elif path.name.startswith(".") and path != root:
                self._pass(path, HIDDEN, named)
            elif is_folder(path):
                folder = _open(path)
                if folder is None:
                    yield path
                elif any(folder.identity == above.identity for above in trail):
                    self._pass(path, BACK, named)
                else:
                    trail.append(folder)
            elif path.suffix.lower() in NOT_REPORTS:
                self._pass(path, path.suffix.lower(), named)
            else:
                yield path

    def _pass(self, path: Path, why: str, named: Set[Path]) -> None:
        """Count an entry that is not read, once, and not where it is named by itself."""
        if path not in self.roots and named.isdisjoint(path.parents):
            self.passed[why] += 1


def find_files(paths: Iterable[str]) -> Iterator[Path]:
    """Every file that paths name: see ``Inputs``."""
    yield from Inputs.name(paths).walk()


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder that is being walked."""

    identity: tuple[int, int]
    """The same, whatever link it was reached by."""
    entries: Iterator[Path]


def _open(folder: Path) -> _Folder | None:
    """The folder with its entries in order, pages first; None where it cannot be opened."""
    try:
        entries = sorted(folder.iterdir(), key=lambda path: (path.suffix.lower() not in PAGES, path))
        status = folder.stat()
    except OSError:
        return None
    return _Folder((status.st_dev, status.st_ino), iter(entries))


def _is_found(path: Path, named: Set[Path]) -> bool:
    """Whether a file is one of those named, or was found in a folder that is; no walk reaches what has no status."""
    is_below = any(folder in named and _is_walked(path, folder) for folder in path.parents)
    return path in named or (is_below and os.path.lexists(path))


def _is_walked(path: Path, folder: Path) -> bool:
    is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not is_hidden and path.suffix.lower() not in NOT_REPORTS


def _expand(text: str) -> Iterator[Path]:
    """The files and folders that one path names; NoSuchInputError where there are none."""
    if not text:
        raise NoSuchInputError("a path is empty")
    path = Path(text)
    if is_named(path):
        yield path
        return
    found = sorted(glob.glob(text, recursive=True))  # noqa: PTH207  (patterns may be absolute)
    if not found:
        raise NoSuchInputError(f"{text}: no such file, folder or pattern")
    yield from map(Path, found)
