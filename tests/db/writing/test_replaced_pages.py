"""Reports whose page shows another report by now."""

import pytest

from db.reading.queries import run_query
from db.schema.records import Sighting

PAGE = Sighting("https://example.org/new.html", None, "年报")
ELSEWHERE = Sighting("https://example.org/old.pdf", None, "年报")
FILE = Sighting("inbox/new.html", None, "年报")


@pytest.fixture
def replaced(store, made, clock):
    """One page shows its third report by now, of which the second stands elsewhere too; so does one file."""
    store.write_dictionary(made.dictionary)
    for copy, year, sighting in (
        ("a", 2022, PAGE),
        ("b", 2023, PAGE),
        ("b", 2023, ELSEWHERE),
        ("c", 2024, PAGE),
        ("d", 2020, FILE),
        ("e", 2021, FILE),
    ):
        store.load(made.report(copy, year=year, sighting=sighting), now=clock.tick())
    return store


def list_replaced(store, **values):
    with store.read() as connection:
        answer = run_query(connection, "replaced_pages", values)
    names = [column.name for column in answer.columns]
    return [
        {name: dict(zip(names, row, strict=True))[name] for name in ("year", "location", "now_year")}
        for row in answer.rows
    ]


def test_a_report_that_stands_on_no_page_any_more_is_listed(replaced):
    assert list_replaced(replaced) == [{"year": 2022, "location": PAGE.location, "now_year": 2024}]
    assert list_replaced(replaced, from_year=2023) == []


def test_a_page_that_shows_its_report_again_is_listed_no_more(replaced, made, clock):
    replaced.load(made.report("a", year=2022, sighting=PAGE), now=clock.tick())

    assert [(row["year"], row["now_year"]) for row in list_replaced(replaced)] == [(2024, 2022)]
