"""Files that need not be read again: the same bytes at the same place, read before by the same code."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from db.schema.records import RunItem
from db.store import Store
from db.writing.runs import SeenBytes
from pipeline.line import UNKNOWN, Origins
from pipeline.loading.file_access import is_file
from pipeline.loading.locations import write_place

_CHUNK = 64


class HasPath(Protocol):
    """A file to read, and what the caller knows of it."""

    @property
    def path(self) -> str:
        """Where it lies."""
        ...

    @property
    def origins(self) -> Origins:
        """What the caller says about it."""
        ...


Task = TypeVar("Task", bound=HasPath)


@dataclass(slots=True)
class Resumption:
    """Sorts out, of a list of files, those that a run of the same code has put into the store."""

    store: Store
    run_id: int
    _found: list[RunItem] = field(default_factory=list)

    def pick_unread(self, tasks: Iterable[Task]) -> Iterator[Task | None]:
        """The files to read; None whenever some were found to be known, so that they can be taken."""
        if not self.store.has_loaded(self.run_id):
            yield from tasks
            return
        waiting = iter(tasks)
        while chunk := list(islice(waiting, _CHUNK)):
            yield from self._pick(chunk)
            if self._found:
                yield None

    def take_known(self) -> list[RunItem]:
        """The lines of the ledger for the known files found since the last call, written."""
        found, self._found = self._found, []
        return found

    def _pick(self, chunk: list[Task]) -> list[Task]:
        seen = {index: one for index, task in enumerate(chunk) if (one := _identify(task)) is not None}
        known = self.store.find_loaded(seen.values(), self.run_id)
        there = [(one, write_place(chunk[index].path)) for index, one in seen.items() if one in known]
        lines = [RunItem(self.run_id, path, one.sha256, *known[one]) for one, path in there]
        if lines:
            self.store.record_known([one for one, _ in there], lines)
        self._found += lines
        return [task for index, task in enumerate(chunk) if seen.get(index) not in known]


def _identify(task: HasPath) -> SeenBytes | None:
    """The bytes and their place; None for a file that must be read: it cannot be, or the caller says more about it."""
    if task.origins != UNKNOWN or not is_file(Path(task.path)):
        return None
    try:
        with Path(task.path).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
    return SeenBytes(digest, write_place(str(Path(task.path).resolve())))
