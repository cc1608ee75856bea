"""Many documents: read in isolated workers, written by one hand, every one accounted for."""

import contextlib
import gc
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from urllib.parse import unquote, urlsplit

from db.schema.records import ItemOutcome, LoadResult, Report, RunItem
from db.store import Store
from db.writing.batches import Entry
from db.writing.packed.packing import Packed
from extractors.model.source import SourceDocument
from extractors.readers import read as read_document
from pipeline.catalogue.findings import write_messages
from pipeline.catalogue.load import load_catalogue
from pipeline.catalogue.model import Catalogue
from pipeline.checks.between import COMPARERS
from pipeline.line import Origins, is_refused, read_reports
from pipeline.loading.engines.engine import Engine
from pipeline.loading.file_access import is_file, open_file
from pipeline.loading.inherited import take_from_page
from pipeline.loading.isolation.pool import Outcome
from pipeline.loading.locations import write_place
from pipeline.loading.outcomes import BESIDE
from pipeline.loading.prepare import Prepared, prepare_known, seal, unseal
from pipeline.loading.resume import Resumption
from pipeline.version import identify_code

OPENED = 8 << 20
"""Bytes of sealed reports that are opened and written at a time, about: opened they take eight times as much."""
BATCH = 48
"""Files in one transaction, at most: enough that an index page is written once for many reports, and few to lose."""

_MANY = 250_000
"""New objects after which the collector looks for circles among them, while a run goes on: more than a batch holds at
a time, for its rows hold none and go by themselves, and to look through them was a tenth of the writer's time."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file to read."""

    path: str
    origins: Origins = field(default_factory=Origins)


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one document."""

    location: str
    outcome: ItemOutcome
    reason: str
    seconds: float
    report: Packed | None = None
    result: LoadResult | None = None
    is_known: bool = False
    """Not read again: a run of the same code has read the same bytes at the same place."""
    is_first: bool = True
    """The first of its file, or the only one."""

    @property
    def is_beside(self) -> bool:
        """Whether it is no report and lay beside one."""
        return self.outcome == "unchanged" and self.reason.startswith(BESIDE)


def read_task(task: Task) -> bytes:
    """The reports in one file, sealed for the one that writes; runs in a worker."""
    return seal(read_file(task))


def read_file(task: Task) -> tuple[Report, ...]:
    """The reports in one file, or in what the page that it holds links to beside it."""
    path = Path(task.path)
    source = open_file(path)
    reports = read_reports(source, load_catalogue(), task.origins)
    located = tuple(replace(r, sighting=replace(r.sighting, location=_locate(path, r))) for r in reports)
    if any(report.facts for report in located):
        return located
    beside = [
        report for attachment in find_attachments(source, path) for report in _read_attachment(attachment, located[0])
    ]
    return tuple(beside) or located


def find_attachments(source: SourceDocument, path: Path) -> list[Path]:
    """The files beside a page that the page links to: a page whose report is only an attachment."""
    if source.media_type != "text/html":
        return []
    links = [value for key, value in read_document(source).metadata if key == "attachment"]
    files = [path.parent / name for name in map(_name_file, links) if name]
    return [file for file in dict.fromkeys(files) if file != path and is_file(file)]


def _name_file(link: str) -> str:
    """The name of the file that a link leads to, without its folder; empty for a link that is none."""
    try:
        return Path(unquote(urlsplit(link).path)).name
    except ValueError:
        return ""


def _read_attachment(path: Path, page: Report) -> tuple[Report, ...]:
    """The reports of an attachment, or why it cannot be read; what it does not say about itself, its page does."""
    source = open_file(path)
    reports = read_reports(source, load_catalogue())
    told = [r for r in reports if r.facts] or [r for r in reports if is_refused(r)]
    located = (replace(r, sighting=replace(r.sighting, location=_locate(path, r))) for r in told)
    return tuple(take_from_page(report, page) for report in located)


def _locate(path: Path, report: Report) -> str:
    """The file's address; for a report inside it, with the name it has there."""
    _, _, inside = report.document.name.partition(write_place(path.name))
    return f"{write_place(str(path.resolve()))}{inside}"


