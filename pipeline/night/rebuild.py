"""The database anew, from the archive alone: every version of every document, in the order in which it was seen."""

import itertools
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import cast

from db.crawling.frontier import Kind, NewAddress, Visit, add_address, find_address, is_empty, write_visit
from db.schema.engine import write_transaction
from db.store import Store
from pipeline.catalogue.load import load_catalogue
from pipeline.loading.run import Item, keep_run
from pipeline.loading.settings import show_database
from pipeline.night.config import NightConfig
from pipeline.night.run import make_reader
from pipeline.sources.archive import Archive, ArchivedBytes
from pipeline.sources.source import Source
from pipeline.sources.urls import find_host
from pipeline.version import CODE_VERSION

COMMAND = "rebuild"


class NotEmptyError(Exception):
    """The database to build holds something already."""


class DatedStore(Store):
    """A store whose loads count as made when the bytes were seen, not when they are loaded again."""

    moments: dict[str, datetime]
    """By address; set before what was seen there is loaded."""

    def tell_time(self, location: str) -> datetime:
        """The day on which the bytes were seen."""
        return self.moments.get(location.partition("#")[0]) or super().tell_time(location)


def rebuild(config: NightConfig, given: Store, sources: dict[str, Source]) -> Generator[Item, None, None]:
    """Every item, once it is stored. NotEmptyError unless the database is empty; DamagedError for a broken record.

    What people added (corrections, verdicts) is not in the archive: it lives in the backups of the database.
    """
    store = DatedStore(given.engine)
    store.moments = {}
    with store.read() as connection:
        if not is_empty(connection):
            raise NotEmptyError(f"{show_database(store)} is not empty; rebuild into a new database")
    records = sorted(_straighten(Archive(config.archive).list_seen()), key=_find_order)
    with keep_run(store, COMMAND, CODE_VERSION, load_catalogue()) as run_id:
        _add_addresses(store, records)
        reader = make_reader(config, store, run_id, sources)
        for _, group in itertools.groupby(records, key=lambda seen: _find_order(seen)[:2]):
            _put_down(store, run_id, list(group))
            yield from reader.run()


def _straighten(records: Iterable[ArchivedBytes]) -> Iterator[ArchivedBytes]:
    """The records as if no clock had ever run ahead: what an address showed before was seen no later than what came."""
    latest: dict[str, datetime] = {}
    for seen in sorted(records, key=lambda one: -one.version):
        latest[seen.url] = min(seen.seen_at, latest.get(seen.url, seen.seen_at))
        yield replace(seen, seen_at=latest[seen.url])


def _find_order(seen: ArchivedBytes) -> tuple[date, int, datetime, str]:
    """Day by day; two versions of one address on one day one after the other."""
    return seen.seen_at.date(), seen.version, seen.seen_at, seen.url


def _add_addresses(store: Store, records: Iterable[ArchivedBytes]) -> None:
    """All addresses before any is read: what hangs on a page decides how the page is read."""
    with write_transaction(store.engine) as connection:
        for seen in sorted(records, key=lambda one: one.kind == "attachment"):
            page = None if seen.found_on is None else find_address(connection, seen.found_on)
            kind = cast(Kind, seen.kind)
            new = NewAddress(seen.url, find_host(seen.url), seen.source, kind, seen.title, seen.published_on)
            add_address(connection, new, None if page is None else page.id, seen.seen_at)


def _put_down(store: DatedStore, run_id: int, records: Iterable[ArchivedBytes]) -> None:
    """The visits that brought these bytes; the addresses are due again at once, with the old conditions."""
    with write_transaction(store.engine) as connection:
        for seen in records:
            store.moments[seen.url] = seen.seen_at
            address = find_address(connection, seen.url)
            assert address is not None  # noqa: S101  (all were added before)
            visit = Visit(
                outcome="changed",
                due_at=seen.seen_at,
                sha256=seen.sha256,
                etag=seen.etag,
                last_modified=seen.last_modified,
                reason="from the archive",
            )
            write_visit(connection, run_id, address, visit, seen.seen_at)
