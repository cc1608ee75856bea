"""Topic ``revisions``: one report printed anew hundreds of times, and what each further revision costs the writer."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from benchmarks.databases import Databases, open_databases
from benchmarks.documents import make_document
from benchmarks.page import Chapter, Row, Target, in_ms
from benchmarks.settings import Size
from benchmarks.storing import Spent, clock, open_store
from db.schema.records import Fact, Report
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_reports
from pipeline.loading.isolation.pool import Outcome
from pipeline.loading.prepare import seal
from pipeline.loading.run import BATCH, Task, write_outcomes

MOST_GROWTH = 1.5
"""A revision of the largest number against one of the smallest; what is left is deeper indexes."""


def run(size: Size) -> list[Chapter]:
    """The chapter on reports with many revisions."""
    rows: list[Row] = []
    targets: list[Target] = []
    with open_databases() as databases:
        for engine in databases.engines:
            for name, is_archive in (("one archive", True), ("separate files", False)):
                spent = {count: _load(databases, engine, count, is_archive=is_archive) for count in size.revisions}
                each = [one.cpu / count for count, one in spent.items()]
                rows += [
                    (f"{engine}: {name}", f"{count:,}", in_ms(one.wall / count), in_ms(one.cpu / count))
                    for count, one in spent.items()
                ]
                growth = f"{engine}: {name}, a revision of {size.revisions[-1]:,} to one of {size.revisions[0]:,} (CPU)"
                targets.append(Target(growth, each[-1] / each[0], MOST_GROWTH))
    text = (
        "Documents of one issuer and one year that differ in every number, read beforehand: each is a revision of the "
        "same report. In one archive all are written in one transaction. The CPU time is that of the program, the "
        "server's is not in it; the wall time has both."
    )
    return [Chapter("Revisions", text, ("database and way", "revisions", "ms each", "CPU ms each"), rows, targets)]


def make_revisions(count: int) -> Iterator[Report]:
    """So many reports of one issuer and year, each of its own document, with other numbers in every cell."""
    report = read_reports(make_document("html", 0).source, load_catalogue())[0]
    for number in range(count):
        yield replace(
            report,
            document=replace(report.document, sha256=f"{number:064x}", name=f"{number}.html"),
            sighting=replace(report.sighting, location=f"{number}.html"),
            facts=tuple(_raise(report.facts, number)),
        )


def _raise(facts: Sequence[Fact], number: int) -> Iterator[Fact]:
    for fact in facts:
        value = None if fact.value is None else fact.value + Decimal(number)
        yield fact if value is None else replace(fact, value=value, raw=str(value))


def _load(databases: Databases, engine: str, count: int, *, is_archive: bool) -> Spent:
    reports, catalogue = list(make_revisions(count)), load_catalogue()
    if is_archive:
        outcomes = [Outcome(Task("all.zip"), seal(reports))]
    else:
        outcomes = [Outcome(Task(one.sighting.location), seal([one])) for one in reports]
    with open_store(databases, engine) as store, store.hold_run("bench") as run_id:

        def write() -> None:
            for start in range(0, len(outcomes), BATCH):
                deque(write_outcomes(store, outcomes[start : start + BATCH], run_id, catalogue), maxlen=0)

        return clock(write)
