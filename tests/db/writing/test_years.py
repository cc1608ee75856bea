"""Findings between years in the store, on both engines: they belong to two revisions and hold while both are current."""

from dataclasses import replace

import pytest

from db.reading.history import find_report
from db.schema.records import Finding, IssuerRef, Verdict
from db.writing.years import find_neighbours


def compare(before, now):
    """A finding wherever the two years received other numbers."""
    facts = [{(fact.field, fact.applicant): fact for fact in report.facts} for report in (before, now)]
    values = [cells["requests_received", "all"].value for cells in facts]
    if values[0] == values[1]:
        return ()
    told = f"{before.year}: {values[0]}, {now.year}: {values[1]}"
    return (Finding("XY.TEST", "fail", "error", told, told, expected=values[0], reported=values[1]),)


@pytest.fixture
def load(store, made, clock):
    """Loads a copy of a year's report and judges it, as the pipeline does."""

    def run(copy, year, received, **told):
        result = store.load(made.report(copy, received, year=year, **told), now=clock.tick())
        return result, store.judge(result.report_id, {"years": compare})

    return run


@pytest.fixture
def found(store, query):
    def run():
        statement = "SELECT year, message, other_revision_id FROM current_finding WHERE rule = 'XY.TEST' ORDER BY year"
        return [tuple(row.values()) for row in query(store, statement)]

    return run


def test_one_year_alone_has_nothing_to_be_held_against(load, found):
    assert load("a", 2024, "3")[1] == 0
    assert found() == []


@pytest.mark.parametrize("years", [(2023, 2024), (2024, 2023)], ids=["the earlier first", "the later first"])
def test_the_finding_belongs_to_the_later_year_and_names_the_earlier(load, found, years):
    made = {year: load("ab"[n], year, str(year)) for n, year in enumerate(years)}

    assert found() == [(2024, "2023: 2023, 2024: 2024", made[2023][0].revision_id)]
    assert [count for _, count in made.values()] == [0, 1]


def test_what_fits_leaves_nothing(load, found):
    load("a", 2023, "3")

    assert load("b", 2024, "3")[1] == 0
    assert found() == []


def test_a_pair_is_judged_once(store, load, found):
    load("a", 2023, "3")
    result, _ = load("b", 2024, "4")

    assert store.judge(result.report_id, {"years": compare}) == 0
    assert len(found()) == 1


@pytest.mark.parametrize(
    ("year", "received", "left"),
    [
        pytest.param(2024, "3", [], id="a new copy of the later year that fits"),
        pytest.param(2023, "4", [], id="a new copy of the earlier year that fits"),
        pytest.param(2024, "5", [(2024, "2023: 3, 2024: 5")], id="a new copy of the later year that does not"),
        pytest.param(2023, "6", [(2024, "2023: 6, 2024: 4")], id="a new copy of the earlier year that does not"),
    ],
)
def test_a_new_revision_on_either_side_is_judged_and_the_old_finding_is_shown_no_more(
    load, found, year, received, left
):
    load("a", 2023, "3")
    load("b", 2024, "4")
    load("c", year, received)

    assert [row[:2] for row in found()] == left


def test_nothing_is_erased_when_a_finding_holds_no_more(store, load, query):
    load("a", 2023, "3")
    load("b", 2024, "4")
    load("c", 2023, "4")

    assert query(store, "SELECT count(*) AS n FROM finding WHERE rule = 'XY.TEST'") == [{"n": 1}]


def test_a_report_in_the_middle_is_held_against_both_sides(load, found):
    load("a", 2022, "1")
    load("b", 2024, "3")

    assert load("c", 2023, "2")[1] == 2
    assert [row[:2] for row in found()] == [(2023, "2022: 1, 2023: 2"), (2024, "2023: 2, 2024: 3")]


def test_years_further_off_other_issuers_and_reports_without_a_year_are_no_neighbours(store, load, found):
    other = IssuerRef("青禾县民政局", "青禾县民政局", None, "county", "department", "青禾县")
    load("a", 2022, "1")
    load("b", 2023, "2", issuer=other)
    load("c", None, "3")
    result, count = load("d", 2024, "4")
    with store.read() as connection:
        neighbours = find_neighbours(connection, result.report_id)

    assert (count, neighbours, found()) == (0, [], [])


def test_findings_are_numbered_on_from_the_revisions_own(store, made, load, query):
    load("a", 2023, "3")
    load("b", 2024, "4", findings=(made.finding,))

    assert query(store, "SELECT rule, position FROM finding ORDER BY position") == [
        {"rule": "T3.SUM", "position": 0},
        {"rule": "XY.TEST", "position": 1},
    ]


def test_the_findings_between_years_are_no_part_of_the_reading(store, made, load):
    """Loading the same document again says the same, whatever its neighbours say."""
    load("a", 2023, "3")
    load("b", 2024, "4")
    again, count = load("b", 2024, "4")

    assert (again.outcome, again.revision_number, count) == ("unchanged", 1, 0)
    with store.read() as connection:
        assert find_report(connection, "青禾县财政局", 2024) == again.report_id


def test_a_verdict_on_a_finding_between_years_holds_for_the_same_values(store, load, query):
    load("a", 2023, "3")
    load("b", 2024, "4")
    (row,) = query(store, "SELECT finding_id FROM current_finding WHERE rule = 'XY.TEST'")
    store.verdict(Verdict(row["finding_id"], "accepted", "李"))
    load("c", 2024, "4", title="更正")

    assert query(store, "SELECT verdict FROM current_finding WHERE rule = 'XY.TEST'") == [{"verdict": "accepted"}]


def test_the_compared_reports_are_whole(store, made, clock):
    seen = []
    for copy, year in (("a", 2023), ("b", 2024)):
        result = store.load(made.report(copy, year=year), now=clock.tick())
        store.judge(result.report_id, {"years": lambda *pair: seen.extend(pair) or ()})

    assert [(report.year, report.sections, report.facts) for report in seen] == [
        (year, made.report(copy).sections, seen[0].facts) for copy, year in (("a", 2023), ("b", 2024))
    ]
    assert {replace(fact, place=None, label="", standard_value=None) for fact in seen[0].facts} == {
        replace(fact, place=None, label="", standard_value=None) for fact in made.report("a").facts
    }
