"""Files written together: whole or not at all, the same in any batch, and one that cannot be stored costs itself."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import event
from stored import start_run

from db.schema.engine import open_engine
from db.schema.records import Correction, Finding, IssuerRef, RunItem, Sighting
from db.store import Store
from db.writing.batches import Entry
from db.writing.bulk import insert_rows
from db.writing.issuer_merges import Merge
from db.writing.packed.packing import pack

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
    start_run(store, "load")
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
    start_run(store, "load")
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
    start_run(store, "load")
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
    start_run(store, "load")
    fault.left = 1
    event.listen(store.engine, "commit", fault)
    with pytest.raises(fault.error):
        store.write_files([[entry("a", 2022, "9")]], comparers={"years": compare})
    store.write_files([[entry("b", 2022, "3")], [entry("c", 2023, "4")]], comparers={"years": compare})

    messages = query(store, "SELECT message FROM finding WHERE rule = 'XY.TEST'")
    assert [row["message"] for row in messages] == ["2022: 3, 2023: 4"]


def test_years_are_compared_by_what_corrections_made_of_them(store, entry, query):
    start_run(store, "load")
    store.write_files([[entry("a", 2022, "3")]], comparers={"years": compare})
    mend = Correction("a" * 64, "requests_received", "all", "number", Decimal(7), "7", "李", "污点")
    store.correct(mend)
    again = entry("a", 2022, "4")
    again = replace(again, packed=replace(again.packed, reading=replace(again.packed.reading, code_version="2")))
    store.write_files([[again], [entry("c", 2023, "7")]], comparers={"years": compare})

    assert query(store, "SELECT message FROM finding WHERE rule = 'XY.TEST'") == []


def test_what_is_kept_out_is_in_the_ledger_alone(store, dump, query):
    start_run(store, "load")
    before = dump(store)
    written = store.write_files([[KEPT_OUT]])

    after = dump(store)
    assert {name for name in after if after[name] != before[name]} == {"run_item"}
    assert read_ledger(store, query) == [("x.pdf", "quarantined", "FILE.CRASHED: …")]
    assert written[0][0].result is None


def test_the_ledger_says_unchanged_of_a_clean_report_and_flagged_of_one_that_still_is(store, entry, query):
    start_run(store, "load")
    clean, flagged = entry("a", 2022, "3"), entry("b", 2023, "3")
    flagged = replace(flagged, item=replace(flagged.item, outcome="flagged", reason="T3.SUM: …"))
    for _ in range(2):
        store.write_files([[clean], [flagged]])

    assert [outcome for _, outcome, _ in read_ledger(store, query)] == ["loaded", "flagged", "unchanged", "flagged"]


def test_a_report_of_nobody_is_refused_in_its_batch(store, entry, made, query):
    start_run(store, "load")
    nobody = replace(made.report("z").issuer, name="")
    written = store.write_files([[entry("a", 2022, "3"), entry("z", 2022, "3", issuer=nobody)]])

    assert [one.item.outcome for one in written[0]] == ["loaded", "quarantined"]
    assert written[0][1].item.reason == "LOAD.REFUSED: z.pdf: the document names no issuer"


COUNTY = IssuerRef("青禾县人民政府", "", "410122", "county", "government", "河南省")
BUREAU = IssuerRef("青禾县财政局", "", "410122/财政局", "county", "department", "河南省青禾县")
UNSETTLED = IssuerRef("县财政局", "")


def tell_years(before, now):
    """Of two years, what they say and which documents they are."""
    cells = [sorted((fact.field, fact.raw) for fact in report.facts) for report in (before, now)]
    told = f"{before.document.sha256[0]} {before.year}, {now.document.sha256[0]} {now.year}: {cells}"
    return (Finding("TEST.YEARS", "fail", "error", told, told),)


def tell_pair(other, own):
    """Of any other pair, also whose they are and what was found in them."""
    told = repr([(one.issuer, one.document, one.facts, one.findings) for one in (other, own)])
    return (Finding("TEST.PAIR", "fail", "error", told, told),)


EVERY_KIND = {"years": tell_years, "renditions": tell_pair, "doubles": tell_pair, "hierarchy": tell_pair}


@pytest.fixture
def mixed(made):
    """Reports that make every kind of pair with those just before them, and documents that change hands."""

    def see(place):
        return Sighting(f"https://example.org/{place}", date(2025, 1, 20), "年报")

    many = tuple(made.fact(f"cell_{number}", "all", str(number)) for number in range(1, 12))
    solved = replace(made.finding, rule="DOC.DOUBT")
    return [
        made.report("a", "3", issuer=COUNTY, findings=(made.finding,)),
        made.report("b", "4", issuer=BUREAU, sighting=see("b.html")),
        made.report("c", "5", issuer=BUREAU, sighting=see("b.pdf")),
        made.report("d", issuer=UNSETTLED, year=2023, facts=many, findings=(solved,)),
        made.report("e", issuer=IssuerRef("甲局", "甲局"), year=2023, facts=many),
        made.report("c", "5", issuer=BUREAU, year=2022, sighting=see("b.pdf"), code_version="2"),
        made.report("b", "4", issuer=BUREAU, sighting=see("b.html")),
    ]


def start(store, clock):
    """A run, and a name that was given to the bureau."""
    start_run(store, "load", now=clock.tick())
    ids = [store.add_issuer(issuer) for issuer in (UNSETTLED, BUREAU)]
    store.merge(Merge(*ids, "李", "同一机关", ("DOC.DOUBT",)), now=clock.tick())


@pytest.mark.parametrize("size", [1, 3, 7], ids=["one by one", "three by three", "all at once"])
def test_a_batch_says_and_holds_what_loads_and_judgements_one_by_one_do(store, fresh_stores, mixed, made, dump, size):
    clock = made.clock()
    with Store.open(fresh_stores()) as plain:
        start(plain, clock)
        for report in mixed:
            result = plain.load(report, run_id=1, now=clock.tick())
            plain.judge(result.report_id, EVERY_KIND, sha256=report.document.sha256)
        expected = dump(plain)
    clock = made.clock()
    start(store, clock)
    store.tell_time = lambda _location: clock.tick()
    files = [[Entry(RunItem(1, one.document.name, one.document.sha256, "loaded", "", 0.5), pack(one))] for one in mixed]
    for first in range(0, len(files), size):
        store.write_files(files[first : first + size], comparers=EVERY_KIND)

    held = dump(store)
    tables = ("comparison", "finding", "fact_hash", "issuer", "merged_document", "rendition", "revision", "sighting")
    assert {row[2] for row in held["comparison"]} == set(EVERY_KIND)
    assert {table: held[table] for table in tables} == {table: expected[table] for table in tables}


TOWN = IssuerRef("青禾县砚镇人民政府", "", "410122100", "township", "government", "河南省青禾县")
KINDLESS = IssuerRef("青禾县人民政府", "", "410122")
UNCODED = IssuerRef("青禾县财政局", "", None, None, None, "河南省青禾县")
STRANGER = IssuerRef("甲局", "甲局")
KNOWN_LATER = IssuerRef("甲局", "甲局", "410123/甲局", "county", "department")
ISSUERS = (COUNTY, COUNTY, BUREAU, TOWN, TOWN, KINDLESS, UNCODED, UNSETTLED, STRANGER, STRANGER, KNOWN_LATER)


def draw_reports(made, seed, count=26):
    """Reports of a few issuers and years that meet in every way: copies, doubles, other readings, names that settle."""
    random = Random(seed)
    drawn = []
    for _ in range(count):
        scale = random.choice((0, 0, 10, 20, random.randrange(99)))
        cells = tuple(made.fact(f"cell_{number}", "all", str(number + scale)) for number in range(1, 12))
        told = {
            "issuer": random.choice(ISSUERS),
            "year": random.choice((2022, 2023, 2024, 2024, None)),
            "sighting": Sighting(
                f"https://example.org/{random.randrange(6)}", random.choice((None, date(2025, 1, 20)))
            ),
            "code_version": random.choice("12"),
            "findings": random.choice(((), (made.finding,))),
        }
        if scale:
            told["facts"] = cells
        drawn.append(made.report(random.choice("abcdefghijklmnopqrstuvwxyz"), str(random.randrange(9)), **told))
    return drawn


FACTS = """
    SELECT revision_id, field.code AS field, applicant.code AS applicant, raw, label.code AS label FROM fact
    JOIN field ON field.id = field_id JOIN applicant ON applicant.id = applicant_id JOIN label ON label.id = label_id
    ORDER BY revision_id, field.code, applicant.code
