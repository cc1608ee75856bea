"""Read again, with today's code, the documents that the database knows."""

import contextlib
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from sqlalchemy import Connection, text

from db.store import Store
from pipeline.engines.local import LocalEngine
from pipeline.line import UNKNOWN, Origins
from pipeline.located import find_file, is_hash_of, open_all
from pipeline.progress import show_progress
from pipeline.run import Task, load_files
from pipeline.summary import Summary, print_summary

QUERY = text(
    "SELECT s.issuer, s.year, s.document_sha256, g.location, EXISTS (SELECT 1 FROM current_finding f "
    "WHERE f.revision_id = s.revision_id AND f.rule = 'DOC.NO_ISSUER') FROM report_status s "
    "JOIN document d ON d.sha256 = s.document_sha256 JOIN sighting g ON g.document_id = d.id "
    "ORDER BY s.issuer, s.year, g.last_seen DESC"
)


def find_documents(connection: Connection, only: str | None) -> tuple[list[Task], list[str]]:
    """The documents of current reports that are still where they were seen, and the places of those that are not."""
    places: dict[tuple[Origins, str], list[str]] = {}
    for issuer, year, sha256, location, is_unnamed in connection.execute(QUERY):
        if only is None or only in issuer or only == str(year):
            told = Origins(None if is_unnamed else issuer, year)
            places.setdefault((told, sha256), []).append(location)
    files = _Files()
    found: dict[str, set[Origins]] = {}
    lost = []
    for (told, sha256), locations in places.items():
        kept = next(filter(None, (files.find(place, sha256) for place in locations)), None)
        if kept is None:
            lost.append(locations[0])
        else:
            found.setdefault(kept, set()).add(told)
    # What was told of one report must not be taken for another in the same file.
    return [Task(path, told.pop() if len(told) == 1 else UNKNOWN) for path, told in found.items()], lost


@dataclass(slots=True)
class _Files:
    """The files that documents lie in, each opened once."""

    hashes: dict[Path, frozenset[str]] = field(default_factory=dict)
    """Of the file itself and of everything in it."""

    def find(self, location: str, sha256: str) -> str | None:
        """The file that a document is read from, while it has the same bytes: itself, or the archive it lies in."""
        path = find_file(location)
        if path is None:
            return None
        if path not in self.hashes:
            self.hashes[path] = frozenset(source.sha256 for source in open_all(path))
        return str(path) if any(is_hash_of(sha256, known, location) for known in self.hashes[path]) else None


def run_reload(store: Store, tasks: Sequence[Task], workers: int | None) -> int:
    """Read and load the documents again; a report that fails keeps its last good revision. The exit code."""
    summary, started = Summary(), time.monotonic()
    engine = LocalEngine(min(workers or os.cpu_count() or 1, len(tasks)))
    with contextlib.closing(load_files(store, tasks, command="reload", engine=engine)) as items:
        for item in show_progress(items, len(tasks)):
            summary.add(item)
    database = store.engine.url.render_as_string()
    print_summary(summary, Console(soft_wrap=True), seconds=time.monotonic() - started, database=database)
    return summary.exit_code
