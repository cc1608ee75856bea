"""What the database knows around reports that are about to be written, asked once for all of them.

It tells which of them are new from end to end, and takes these in, so that it answers rightly for the ones after them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, tuple_

from db.schema.records import IssuerRef
from db.schema.tables import document, fact_hash, issuer, issuer_name, report, revision
from db.writing.identities import SELECT_ISSUER, KnownIssuer, find_news, match_issuer
from db.writing.packed.packing import Packed
from db.writing.related_reports import find_place, list_organs

_DOCUMENTS = select(document.c.sha256).where(document.c.sha256.in_(bindparam("hashes", expanding=True)))
_CODED = SELECT_ISSUER.where(issuer.c.code.in_(bindparam("codes", expanding=True)))
_NAMED = SELECT_ISSUER.where(tuple_(issuer.c.name, issuer.c.parent).in_(bindparam("names", expanding=True)))
_NAMES = select(issuer_name).where(issuer_name.c.issuer_id.in_(bindparam("issuers", expanding=True)))
_REPORTS = (
    select(report.c.issuer_id, report.c.year, revision.c.id)
    .outerjoin(revision, (revision.c.report_id == report.c.id) & revision.c.superseded_at.is_(None))
    .where(report.c.issuer_id.in_(bindparam("issuers", expanding=True)))
)
_EQUAL = select(fact_hash.c.hash).where(fact_hash.c.hash.in_(bindparam("hashes", expanding=True)))
_GOVERNMENTS = (
    select(issuer.c.code, report.c.year, revision.c.id)
    .join(report, report.c.issuer_id == issuer.c.id)
    .join(revision, (revision.c.report_id == report.c.id) & revision.c.superseded_at.is_(None))
    .where(issuer.c.code.in_(bindparam("places", expanding=True)), issuer.c.kind == "government")
)

Key = tuple[str, int]
"""Code of a place, and a year."""

_Coded = KnownIssuer | IssuerRef
_Query = Select[*tuple[Any, ...]]


@dataclass(slots=True)
class KnownState:
    """What is known around some reports."""

    documents: set[str]
    """Hashes of those that were ever loaded."""
    hashes: set[str]
    """Of facts: reports with these may be doubles."""
    issuers: list[KnownIssuer]
    names: dict[tuple[int, str], tuple[int, int]]
    """By issuer and name, the first and the last year in which it had it."""
    current: dict[tuple[int, int | None], int | None]
    """By issuer and year of a report, its current revision; None where none is."""
    governments: dict[Key, int]
    """The current revision of the report of a place's government."""
    organs: dict[Key, list[int]]
    """The current revisions of the reports of a place's organs, for governments that report."""

    def take(self, packed: Packed) -> KnownIssuer | None:
        """The issuer of a report of which nothing is known that a decision would depend on; None for any other.

        A report that was taken is known from then on. A new issuer has a number below nought.
        """
        head = packed.head
        if head.year is None or head.document.sha256 in self.documents or packed.fact_hash in self.hashes:
            return None
        known = self._match_issuer(head.issuer)
        if known is not None and not self._is_settled(known, packed):
            return None
        owner = known or self._add_issuer(head.issuer)
        self.documents.add(head.document.sha256)
        self.hashes |= set() if packed.fact_hash is None else {packed.fact_hash}
        self.current[owner.id, head.year] = None
        return owner

    def _match_issuer(self, told: IssuerRef) -> KnownIssuer | None:
        parent = told.parent or ""
        rows = [
            one
            for one in self.issuers
            if (told.code is not None and one.code == told.code) or (one.name == told.name and one.parent == parent)
        ]
        return match_issuer(rows, told)

    def _is_settled(self, known: KnownIssuer, packed: Packed) -> bool:
        """Whether there is neither a merge nor news of the issuer, nor a report of that year."""
        is_old = known.is_merged or find_news(known, packed.head.issuer)
        return not is_old and (known.id, packed.head.year) not in self.current

    def _add_issuer(self, told: IssuerRef) -> KnownIssuer:
        number = min((one.id for one in self.issuers), default=0)
        self.issuers.append(
            KnownIssuer(min(number, 0) - 1, told.name, told.parent or "", told.code, told.level, told.kind)
        )
        return self.issuers[-1]

    def find_neighbours(self, issuer_id: int, year: int) -> Iterator[tuple[int, int]]:
        """Pairs of current revisions, the earlier year first, that a report makes with its issuer's other years."""
        for pair in ((year - 1, year), (year, year + 1)):
            before, now = (self.current.get((issuer_id, one)) for one in pair)
            if before is not None and now is not None:
                yield before, now

    def find_hierarchy(self, owner: KnownIssuer, year: int, revision_id: int) -> Iterator[tuple[int, int]]:
        """Pairs of an organ's report and its government's, whatever they say."""
        if owner.code is None:
            return
        place = find_place(owner.code)
        if place is not None:
            whole = self.governments.get((place, year))
            if whole is not None:
                yield revision_id, whole
        elif owner.kind == "government":
            yield from ((organ, revision_id) for organ in self.organs.get((owner.code, year), ()))

    def settle(self, owner: KnownIssuer, year: int, revision_id: int) -> None:
        """Take in the first revision of a report that was taken."""
        self.current[owner.id, year] = revision_id
        if owner.code is None:
            return
        place = find_place(owner.code)
        if place is not None:
            self.organs[place, year].append(revision_id)
        if owner.kind == "government":
            self.governments[owner.code, year] = revision_id


