"""The hundredth revision of a report costs its loader what the tenth did, and files without end are told of."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from statistics import median

import pytest
from sqlalchemy import event

from db.schema.records import Finding, RunItem, Sighting
from db.writing.batches import Entry
from db.writing.packed.packing import pack
from db.writing.related_reports import LATEST_COPIES, MOST_RENDITIONS
from db.writing.standing import read_standing


def say(other, own):
    told = f"{own.document.name} against {other.document.name}"
    return (Finding("RENDITION.TEST", "fail", "error", told, told),)


def tell(other, own):
    return (replace(say(other, own)[0], rule="RENDITION.MANY"),)


COMPARERS = {"years": lambda before, now: (), "renditions": say, "crowd": tell}


def printed(made, number, day=None, **told):
    """Another document of one report, with a number of its own, beside the others."""
    report = made.report("a", str(number), sighting=Sighting(f"file-{number}.html", day, "年报"), **told)
    return replace(report, document=replace(report.document, sha256=f"{number:064x}", name=f"{number}.html"))


@pytest.fixture
def load(store):
    def run(report):
        item = RunItem(1, report.sighting.location, report.document.sha256, "loaded", "", 0.0)
        (((written,),),) = [store.write_files([[Entry(item, pack(report))]], comparers=COMPARERS)]
        return written.result

    with store.hold_run("load"):
        yield run


@contextmanager
def count(store):
    """How many statements are run, and on SQLite how many steps the engine takes for them (in tens)."""
    seen = {"statements": 0, "steps": 0}

    def note(connection, cursor, statement, parameters, context, executemany):
        seen["statements"] += 1

    def step():
        seen["steps"] += 1

    def watch(driver_connection, *_):
        if store.engine.dialect.name == "sqlite":
            driver_connection.set_progress_handler(step, 10)

    event.listen(store.engine, "before_cursor_execute", note)
    event.listen(store.engine, "checkout", watch)
    try:
        yield seen
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
        event.remove(store.engine, "checkout", watch)


@pytest.mark.parametrize(
    "day", [pytest.param(None, id="files of a folder"), pytest.param(date(2025, 1, 1), id="files of a site")]
)
def test_a_later_revision_costs_no_more_than_an_earlier_one(store, made, load, day):
    spent = []
    for number in range(1, 71):
        with count(store) as seen:
            result = load(printed(made, number, day))
        spent.append(seen)
        assert (result.revision_number, result.is_current) == (number, True)

    early, late = (median(one["steps"] for one in part) for part in (spent[30:40], spent[60:70]))
    assert late <= early * 1.02
    assert len({one["statements"] for one in spent[30:]}) == 1


def test_another_reading_of_one_of_many_documents_looks_at_few_rows(sqlite_store, made, clock):
    for number in range(1, 41):
        sqlite_store.load(printed(made, number, date(2025, 1, 1)), now=clock.tick())
    with sqlite_store.read() as connection:
        standing = read_standing(connection, 1, 7)

    assert [copy.document_id for copy in standing.copies] == [7, 40]
    assert [known.number for known in standing.revisions] == [7, 40]


def test_of_too_many_files_the_last_are_compared_and_that_some_were_not_is_told(store, made, load, query):
    for number in range(1, MOST_RENDITIONS + 4):
        load(printed(made, number))

    rows = query(store, "SELECT rule, message FROM current_finding WHERE rule LIKE 'RENDITION%' ORDER BY rule, message")
    near = [f"8.html against {number}.html" for number in range(3, 8)]
    assert [row["message"] for row in rows if row["rule"] == "RENDITION.TEST"] == near
    assert [row["message"] for row in rows if row["rule"] == "RENDITION.MANY"] == ["8.html against 2.html"]


def test_files_that_were_not_looked_at_are_told_of_though_they_may_be_of_another_day(store, made, load, query):
    for number in range(1, LATEST_COPIES + 3):
        load(printed(made, number, date(2025, 1, number)))

    rows = query(store, "SELECT message FROM current_finding WHERE rule LIKE 'RENDITION%'")
    assert [row["message"] for row in rows] == ["26.html against 1.html"]