def load_files(
    store: Store,
    tasks: Iterable[Task],
    *,
    command: str,
    engine: Engine,
    again: bool = True,
    read: Callable[[Task], bytes] = read_task,
) -> Generator[Item, None, None]:
    """Every file read and stored, the reports of a file in one transaction with its lines of the ledger.

    Closing the iterator ends the run as interrupted; what is stored by then stays, and another call goes on.

    Args:
        store: Where to.
        tasks: The files, drawn as they can be read: the list may be longer than memory.
        command: What was asked for, for the ledger.
        engine: Where the files are read.
        again: Read also files whose bytes a run of the same code has read at the same place.
        read: Gives the sealed reports of a file; runs in a worker.
    """
    catalogue = load_catalogue()
    with keep_run(store, command, identify_code(), catalogue) as run_id:
        known = Resumption(store, run_id)
        unread = tasks if again else known.pick_unread(tasks)
        batches = engine.map_batches(read, unread, size=BATCH)
        with contextlib.closing(batches), _collect_rarely():
            for outcomes in batches:
                for line in known.take_known():
                    yield Item(line.location, line.outcome, line.reason, 0.0, is_known=True)
                yield from write_outcomes(store, outcomes, run_id, catalogue)


@contextlib.contextmanager
def keep_run(store: Store, command: str, code_version: str, catalogue: Catalogue) -> Iterator[int]:
    """The id of a run that ends as done with fresh statistics, or as interrupted when it is left in another way."""
    with store.hold_run(command, code_version=code_version, catalogue_version=catalogue.version) as run_id:
        state = "interrupted"
        try:
            yield run_id
            state = "done"
            store.analyze()
        finally:
            store.finish_run(run_id, state)


@contextlib.contextmanager
def _collect_rarely() -> Iterator[None]:
    """Let the garbage collector rest: rows come by the ten thousand, hold no circles, and go with their batch."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_MANY, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def write_outcomes(
    store: Store, outcomes: Sequence[Outcome[Task, bytes]], run_id: int, catalogue: Catalogue
) -> Iterator[Item]:
    """The items of every file, once they are stored: one for each report, or one that says why there is none."""
    for part in _split(
        _Opened(outcome, () if outcome.result is None else unseal(outcome.result)) for outcome in outcomes
    ):
        read = [_list_reports(store, one, catalogue) for one in part]
        files = [[_make_entry(item, run_id) for item in items] for items in read]
        written = store.write_files(files, comparers=COMPARERS)
        for item, line in zip(chain.from_iterable(read), chain.from_iterable(written), strict=True):
            yield replace(item, outcome=line.item.outcome, reason=line.item.reason, result=line.result)


@dataclass(frozen=True, slots=True)
class _Opened:
    """What became of one file, with its reports."""

    outcome: Outcome[Task, bytes]
    reports: tuple[Prepared, ...]


def _split(opened: Iterable[_Opened]) -> Iterator[list[_Opened]]:
    """The files in parts, so that what a file's own bytes were known by before it is stored when it is asked for.

    No part holds many more bytes than ``OPENED``.
    """
    part: list[_Opened] = []
    seen: set[str] = set()
    for one in opened:
        asked = {report.packed.head.document.sha256 for report in one.reports if not report.is_whole}
        if not seen.isdisjoint(asked) or sum(other.outcome.size for other in part) > OPENED:
            yield part
            part, seen = [], set()
        part.append(one)
        seen.update(report.packed.head.document.sha256 for report in one.reports)
    if part:
        yield part


def _list_reports(store: Store, opened: _Opened, catalogue: Catalogue) -> list[Item]:
    """The items of one file before anything of it is stored."""
    outcome = opened.outcome
    location = write_place(outcome.task.path)
    if outcome.result is None:
        return [_failed(location, outcome, catalogue)]
    name = Path(location).name
    items: list[Item] = []
    for one in (prepare_known(store, report) for report in opened.reports):
        document = one.packed.head.document
        inside = document.name.removeprefix(name) if document.name.startswith(name) else ""
        items.append(Item(location + inside, one.fate, one.reason, outcome.seconds, one.packed, is_first=not items))
    return items or [Item(location, "failed", "ERROR: nothing is told of the file", outcome.seconds)]


def _make_entry(item: Item, run_id: int) -> Entry:
    """The line of the ledger for an item, with the report to load unless it is to be kept out."""
    sha256 = item.report.head.document.sha256 if item.report and item.report.head.document.size else None
    line = RunItem(run_id, item.location, sha256, item.outcome, item.reason, item.seconds)
    return Entry(line, item.report if item.outcome in ("loaded", "flagged") else None)


def _failed(location: str, outcome: Outcome[Task, bytes], catalogue: Catalogue) -> Item:
    """A document that cost its worker is quarantined; a fault of our own program is a failure."""
    rule = catalogue.rules.get(outcome.code)
    if rule is None:
        return Item(location, "failed", f"{outcome.code}: {outcome.detail}", outcome.seconds)
    words = " / ".join(write_messages(rule, {"detail": outcome.detail}))
    return Item(location, "quarantined", f"{outcome.code}: {words}", outcome.seconds)
