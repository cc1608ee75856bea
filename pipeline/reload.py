"""Read again, with today's code, the documents that the database knows."""

import hashlib
import os
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from sqlalchemy import Connection, text

from db.store import Store
from pipeline.line import Origins
from pipeline.progress import show_progress
from pipeline.run import Task, load_files
from pipeline.summary import Summary, print_summary

QUERY = text(
    "SELECT s.issuer, s.year, s.document_sha256, g.location FROM report_status s "
    "JOIN document d ON d.sha256 = s.document_sha256 JOIN sighting g ON g.document_id = d.id "
    "ORDER BY s.issuer, s.year, g.last_seen DESC"
)


def find_documents(connection: Connection, only: str | None) -> tuple[list[Task], list[str]]:
    """The documents of current reports that are still where they were seen, and the places of those that are not."""
    places: dict[tuple[str, int, str], list[str]] = {}
    for issuer, year, sha256, location in connection.execute(QUERY):
        if only is None or only in issuer or only == str(year):
            places.setdefault((issuer, year, sha256), []).append(location)
    found: dict[str, Task] = {}
    lost = []
    for (issuer, year, sha256), locations in places.items():
        kept = next(filter(None, (_find_file(place, sha256) for place in locations)), None)
        if kept is None:
            lost.append(locations[0])
        else:
            found[kept] = Task(kept, Origins(issuer, year))
    return list(found.values()), lost


def _find_file(location: str, sha256: str) -> str | None:
    """The file a document is read from: itself while its bytes are the same, or the archive it lies in."""
    path = Path(location)
    if path.is_file():
        return location if hashlib.sha256(path.read_bytes()).hexdigest() == sha256 else None
    return next((str(parent) for parent in path.parents if parent.is_file()), None)


def run_reload(store: Store, tasks: Sequence[Task], workers: int | None) -> int:
    """Read and load the documents again; a report that fails keeps its last good revision. The exit code."""
    summary, started = Summary(), time.monotonic()
    count = min(workers or os.cpu_count() or 1, len(tasks))
    for item in show_progress(load_files(store, tasks, workers=count, command="reload"), len(tasks)):
        summary.add(item)
    database = store.engine.url.render_as_string()
    print_summary(summary, Console(soft_wrap=True), seconds=time.monotonic() - started, database=database)
    return summary.exit_code