def find_known(connection: Connection, hashes: Sequence[str]) -> set[str]:
    """Of these documents, the hashes of those that were ever loaded."""
    return {row[0] for row in _ask(connection, _DOCUMENTS, {"hashes": hashes})}


def look_around(connection: Connection, reports: Sequence[Packed], seen: set[str]) -> KnownState:
    """What the database knows around these reports; ``seen`` are the documents that were ever loaded."""
    heads = [one.head for one in reports]
    hashes = [one.fact_hash for one in reports if one.fact_hash is not None]
    issuers = _read_issuers(connection, [head.issuer for head in heads])
    held = {"issuers": [one.id for one in issuers]}
    told: tuple[_Coded, ...] = (*issuers, *(head.issuer for head in heads))
    return KnownState(
        documents=seen,
        hashes={row[0] for row in _ask(connection, _EQUAL, {"hashes": hashes})},
        issuers=issuers,
        names={(row.issuer_id, row.name): (row.first_year, row.last_year) for row in _ask(connection, _NAMES, held)},
        current={(row[0], row[1]): row[2] for row in _ask(connection, _REPORTS, held)},
        governments=_read_governments(connection, told),
        organs=_read_organs(connection, told, {head.year for head in heads if head.year is not None}),
    )


def _ask(
    connection: Connection, query: Select[*tuple[Any, ...]], told: Mapping[str, Sequence[object]]
) -> Sequence[Any]:
    """The rows for a list of keys; none for an empty one."""
    return connection.execute(query, told).all() if all(told.values()) else ()


def _read_issuers(connection: Connection, told: Sequence[IssuerRef]) -> list[KnownIssuer]:
    codes = sorted({one.code for one in told if one.code is not None})
    names = sorted({(one.name, one.parent or "") for one in told})
    rows = [*_ask(connection, _CODED, {"codes": codes}), *_ask(connection, _NAMED, {"names": names})]
    return list({row[0]: KnownIssuer(*row) for row in rows}.values())


def _read_governments(connection: Connection, told: Sequence[_Coded]) -> dict[Key, int]:
    """The reports of the governments of those that may be organs."""
    codes = {one.code for one in told if one.code is not None}
    places = sorted({place for code in codes if (place := find_place(code)) is not None})
    return {(row[0], row[1]): row[2] for row in _ask(connection, _GOVERNMENTS, {"places": places})}


def _read_organs(connection: Connection, told: Sequence[_Coded], years: set[int]) -> dict[Key, list[int]]:
    """The reports of the organs of those that may be governments."""
    codes = {one.code for one in told if one.code is not None and one.kind == "government"}
    found: dict[Key, list[int]] = defaultdict(list)
    for place in sorted(code for code in codes if find_place(code) is None):
        for year in sorted(years):
            found[place, year] += list_organs(connection, place, year)
    return found
