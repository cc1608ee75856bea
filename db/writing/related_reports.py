"""What a report is to be held against besides its issuer's other years: its own copies, its doubles, its organs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, func, select

from db.schema.tables import comparison, fact, fact_hash, issuer, rendition, report, revision, sighting
from db.writing.bulk import Pending

MOST_DOUBLES = 5
"""Reports with equal figures that are named on one of them: a blank form filled in by a program can have hundreds."""

MOST_RENDITIONS = 5
"""Documents published beside the current one that it is held against: of more, the last to be read. To hold each of a
thousand documents against all others would be a million comparisons."""

LATEST_COPIES = 24
"""Documents among which those are looked for."""

_newer = rendition.alias("newer")
_IS_NEWEST = ~exists().where(_newer.c.document_id == rendition.c.document_id, _newer.c.id > rendition.c.id)
_READINGS = (
    select(rendition.c.document_id, rendition.c.revision_id)
    .where(rendition.c.report_id == bindparam("report_id"))
    .where(~exists().where(_newer.c.document_id == rendition.c.document_id, _newer.c.id > rendition.c.id))
    .order_by(rendition.c.id.desc())
)
_first = rendition.alias("first")
_FIRST_OWN = (
    select(func.min(_first.c.id))
    .join(revision, and_(revision.c.document_id == _first.c.document_id, revision.c.id == _first.c.revision_id))
    .where(revision.c.id == bindparam("revision_id"))
    .scalar_subquery()
)
_OWN_READINGS = _READINGS.where(
    rendition.c.revision_id == bindparam("revision_id"),
    rendition.c.id >= _FIRST_OWN,  # none is older: the engine need not look at those of earlier revisions
).limit(LATEST_COPIES)
_OTHER_READINGS = _READINGS.where(rendition.c.revision_id != bindparam("revision_id")).limit(LATEST_COPIES + 1)
_SIGHTINGS = select(sighting.c.document_id, sighting.c.location, sighting.c.published_on, sighting.c.first_seen).where(
    sighting.c.document_id.in_(bindparam("documents", expanding=True))
)

_own = fact_hash.alias("own")
_DOUBLES = (
    select(revision.c.id)
    .join(fact_hash, fact_hash.c.revision_id == revision.c.id)
    .join(_own, _own.c.hash == fact_hash.c.hash)
    .join(report, report.c.id == revision.c.report_id)
    .where(_own.c.revision_id == bindparam("revision_id"), revision.c.superseded_at.is_(None))
    .where(report.c.issuer_id != bindparam("issuer_id"))
    .order_by(revision.c.id)
    .limit(MOST_DOUBLES)
)
_NAMED = select(func.count()).where(
    comparison.c.revision_id == bindparam("revision_id"), comparison.c.kind == "doubles"
)

_organ, _whole = fact.alias("organ"), fact.alias("whole")
_IS_MORE = exists().where(
    _organ.c.revision_id == bindparam("organ_id"),
    _whole.c.revision_id == bindparam("whole_id"),
    _whole.c.field_id == _organ.c.field_id,
    _whole.c.applicant_id == _organ.c.applicant_id,
    _organ.c.value > _whole.c.value,
)
_HAS_MORE = select(_IS_MORE)
_HAVE_MORE = (
    select(_organ.c.revision_id)
    .join(_whole, and_(_whole.c.field_id == _organ.c.field_id, _whole.c.applicant_id == _organ.c.applicant_id))
    .where(_organ.c.revision_id.in_(bindparam("organs", expanding=True)), _whole.c.revision_id == bindparam("whole_id"))
    .where(_organ.c.value > _whole.c.value)
    .distinct()
)


def _select_current(*conditions: ColumnElement[bool]) -> Select[tuple[int, str | None]]:
    query = (
        select(revision.c.id, issuer.c.code)
        .join(report, report.c.id == revision.c.report_id)
        .join(issuer, issuer.c.id == report.c.issuer_id)
        .where(revision.c.superseded_at.is_(None), report.c.year + 0 == bindparam("year"))  # no index of a whole year
    )
    return query.where(*conditions)


_GOVERNMENT = _select_current(issuer.c.code == bindparam("place"), issuer.c.kind == "government")
_ORGANS = _select_current(
    issuer.c.code > bindparam("place"),  # so that an index of codes leads there; what comes between is no organ
    issuer.c.code < bindparam("next_place"),
).order_by(revision.c.id)


@dataclass(frozen=True, slots=True)
class Subject:
    """A report that is judged, with its current revision."""

    report_id: int
    revision_id: int
    issuer_id: int
    year: int | None
    code: str | None
    kind: str | None


_SUBJECT = (
    select(report.c.id, revision.c.id, report.c.issuer_id, report.c.year, issuer.c.code, issuer.c.kind)
    .join(revision, and_(revision.c.report_id == report.c.id, revision.c.superseded_at.is_(None)))
    .join(issuer, issuer.c.id == report.c.issuer_id)
    .where(report.c.id == bindparam("report_id"))
)


def find_subject(connection: Connection, report_id: int) -> Subject | None:
    """The report with what it is looked up by; None while nothing of it is current."""
    row = connection.execute(_SUBJECT, {"report_id": report_id}).one_or_none()
    return None if row is None else Subject(*row)


@dataclass(slots=True)
class _Copy:
    """When and where one document was seen."""

    locations: set[str] = field(default_factory=set)
    published_on: date | None = None
    first_seen: datetime | None = None

    def add(self, location: str, published_on: date | None, first_seen: datetime) -> None:
        self.locations.add(location)
        days = [day for day in (self.published_on, published_on) if day is not None]
        self.published_on = min(days, default=None)
        self.first_seen = first_seen if self.first_seen is None else min(self.first_seen, first_seen)

    def is_beside(self, other: "_Copy") -> bool:
        """Whether two documents were there together, and not one after the other.

        Of one day, or without any day and first seen on one; at one address the later replaced the earlier.
        """
        days = self.published_on, other.published_on
        if days == (None, None) and self.first_seen is not None and other.first_seen is not None:
            days = self.first_seen.date(), other.first_seen.date()
        return days[0] is not None and days[0] == days[1] and self.locations.isdisjoint(other.locations)


@dataclass(frozen=True, slots=True)
class Renditions:
    """The newest readings of other documents of a report that were published beside the current one."""

    near: list[int]
    """Those that the current one is to be held against."""
    left_out: int | None = None
    """One that it is not held against, because there are too many."""


def find_renditions(connection: Connection, subject: Subject) -> Renditions:
    """Which documents were published beside the current one, as far back as is looked."""
    told = {"report_id": subject.report_id, "revision_id": subject.revision_id}
    others = connection.execute(_OTHER_READINGS, told).all()
    if not others:
        return Renditions([])
    own = connection.execute(_OWN_READINGS, told).all()
    copies: dict[int, _Copy] = {row.document_id: _Copy() for row in (*own, *others)}
    for row in connection.execute(_SIGHTINGS, {"documents": sorted(copies)}):
        copies[row.document_id].add(row.location, row.published_on, row.first_seen)
    current = [copies[row.document_id] for row in own]
    seen, unseen = others[:LATEST_COPIES], others[LATEST_COPIES:]
    beside = (row.revision_id for row in seen if any(one.is_beside(copies[row.document_id]) for one in current))
    found = list(dict.fromkeys(beside))
    left_out = (*found[MOST_RENDITIONS:], *(row.revision_id for row in unseen))
    return Renditions(sorted(found[:MOST_RENDITIONS]), next(iter(left_out), None))


def find_doubles(connection: Connection, subject: Subject, pending: Pending) -> Iterator[tuple[int, int]]:
    """Both ways: the report and another issuer's with the same figures; the finding is the second one's."""
    pending.flush(connection, (fact_hash,))
    told = {"revision_id": subject.revision_id, "issuer_id": subject.issuer_id}
    for double in connection.execute(_DOUBLES, told).scalars().all():
        yield double, subject.revision_id
        if connection.execute(_NAMED, {"revision_id": double}).scalar_one() < MOST_DOUBLES:
            yield subject.revision_id, double


def find_place(code: str) -> str | None:
    """Code of the place whose organ an issuer is: 410122/财政局 and 410122100 are of 410122; None for a government."""
    if "/" in code:
        return code.rpartition("/")[0]
    return code[:6] if len(code) > 6 else None


def find_hierarchy(connection: Connection, subject: Subject, pending: Pending) -> Iterator[tuple[int, int]]:
    """An organ's report and its government's of the same year, where a cell of the first says more."""
    if subject.code is None or subject.year is None:
        return
    place = find_place(subject.code)
    if place is not None:
        told = {"place": place, "year": subject.year}
        pairs = [(subject.revision_id, row.id) for row in connection.execute(_GOVERNMENT, told)]
    elif subject.kind == "government":
        pairs = [(organ, subject.revision_id) for organ in list_organs(connection, subject.code, subject.year)]
    else:
        return
    if pairs:
        pending.flush(connection, (fact,))
    for organ, whole in pairs:
        if connection.execute(_HAS_MORE, {"organ_id": organ, "whole_id": whole}).scalar_one():
            yield organ, whole


def find_more(connection: Connection, pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of pairs of an organ's revision and its government's, those where a cell of the first says more."""
    organs: dict[int, list[int]] = defaultdict(list)
    for organ, whole in pairs:
        organs[whole].append(organ)
    found = set()
    for whole, those in organs.items():
        rows = connection.execute(_HAVE_MORE, {"organs": those, "whole_id": whole})
        found |= {(organ, whole) for organ in rows.scalars()}
    return found


def list_organs(connection: Connection, place: str, year: int) -> list[int]:
    """Current revisions of the year's reports of a place's organs."""
    told = {"place": place, "next_place": find_next(place), "year": year}
    return [row.id for row in connection.execute(_ORGANS, told) if find_place(row.code or "") == place]


def find_next(place: str) -> str:
    """A code beyond those of a place's organs, in any order of signs in which digits stand in theirs."""
    return f"{int(place) + 1:0{len(place)}d}" if place.isdigit() else f"{place}\U0010ffff"
