"""The mixed folder: half web pages, a fifth docx, a tenth doc, a fifth PDF; written once in a run, by all cores."""

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

from benchmarks.documents import make_document

MIXTURE = ("html", "html", "html", "html", "html", "docx", "docx", "doc", "pdf", "pdf")
"""Ten files in turn."""
_CHUNK = 25


def fill_folder(folder: Path, count: int) -> None:
    """Writes ``count`` reports in the formats of the mixture; never two of one issuer and year."""
    folder.mkdir(exist_ok=True)
    numbers = range(count)
    if count < 2 * _CHUNK:
        for number in numbers:
            write_one(folder, number)
        return
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(write_one, repeat(folder), numbers, chunksize=_CHUNK))


def write_one(folder: Path, number: int) -> None:
    """Writes the report of this number."""
    made = make_document(MIXTURE[number % len(MIXTURE)], number)
    (folder / made.name).write_bytes(made.data)


class Folders:
    """Folders of different sizes of which the larger hold the files of the smaller: each file is made once."""

    def __init__(self, parent: Path) -> None:
        self._parent = parent

    def take(self, count: int) -> Path:
        """The folder of the first ``count`` reports."""
        folder = self._parent / str(count)
        if folder.is_dir():
            return folder
        larger = [other for other in self._parent.iterdir() if int(other.name) > count]
        if not larger:
            fill_folder(folder, count)
            return folder
        folder.mkdir()
        for file in sorted(larger[0].iterdir())[:count]:
            os.link(file, folder / file.name)
        return folder


@contextmanager
def open_folders() -> Iterator[Folders]:
    """Folders that are removed at the end."""
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as name:
        yield Folders(Path(name))