"""
NUMBERED = {"applicant", "fact", "field", "finding", "label", "meta", "run_item", "unit"}
"""Tables whose words or numbers depend on the engine, and the ledger, which loads one by one do not write."""


@pytest.mark.parametrize("seed", range(6))
def test_a_batch_of_anything_holds_what_loads_one_by_one_do(store, fresh_stores, made, dump, query, seed):
    reports = draw_reports(made, seed)
    clock = made.clock()
    with Store.open(fresh_stores()) as plain:
        start(plain, clock)
        for report in reports:
            result = plain.load(report, run_id=1, now=clock.tick())
            plain.judge(result.report_id, EVERY_KIND, sha256=report.document.sha256)
        expected, facts = dump(plain), query(plain, FACTS)
    clock = made.clock()
    start(store, clock)
    store.tell_time = lambda _location: clock.tick()
    files = [[Entry(RunItem(1, "", one.document.sha256, "loaded", "", 0.5), pack(one))] for one in reports]
    store.write_files(files, comparers=EVERY_KIND)

    held = dump(store)
    assert {table for table in held.keys() - NUMBERED if held[table] != expected[table]} == set()
    assert sorted(repr(row[1:]) for row in held["finding"]) == sorted(repr(row[1:]) for row in expected["finding"])
    assert query(store, FACTS) == facts
