"""From the archive into the database: what was fetched and not read yet, in isolated workers, one transaction a report.

A page that is itself a report is loaded, and what hangs on it is another rendition of it, kept in the archive. A page
without tables is a stub: the report is attached. Where no attachment is a report either, the page speaks for itself.
"""

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection

from db.crawling.frontier import (
    Address,
    Kind,
    Role,
    ask_again,
    find_latest_day,
    has_attachments,
    list_lonely_stubs,
    list_unread,
    read_address,
    write_reading,
)
from db.schema.engine import write_transaction
from db.schema.records import Report, RunItem
from db.store import Store
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.issuers.titles import parse_title
from pipeline.line import Origins, is_beside, read_reports, tell
from pipeline.loading.inherited import take_from_page
from pipeline.loading.isolation.in_order import map_in_order
from pipeline.loading.isolation.pool import Limits, Outcome
from pipeline.loading.logs import get_logger
from pipeline.loading.prepare import seal, unseal
from pipeline.loading.run import Item, Task, write_outcomes
from pipeline.sources.archive import Archive, DamagedError

_BATCH = 500
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Archived:
    """One document of the archive, with what the crawl knows of it."""

    address_id: int
    archive: str
    sha256: str
    url: str
    title: str
    published_on: date | None
    publisher: str
    """Of a source that lists its own reports only; else empty."""
    not_before: date | None
    """The latest day that bytes seen at the address before gave as theirs."""
    page: tuple[str, str] | None = None
    """Hash and address of the page that an attachment hangs on."""


@cache
def _open_archive(url: str) -> Archive:
    return Archive(url)


def seal_archived(task: Archived) -> bytes:
    """What ``read_archived`` reads, sealed for the one that writes; runs in a worker."""
    return seal(read_archived(task))


def read_archived(task: Archived) -> tuple[Report, ...]:
    """The reports in one archived document. Raises DamagedError for bytes that rotted.

    What the document does not say, the list does, else the page it hangs on, else the source.
    """
    reports = _read_source(task, task.sha256, task.url, _tell_by_title(task.title))
    if task.page is not None and not all(_is_whole(report) for report in reports if not is_beside(report)):
        page = _read_source(task, *task.page, _tell_by_title(task.title))[0]
        reports = tuple(take_from_page(report, page) for report in reports)
    origins = Origins(task.publisher or None)
    return tuple(_locate(tell(report, origins), task) for report in reports)


def _read_source(task: Archived, sha256: str, url: str, origins: Origins) -> tuple[Report, ...]:
    source = SourceDocument(_open_archive(task.archive).get(sha256), _name_file(url), url)
    return read_reports(source, load_catalogue(), origins)


def _tell_by_title(title: str) -> Origins:
    told = parse_title(title, load_catalogue().titles)
    return Origins(told.issuer or None, told.year)


def _is_whole(report: Report) -> bool:
    """Whether a report says whose it is, of which year and day."""
    return bool(report.issuer.name) and report.year is not None and report.sighting.published_on is not None


def _name_file(url: str) -> str:
    return PurePosixPath(unquote(urlsplit(url).path)).name or urlsplit(url).netloc


def _locate(report: Report, task: Archived) -> Report:
    """The report as seen at the address, with what the list said where the document says nothing."""
    seen = report.sighting
    inside = report.document.name.removeprefix(_name_file(task.url)).lstrip("/#")
    location = f"{task.url}#{inside}" if inside else task.url
    published = _find_day(seen.published_on or task.published_on, task.not_before)
    title = seen.title or task.title
    return replace(report, sighting=replace(seen, location=location, published_on=published, title=title))


def _find_day(told: date | None, not_before: date | None) -> date | None:
    """The day told; none where it is before the day of what stood at the same address, for what replaces is newer."""
    return None if told is not None and not_before is not None and told < not_before else told


