"""Reports that are new from end to end, written many at once: what most of a first load is.

Where the database knows neither a report nor its document, nothing has to be decided: it is a first revision, and
current. What ``load.py`` and ``comparisons.py`` ask for each report alone is then asked once for a run of them,
and every row gets its number before it is written. The first report that is not new ends a run and goes their way.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection, Table, bindparam, func, select, text, update

from db.schema.codes import Codes
from db.schema.records import LoadResult, Report
from db.schema.tables import comparison, document, issuer, issuer_name, rendition, report, revision, sighting
from db.writing.bulk import Pending
from db.writing.comparisons import Judge, RevisionPair, list_kinds
from db.writing.identities import KnownIssuer
from db.writing.known_state import KnownState, look_around
from db.writing.load import describe_rendition, describe_revision
from db.writing.packed.packing import Packed
from db.writing.packed.rows import RowBuilder
from db.writing.related_reports import find_more
from db.writing.revisions import Write
from db.writing.years import RecentYears

_FIRST = Write("new", becomes_current=True, previous_id=None)
_LAST_NUMBER = {
    table.name: select(func.coalesce(func.max(table.c.id), 0))
    for table in (issuer, document, report, revision, rendition)
}
_NEXT_NUMBERS = text("SELECT nextval(CAST(:sequence AS regclass)) FROM generate_series(1, :count)")
_LONGER = (
    update(issuer_name)
    .where(issuer_name.c.issuer_id == bindparam("of_issuer"), issuer_name.c.name == bindparam("of_name"))
    .values(first_year=bindparam("first"), last_year=bindparam("last"))
)


@dataclass(frozen=True, slots=True)
class New:
    """A report that is new, and the run of the ledger that it belongs to."""

    packed: Packed
    owner: KnownIssuer
    run_id: int | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Numbered:
    """A new report with the numbers of its rows."""

    new: New
    issuer_id: int
    document_id: int
    report_id: int
    revision_id: int
    rendition_id: int

    @property
    def head(self) -> Report:
        """The report without what its rows say."""
        return self.new.packed.head


@dataclass(frozen=True, slots=True)
class FreshWriter:
    """Writes runs of new reports inside one transaction."""

    connection: Connection
    codes: Codes
    pending: Pending
    recent: RecentYears
    judge: Judge | None

    def write(
        self, offered: Sequence[tuple[Packed, int | None]], seen: set[str], tell_time: Callable[[str], datetime]
    ) -> list[LoadResult]:
        """What loading the first of these reports did, as many as are new one after the other.

        Args:
            offered: Reports, each with its run.
            seen: Hashes of the documents that were ever loaded; those of what is written come to them.
            tell_time: The moment at which what was seen at an address counts as loaded.
        """
        self.pending.flush(self.connection)
        around = look_around(self.connection, [packed for packed, _ in offered], seen)
        run: list[New] = []
        for packed, run_id in offered:
            owner = None if packed.refusal else around.take(packed)
            if owner is None:
                break
            run.append(New(packed, owner, run_id, tell_time(packed.head.sighting.location)))
        numbered = self._number(run, around)
        for one in numbered:
            self._add(one)
        self._write_names(numbered, around)
        self.pending.flush(self.connection)
        self._judge(numbered, around)
        return [LoadResult("new", one.report_id, one.revision_id, 1, is_current=True) for one in numbered]

    def _number(self, run: Sequence[New], around: KnownState) -> list[Numbered]:
        """The reports with numbers of their own; new issuers are written on the way."""
        fresh = {new.owner.id: new.owner for new in run if new.owner.id < 0}
        issuers = dict(zip(fresh, self._take_numbers(issuer, len(fresh)), strict=True))
        for number, one in zip(issuers.values(), fresh.values(), strict=True):
            told = {"name": one.name, "parent": one.parent, "code": one.code, "level": one.level, "kind": one.kind}
            self.pending.add_row(issuer, {"id": number, **told, "provisional": one.code is None})
        numbers = [self._take_numbers(table, len(run)) for table in (document, report, revision, rendition)]
        return [
            Numbered(new, issuers.get(new.owner.id, new.owner.id), *of_one)
            for new, *of_one in zip(run, *numbers, strict=True)
        ]

    def _take_numbers(self, table: Table, count: int) -> Sequence[int]:
        """So many numbers for new rows of a table; nobody else gets them."""
        if not count:
            return ()
        if self.connection.dialect.name == "sqlite":  # the transaction is alone
            last = self.connection.execute(_LAST_NUMBER[table.name]).scalar_one()
            return range(last + 1, last + 1 + count)
        told = {"sequence": f"{table.name}_id_seq", "count": count}
        return self.connection.execute(_NEXT_NUMBERS, told).scalars().all()

    def _add(self, one: Numbered) -> None:
        head, now = one.head, one.new.now
        file, seen = head.document, head.sighting
        known = {"sha256": file.sha256, "media_type": file.media_type, "name": file.name}
        self.pending.add_row(document, {"id": one.document_id, **known, "size": file.size, "pages": file.pages})
        place = {"document_id": one.document_id, "location": seen.location, "title": seen.title}
        moments = {"published_on": seen.published_on, "first_seen": now, "last_seen": now}
        self.pending.add_row(sighting, place | moments)
        self.pending.add_row(report, {"id": one.report_id, "issuer_id": one.issuer_id, "year": head.year})
        values = describe_revision(one.report_id, one.document_id, 1, _FIRST, one.new.packed)
        times = {"run_id": one.new.run_id, "loaded_at": now, "superseded_at": None}
        self.pending.add_row(revision, {"id": one.revision_id, **values, **times})
        told = describe_rendition(one.report_id, one.document_id, one.revision_id, now)
        self.pending.add_row(rendition, {"id": one.rendition_id, **told})
        self.pending.add(RowBuilder(self.connection, self.codes).build(one.revision_id, one.new.packed))
        self.recent.note(one.revision_id, one.new.packed)

    def _write_names(self, run: Sequence[Numbered], around: KnownState) -> None:
        """The names under which the issuers report, each with the years of those reports."""
        known = around.names
        held: dict[tuple[int, str], tuple[int, int]] = {}
        for one in run:
            key, year = (one.issuer_id, one.head.issuer.name), _find_year(one)
            first, last = held.get(key) or known.get(key) or (year, year)
            held[key] = min(first, year), max(last, year)
        for (issuer_id, name), (first, last) in held.items():
            if (issuer_id, name) not in known:
                row = {"issuer_id": issuer_id, "name": name, "first_year": first, "last_year": last}
                self.pending.add_row(issuer_name, row)
        longer = [
            {"of_issuer": key[0], "of_name": key[1], "first": years[0], "last": years[1]}
            for key, years in held.items()
            if key in known and known[key] != years
        ]
        if longer:
            self.connection.execute(_LONGER, longer)

    def _judge(self, run: Sequence[Numbered], around: KnownState) -> None:
        """Hold every report against those before it, as if they had come one by one."""
        if self.judge is None:
            return
        found = [list(self._list_pairs(self.judge, one, around)) for one in run]
        ranks = [pair.revisions for pairs in found for pair in pairs if pair.kind == "hierarchy"]
        more = find_more(self.connection, ranks)
        self.judge.read_ahead(chain.from_iterable(found))
        new = {one.revision_id for one in run}
        for pairs in found:
            self.judge.judge_new([p for p in pairs if p.kind != "hierarchy" or p.revisions in more], new)
        self.pending.flush(self.connection, (comparison,))

    def _list_pairs(self, judge: Judge, one: Numbered, around: KnownState) -> Iterator[RevisionPair]:
        """The pairs that a report makes with those before it; by itself it has no copies, and doubles are never new."""
        owner, year = one.new.owner, _find_year(one)
        around.settle(owner, year, one.revision_id)
        for kind in list_kinds(judge.comparers):
            if kind == "years":
                yield from (RevisionPair(kind, *pair) for pair in around.find_neighbours(owner.id, year))
            elif kind == "hierarchy":
                yield from (RevisionPair(kind, *pair) for pair in around.find_hierarchy(owner, year, one.revision_id))


def _find_year(one: Numbered) -> int:
    assert one.head.year is not None  # noqa: S101  (a report of no year is never new: see ``Surroundings.take``)
    return one.head.year
