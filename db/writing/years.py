"""One issuer's report beside its reports of the years before and after, for the rules between years."""

from collections import OrderedDict
from collections.abc import Callable, Set

from sqlalchemy import Connection, bindparam, func, select

from db.schema.records import Report
from db.schema.tables import finding, report, revision
from db.writing.bulk import Pending
from db.writing.packed.cells import Year, make_year
from db.writing.packed.packing import Packed
from db.writing.stored_content import read_report, read_stated, read_year, read_years

_RECENT = 64
"""Reports remembered."""

_near = report.alias("near")
_CURRENT_AROUND = (
    select(report.c.year, _near.c.year.label("near_year"), revision.c.id)
    .join(_near, _near.c.issuer_id == report.c.issuer_id)
    .join(revision, revision.c.report_id == _near.c.id)
    .where(report.c.id == bindparam("report_id"))
    .where(_near.c.year.between(report.c.year - 1, report.c.year + 1))
    .where(revision.c.superseded_at.is_(None))
)
_LAST_POSITION = select(func.max(finding.c.position)).where(finding.c.revision_id == bindparam("revision_id"))
# Asked of every report that is loaded: to build the statement costs more than to run it.


def find_neighbours(connection: Connection, report_id: int) -> list[tuple[int, int]]:
    """Pairs of current revisions, the earlier year first, that the report makes with its issuer's other years."""
    rows = connection.execute(_CURRENT_AROUND, {"report_id": report_id}).all()
    current = {near_year: revision_id for _, near_year, revision_id in rows}
    years = [(year - 1, year) for year, _, _ in rows[:1]] + [(year, year + 1) for year, _, _ in rows[:1]]
    return [(current[a], current[b]) for a, b in years if a in current and b in current]


class RecentYears:
    """The reports last loaded or compared: files come sorted, and an issuer's years one after the other.

    What a revision holds never changes, so it may be remembered; only a transaction that was taken back makes one go.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Year] = OrderedDict()
        self._stored: OrderedDict[int, Report] = OrderedDict()
        """As they stand in the database: with its issuers' names, and facts in its order."""
        self._whole: OrderedDict[int, Report] = OrderedDict()
        """With all that they hold."""
        self._next: dict[int, int] = {}
        """Of revisions written or judged in this transaction, the position of the next finding."""
        self._ahead: dict[int, Year] = {}
        """Those that a run of reports is held against."""

    def note(self, revision_id: int, packed: Packed) -> None:
        """Remember what is loaded as a revision."""
        self._next[revision_id] = len(packed.findings)
        self._keep(revision_id, make_year(packed))

    def read_ahead(self, connection: Connection, revisions: Set[int], pending: Pending) -> None:
        """Have at hand what a run of reports will be held against: what is not remembered is asked for together."""
        self._ahead = {one: self._kept[one] for one in revisions if one in self._kept}
        missing = sorted(revisions - self._ahead.keys())
        if missing:
            pending.flush(connection)
            self._ahead |= read_years(connection, missing)

    def read(self, connection: Connection, revision_id: int, pending: Pending) -> Year:
        """What ``read_year`` reads, from the database only where it is not remembered."""
        held = self._kept.pop(revision_id, None) or self._ahead.get(revision_id)
        if held is None:
            pending.flush(connection)
            held = read_year(connection, revision_id)
        self._keep(revision_id, held)
        return held

    def read_stored(self, connection: Connection, revision_id: int, pending: Pending) -> Report:
        """What ``read_stated`` reads; a government's report is held against those of its organs one after the other."""
        return _recall(self._stored, read_stated, connection, revision_id, pending)

    def read_whole(self, connection: Connection, revision_id: int, pending: Pending) -> Report:
        """What ``read_report`` reads; a document is held against several that were published with it."""
        return _recall(self._whole, read_report, connection, revision_id, pending)

    def take_positions(self, connection: Connection, revision_id: int, count: int) -> int:
        """The first of so many positions for further findings of a revision."""
        if revision_id not in self._next:
            last = connection.execute(_LAST_POSITION, {"revision_id": revision_id}).scalar_one()
            self._next[revision_id] = 0 if last is None else last + 1
        first = self._next[revision_id]
        self._next[revision_id] += count
        return first

    def settle(self) -> None:
        """The transaction is kept: what it wrote is as old as the rest."""
        self._next.clear()
        self._ahead.clear()

    def forget(self) -> None:
        """The transaction is taken back: remember nothing."""
        self._next.clear()
        self._ahead.clear()
        self._kept.clear()
        self._stored.clear()
        self._whole.clear()

    def _keep(self, revision_id: int, held: Year) -> None:
        self._kept[revision_id] = held
        if len(self._kept) > _RECENT:
            self._kept.popitem(last=False)


def _recall(
    kept: OrderedDict[int, Report],
    read: Callable[[Connection, int], Report],
    connection: Connection,
    revision_id: int,
    pending: Pending,
) -> Report:
    """A report that was read lately, or reads it."""
    held = kept.pop(revision_id, None)
    if held is None:
        pending.flush(connection)
        held = read(connection, revision_id)
    kept[revision_id] = held
    if len(kept) > _RECENT:
        kept.popitem(last=False)
    return held