@dataclass(slots=True)
class ArchiveReader:
    """Reads what waits, and puts down what it was."""

    store: Store
    archive: str
    run_id: int
    publishers: dict[str, str]
    """Publisher by the code of each source that lists its own reports only."""
    workers: int
    limits: Limits
    usable: frozenset[str] | None = None
    """Codes of the sources that can be read while some file cannot: what came from that one, perhaps to be read as its
    publisher's, waits until it can. None: nothing waits."""
    _lost: set[int] = field(default_factory=set)
    """Addresses whose bytes turned out to be damaged: told once, however often there is something new to read."""
    _given: set[int] = field(default_factory=set)
    """Addresses that were to be read since this was last counted."""
    _stubs: dict[int, Archived] = field(default_factory=dict)
    """Pages read whose report is to be looked for in what hangs on them; nothing is told of them yet."""

    def run(self) -> Iterator[Item]:
        """Every item, once it is stored: pages, then what hangs on stubs, then the stubs on which nothing good hung."""
        yield from self._read(self._list("report"), self._judge_page)
        yield from self._read(self._list("attachment"), _judge_plainly)
        yield from self._read(self._list_lonely(), _judge_lonely)
        yield from self._tell_stubs()

    def count_given(self) -> int:
        """How many addresses were to be read since this was last asked."""
        count = len(self._given)
        self._given.clear()
        return count

    def _tell_stubs(self) -> Iterator[Item]:
        """The pages whose report turned out to be attached to them, put down as read."""
        rule = load_catalogue().rules["DOC.ATTACHED"]
        reason = f"{rule.code}: {rule.zh} / {rule.en}"
        stubs, self._stubs = list(self._stubs.values()), {}
        lines = [RunItem(self.run_id, task.url, task.sha256, "unchanged", reason) for task in stubs]
        self.store.record_known([], lines)
        yield from (Item(line.location, "unchanged", reason, 0.0) for line in lines)

    def _list(self, kind: Kind) -> list[int]:
        with self.store.read() as connection:
            return list_unread(connection, kind)

    def _list_lonely(self) -> list[int]:
        with self.store.read() as connection:
            return list_lonely_stubs(connection)

    def _read(self, ids: Iterable[int], judge: "Judge") -> Iterator[Item]:
        with contextlib.closing(
            map_in_order(seal_archived, self._make_tasks(ids), workers=self.workers, limits=self.limits)
        ) as rounds:
            for outcome in itertools.chain.from_iterable(rounds):
                yield from self._store(outcome, judge)

    def _make_tasks(self, ids: Iterable[int]) -> Iterator[Archived]:
        """The tasks, looked up as they are needed."""
        waiting = iter(ids)
        while batch := list(itertools.islice(waiting, _BATCH)):
            with self.store.read() as connection:
                addresses = [one for one in (read_address(connection, n) for n in batch) if self._may_read(one)]
                days = [find_latest_day(connection, one) if one.versions > 1 else None for one in addresses]
                pages = [_find_page(connection, one) for one in addresses]
            self._given.update(address.id for address in addresses)
            yield from map(self._make_task, addresses, days, pages)

    def _may_read(self, address: Address) -> bool:
        return address.id not in self._lost and (self.usable is None or address.source in self.usable)

    def _make_task(self, address: Address, not_before: date | None, page: tuple[str, str] | None) -> Archived:
        assert address.sha256 is not None  # noqa: S101  (only what has bytes waits to be read)
        return Archived(
            address.id,
            self.archive,
            address.sha256,
            address.url,
            address.title,
            address.published_on,
            self.publishers.get(address.source, ""),
            not_before,
            page,
        )

    def _store(self, outcome: "Read", judge: "Judge") -> Iterator[Item]:
        task = outcome.task
        role = judge(self.store, outcome)
        if role == "stub":
            self._stubs[task.address_id] = task
        else:
            self._stubs.pop(task.address_id, None)
            catalogue = load_catalogue()
            plain = Outcome(Task(task.url), outcome.result, outcome.code, outcome.detail, outcome.seconds)
            for item in write_outcomes(self.store, [plain], self.run_id, catalogue):
                _log_item(item, task)
                yield item
        if outcome.code == "ERROR":
            return  # a fault of the program: read again when it is mended
        with write_transaction(self.store.engine) as connection:
            if outcome.code == DamagedError.code:
                ask_again(connection, task.address_id)  # and read when the bytes are back
                self._lost.add(task.address_id)
            else:
                write_reading(connection, task.address_id, task.sha256, role)

    def _judge_page(self, store: Store, outcome: "Read") -> Role:
        """A page whose report is not on it, but may hang on it, is a stub."""
        role = _judge_plainly(store, outcome)
        if role == "report":
            return role
        with store.read() as connection:
            return "stub" if has_attachments(connection, outcome.task.address_id) else "none"


def _find_page(connection: Connection, address: Address) -> tuple[str, str] | None:
    """Hash and address of the page that an attachment hangs on, where it was ever fetched."""
    if address.kind != "attachment" or address.found_on_id is None:
        return None
    page = read_address(connection, address.found_on_id)
    return None if page.sha256 is None else (page.sha256, page.url)


def _log_item(item: Item, task: Archived) -> None:
    sha256 = item.report.head.document.sha256 if item.report else task.sha256
    log = _log.info if item.outcome in ("loaded", "unchanged") else _log.warning
    log("read", url=item.location, document=sha256, outcome=item.outcome, reason=item.reason)


Read = Outcome[Archived, bytes]
Judge = Callable[[Store, Read], Role]


def _judge_lonely(store: Store, outcome: Read) -> Role:
    """Alone, and not none: when the attachment is replaced by one that can be read, it will be."""
    return "report" if _judge_plainly(store, outcome) == "report" else "alone"


def _judge_plainly(store: Store, outcome: Read) -> Role:
    return "report" if outcome.result and any(one.packed.facts for one in unseal(outcome.result)) else "none"
