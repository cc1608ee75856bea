"""Which files a command line names: files, folders, globs."""

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

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
        ".toml",
        ".yaml",
        ".yml",
    ]
)
"""Suffixes left out when a folder is walked: data and programs beside reports. A file named by itself is read."""

PAGES = frozenset([".htm", ".html", ".mht", ".mhtml", ".shtml"])
"""Suffixes of files that come first in their folder: a page says whose report the file beside it is."""


class NoSuchInputError(Exception):
    """A path that names nothing; the message names it."""


def find_files(paths: Iterable[str]) -> Iterator[Path]:
    """Every file that the paths name, each once; folders in order of name, pages first, hidden files left out."""
    seen: set[Path] = set()
    for text in paths:
        for path in _expand(text):
            if path not in seen:
                seen.add(path)
                yield path


def _expand(text: str) -> Iterator[Path]:
    path = Path(text)
    if path.is_dir():
        yield from _walk(path)
    elif path.exists():
        yield path
    else:
        found = sorted(glob.glob(text, recursive=True))  # noqa: PTH207  (patterns may be absolute)
        matches = [match for match in found if Path(match).exists()]  # a link to nothing is found, too
        if not matches:
            raise NoSuchInputError(text)
        for match in matches:
            yield from _expand(match)


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir(), key=lambda path: (path.suffix.lower() not in PAGES, path)):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _walk(path)
        elif path.is_file() and path.suffix.lower() not in NOT_REPORTS:
            yield path
