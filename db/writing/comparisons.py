"""Reports held against each other in the store: each pair of revisions once, its findings with the second of them.

Which pairs there are is found here and in ``years.py`` and ``related_reports.py``; what does not fit is said by
the rules that the pipeline hands in. A finding holds while both revisions do (``HOLDS`` in ``words.py``), so a
new revision on either side makes a new pair, and what was said of the old one stays as history.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Literal, TypedDict, get_args

from sqlalchemy import Connection, bindparam, select

from db.schema.codes import add_if_new
from db.schema.records import Finding, Report
from db.schema.tables import comparison, document, rendition, report, revision
from db.writing.bulk import Pending
from db.writing.packed.cells import Year
from db.writing.packed.rows import RowBuilder
from db.writing.related_reports import Subject, find_doubles, find_hierarchy, find_renditions, find_subject
from db.writing.years import RecentYears, find_neighbours

Kind = Literal["years", "renditions", "crowd", "doubles", "hierarchy"]
"""An issuer's two years; two documents of one report published together, or too many of them; two issuers' reports
with the same figures; an organ's report and its government's."""

KINDS: tuple[Kind, ...] = get_args(Kind)

CompareYears = Callable[[Year, Year], Sequence[Finding]]
CompareReports = Callable[[Report, Report], Sequence[Finding]]
"""Findings about the second report, from the first and the second."""


class Comparers(TypedDict, total=False):
    """What compares the pairs of each kind; a kind that is left out is not compared."""

    years: CompareYears
    renditions: CompareReports
    crowd: CompareReports
    doubles: CompareReports
    hierarchy: CompareReports


def list_kinds(comparers: Comparers) -> list[Kind]:
    """The kinds that are compared, always in the same order."""
    return [kind for kind in KINDS if kind in comparers]


_KNOWN = select(comparison.c.other_revision_id, comparison.c.revision_id, comparison.c.kind).where(
    comparison.c.revision_id.in_(bindparam("owners", expanding=True)),
    comparison.c.other_revision_id.in_(bindparam("others", expanding=True)),
)
_LOCK = (
    select(report.c.id)
    .join(revision, revision.c.report_id == report.c.id)
    .where(revision.c.id.in_(bindparam("owners", expanding=True)))
    .order_by(report.c.id)
    .with_for_update(of=report)
)


@dataclass(frozen=True, slots=True)
class RevisionPair:
    """Two revisions to be compared; the findings are the second one's."""

    kind: Kind
    other: int
    owner: int

    @property
    def revisions(self) -> tuple[int, int]:
        """Both, the one that the findings belong to second."""
        return self.other, self.owner


@dataclass(frozen=True, slots=True)
class Judge:
    """Holds reports against each other inside one transaction."""

    connection: Connection
    comparers: Comparers
    rows: RowBuilder
    pending: Pending
    recent: RecentYears

    def judge(self, report_id: int, sha256: str | None = None) -> int:
        """How many findings came of a report's pairs, and of those of the reports that a document stood for before."""
        touched = list_touched(self.connection, report_id, sha256)
        pairs = [pair for one in touched for pair in self._find_pairs(one)]
        return self.judge_pairs(pairs) if pairs else 0

    def judge_pairs(self, pairs: Sequence[RevisionPair]) -> int:
        """How many findings the comparisons gave."""
        owners = sorted({pair.owner for pair in pairs})
        self.connection.execute(_LOCK, {"owners": owners})  # positions are given one by one
        told = 0
        for pair in pairs:
            row = {"revision_id": pair.owner, "other_revision_id": pair.other, "kind": pair.kind}
            if add_if_new(self.connection, comparison, row) is not None:  # else another loader was first
                told += self._compare(pair)
        return told

    def read_ahead(self, pairs: Iterable[RevisionPair]) -> None:
        """Have the years of these pairs at hand before they are compared one by one."""
        years = {one for pair in pairs if pair.kind == "years" for one in pair.revisions}
        self.recent.read_ahead(self.connection, years, self.pending)

    def judge_new(self, pairs: Sequence[RevisionPair], new: Set[int]) -> None:
        """Compare pairs of which one revision is ``new`` in this transaction: nobody can have compared them before."""
        older = sorted({pair.owner for pair in pairs} - new)
        if older:
            self.connection.execute(_LOCK, {"owners": older})
        for pair in pairs:
            row = {"revision_id": pair.owner, "other_revision_id": pair.other, "kind": pair.kind}
            self.pending.add_row(comparison, row)
            self._compare(pair)

    def _find_pairs(self, report_id: int) -> list[RevisionPair]:
        return find_pairs(self.connection, report_id, list_kinds(self.comparers), self.pending)

    def _compare(self, pair: RevisionPair) -> int:
        findings = self._find_findings(pair)
        self._write_findings(pair, findings)
        return len(findings)

    def _find_findings(self, pair: RevisionPair) -> Sequence[Finding]:
        if pair.kind == "years":
            before, now = (self.recent.read(self.connection, one, self.pending) for one in pair.revisions)
            return self.comparers["years"](before, now)
        other, own = (self._read(pair.kind, one) for one in pair.revisions)
        return self.comparers[pair.kind](other, own)

    def _read(self, kind: Kind, revision_id: int) -> Report:
        """A report as it is stored; its findings and figures too where two files of one report are compared."""
        read = self.recent.read_whole if kind == "renditions" else self.recent.read_stored
        return read(self.connection, revision_id, self.pending)

    def _write_findings(self, pair: RevisionPair, findings: Sequence[Finding]) -> None:
        if findings:
            first = self.recent.take_positions(self.connection, pair.owner, len(findings))
            self.pending.add(self.rows.build_compared_findings(pair.owner, first, findings, pair.other))


def find_pairs(connection: Connection, report_id: int, kinds: Iterable[Kind], pending: Pending) -> list[RevisionPair]:
    """The pairs that a report's current revision makes and that were not compared yet; of ``pending`` what it asks."""
    subject = find_subject(connection, report_id)
    if subject is None:
        return []
    pairs = [pair for kind in kinds for pair in _find_of_kind(connection, subject, kind, pending)]
    if not pairs:
        return []
    others, owners = ({pair.revisions[side] for pair in pairs} for side in (0, 1))
    rows = connection.execute(_KNOWN, {"owners": sorted(owners), "others": sorted(others)})
    known = {RevisionPair(kind, other, owner) for other, owner, kind in rows}
    return [pair for pair in pairs if pair not in known]


def _find_of_kind(connection: Connection, subject: Subject, kind: Kind, pending: Pending) -> list[RevisionPair]:
    if kind == "years":
        found = find_neighbours(connection, subject.report_id)
    elif kind == "renditions":
        found = [(other, subject.revision_id) for other in find_renditions(connection, subject).near]
    elif kind == "crowd":
        left_out = find_renditions(connection, subject).left_out
        found = [] if left_out is None else [(left_out, subject.revision_id)]
    elif kind == "doubles":
        found = list(find_doubles(connection, subject, pending))
    else:
        found = list(find_hierarchy(connection, subject, pending))
    return [RevisionPair(kind, other, owner) for other, owner in found]


def list_touched(connection: Connection, report_id: int, sha256: str | None = None) -> list[int]:
    """The report, and every other that a document ever stood for: a load can change what is current in each."""
    query = (
        select(rendition.c.report_id)
        .join(document, document.c.id == rendition.c.document_id)
        .where(document.c.sha256 == sha256)
        .distinct()
    )
    others = () if sha256 is None else connection.execute(query).scalars().all()
    return sorted({report_id, *others})
