"""One unattended night: lock, fetch, read, load, judge, tell."""

import contextlib
import os
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from db.crawling.frontier import (
    count_fetches,
    count_found,
    find_last_done,
    list_troubles,
    write_source_night,
)
from db.schema.engine import write_transaction
from db.store import Store
from pipeline.catalogue.load import load_catalogue
from pipeline.loading import logs
from pipeline.loading.isolation.memory import explain_fit
from pipeline.loading.isolation.pool import Limits
from pipeline.loading.run import Item
from pipeline.loading.settings import show_database
from pipeline.loading.summary import Summary
from pipeline.night.config import Fetching, NightConfig
from pipeline.night.health import (
    Labels,
    SourceHealth,
    examine_archive,
    examine_faults,
    examine_files,
    examine_night,
    examine_source,
    examine_sources,
)
from pipeline.night.lock import hold_lock
from pipeline.night.read import ArchiveReader
from pipeline.night.tell import NightResult, Trouble, tell
from pipeline.sources.archive import Archive, DamagedError, is_remote
from pipeline.sources.crawl import Crawl
from pipeline.sources.fetch import Fetcher, Manners
from pipeline.sources.source import BrokenFile, Source, SourceError, SourceFolder, read_sources
from pipeline.version import CODE_VERSION

COMMAND = "night"
FAILED, UNHEALTHY = 1, 4
_log = logs.get_logger(__name__)


def find_now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def make_manners(told: Fetching) -> Manners:
    """How the fetcher is to behave."""
    return Manners(
        agent=told.agent,
        max_bytes=told.max_bytes,
        read_seconds=told.read_seconds,
        total_seconds=told.total_seconds,
        attempts=told.attempts,
        first_wait=told.first_wait,
        patience=told.patience,
        connections=told.threads * 2,
    )


