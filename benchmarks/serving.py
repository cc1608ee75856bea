"""Topic ``serving``: how long the server takes for each page of a large database."""

import importlib.util
import itertools
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, func, insert, literal, select

from benchmarks.databases import Databases, open_databases
from benchmarks.page import Chapter, Row, Target, in_ms, in_percent
from benchmarks.settings import Size
from benchmarks.storing import make_reports
from benchmarks.timing import Timing, measure
from db.schema.engine import write_transaction
from db.schema.tables import fact, figure, finding, issuer, issuer_name, report, revision, rule_tally, section
from db.store import Store
from pipeline.commands.base import current_dictionary

if TYPE_CHECKING:
    from starlette.testclient import TestClient

LIMIT_MS = 100.0
REQUESTS = 8
"""Requests of one round and page, each for another report."""
_SEED = 25
"""Reports that are read and loaded; the others are copies of them under other names."""
_NEEDED = ("starlette", "jinja2", "httpx2")

KEYS: dict[Table, tuple[str, ...]] = {
    issuer: ("id",),
    issuer_name: ("issuer_id",),
    report: ("id", "issuer_id"),
    revision: ("id", "report_id"),
    section: ("revision_id",),
    fact: ("revision_id",),
    figure: ("revision_id",),
    finding: ("id", "revision_id"),
    rule_tally: ("revision_id",),
}
"""The tables that are copied, and their columns that number issuers, reports, revisions and findings."""
_STEP_OF = {"issuer_id": issuer, "report_id": report, "revision_id": revision}

PAGES = {
    "one report": "/reports/{number}",
    "one number": "/reports/{number}/cells/outcome_total/all",
    "search": "/?q=县财政局 {year}",
    "queue": "/queue",
    "two reports side by side": "/compare?a_report={number}&b_report={other}",
    "first page": "/",
    "coverage of a year": "/coverage?year={year}",
}


@dataclass(frozen=True, slots=True)
class Served:
    """What one page took: of this process, and by the clock."""

    timing: Timing
    bytes: int


def run(size: Size) -> list[Chapter]:
    """The chapter on the page."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        return [Chapter("Serving", f"Left out: {', '.join(missing)} (the extras web and night) are not installed.")]
    rows: list[Row] = []
    targets = []
    with open_databases() as databases:
        for engine in databases.engines:
            facts, served = _measure_engine(databases, engine, size)
            rows += [_write_row(f"{engine}: {name}", one) for name, one in served.items()]
            targets += [
                Target(f"the page of one report, {engine}, {facts:,} facts", _find_time(engine, served), LIMIT_MS, "ms")
            ]
    return [Chapter("Serving", _TEXT, ("database and page", "CPU ms", "wall ms", "noise", "KB"), rows, targets)]


_TEXT = f"""The pages of `gongkai serve`, asked for in this process, without a network; {REQUESTS} requests a round,
each for another report where the page is about one. The reports are {_SEED} made-up ones, copied under other names
until there are so many facts. The target is processor time of this process for SQLite, where that is all there is, and
time by the clock for PostgreSQL, whose server works in processes of its own. The document is not opened for *one
number*: its picture is a request of its own. The first page and coverage count whole years."""


def _find_time(engine: str, served: Mapping[str, Served]) -> float:
    """Milliseconds that the server takes for the page of one report."""
    timing = served["one report"].timing
    return (timing.seconds if engine == "SQLite" else timing.wall_seconds) / REQUESTS * 1000


def _measure_engine(databases: Databases, engine: str, size: Size) -> tuple[int, dict[str, Served]]:
    """How many facts there are, and what each page takes."""
    from starlette.testclient import TestClient

    from pipeline.web.app import make_app
    from pipeline.web.site import Settings

    url = databases.make(engine)
    facts = fill_store(url, size.served_facts)
    with TestClient(make_app(Settings(url)), base_url="http://localhost") as client:
        addresses = {name: _list_addresses(client, pattern) for name, pattern in PAGES.items()}
        sizes = {name: len(client.get(next(address)).content) for name, address in addresses.items()}
        calls = {name: _make_call(client, address) for name, address in addresses.items()}
        timings = measure(calls, size.rounds)
    return facts, {name: Served(timing, sizes[name]) for name, timing in timings.items()}


def fill_store(url: str, facts: int) -> int:
    """Fill a new database with at least so many facts; how many there are."""
    with Store.open(url) as store:
        store.write_dictionary(current_dictionary())
        deque(store.load_many(make_reports(_SEED)), maxlen=0)
        count = _count(store)
        while count < facts:
            with write_transaction(store.engine) as connection:
                double(connection)
            count = _count(store)
        store.analyze()
    return count


def _count(store: Store) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(fact)).scalar_one())


def double(connection: Connection) -> None:
    """Copy every report once, under numbers and names that nobody has."""
    steps = {
        table: connection.execute(select(func.max(table.c.id))).scalar_one() or 0
        for table in (issuer, report, revision, finding)
    }
    for table, keys in KEYS.items():
        columns = []
        for column in table.columns:
            if column.name in keys:
                columns.append(column + steps[_STEP_OF.get(column.name, table)])
            elif table in (issuer, issuer_name) and column.name == "name":
                columns.append(column + literal(f" {steps[issuer]}"))
            else:
                columns.append(column)
        connection.execute(insert(table).from_select([column.name for column in table.columns], select(*columns)))


def _list_addresses(client: "TestClient", pattern: str) -> Iterator[str]:
    """The page's addresses for one report after another, far apart in the database."""
    with client.app.state.site.read() as connection:  # type: ignore[attr-defined]
        query = select(report.c.id, report.c.year).order_by((report.c.id * 7919) % 10007).limit(64)
        reports = connection.execute(query).all()
    pairs = itertools.cycle(zip(reports, reports[1:] + reports[:1], strict=True))
    return (pattern.format(number=one.id, year=one.year, other=other.id) for one, other in pairs)


def _make_call(client: "TestClient", addresses: Iterator[str]) -> Callable[[], object]:
    def ask() -> None:
        for address in itertools.islice(addresses, REQUESTS):
            assert client.get(address).status_code == 200, address

    return ask


def _write_row(name: str, served: Served) -> Row:
    cpu, wall = served.timing.seconds / REQUESTS, served.timing.wall_seconds / REQUESTS
    return name, in_ms(cpu), in_ms(wall), in_percent(served.timing.noise), f"{served.bytes / 1024:.0f}"
