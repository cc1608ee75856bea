"""Topic ``querying``: every named query on a large database, on both engines."""

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from sqlalchemy import Connection, text

from benchmarks.databases import open_databases
from benchmarks.documents import SIGNS
from benchmarks.page import Chapter, Target, in_ms
from benchmarks.settings import Size
from benchmarks.storing import make_reports
from db.reading.queries import NamedQuery, list_queries, run_query
from db.schema.records import Report
from db.store import Store
from pipeline.commands.base import current_dictionary

YEARS = tuple(range(2020, 2025))
_TEMPLATES = 12
_ROUNDS = 3
_LIMIT_MS = 1000.0


def run(size: Size) -> list[Chapter]:
    """The chapter on asking: each named query with its defaults, and the longest of each engine as a target."""
    rows: dict[str, list[str]] = {query.name: [] for query in list_queries()}
    targets: list[Target] = []
    facts = 0
    with open_databases() as databases:
        for engine in databases.engines:
            with Store.open(databases.make(engine)) as store:
                facts = fill_store(store, size.queried)
                spent = time_queries(store)
            for name, (seconds, found) in spent.items():
                rows[name] += [in_ms(seconds), f"{found:,}"]
            slowest = max(spent, key=lambda name: spent[name][0])
            named = f"the slowest of {len(spent)} named queries ({slowest}), {engine}, {facts:,} facts"
            targets.append(Target(named, spent[slowest][0] * 1000, _LIMIT_MS, "ms"))
        engines = databases.engines
    words = (
        f"{size.queried:,} made-up reports with {facts:,} facts over {len(YEARS)} years, in one database of each "
        f"engine; wall time of a query with its default parameters, the median of {_ROUNDS}, all rows fetched and "
        "converted."
    )
    head = ("query", *(word for engine in engines for word in (f"{engine} ms", "rows")))
    return [Chapter("Asking", words, head, [(name, *cells) for name, cells in rows.items()], targets)]


def fill_store(store: Store, count: int) -> int:
    """So many reports in the store, each issuer with one for every year; the number of facts."""
    store.write_dictionary(current_dictionary())
    deque(store.load_many(_make_history(count)), maxlen=0)
    store.analyze()
    with store.read() as connection:
        return int(connection.execute(text("SELECT COUNT(*) FROM fact")).scalar_one())


def _make_history(count: int) -> Iterator[Report]:
    """Reports in the order they would arrive: a year after the other."""
    templates = make_reports(_TEMPLATES)
    issuers = -(-count // len(YEARS))
    for number in range(count):
        year, who = YEARS[number // issuers], number % issuers
        template = templates[(who + number // issuers) % len(templates)]
        yield replace(
            template,
            issuer=replace(template.issuer, name=name_issuer(who), raw=name_issuer(who)),
            year=year,
            document=replace(template.document, sha256=f"{number:064x}"),
            sighting=replace(template.sighting, location=f"https://example.org/{number}.html"),
        )


def name_issuer(number: int) -> str:
    """A county's office with a name of its own."""
    signs = (SIGNS[number // len(SIGNS) ** place % len(SIGNS)] for place in range(3))
    return f"{''.join(signs)}县财政局"


def time_queries(store: Store) -> dict[str, tuple[float, int]]:
    """Seconds and rows of every named query."""
    with store.read() as connection:
        return {query.name: _time_query(connection, query) for query in list_queries()}


def _time_query(connection: Connection, query: NamedQuery) -> tuple[float, int]:
    required = {"year": YEARS[-1], "issuer": name_issuer(0)}
    values = {p.name: required[p.name] for p in query.parameters if p.default is None}
    seconds, found = [], 0
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        found = len(run_query(connection, query.name, values).rows)
        seconds.append(time.perf_counter() - started)
    return median(seconds), found