@dataclass(slots=True)
class Night:
    """Everything a night needs. ``fetcher`` and ``clock`` are handed in by tests; nothing else can change them."""

    config: NightConfig
    store: Store
    fetcher: Fetcher | None = None
    clock: Callable[[], datetime] = find_now
    only: frozenset[str] = frozenset()
    """Codes of the sources to fetch from; empty: all that are enabled."""
    reads: bool = True
    """False for a crawl: fetched and archived, and not read."""
    _labels: Labels = field(default_factory=Labels)
    _damaged: int = 0
    """Documents whose bytes the archive no longer has."""
    _broken: tuple[BrokenFile, ...] = ()
    """Source files that cannot be used: nothing comes from them, and that is told."""
    _usable: frozenset[str] = frozenset()
    """Codes of the files that can, switched on or not."""

    def run(self) -> NightResult:
        """The result, told to all who are to be told.

        Raises:
            LockedError: another night is under way.
            SourceError: no source file can be used, or ``only`` names a source that there is not.
        """
        found = read_sources(self.config.sources)
        self._refuse_unknown(found)
        sources = {s.code: s for s in found.sources if self._is_wanted(s)}
        self._broken, self._usable = found.broken, frozenset(source.code for source in found.sources)
        for one in found.broken:
            _log.error("source file not used", file=one.name, reason=one.reason)
        with hold_lock(self.config.lock, self.store.engine), self._keep_ledger() as run_id:
            return self._run(run_id, sources)

    def _refuse_unknown(self, found: SourceFolder) -> None:
        there = {source.code for source in found.sources}
        unknown = sorted(self.only - there)
        if unknown:
            raise SourceError(f"no source {', '.join(unknown)}; there are: {', '.join(sorted(there))}")

    def _is_wanted(self, source: Source) -> bool:
        return source.code in self.only if self.only else source.enabled

    @contextlib.contextmanager
    def _keep_ledger(self) -> Generator[int, None, None]:
        """The id of a new run. A night that ends by an error is put down as failed, and told."""
        version = load_catalogue().version
        started = self.clock()
        with self.store.hold_run(COMMAND, code_version=CODE_VERSION, catalogue_version=version) as run_id:
            logs.bind(run=run_id)
            has_ended = False
            try:
                yield run_id
                has_ended = True
            finally:
                if not has_ended:
                    self._tell_failure(run_id, started, sys.exc_info()[1])

    def _tell_failure(self, run_id: int, started: datetime, error: BaseException | None) -> None:
        words = "interrupted" if isinstance(error, KeyboardInterrupt) else f"{type(error).__name__}: {error}"
        _log.error("night failed", reason=words)
        database = show_database(self.store)
        result = NightResult(run_id, started, self.clock(), FAILED, database, Summary(), (), (), error=words)
        tell(self.config, result)
        self.store.finish_run(run_id, "failed")

    def _run(self, run_id: int, sources: dict[str, Source]) -> NightResult:
        started = self.clock()
        archive = Archive(self.config.archive)
        self._fetch(run_id, sources, archive)
        summary = Summary()
        with contextlib.closing(self._read(run_id, sources, summary)) as items:
            for item in items:
                summary.add(item)
                self._damaged += item.reason.startswith(f"{DamagedError.code}: ")
                self._count_labels(item)
        result = self._conclude(run_id, started, sources, summary)
        self.store.analyze()
        self.store.finish_run(run_id, "unhealthy" if result.exit_code == UNHEALTHY else "done")
        tell(self.config, result)
        return result

    def _fetch(self, run_id: int, sources: dict[str, Source], archive: Archive) -> None:
        fetcher = self.fetcher or Fetcher(make_manners(self.config.fetching))
        crawl = Crawl(self.store, archive, fetcher, sources, run_id, self.clock, self.config.fetching.threads)
        with contextlib.closing(fetcher):
            for _ in crawl.run():
                pass

    def _read(self, run_id: int, sources: dict[str, Source], summary: Summary) -> Generator[Item, None, None]:
        if self.reads:
            reader = make_reader(self.config, self.store, run_id, sources)
            reader.usable = self._usable if self._broken else None
            yield from reader.run()
            summary.given = reader.count_given()

    def _count_labels(self, item: Item) -> None:
        if item.report is not None:
            self._labels.cells += item.report.head.coverage.numeric_cells
            self._labels.mapped += item.report.head.coverage.mapped

    def _conclude(self, run_id: int, started: datetime, sources: dict[str, Source], summary: Summary) -> NightResult:
        with self.store.read() as connection:
            fetches = count_fetches(connection, run_id)
            examined = tuple(
                examine_source(source, count_found(connection, source.code), fetches) for source in sources.values()
            )
            troubles = tuple(Trouble(*one) for one in list_troubles(connection, run_id))
            last_success = find_last_done(connection, COMMAND)
        complaints = (
            *examine_faults(summary.find_fault(), summary.outcomes["failed"]),
            *examine_files(self._broken),
            *examine_sources(sources),
            *examine_archive(self._damaged),
            *examine_night(self.config.health, fetches, summary.outcomes, self._labels),
        )
        self._put_down(run_id, examined)
        is_ill = bool(complaints) or any(source.complaints for source in examined)
        return NightResult(
            run_id=run_id,
            started=started,
            finished=self.clock(),
            exit_code=UNHEALTHY if is_ill else summary.exit_code,
            database=show_database(self.store),
            summary=summary,
            sources=examined,
            complaints=complaints,
            broken=self._broken,
            troubles=troubles,
            last_success=last_success,
        )

    def _put_down(self, run_id: int, examined: tuple[SourceHealth, ...]) -> None:
        with write_transaction(self.store.engine) as connection:
            for source in examined:
                found = (source.found, source.minimum)
                write_source_night(connection, run_id, source.code, found, source.complaints)


def make_reader(config: NightConfig, store: Store, run_id: int, sources: dict[str, Source]) -> ArchiveReader:
    """What reads the archive with the limits of the configuration."""
    told = config.reading
    limits = Limits(
        told.wall_seconds,
        told.memory_bytes,
        cpu_seconds=told.cpu_seconds,
        is_online=is_remote(config.archive),
    )
    asked = told.workers or os.cpu_count() or 1
    if words := explain_fit(asked, limits.tree_bytes):
        _log.warning("workers", reason=words)
    return ArchiveReader(
        store=store,
        archive=config.archive,
        run_id=run_id,
        publishers={source.code: source.publisher for source in sources.values() if source.only_own},
        workers=asked,
        limits=limits,
    )
