"""What two years are held against each other by: cells of which a fact is made when it is asked for."""

from dataclasses import replace
from decimal import Decimal

from db.schema.fact_columns import turn_rows
from db.writing.packed import cells
from db.writing.packed.cells import Cells, make_year
from db.writing.packed.packing import pack

PLACES = range(10, 16)


def make_row(field, value):
    return (field, "all", 3, 1 if value is None else 0, 0, value, value, None, "", field, *(None for _ in PLACES), None)


def test_values_are_exact_and_those_of_every_cell():
    told = zip("abcdef", (7, 0, None, "3.50", "0.00", 2.5), strict=True)
    held = Cells(turn_rows(make_row(name, value) for name, value in told))

    values = (7, 0, None, Decimal("3.50"), Decimal("0.00"), Decimal("2.5"))
    assert list(held.list_values().items()) == [
        ((name, "all"), value) for name, value in zip("abcdef", values, strict=True)
    ]
    assert [type(value) for value in held.list_values().values()][3:] == [Decimal] * 3
    assert list(held) == [(name, "all") for name in "abcdef"]
    assert ("c", "all") in held
    assert ("g", "all") not in held


def test_only_facts_that_are_asked_for_are_made_and_each_once(monkeypatch, made):
    asked = []
    monkeypatch.setattr(cells, "make_fact", lambda row: asked.append(row[0]) or row)
    year = make_year(pack(made.report("a")))
    key = next(iter(year.cells))
    year.cells.list_values()

    assert year.cells[key] is year.cells.get(key)
    assert asked == [key[0]]


def test_a_packed_year_says_what_the_report_says(made):
    report = made.report("a", year=2023)
    year = make_year(pack(report))

    assert (year.year, year.document, year.facts) == (2023, report.document, report.facts)
    assert year.sections == tuple(replace(section, topics=()) for section in report.sections)
