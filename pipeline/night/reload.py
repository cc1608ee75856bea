"""Read again, with today's code, the documents that the database knows.

A document is read from where it was seen; where it is there no more, or was never a file, from the night's archive.
"""

import contextlib
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, text

from db.schema.records import Report
from db.store import Store
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import UNKNOWN, Origins, read_reports
from pipeline.loading.engines.local import LocalEngine
from pipeline.loading.isolation.pool import Limits
from pipeline.loading.prepare import seal
from pipeline.loading.progress import show_progress
from pipeline.loading.run import Task, load_files, read_task
from pipeline.loading.settings import show_database
from pipeline.loading.stored_bytes import find_file, is_hash_of, list_members, open_all
from pipeline.loading.summary import Summary, print_summary
from pipeline.loading.terminal import open_screen
from pipeline.sources.archive import Archive, DamagedError, is_remote

QUERY = text(
    "SELECT s.issuer, s.year, s.document_sha256, g.location, EXISTS (SELECT 1 FROM "
    "current_finding f WHERE f.revision_id = s.revision_id AND f.rule = 'DOC.NO_ISSUER') AS is_unnamed "
    "FROM report_status s JOIN document d ON d.sha256 = s.document_sha256 JOIN sighting g ON g.document_id = d.id "
    "ORDER BY s.issuer, s.year, g.last_seen DESC"
)
FETCHED = text(
    "SELECT DISTINCT f.url, v.sha256 FROM frontier f JOIN fetch v ON v.frontier_id = f.id WHERE v.sha256 IS NOT NULL"
)
"""What was ever fetched from an address: a report inside a file has a hash of its own, the file has another."""


@dataclass(frozen=True, slots=True)
class ArchivedTask(Task):
    """A document to read from the archive, as it was seen at ``path``."""

    archive: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """A document that cannot be read again."""

    location: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Known:
    """A document of a current report, and where it was seen, the latest first."""

    told: Origins
    sha256: str
    locations: tuple[str, ...]


def find_documents(
    connection: Connection, only: str | None, archive: Archive | None = None
) -> tuple[list[Task], list[Lost]]:
    """How to read the documents of current reports again, and those that are neither where they were nor archived."""
    files = _OpenedFiles(archive, _list_fetched(connection) if archive is not None else {})
    found: dict[Task, set[Origins]] = {}
    lost = []
    for known in _list_known(connection, only):
        task = files.find(known)
        if isinstance(task, Lost):
            lost.append(task)
        else:
            found.setdefault(task, set()).add(known.told)
    # What was told of one report must not be taken for another in the same file.
    tasks = [replace(task, origins=told.pop() if len(told) == 1 else UNKNOWN) for task, told in found.items()]
    return tasks, lost


def _list_known(connection: Connection, only: str | None) -> Iterable[_Known]:
    places: dict[tuple[Origins, str], list[str]] = {}
    for row in connection.execute(QUERY):
        if only is None or only in row.issuer or only == str(row.year):
            told = Origins(None if row.is_unnamed else row.issuer, row.year)
            places.setdefault((told, row.document_sha256), []).append(row.location)
    return (_Known(told, sha256, tuple(seen)) for (told, sha256), seen in places.items())


def _list_fetched(connection: Connection) -> dict[str, list[str]]:
    fetched: dict[str, list[str]] = {}
    for url, sha256 in connection.execute(FETCHED):
        fetched.setdefault(url, []).append(sha256)
    return fetched


@dataclass(slots=True)
class _OpenedFiles:
    """The files that documents lie in, each opened once."""

    archive: Archive | None
    fetched: dict[str, list[str]]
    hashes: dict[Path | str, frozenset[str]] = field(default_factory=dict)
    """Of the file itself and of everything in it; by its path, or by its hash in the archive."""

    def find(self, known: _Known) -> Task | Lost:
        """The file a document is read from, while it has the same bytes: itself, or what it lies in."""
        for location in known.locations:
            path = find_file(location)
            if path is not None and self._holds(path, known.sha256, location):
                return Task(str(path))
        if self.archive is None:
            return Lost(known.locations[0], "the document is no longer there, or has changed")
        return self._find_archived(known, self.archive)

    def _find_archived(self, known: _Known, archive: Archive) -> Task | Lost:
        reasons = []
        for location in known.locations:
            address = location.partition("#")[0]
            for sha256 in dict.fromkeys([known.sha256, *self.fetched.get(address, ())]):
                try:
                    if self._lies_in(archive, sha256, known.sha256, location):
                        return ArchivedTask(address, UNKNOWN, archive.url, sha256)
                except DamagedError as error:
                    reasons.append(str(error))
        reason = f"the document is no longer there, or has changed, and the archive cannot give it: {reasons[0]}"
        return Lost(known.locations[0], reason)

    def _holds(self, path: Path, wanted: str, location: str) -> bool:
        if path not in self.hashes:
            self.hashes[path] = frozenset(source.sha256 for source in open_all(path))
        return any(is_hash_of(wanted, one, location) for one in self.hashes[path])

    def _lies_in(self, archive: Archive, sha256: str, wanted: str, location: str) -> bool:
        if sha256 not in self.hashes:
            source = SourceDocument(archive.get(sha256), _name_file(location))
            self.hashes[sha256] = frozenset(one.sha256 for one in list_members(source))
        return any(is_hash_of(wanted, one, location) for one in self.hashes[sha256])


def _name_file(location: str) -> str:
    """The name of the file at an address, or of a path."""
    address = location.partition("#")[0]
    return PurePosixPath(unquote(urlsplit(address).path)).name or urlsplit(address).netloc


def read_known(task: Task) -> bytes:
    """The sealed reports of a file or an archived document; runs in a worker. DamagedError for bytes that rotted."""
    return seal(_read_archived(task)) if isinstance(task, ArchivedTask) else read_task(task)


def _read_archived(task: ArchivedTask) -> tuple[Report, ...]:
    name, is_url = _name_file(task.path), "://" in task.path
    source = SourceDocument(Archive(task.archive).get(task.sha256), name, task.path if is_url else None)
    reports = read_reports(source, load_catalogue(), task.origins)
    return tuple(_place(report, task, name, is_url=is_url) for report in reports)


def _place(report: Report, task: ArchivedTask, name: str, *, is_url: bool) -> Report:
    """The report as it was seen at its address; nobody has asked there again."""
    inside = report.document.name.removeprefix(name)
    if is_url and inside:
        inside = f"#{inside.removeprefix('/').removeprefix('#')}"
    return replace(report, sighting=replace(report.sighting, location=f"{task.path}{inside}", is_news=False))


def run_reload(store: Store, tasks: Sequence[Task], workers: int | None) -> int:
    """Read and load the documents again; a report that fails keeps its last good revision. The exit code."""
    summary, started = Summary(), time.monotonic()
    is_online = any(isinstance(task, ArchivedTask) and is_remote(task.archive) for task in tasks)
    engine = LocalEngine(min(workers or os.cpu_count() or 1, len(tasks)), Limits(is_online=is_online))
    with contextlib.closing(load_files(store, tasks, command="reload", engine=engine, read=read_known)) as items:
        for item in show_progress(items, len(tasks)):
            summary.add(item)
    database = show_database(store)
    print_summary(summary, open_screen(soft_wrap=True), seconds=time.monotonic() - started, database=database)
    return summary.exit_code
