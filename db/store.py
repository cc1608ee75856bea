"""The store: the one door to the database for the pipeline.

Numbers are exact on both engines (``exact.py``); revisions are decided by ``revisions.py``; nothing a revision
holds is ever updated or deleted.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import islice
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from db.schema.codes import Codes
from db.schema.dictionary import read_dictionary, write_dictionary
from db.schema.dictionary_records import Dictionary
from db.schema.engine import StoreError, execute_statement, open_engine, write_transaction
from db.schema.records import Correction, IssuerRef, ItemOutcome, LoadResult, Report, RunItem, Verdict
from db.schema.upgrade import check_version, read_version, upgrade_schema
from db.schema.views.sql import create_views
from db.writing import issuer_merges as merges
from db.writing import judgements, runs
from db.writing.active_runs import close_dead_runs, hold_lock
from db.writing.batches import UNSTORABLE, BatchWriter, File, Written
from db.writing.bulk import Pending, Writer, choose_writer
from db.writing.comparisons import Comparers, Judge, find_pairs, list_kinds, list_touched
from db.writing.identities import Owner, find_or_add_issuer, find_owner
from db.writing.issuer_merges import Merge, MergeResult
from db.writing.load import Check, Loader, LoadRefused
from db.writing.packed.packing import pack
from db.writing.packed.rows import RowBuilder
from db.writing.runs import SeenBytes
from db.writing.years import RecentYears

__all__ = ["LoadRefused", "Store", "StoreError"]

BATCH = 100
"""Reports in one transaction of ``load_many``."""

_ANALYSED_ROWS = 20_000
"""Rows of each index SQLite looks at for its statistics: enough to choose an index, and no full scan of the facts."""


class Store:
    """A database of reports, open. Open one with ``Store.open``; close it, or use it in a ``with`` statement."""

    def __init__(self, engine: Engine, *, check: Check | None = None, writer: Writer | None = None) -> None:
        self.engine = engine
        self._check = check
        self._writer = writer or choose_writer(engine.dialect.name)
        self._codes = Codes()
        self._recent = RecentYears()

    @classmethod
    def open(cls, url: str, *, create: bool = True, any_version: bool = False, check: Check | None = None) -> Self:
        """The store at a SQLAlchemy address; an empty database is given the schema when ``create``.

        Raises StoreError for an empty database without ``create``, and SchemaMismatchError for one whose schema is
        older or newer than this code's, unless ``any_version`` (which is for ``upgrade`` alone).

        Args:
            url: ``sqlite:///FILE`` or ``postgresql://…``.
            create: Make the schema in an empty database.
            any_version: Open an old schema, to upgrade it.
            check: Makes a report's findings anew; called after corrections changed its facts.
        """
        store = cls(open_engine(url), check=check)
        with store.read() as connection:
            version = read_version(connection)
        if version is None and not create:
            store.close()
            raise StoreError(f"{store.engine.url.render_as_string()} is an empty database")
        if version is None:
            store.upgrade()
        elif not any_version:
            check_version(version)
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def upgrade(self) -> None:
        """Bring the schema to the version this code expects, and make the views anew."""
        with write_transaction(self.engine) as connection:
            upgrade_schema(connection)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading; what it reads is of one moment on SQLite."""
        with self.engine.connect() as connection:
            yield connection

    def write_dictionary(self, dictionary: Dictionary) -> bool:
        """True when the views were made anew, because the dictionary says something else than before."""
        with self._write() as connection:
            write_dictionary(connection, dictionary)
            return create_views(connection)

    def read_dictionary(self) -> Dictionary:
        """The dictionary as it was last written."""
        with self.read() as connection:
            return read_dictionary(connection)

    def load(self, report: Report, *, run_id: int | None = None, now: datetime | None = None) -> LoadResult:
        """Store what a report adds to what is known, in one transaction: it is there whole, or not at all.

        Raises LoadRefused for a report without issuer, or with two facts for one cell.
        """
        with self._write() as connection:
            loader = self._make_loader(connection, run_id, now)
            result = loader.load(pack(report))
            loader.pending.flush(connection)
        return result

    def load_many(
        self, reports: Iterable[Report], *, run_id: int | None = None, now: datetime | None = None, batch: int = BATCH
    ) -> Iterator[LoadResult | LoadRefused]:
        """The result of every report, in order; ``batch`` of them share a transaction, and a refusal is a result too.

        The results of a batch come when it is safely kept. A crash loses whole batches, never part of a report.
        """
        waiting = iter(reports)
        while chunk := list(islice(waiting, batch)):
            yield from self._load_batch(chunk, run_id, now)

    def write_files(self, files: Sequence[File], *, comparers: Comparers | None = None) -> list[list[Written]]:
        """What became of every entry of every file, in order: all of it safely kept in one transaction.

        Where one cannot be stored, each file has a transaction of its own, and that entry is quarantined.

        Args:
            files: Entries by file; the reports of a file and its lines of the ledger are kept together or not at all.
            comparers: What compares the pairs of revisions that each report makes, by kind; see ``judge``.
        """
        try:
            with self._write_batch(comparers) as writer:
                return writer.write_together(files)
        except UNSTORABLE:
            return [self._write_apart(file, comparers) for file in files]

    def judge(self, report_id: int, comparers: Comparers, *, sha256: str | None = None) -> int:
        """How many findings came of holding the report against others: each pair of revisions is compared once.

        Args:
            report_id: The report that was loaded.
            comparers: What compares the pairs of each kind; the findings are the second report's.
            sha256: The document that was loaded: the reports it stood for before are held against others too.
        """
        nothing = Pending(self._writer)
        with self.read() as connection:
            touched = list_touched(connection, report_id, sha256)
            pairs = [pair for one in touched for pair in find_pairs(connection, one, list_kinds(comparers), nothing)]
        if not pairs:
            return 0
        with self._write() as connection:
            rows, pending = RowBuilder(connection, self._codes), Pending(self._writer)
            count = Judge(connection, comparers, rows, pending, self._recent).judge_pairs(pairs)
            pending.flush(connection)
        return count

    def correct(self, correction: Correction, *, now: datetime | None = None) -> LoadResult:
        """Put down a correction, and write the ``corrected`` revision of its document's report."""
        with self._write() as connection:
            loader = self._make_loader(connection, None, now)
            result = judgements.write_correction(loader, correction)
            loader.pending.flush(connection)
        return result

    def withdraw_correction(self, correction_id: int, author: str, *, now: datetime | None = None) -> LoadResult:
        """Take a correction back; a new revision says again what the reader had read."""
        with self._write() as connection:
            loader = self._make_loader(connection, None, now)
            result = judgements.withdraw_correction(loader, correction_id, author)
            loader.pending.flush(connection)
        return result

    def verdict(self, verdict: Verdict, *, now: datetime | None = None) -> int:
        """Put down a judgement of a finding; its id. It replaces an earlier one on the same rule, cells and values."""
        with self._write() as connection:
            return judgements.write_verdict(connection, verdict, _find_now(now))

    def withdraw_verdict(self, verdict_id: int, author: str, *, now: datetime | None = None) -> None:
        """Take a judgement back; the finding is open again."""
        with self._write() as connection:
            judgements.withdraw_verdict(connection, verdict_id, author, _find_now(now))

    def find_owner(self, sha256: str) -> Owner | None:
        """Whose report a document stands for, None when it was never loaded."""
        with self.read() as connection:
            return find_owner(connection, sha256)

    def add_issuer(self, issuer: IssuerRef) -> int:
        """The id of an issuer, put down when the database does not have it yet."""
        with self._write() as connection:
            return find_or_add_issuer(connection, issuer)

    def merge(self, merge: Merge, *, now: datetime | None = None) -> MergeResult:
        """Give an unsettled name's reports to the issuer they are of; what was held before stays as history.

        Raises MergeRefusedError for an issuer of the registry, or one that was given to another already.
        """
        with self._write() as connection:
            loader = self._make_loader(connection, None, now)
            result = merges.write_merge(loader, merge)
            loader.pending.flush(connection)
        return result

    def undo_merge(self, issuer_id: int, author: str, *, now: datetime | None = None) -> MergeResult:
        """Give a name its reports back, and those that came under it since the merge."""
        with self._write() as connection:
            loader = self._make_loader(connection, None, now)
            result = merges.undo_merge(loader, issuer_id, author)
            loader.pending.flush(connection)
        return result

    @contextmanager
    def hold_run(
        self, command: str, *, code_version: str = "", catalogue_version: str = "", now: datetime | None = None
    ) -> Iterator[int]:
        """The id of a run that is under way while the block runs, and whose end the block puts down.

        Runs whose process is gone are put down as interrupted first.
        """
        moment = _find_now(now)
        with ExitStack() as held:
            with self._write() as connection:
                close_dead_runs(connection, moment)
                run_id = runs.write_run(connection, command, (code_version, catalogue_version), moment)
                held.enter_context(hold_lock(self.engine, run_id))
            yield run_id

    def has_loaded(self, run_id: int) -> bool:
        """Whether an earlier run of the code and catalogue of this one put anything into the ledger."""
        with self.read() as connection:
            return runs.has_loaded(connection, run_id)

    def find_loaded(self, seen: Collection[SeenBytes], run_id: int) -> dict[SeenBytes, tuple[ItemOutcome, str]]:
        """Those whose facts a run of this one's code and catalogue has read from the same bytes and place.

        Each with its outcome and reason as they are now: ``unchanged``, or still ``flagged``.
        """
        with self.read() as connection:
            return runs.find_loaded(connection, seen, run_id)

    def record_known(
        self, seen: Collection[SeenBytes], items: Iterable[RunItem], *, now: datetime | None = None
    ) -> None:
        """Put down that known bytes are still at their places, with the lines of the ledger about them."""
        with self._write() as connection:
            runs.note_seen(connection, seen, _find_now(now))
            for item in items:
                runs.write_item(connection, item)

    def finish_run(self, run_id: int, outcome: str = "done", *, now: datetime | None = None) -> None:
        """Put down how a run ended."""
        with self._write() as connection:
            runs.finish_run(connection, run_id, outcome, _find_now(now))

    def analyze(self) -> None:
        """Renew the statistics by which the engine chooses its indexes.

        Without them SQLite took 49.6 s for a comparison of two years that takes 12 ms with them.
        """
        with self._write() as connection:
            if connection.dialect.name == "sqlite":
                execute_statement(connection, f"PRAGMA analysis_limit = {_ANALYSED_ROWS}")
            execute_statement(connection, "ANALYZE")

    def tell_time(self, location: str) -> datetime:
        """The moment at which what was seen at an address counts as loaded: now."""
        return datetime.now(UTC)

    def _write_apart(self, file: File, comparers: Comparers | None) -> list[Written]:
        with self._write_batch(comparers) as writer:
            return writer.write_apart(file)

    @contextmanager
    def _write_batch(self, comparers: Comparers | None) -> Iterator[BatchWriter]:
        with self._write() as connection:
            pending = Pending(self._writer)
            writer = BatchWriter(connection, self._codes, pending, self.tell_time, self._recent, self._check, comparers)
            writer.take_turn()
            yield writer

    def _load_batch(
        self, reports: list[Report], run_id: int | None, now: datetime | None
    ) -> list[LoadResult | LoadRefused]:
        with self._write() as connection:
            loader = self._make_loader(connection, run_id, now)
            results = [_load_or_refuse(loader, report) for report in reports]
            loader.pending.flush(connection)
        return results

    def _make_loader(self, connection: Connection, run_id: int | None, now: datetime | None) -> Loader:
        pending = Pending(self._writer)
        return Loader(connection, self._codes, pending, _find_now(now), run_id=run_id, check=self._check)

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        self._codes.forget()  # numbers that an interrupted transaction gave
        is_kept = False
        try:
            with write_transaction(self.engine) as connection:
                yield connection
            is_kept = True
        finally:
            if not is_kept:
                self._recent.forget()
        self._recent.settle()
        self._codes.keep()


def _load_or_refuse(loader: Loader, report: Report) -> LoadResult | LoadRefused:
    try:
        return loader.load(pack(report))
    except LoadRefused as refusal:
        return refusal


def _find_now(now: datetime | None) -> datetime:
    return datetime.now(UTC) if now is None else now
