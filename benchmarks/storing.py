"""Topic ``storing``: reports and facts a second into each database, against pandas.to_sql into a bare table."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import create_engine

from benchmarks.databases import Databases, open_databases
from benchmarks.documents import invent, make_documents
from benchmarks.page import Chapter, Row, Target, in_ms
from benchmarks.settings import Size
from benchmarks.yardstick import note_speed
from db.schema.records import Fact, Report
from db.store import Store
from pipeline.catalogue.load import load_catalogue
from pipeline.commands.base import current_dictionary
from pipeline.line import read_reports
from pipeline.loading.isolation.pool import Outcome
from pipeline.loading.prepare import seal
from pipeline.loading.run import BATCH, Task, write_outcomes

_TEMPLATES = 12
MOST_MS = {"SQLite": 1000 / 150, "PostgreSQL": 1000 / 100}
"""CPU milliseconds of the writer: what bounds a load however many workers read."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Wall seconds, and CPU seconds of this process (a server's own are not in them)."""

    wall: float
    cpu: float


def run(size: Size) -> list[Chapter]:
    """The chapter on loading."""
    reports = make_reports(size.reports)
    facts = sum(len(report.facts) for report in reports)
    rows: list[Row] = []
    targets: list[Target] = []
    with open_databases() as databases:
        for engine in databases.engines:
            for name, call in WAYS.items():
                spent = call(reports, databases, engine)
                if name == WRITER:
                    each = spent.cpu / len(reports) * 1000
                    targets.append(Target(f"{engine}: the writer, a report (CPU)", each, MOST_MS[engine], "ms"))
                rows.append(_write_row(f"{engine}: {name}", spent, len(reports), facts))
    text = (
        f"{len(reports)} made-up reports with {facts} facts, read beforehand, each of its own issuer and year, into a "
        "new database with the durable defaults. `pandas.to_sql` is what a script would do: facts alone in one bare "
        "table without keys, history, prose or places. *again* loads the same reports a second time: nothing is new. "
        "The CPU time is that of the program, the server's is not in it."
    )
    head = ("database and way", "reports/s", "facts/s", "CPU ms a report")
    return [Chapter("Storing", text, head, rows, targets)]


def make_reports(count: int) -> list[Report]:
    """So many checked reports that differ in issuer, year, document and a number; a dozen are read, the rest copied."""
    catalogue = load_catalogue()
    templates = [read_reports(one.source, catalogue)[0] for one in make_documents("html", min(count, _TEMPLATES))]
    return [_rename(templates[number % len(templates)], number) for number in range(count)]


def _rename(report: Report, number: int) -> Report:
    facts = invent(number)
    return replace(
        report,
        issuer=replace(report.issuer, name=facts.issuer, raw=facts.issuer),
        year=facts.year,
        document=replace(report.document, sha256=f"{number:064x}"),
        sighting=replace(report.sighting, location=f"https://example.org/{number}.html"),
        facts=tuple(_renumber(report.facts, number)),
    )


def _renumber(facts: Sequence[Fact], number: int) -> Iterator[Fact]:
    """The facts, one of them told apart: reports with the same numbers would be held against each other as doubles."""
    told = next(place for place, fact in enumerate(facts) if fact.state == "number")
    for place, fact in enumerate(facts):
        yield replace(fact, value=Decimal(number), raw=str(number)) if place == told else fact


def _load_one_by_one(reports: list[Report], databases: Databases, engine: str) -> Spent:
    with open_store(databases, engine) as store:
        return clock(lambda: [store.load(report) for report in reports])


def _load_many(reports: list[Report], databases: Databases, engine: str) -> Spent:
    with open_store(databases, engine) as store:
        return clock(lambda: deque(store.load_many(reports), maxlen=0))


def _write_packed(reports: list[Report], databases: Databases, engine: str) -> Spent:
    sealed = [seal([report]) for report in reports]
    catalogue = load_catalogue()
    with open_store(databases, engine) as store, store.hold_run("bench") as run_id:
        outcomes = [Outcome(Task(r.sighting.location), one) for r, one in zip(reports, sealed, strict=True)]

        def write() -> None:
            for start in range(0, len(outcomes), BATCH):
                deque(write_outcomes(store, outcomes[start : start + BATCH], run_id, catalogue), maxlen=0)

        return clock(write)


def _load_again(reports: list[Report], databases: Databases, engine: str) -> Spent:
    with open_store(databases, engine) as store:
        deque(store.load_many(reports), maxlen=0)
        return clock(lambda: deque(store.load_many(reports), maxlen=0))


def _append_frames(reports: list[Report], databases: Databases, engine: str) -> Spent:
    import pandas

    bare = create_engine(databases.make(engine))

    def append() -> None:
        for report in reports:
            rows = [
                (report.issuer.name, report.year, fact.field, fact.applicant, fact.state, fact.raw)
                for fact in report.facts
            ]
            frame = pandas.DataFrame(rows, columns=["issuer", "year", "field", "applicant", "state", "raw"])
            frame.to_sql("fact", bare, if_exists="append", index=False)

    try:
        return clock(append)
    finally:
        bare.dispose()


WRITER = "gongkai, the writer of a load (workers have packed)"
WAYS: dict[str, Callable[[list[Report], Databases, str], Spent]] = {
    "gongkai, store.load (a transaction a report)": _load_one_by_one,
    "gongkai, store.load_many (100 a transaction)": _load_many,
    WRITER: _write_packed,
    "gongkai, store.load_many again": _load_again,
    "pandas.to_sql, facts alone": _append_frames,
}


def open_store(databases: Databases, engine: str) -> Store:
    """A new, empty store with the dictionary."""
    store = Store.open(databases.make(engine))
    store.write_dictionary(current_dictionary())
    return store


def clock(call: Callable[[], object]) -> Spent:
    """What a call took."""
    note_speed()
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def _write_row(name: str, spent: Spent, reports: int, facts: int) -> Row:
    return name, f"{reports / spent.wall:,.0f}", f"{facts / spent.wall:,.0f}", in_ms(spent.cpu / reports)
