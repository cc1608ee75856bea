"""Many files written in one transaction: what the hot path of a load does.

A report is in the database whole, with its findings beside other reports and its line of the ledger, or not at all: a
transaction holds whole files, and what is killed before its end leaves nothing. A batch in which something cannot be
stored is taken back and written again file by file, each report inside a savepoint, so that one costs only itself.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DataError, IntegrityError

from db.schema.codes import Codes
from db.schema.records import LoadResult, RunItem
from db.schema.tables import run_item
from db.writing.bulk import Pending
from db.writing.comparisons import Comparers, Judge
from db.writing.first_load import FreshWriter
from db.writing.known_state import find_known
from db.writing.load import Check, Loader, LoadRefused
from db.writing.packed.packing import Packed
from db.writing.packed.rows import RowBuilder
from db.writing.years import RecentYears

UNSTORABLE = (DataError, IntegrityError, OverflowError, ValueError)
"""What an engine says of values that it cannot hold. A full disk or a lost connection is not among them."""

_WIDTH = 4
"""Reports that are looked at together, at least."""

_ONE_WRITER = 0x676C  # any number that only we take


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger, and the report to load before it is written: None for what is kept out of the store."""

    item: RunItem
    """Its outcome is what it will be when the report says anything new."""
    packed: Packed | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A line of the ledger as it was written, and what loading its report did."""

    item: RunItem
    result: LoadResult | None = None


File = Sequence[Entry]
"""The entries of one file: they are in the database together or not at all."""


@dataclass(frozen=True, slots=True)
class BatchWriter:
    """Writes files inside one transaction."""

    connection: Connection
    codes: Codes
    pending: Pending
    tell_time: Callable[[str], datetime]
    """The moment at which what was seen at an address counts as loaded."""
    recent: RecentYears
    check: Check | None = None
    comparers: Comparers | None = None

    def take_turn(self) -> None:
        """Wait until no other load writes: two that met the same issuers in another order would wait for each other."""
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(select(func.pg_advisory_xact_lock(_ONE_WRITER)))

    def write_together(self, files: Sequence[File]) -> list[list[Written]]:
        """What became of every entry of every file; nothing is written when any of them cannot be."""
        told = iter(self._write_all([entry for file in files for entry in file]))
        written = [[next(told) for _ in file] for file in files]
        self.pending.flush(self.connection)
        return written

    def write_apart(self, file: File) -> list[Written]:
        """What became of every entry of one file; one that cannot be stored is refused, and the others are kept."""
        written = []
        for entry in file:
            try:
                with self.connection.begin_nested():
                    one = self._write(entry)
                    self.pending.flush(self.connection)
            except UNSTORABLE as error:
                self.pending.drop()
                self.recent.forget()
                self.codes.forget()  # numbers given inside the savepoint are gone with it
                one = self._refuse(entry, f"{type(error).__name__}: {str(error).strip().splitlines()[0]}")
                self.pending.flush(self.connection)
            written.append(one)
        return written

    def _write_all(self, entries: Sequence[Entry]) -> list[Written]:
        """What became of the entries, in order: those that are new in runs, the others one by one."""
        hashes = [entry.packed.head.document.sha256 for entry in entries if entry.packed is not None]
        seen, width = find_known(self.connection, hashes), len(entries)
        written: list[Written] = []
        while rest := entries[len(written) :]:
            run = self._write_run(rest[:width], seen)
            written += run
            if len(run) < min(width, len(rest)):
                written.append(self._write(rest[len(run)]))
                seen |= _list_hashes(rest[len(run)])
                width = _WIDTH + 2 * len(run)  # to look far ahead is of no use where runs are short
        return written

    def _write_run(self, entries: Sequence[Entry], seen: set[str]) -> list[Written]:
        """What became of the first entries, as many as there are before one with a report that is not new."""
        unseen = list(takewhile(lambda entry: seen.isdisjoint(_list_hashes(entry)), entries))
        reports = [(entry.packed, entry.item.run_id) for entry in unseen if entry.packed is not None]
        if not reports:
            return []
        judge = None if self.comparers is None else self._make_judge(self.comparers)
        writer = FreshWriter(self.connection, self.codes, self.pending, self.recent, judge)
        results = deque(writer.write(reports, seen, self.tell_time))
        written = []
        for entry in unseen:
            if entry.packed is not None and not results:
                break
            written.append(self._note(entry.item, None if entry.packed is None else results.popleft()))
        return written

    def _write(self, entry: Entry) -> Written:
        if entry.packed is None:
            return self._note(entry.item)
        try:
            result = self._load(entry.packed, entry.item.run_id)
        except LoadRefused as refusal:
            return self._refuse(entry, str(refusal))
        is_known = result.outcome == "unchanged" and entry.item.outcome == "loaded"
        return self._note(replace(entry.item, outcome="unchanged") if is_known else entry.item, result)

    def _load(self, packed: Packed, run_id: int) -> LoadResult:
        now = self.tell_time(packed.head.sighting.location)
        loader = Loader(self.connection, self.codes, self.pending, now, run_id, self.check, self.recent)
        result = loader.load(packed)
        if self.comparers is not None:
            self._make_judge(self.comparers).judge(result.report_id, packed.head.document.sha256)
        return result

    def _make_judge(self, comparers: Comparers) -> Judge:
        rows = RowBuilder(self.connection, self.codes)
        return Judge(self.connection, comparers, rows, self.pending, self.recent)

    def _refuse(self, entry: Entry, why: str) -> Written:
        return self._note(replace(entry.item, outcome="quarantined", reason=f"LOAD.REFUSED: {why}"))

    def _note(self, item: RunItem, result: LoadResult | None = None) -> Written:
        row = (item.run_id, item.location, item.document_sha256, item.outcome, item.reason, item.seconds)
        self.pending.add(iter([(run_item, [row])]))
        return Written(item, result)


def _list_hashes(entry: Entry) -> set[str]:
    return set() if entry.packed is None else {entry.packed.head.document.sha256}
