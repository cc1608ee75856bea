"""Reports held against each other in the store: each pair of revisions once, its findings with the second of them.

Which pairs there are is found here and in ``db/years.py`` and ``db/counterparts.py``; what does not fit is said by
the rules that the pipeline hands in. A finding holds while both revisions do (``HOLDS`` in ``db/view_words.py``), so a
new revision on either side makes a new pair, and what was said of the old one stays as history.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, bindparam, func, select

from db.bulk import Pending
from db.codes import add_if_new
from db.contents import read_report
from db.counterparts import Subject, find_doubles, find_hierarchy, find_renditions, find_subject
from db.records import Finding, Report
from db.rows import RowBuilder
from db.schema import comparison, document, finding, rendition, report, revision
from db.years import find_neighbours

Kind = Literal["years", "renditions", "doubles", "hierarchy"]
"""An issuer's two years; two documents of one report published together; two issuers' reports with the same figures;
an organ's report and its government's."""

Compare = Callable[[Report, Report], Sequence[Finding]]
"""Findings about the second report, from the first and the second."""

Comparers = Mapping[Kind, Compare]

_KNOWN = select(comparison.c.other_revision_id, comparison.c.revision_id, comparison.c.kind).where(
    comparison.c.revision_id.in_(bindparam("owners", expanding=True))
)
_LAST = select(func.max(finding.c.position)).where(finding.c.revision_id == bindparam("revision_id"))
_LOCK = (
    select(report.c.id)
    .join(revision, revision.c.report_id == report.c.id)
    .where(revision.c.id.in_(bindparam("owners", expanding=True)))
    .order_by(report.c.id)
    .with_for_update(of=report)
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two revisions to be compared; the findings are the second one's."""

    kind: Kind
    other: int
    owner: int


def find_pairs(connection: Connection, report_id: int, kinds: Iterable[Kind]) -> list[Pair]:
    """The pairs that a report's current revision makes and that were not compared yet."""
    subject = find_subject(connection, report_id)
    if subject is None:
        return []
    pairs = [pair for kind in kinds for pair in _find_of_kind(connection, subject, kind)]
    if not pairs:
        return []
    rows = connection.execute(_KNOWN, {"owners": sorted({pair.owner for pair in pairs})})
    known = {Pair(kind, other, owner) for other, owner, kind in rows}
    return [pair for pair in pairs if pair not in known]


def _find_of_kind(connection: Connection, subject: Subject, kind: Kind) -> list[Pair]:
    if kind == "years":
        found = find_neighbours(connection, subject.report_id)
    elif kind == "renditions":
        found = [(other, subject.revision_id) for other in find_renditions(connection, subject)]
    elif kind == "doubles":
        found = list(find_doubles(connection, subject))
    else:
        found = list(find_hierarchy(connection, subject))
    return [Pair(kind, other, owner) for other, owner in found]


def judge_pairs(
    connection: Connection, pairs: Sequence[Pair], comparers: Comparers, rows: RowBuilder, pending: Pending
) -> int:
    """How many findings the comparisons gave."""
    connection.execute(_LOCK, {"owners": sorted({pair.owner for pair in pairs})})  # positions are given one by one
    reports: dict[int, Report] = {}
    told = 0
    for pair in pairs:
        row = {"revision_id": pair.owner, "other_revision_id": pair.other, "kind": pair.kind}
        if add_if_new(connection, comparison, row) is not None:  # else another loader was first
            for revision_id in {pair.other, pair.owner} - reports.keys():
                reports[revision_id] = read_report(connection, revision_id)
            findings = comparers[pair.kind](reports[pair.other], reports[pair.owner])
            told += _write_findings(connection, pair, findings, rows, pending)
    return told


def _write_findings(
    connection: Connection, pair: Pair, findings: Sequence[Finding], rows: RowBuilder, pending: Pending
) -> int:
    if not findings:
        return 0
    last = connection.execute(_LAST, {"revision_id": pair.owner}).scalar_one()
    first = 0 if last is None else last + 1
    pending.add(rows.build_compared_findings(pair.owner, first, findings, pair.other))
    pending.flush(connection)
    return len(findings)


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
