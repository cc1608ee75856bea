"""Files written together: whole or not at all, the same in any batch, and one that cannot be stored costs itself."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import event

from db.batches import Entry
from db.bulk import insert_rows
from db.engine import open_engine
from db.packing import pack
from db.records import Correction, Finding, RunItem
from db.store import Store

UNSTORABLE = "\ud800"  # half of a sign: no encoding has it


def compare(before, now):
    """A finding wherever the two years received other numbers."""
    facts = [{(fact.field, fact.applicant): fact for fact in report.facts} for report in (before, now)]
    values = [cells["requests_received", "all"].value for cells in facts]
    told = f"{before.year}: {values[0]}, {now.year}: {values[1]}"
    return () if values[0] == values[1] else (Finding("XY.TEST", "fail", "error", told, told),)


@pytest.fixture
def entry(made):
    """An entry of run 1: a report of a year, document ``copy``, that says that so many requests came."""

    def make(copy, year, received, **told):
        report = made.report(copy, received, year=year, findings=(made.finding,), **told)
        return Entry(RunItem(1, f"{copy}.pdf", copy * 64, "loaded", "", 0.5), pack(report))

    return make


@pytest.fixture
def years(entry):
    """Four files: three years of one bureau, and a second copy of the middle one, out of order."""
    told = (("a", 2022, "3"), ("c", 2024, "5"), ("b", 2023, "4"), ("d", 2023, "5"))
    return [[entry(*one)] for one in told]


KEPT_OUT = Entry(RunItem(1, "x.pdf", None, "quarantined", "FILE.CRASHED: …", 1.0))


def read_ledger(store, query):
    rows = query(store, "SELECT location, outcome, reason FROM run_item ORDER BY id")
    return [tuple(row.values()) for row in rows]


@pytest.mark.parametrize("size", [1, 2, 4], ids=["one by one", "two by two", "all at once"])
def test_files_written_in_batches_of_any_size_leave_the_same(store, years, clock, query, size):
    store.tell_time = lambda _location: clock.tick()
    store.start_run("load")
    for start in range(0, len(years), size):
        store.write_files(years[start : start + size], comparers={"years": compare})

    found = query(store, "SELECT year, message FROM current_finding WHERE rule = 'XY.TEST' ORDER BY year")
    assert [tuple(row.values()) for row in found] == [(2023, "2022: 3, 2023: 5")]
    all_told = query(store, "SELECT position, message FROM finding WHERE rule = 'XY.TEST' ORDER BY message")
    assert [tuple(row.values()) for row in all_told] == [
        (1, "2022: 3, 2023: 4"),
        (1, "2022: 3, 2023: 5"),
        (1, "2023: 4, 2024: 5"),
    ]
    assert [outcome for _, outcome, _ in read_ledger(store, query)] == ["loaded"] * 4


def test_a_fault_at_any_statement_of_a_batch_leaves_the_database_as_it_was(url, years, made, dump, fault):
    store = Store(open_engine(url), writer=insert_rows)
    store.start_run("load")
    store.write_files(years[:1], comparers={"years": compare})
    before = dump(store)
    event.listen(store.engine, "before_cursor_execute", fault)

    broken = 0
    while True:
        broken += 1
        fault.left = broken
        try:
            written = store.write_files(years[1:], comparers={"years": compare})
        except fault.error:
            fault.left = -1
            assert dump(store) == before
            continue
        break

    fault.left = -1
    assert broken > 30
    assert [one.result.outcome for file in written for one in file] == ["new", "new", "source_changed"]
    assert len(dump(store)["run_item"]) == 4
    store.close()


def test_what_cannot_be_stored_costs_itself_and_is_in_the_ledger(store, entry, query):
    store.start_run("load")
    good = [[entry(copy, year, "3")] for copy, year in (("a", 2022), ("c", 2024))]
    bad = entry("b", 2023, "4", title=f"年报{UNSTORABLE}")
    written = store.write_files([good[0], [bad, entry("e", 2021, "1")], good[1]], comparers={"years": compare})

    assert [[one.item.outcome for one in file] for file in written] == [
        ["loaded"],
        ["quarantined", "loaded"],
        ["loaded"],
    ]
    assert [row["year"] for row in query(store, "SELECT year FROM report ORDER BY year")] == [2021, 2022, 2024]
    ledger = read_ledger(store, query)
    assert [(location, outcome) for location, outcome, _ in ledger] == [
        ("a.pdf", "loaded"),
        ("b.pdf", "quarantined"),
        ("e.pdf", "loaded"),
        ("c.pdf", "loaded"),
    ]
    assert ledger[1][2].startswith("LOAD.REFUSED: UnicodeEncodeError: ")


def test_a_batch_taken_back_is_not_remembered_when_years_are_compared(store, entry, query, fault):
    """SQLite gives the numbers of rows that were taken back to the next ones."""
    store.start_run("load")
    fault.left = 1
    event.listen(store.engine, "commit", fault)
    with pytest.raises(fault.error):
        store.write_files([[entry("a", 2022, "9")]], comparers={"years": compare})
    store.write_files([[entry("b", 2022, "3")], [entry("c", 2023, "4")]], comparers={"years": compare})

    messages = query(store, "SELECT message FROM finding WHERE rule = 'XY.TEST'")
    assert [row["message"] for row in messages] == ["2022: 3, 2023: 4"]


def test_years_are_compared_by_what_corrections_made_of_them(store, entry, query):
    store.start_run("load")
    store.write_files([[entry("a", 2022, "3")]], comparers={"years": compare})
    mend = Correction("a" * 64, "requests_received", "all", "number", Decimal(7), "7", "李", "污点")
    store.correct(mend)
    again = entry("a", 2022, "4")
    again = replace(again, packed=replace(again.packed, reading=replace(again.packed.reading, code_version="2")))
    store.write_files([[again], [entry("c", 2023, "7")]], comparers={"years": compare})

    assert query(store, "SELECT message FROM finding WHERE rule = 'XY.TEST'") == []


def test_what_is_kept_out_is_in_the_ledger_alone(store, dump, query):
    store.start_run("load")
    before = dump(store)
    written = store.write_files([[KEPT_OUT]])

    after = dump(store)
    assert {name for name in after if after[name] != before[name]} == {"run_item"}
    assert read_ledger(store, query) == [("x.pdf", "quarantined", "FILE.CRASHED: …")]
    assert written[0][0].result is None


def test_the_ledger_says_unchanged_of_a_clean_report_and_flagged_of_one_that_still_is(store, entry, query):
    store.start_run("load")
    clean, flagged = entry("a", 2022, "3"), entry("b", 2023, "3")
    flagged = replace(flagged, item=replace(flagged.item, outcome="flagged", reason="T3.SUM: …"))
    for _ in range(2):
        store.write_files([[clean], [flagged]])

    assert [outcome for _, outcome, _ in read_ledger(store, query)] == ["loaded", "flagged", "unchanged", "flagged"]


def test_a_report_of_nobody_is_refused_in_its_batch(store, entry, made, query):
    store.start_run("load")
    nobody = replace(made.report("z").issuer, name="")
    written = store.write_files([[entry("a", 2022, "3"), entry("z", 2022, "3", issuer=nobody)]])

    assert [one.item.outcome for one in written[0]] == ["loaded", "quarantined"]
    assert written[0][1].item.reason == "LOAD.REFUSED: z.pdf: the document names no issuer"
