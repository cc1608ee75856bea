"""The crawl: every due address visited, everything it leads to found, one transaction a visit.

Many threads fetch; one hand, the caller's, writes archive and frontier. Bytes are in the archive before the database
knows of them, and an address is due until its visit is put down: killed at any moment, a crawl loses nothing, and the
next one goes on where it was.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from db.crawling.frontier import (
    Address,
    NewAddress,
    Visit,
    add_address,
    count_addresses,
    find_address,
    list_due,
    read_address,
    write_visit,
)
from db.schema.engine import write_transaction
from db.store import Store
from pipeline.loading.logs import get_logger
from pipeline.sources.archive import Archive, ArchivedBytes, DamagedError
from pipeline.sources.discover import NOTHING, Discovery, discover
from pipeline.sources.fetch import Fetcher, FetchResult
from pipeline.sources.schedule import find_next_visit
from pipeline.sources.source import Source
from pipeline.sources.urls import find_host, spell_url

CONTENT = ("changed", "unchanged", "not_modified")
_Brought = tuple[FetchResult, Discovery]
_log = get_logger(__name__)


@dataclass(slots=True)
class Crawl:
    """One crawl over some sources."""

    store: Store
    archive: Archive
    fetcher: Fetcher
    sources: dict[str, Source]
    run_id: int
    clock: Callable[[], datetime]
    threads: int = 8
    _lanes: dict[str, deque[tuple[int, str]]] = field(default_factory=lambda: defaultdict(deque))
    """Ids and sources of the addresses due at each host."""
    _busy: Counter[str] = field(default_factory=Counter)
    _resting: set[str] = field(default_factory=set)

    def run(self) -> Iterator[tuple[Address, Visit]]:
        """Every visit, once it is put down. Closing the iterator ends the crawl after the requests under way."""
        self._seed()
        with self.store.read() as connection:
            for address_id, host, source in list_due(connection, tuple(self.sources), self.clock()):
                self._lanes[host].append((address_id, source))
        flying: dict[Future[_Brought], Address] = {}
        with ThreadPoolExecutor(self.threads, thread_name_prefix="fetch") as pool:
            while self._launch(pool, flying):
                landed, _ = wait(flying, return_when=FIRST_COMPLETED)
                for future in landed:
                    address = flying.pop(future)
                    yield address, self._land(address, _take(future))

    def _seed(self) -> None:
        """Put the first pages of every list into the frontier."""
        now = self.clock()
        urls = [(url, source) for source in self.sources.values() for one in source.lists for url in one.urls()]
        with write_transaction(self.store.engine) as connection:
            for url, source in urls:
                spelled = spell_url(url)
                assert spelled is not None  # noqa: S101  (checked when the source was loaded)
                add_address(connection, NewAddress(spelled, find_host(spelled), source.code, "list"), None, now)

    def _launch(self, pool: ThreadPoolExecutor, flying: dict[Future[_Brought], Address]) -> bool:
        """Send out what may be sent; whether anything is under way."""
        for host, lane in list(self._lanes.items()):
            if host in self._resting:
                lane.clear()  # what waits there stays due
            while lane and len(flying) < self.threads and self._busy[host] < self.sources[lane[0][1]].concurrency:
                address = self._read(lane.popleft()[0])
                self._busy[host] += 1
                flying[pool.submit(self._visit, address)] = address
            if not lane:
                del self._lanes[host]
        return bool(flying)

    def _read(self, address_id: int) -> Address:
        with self.store.read() as connection:
            return read_address(connection, address_id)

    def _visit(self, address: Address) -> _Brought:
        """What the address answers, and what that leads to; runs in a thread."""
        source, etag, modified = self.sources[address.source], address.etag, address.last_modified
        answer = self.fetcher.fetch(address.url, source, etag=etag, last_modified=modified)
        if answer.sha256 is not None and answer.sha256 == address.sha256:
            answer = replace(answer, outcome="unchanged")
        try:
            return answer, self._discover(address, answer, source)
        except DamagedError as error:  # asked for again, without conditions, the next night
            return replace(answer, outcome="failed", reason=f"{error.code}: {error}"), NOTHING

    def _discover(self, address: Address, answer: FetchResult, source: Source) -> Discovery:
        """What the page leads to. One that has not changed is read again too: the source's file may have."""
        data = answer.data
        if answer.outcome == "not_modified" and address.sha256 is not None and address.kind != "attachment":
            data = self.archive.get(address.sha256)
        return NOTHING if data is None else discover(address, data, answer.url, source)

    def _land(self, address: Address, brought: _Brought) -> Visit:
        """Archive what came, and put the visit down with all it led to."""
        answer, found = brought
        now = self.clock()
        self._busy[address.host] -= 1
        if answer.outcome == "deferred":
            self._resting.add(address.host)
        if answer.outcome == "changed":
            self._keep(address, answer, now)
        elif answer.data is not None:
            self.archive.put(answer.data)  # known bytes heal those that rotted
        source = self.sources[address.source]
        visit = _describe(address, answer, found, now)
        with write_transaction(self.store.engine) as connection:
            write_visit(connection, self.run_id, address, visit, now)
            added = self._add(connection, address, source, found, now)
        for address_id, host in added:
            self._lanes[host].append((address_id, source.code))
        self._tell(address, visit)
        return visit

    def _keep(self, address: Address, answer: FetchResult, now: datetime) -> None:
        """Put new bytes into the archive, and then the record of where they were."""
        assert answer.data is not None  # noqa: S101  (a changed answer has bytes)
        page = None if address.found_on_id is None else self._read(address.found_on_id).url
        seen = ArchivedBytes(
            sha256=self.archive.put(answer.data),
            url=address.url,
            version=address.versions + 1,
            seen_at=now,
            source=address.source,
            kind=address.kind,
            title=address.title,
            published_on=address.published_on,
            found_on=page,
            etag=answer.etag,
            last_modified=answer.last_modified,
        )
        self.archive.note(seen)

    def _add(
        self, connection: Connection, page: Address, source: Source, found: Discovery, now: datetime
    ) -> list[tuple[int, str]]:
        """Id and host of the addresses that are new, within the bounds of the source."""
        room = source.max_reports - count_addresses(connection, source.code, "report", "attachment")
        new = list(found.addresses)
        if found.next_list is not None and self._goes_on(connection, page, source, found):
            new.append(found.next_list)
        added = []
        for one in new:
            if one.kind != "list" and room <= 0:
                _log.warning("too many addresses", source=source.code, url=page.url, limit=source.max_reports)
                break
            if add_address(connection, one, page.id, now):
                known = find_address(connection, one.url)
                assert known is not None  # noqa: S101  (it was added just now)
                added.append((known.id, known.host))
                room -= one.kind != "list"
        return added

    def _goes_on(self, connection: Connection, page: Address, source: Source, found: Discovery) -> bool:
        """Whether the next page of a list is worth asking for: a list may be long, but not endless, and not empty."""
        if count_addresses(connection, source.code, "list") >= source.max_lists:
            _log.warning("too many list pages", source=source.code, url=page.url, limit=source.max_lists)
            return False
        empty, before = (0 if found.reports else 1), page.found_on_id
        while before is not None and 0 < empty < source.max_empty_lists:
            earlier = read_address(connection, before)
            if earlier.links:
                return True
            empty, before = empty + 1, earlier.found_on_id
        return empty < source.max_empty_lists

    def _tell(self, address: Address, visit: Visit) -> None:
        log = _log.info if visit.outcome in CONTENT and not visit.reason else _log.warning
        log(
            "fetched",
            source=address.source,
            url=address.url,
            outcome=visit.outcome,
            reason=visit.reason,
            document=visit.sha256,
            seconds=round(visit.seconds, 3),
        )


def _take(future: Future[_Brought]) -> _Brought:
    """What a visit brought; a fault of our own program costs that one visit."""
    error = future.exception()
    if isinstance(error, Exception):
        return FetchResult("failed", f"ERROR: {type(error).__name__}: {error}"), NOTHING
    return future.result()


def _describe(address: Address, answer: FetchResult, found: Discovery, now: datetime) -> Visit:
    return Visit(
        outcome=answer.outcome,
        due_at=find_next_visit(address, answer.outcome, now, answer.retry_after),
        reason=answer.reason or found.complaint,
        status=answer.status,
        final_url=answer.url if answer.url != address.url else None,
        sha256=answer.sha256,
        size=None if answer.data is None else len(answer.data),
        seconds=answer.seconds,
        requests=answer.requests,
        tls_verified=answer.tls_verified,
        etag=answer.etag,
        last_modified=answer.last_modified,
        links=found.reports,
    )
