"""The frontier: addresses added, visited and read, each in the caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, Row, and_, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from db.schema.codes import add_if_new
from db.schema.crawl_tables import fetch, frontier, source_night
from db.schema.tables import document, run, sighting

Kind = Literal["list", "report", "attachment"]
FetchOutcome = Literal[
    "changed", "unchanged", "not_modified", "gone", "blocked", "disallowed", "refused", "failed", "deferred"
]
Role = Literal["report", "stub", "alone", "none"]

_FARTHEST = timedelta(days=31)
"""No visit is put off for longer: what is due later was put down while the clock was wrong, and is due at once."""
_CONTENT_OUTCOMES = ("changed", "unchanged", "not_modified")


@dataclass(frozen=True, slots=True)
class NewAddress:
    """An address that was found, with what the place it was found at says of it."""

    url: str
    host: str
    source: str
    kind: Kind
    title: str = ""
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the frontier."""

    id: int
    url: str
    host: str
    source: str
    kind: Kind
    found_on_id: int | None
    title: str
    published_on: date | None
    attempts: int
    etag: str | None
    last_modified: str | None
    sha256: str | None
    versions: int
    links: int | None


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of one visit to an address."""

    outcome: FetchOutcome
    due_at: datetime
    reason: str = ""
    status: int | None = None
    final_url: str | None = None
    sha256: str | None = None
    size: int | None = None
    seconds: float = 0.0
    requests: int = 0
    tls_verified: bool = True
    etag: str | None = None
    last_modified: str | None = None
    links: int | None = None


_ADDRESS = select(*(frontier.c[name] for name in Address.__dataclass_fields__))


def add_address(connection: Connection, found: NewAddress, found_on_id: int | None, now: datetime) -> bool:
    """Whether the address is new; a known one stays as it is."""
    values = {
        "url": found.url,
        "host": found.host,
        "source": found.source,
        "kind": found.kind,
        "found_on_id": found_on_id,
        "title": found.title,
        "published_on": found.published_on,
        "due_at": now,
        "attempts": 0,
        "state": "new",
        "reason": "",
        "versions": 0,
    }
    return add_if_new(connection, frontier, values) is not None


def list_due(connection: Connection, sources: Sequence[str], now: datetime) -> list[tuple[int, str, str]]:
    """Id, host and source of every address that is due, lists first, then in the order they were found."""
    is_time = or_(frontier.c.due_at <= now, frontier.c.due_at > now + _FARTHEST)
    is_due = and_(is_time, frontier.c.source.in_(sources))
    lists_first = func.nullif(frontier.c.kind, "list")
    query = select(frontier.c.id, frontier.c.host, frontier.c.source).where(is_due)
    rows = connection.execute(query.order_by(lists_first.is_not(None), frontier.c.id))
    return [(row.id, row.host, row.source) for row in rows]


def read_address(connection: Connection, address_id: int) -> Address:
    """The address as the frontier knows it now."""
    return _make_address(connection.execute(_ADDRESS.where(frontier.c.id == address_id)).one())


def find_address(connection: Connection, url: str) -> Address | None:
    """The address with this URL, None when it is not known."""
    row = connection.execute(_ADDRESS.where(frontier.c.url == url)).one_or_none()
    return None if row is None else _make_address(row)


def _make_address(row: Row[tuple[object, ...]]) -> Address:
    return Address(**row._mapping)


def count_addresses(connection: Connection, source: str, *kinds: Kind) -> int:
    """How many addresses of these kinds are known of a source."""
    query = select(func.count()).where(frontier.c.source == source, frontier.c.kind.in_(kinds))
    return int(connection.execute(query).scalar_one())


def write_visit(connection: Connection, run_id: int, address: Address, visit: Visit, now: datetime) -> None:
    """Put down a visit in the ledger, and what it changes of the address; known bytes count as seen again."""
    ledger = {
        name: getattr(visit, name)
        for name in (
            "outcome",
            "status",
            "final_url",
            "sha256",
            "size",
            "seconds",
            "requests",
            "tls_verified",
            "reason",
        )
    }
    connection.execute(insert(fetch).values(run_id=run_id, frontier_id=address.id, fetched_at=now, **ledger))
    connection.execute(update(frontier).where(frontier.c.id == address.id).values(_describe_visit(address, visit, now)))
    if visit.outcome in ("unchanged", "not_modified") and address.sha256 is not None:
        note_seen(connection, address.sha256, address.url, now)


def _describe_visit(address: Address, visit: Visit, now: datetime) -> dict[str, object]:
    has_content = visit.outcome in _CONTENT_OUTCOMES
    values: dict[str, object] = {
        "state": "ok" if has_content else visit.outcome,
        "reason": visit.reason,
        "due_at": visit.due_at,
        "attempts": 0 if has_content else address.attempts + 1,
    }
    if has_content:
        values |= {"seen_at": now, "links": address.links if visit.links is None else visit.links}
    if visit.outcome in ("changed", "unchanged"):
        values |= {"etag": visit.etag, "last_modified": visit.last_modified, "sha256": visit.sha256}
    if visit.outcome == "failed" and visit.status == 304:  # the bytes that the conditions spoke of are lost
        values |= {"etag": None, "last_modified": None}
    if visit.outcome == "changed":
        values["versions"] = address.versions + 1
    return values


def ask_again(connection: Connection, address_id: int) -> None:
    """An address whose bytes are lost, and the page it hangs on, are due again, and asked without conditions."""
    page_id = select(_page.c.found_on_id).where(_page.c.id == address_id).scalar_subquery()
    lost = or_(frontier.c.id == address_id, frontier.c.id == page_id)
    values = {"etag": None, "last_modified": None, "due_at": func.coalesce(frontier.c.seen_at, frontier.c.due_at)}
    connection.execute(update(frontier).where(lost).values(values))


def note_seen(connection: Connection, sha256: str, location: str, now: datetime) -> None:
    """Put down that bytes already stored were still at their address; their place in the order does not change."""
    document_id = select(document.c.id).where(document.c.sha256 == sha256).scalar_subquery()
    seen = and_(sighting.c.document_id == document_id, sighting.c.location == location, sighting.c.last_seen < now)
    connection.execute(update(sighting).where(seen).values(last_seen=now))


_IS_UNREAD = and_(
    frontier.c.sha256.is_not(None),
    or_(frontier.c.read_sha256.is_(None), frontier.c.read_sha256 != frontier.c.sha256),
)
_page = aliased(frontier, name="page")


def list_unread(connection: Connection, kind: Kind) -> list[int]:
    """Ids of report pages, or of the attachments of stubs, whose present bytes were not read yet.

    By address: of many reports that are alike the first ones are named, and those must not be who answered first.
    """
    query = select(frontier.c.id).where(_IS_UNREAD, frontier.c.kind == kind).order_by(frontier.c.url)
    if kind == "attachment":
        query = query.join(_page, _page.c.id == frontier.c.found_on_id).where(_page.c.role.in_(("stub", "alone")))
    return list(connection.execute(query).scalars())


def list_lonely_stubs(connection: Connection) -> list[int]:
    """Ids of stubs none of whose attachments turned out to be a report: the page must then speak for itself."""
    attached = aliased(frontier, name="attached")
    has_report = select(attached.c.id).where(attached.c.found_on_id == frontier.c.id, attached.c.role == "report")
    query = select(frontier.c.id).where(frontier.c.role == "stub", ~has_report.exists())
    return list(connection.execute(query.order_by(frontier.c.url)).scalars())


def has_attachments(connection: Connection, address_id: int) -> bool:
    """Whether anything hangs on the page, be it fetched yet or not."""
    query = select(frontier.c.id).where(frontier.c.found_on_id == address_id, frontier.c.kind == "attachment")
    return connection.execute(query.limit(1)).first() is not None


def find_latest_day(connection: Connection, address: Address) -> date | None:
    """The latest day that any bytes seen at the address gave as their day of publication."""
    query = (
        select(func.max(sighting.c.published_on))
        .select_from(fetch)
        .join(document, document.c.sha256 == fetch.c.sha256)
        .join(sighting, and_(sighting.c.document_id == document.c.id, sighting.c.location == address.url))
        .where(fetch.c.frontier_id == address.id)
    )
    day: date | None = connection.execute(query).scalar_one()
    return day


def write_reading(connection: Connection, address_id: int, sha256: str | None, role: Role) -> None:
    """Put down that these bytes were read, and what they were."""
    connection.execute(update(frontier).where(frontier.c.id == address_id).values(read_sha256=sha256, role=role))


def count_found(connection: Connection, source: str) -> int:
    """Reports that the lists of a source named when each was last read."""
    query = select(func.coalesce(func.sum(frontier.c.links), 0)).where(
        frontier.c.source == source, frontier.c.kind == "list", frontier.c.state == "ok"
    )
    return int(connection.execute(query).scalar_one())


def count_fetches(connection: Connection, run_id: int) -> dict[tuple[str, str, str], int]:
    """How often each (source, kind, outcome) came in a run."""
    columns = (frontier.c.source, frontier.c.kind, fetch.c.outcome)
    query = select(*columns, func.count()).join(frontier, frontier.c.id == fetch.c.frontier_id)
    rows = connection.execute(query.where(fetch.c.run_id == run_id).group_by(*columns))
    return {(source, kind, outcome): count for source, kind, outcome, count in rows}


def list_troubles(connection: Connection, run_id: int) -> list[tuple[str, str, str, str]]:
    """Source, outcome, URL and reason of every visit of a run that gave no content."""
    query = (
        select(frontier.c.source, fetch.c.outcome, frontier.c.url, fetch.c.reason)
        .join(frontier, frontier.c.id == fetch.c.frontier_id)
        .where(fetch.c.run_id == run_id, fetch.c.outcome.not_in(_CONTENT_OUTCOMES))
        .order_by(fetch.c.id)
    )
    return [tuple(row) for row in connection.execute(query)]


def write_source_night(
    connection: Connection, run_id: int, source: str, found: tuple[int, int], complaints: Iterable[str]
) -> None:
    """Put down what a source gave: reports found, the minimum expected, and what is wrong."""
    count, minimum = found
    values = {
        "run_id": run_id,
        "source": source,
        "found": count,
        "minimum": minimum,
        "complaints": "\n".join(complaints),
    }
    connection.execute(insert(source_night).values(values))


def find_last_done(connection: Connection, command: str) -> datetime | None:
    """When a run of this command last ended well."""
    query = select(func.max(run.c.finished_at)).where(run.c.command == command, run.c.outcome == "done")
    moment: datetime | None = connection.execute(query).scalar_one()
    return moment


def is_empty(connection: Connection) -> bool:
    """Whether the database holds no document and no address."""
    tables = (document, frontier)
    return all(connection.execute(select(table.c.id).limit(1)).first() is None for table in tables)
