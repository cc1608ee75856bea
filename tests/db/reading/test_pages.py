"""What the page reads, on both engines."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from stored import record_item, start_run

from db.reading.overview import (
    find_run,
    list_items,
    list_runs,
    list_standings,
    tally_parents,
    tally_provinces,
    tally_years,
)
from db.reading.pages import (
    Wanted,
    find_fetched,
    find_report_of,
    list_cell_revisions,
    list_cell_years,
    list_corrections,
    list_reports,
    list_sightings,
    read_head,
    search_issuers,
)
from db.reading.reviews import find_finding, find_verdict_report, list_findings, list_waiting
from db.schema.records import Correction, IssuerRef, RunItem, Verdict
from db.writing.corrections import list_corrected_cells

NAME = "青禾县财政局"


def rename(made, copy: str, name: str, parent: str | None, year: int = 2024, **told):
    ref = IssuerRef(name, name, None, "county", "department", parent)
    return made.report(copy, issuer=ref, year=year, **told)


@pytest.fixture
def filled(store, made, clock):
    """Four issuers; one has two years, and one of these two revisions."""
    store.load(made.full_report, now=clock.tick())
    store.load(made.published("b", date(2025, 3, 1), "5"), now=clock.tick())
    store.load(rename(made, "c", NAME, "青禾县", 2023), now=clock.tick())
    store.load(rename(made, "d", "财政局", "青禾县"), now=clock.tick())
    store.load(rename(made, "e", "河南省教育厅", None), now=clock.tick())
    store.load(rename(made, "f", "青禾县财政局下属100%中心", "白水县"), now=clock.tick())
    return store


@pytest.mark.parametrize(
    ("words", "year", "names"),
    [
        pytest.param(("财政局",), None, ["财政局", NAME, "青禾县财政局下属100%中心"], id="the very name comes first"),
        pytest.param(("青禾县", "财政"), None, [NAME, "青禾县财政局下属100%中心", "财政局"], id="name and parent"),
        pytest.param(("财政局",), 2023, [NAME], id="of a year"),
        pytest.param((), 2023, [NAME], id="a year alone"),
        pytest.param(("0%",), None, ["青禾县财政局下属100%中心"], id="a sign of SQL"),
        pytest.param(("'; --",), None, [], id="what would end a statement"),
    ],
)
def test_issuers_are_found(filled, words, year, names):
    with filled.read() as connection:
        hits = search_issuers(connection, Wanted(words, year), limit=10)

    assert [hit.name for hit in hits] == names


def test_a_hit_has_its_reports_newest_first(filled):
    with filled.read() as connection:
        (hit,) = search_issuers(connection, Wanted((NAME,)), limit=1)
        rest = search_issuers(connection, Wanted((NAME,)), limit=5, offset=1)

    assert [(one.year, one.state) for one in hit.reports] == [(2024, "clean"), (2023, "clean")]
    assert [one.name for one in rest] == ["青禾县财政局下属100%中心"]


def test_the_head_is_that_of_the_current_revision_or_of_another(filled):
    with filled.read() as connection:
        (hit,) = search_issuers(connection, Wanted((NAME,)), limit=1)
        report_id = hit.reports[0].report_id
        head = read_head(connection, report_id)
        first = list_cell_revisions(connection, report_id, "requests_received", "all")[-1].revision_id
        old = read_head(connection, report_id, first)
        strange = read_head(connection, report_id + 1, first)
        found = find_report_of(connection, first)

    assert (head.number, head.revisions, head.state, head.reason) == (2, 2, "clean", "source_changed")
    assert (old.number, old.state, old.document.sha256[0]) == (1, None, "a")
    assert dict(old.editions) == {"T2": "gb2021_30", "T3": "gb2021_30"}
    assert (strange, found) == (None, report_id)


def test_a_cell_is_followed_through_revisions_and_years(filled):
    with filled.read() as connection:
        (hit,) = search_issuers(connection, Wanted((NAME,)), limit=1)
        then = list_cell_revisions(connection, hit.reports[0].report_id, "requests_received", "all")
        years = list_cell_years(connection, hit.issuer_id, "requests_received", "natural_person")
        absent = list_cell_years(connection, hit.issuer_id, "outcome_total", "all")

    assert [(one.number, one.value, one.is_current) for one in then] == [(2, Decimal(5), True), (1, Decimal(3), False)]
    assert [(one.year, one.state, one.value) for one in years] == [(2024, "blank", None), (2023, "blank", None)]
    assert [one.state for one in absent] == [None, None]


def test_a_correction_is_told_with_its_cell(filled, clock):
    mend = Correction("b" * 64, "requests_received", "all", "number", Decimal(7), "7", "李", "误读", "第2页")
    result = filled.correct(mend, now=clock.tick() + timedelta(days=9))
    with filled.read() as connection:
        head = read_head(connection, result.report_id)
        (said,) = list_corrections(connection, head.document.document_id, "requests_received", "all")
        cells = list_corrected_cells(connection, head.revision_id)
        seen = list_sightings(connection, head.document.document_id)
        then = list_cell_revisions(connection, result.report_id, "requests_received", "all")

    assert [(one.value, one.raw, one.corrected_raw) for one in then[:2]] == [(7, "5", "7"), (5, "5", None)]
    assert (said.value, said.author, said.explanation, said.evidence) == (Decimal(7), "李", "误读", "第2页")
    assert cells == {("requests_received", "all"): "5"}
    assert [(one.location, one.published_on) for one in seen] == [("https://example.org/b.pdf", date(2025, 3, 1))]


def test_findings_come_with_what_was_said_of_them(store, made, clock):
    result = store.load(made.full_report, now=clock.tick())
    with store.read() as connection:
        (finding,) = list_findings(connection, [result.revision_id])
    store.verdict(Verdict(finding.finding_id, "false_alarm", "王", "不适用"), now=clock.tick())
    number = store.verdict(Verdict(finding.finding_id, "issuer_error", "李", "原表如此"), now=clock.tick())
    with store.read() as connection:
        judged = find_finding(connection, finding.finding_id)
        report_id = find_verdict_report(connection, number)
        nothing = find_finding(connection, 999)

    assert finding.cells == {("requests_received", "all"), ("requests_received", "natural_person")}
    assert (finding.subject, finding.is_open, finding.verdict) == (("requests_received", "all"), True, None)
    assert [(one.kind, one.withdrawn_by) for one in judged.said] == [("issuer_error", None), ("false_alarm", "李")]
    assert judged.verdict.explanation == "原表如此"
    assert (report_id, nothing) == (result.report_id, None)


def test_the_queue_is_read_page_by_page(store, made, clock):
    results = [
        store.load(rename(made, copy, f"{copy}局", None, findings=(made.finding,)), now=clock.tick()) for copy in "abc"
    ]
    with store.read() as connection:
        first = list_waiting(connection, "flagged", before=None, limit=2)
        second = list_waiting(connection, "flagged", before=first[-1].revision_id, limit=2)
        of_rule = list_waiting(connection, "flagged", rule="T3.SUM", year=2024, before=None, limit=9)
        none = [
            list_waiting(connection, "flagged", rule="NONE", before=None, limit=9),
            list_waiting(connection, "flagged", year=1999, before=None, limit=9),
            list_waiting(connection, "reviewed", before=None, limit=9),
        ]

    assert [one.revision_id for one in (*first, *second)] == [one.revision_id for one in reversed(results)]
    assert [finding.rule for one in of_rule for finding in one.findings] == ["T3.SUM"] * 3
    assert none == [(), (), ()]


def test_years_and_places_are_counted(filled):
    with filled.read() as connection:
        years = tally_years(connection)
        provinces = tally_provinces(connection, 2023)
        parents = tally_parents(connection, 2023, None)
        here = list_standings(connection, 2023, None, "青禾县", after=("", 0), limit=9)
        after = list_standings(connection, 2023, None, "青禾县", after=(here[0].issuer, here[0].issuer_id), limit=9)

    assert [(one.year, one.reports, one.cells, one.with_errors) for one in years] == [(2024, 4, 12, 0), (2023, 1, 3, 0)]
    assert [(one.code, one.issuers, one.published) for one in provinces] == [("41", 1, 0), (None, 3, 1)]
    assert {(one.zh, one.issuers, one.published) for one in parents} == {("青禾县", 2, 1), ("白水县", 1, 0)}
    assert {(one.issuer, one.is_published, one.deadline) for one in here} == {
        (NAME, True, date(2024, 1, 31)),
        ("财政局", False, date(2024, 1, 31)),
    }
    assert after == here[1:]


def test_the_ledger_is_read_page_by_page(store, made, clock):
    runs = [start_run(store, f"load {number}", now=clock.tick()) for number in range(3)]
    result = store.load(made.report(), now=clock.tick())
    record_item(store, RunItem(runs[0], "a.pdf", "a" * 64, "loaded", "", 0.5))
    record_item(store, RunItem(runs[0], "x.pdf", None, "failed", "ERROR", 0.5))
    store.finish_run(runs[0], now=clock.tick())
    with store.read() as connection:
        first = list_runs(connection, before=None, limit=2)
        second = list_runs(connection, before=first[-1].run_id, limit=2)
        items = list_items(connection, runs[0], outcome=None, after=0, limit=9)
        failed = list_items(connection, runs[0], outcome="failed", after=items[0].item_id, limit=9)
        nothing = find_run(connection, 99)

    assert [one.command for one in (*first, *second)] == ["load 2", "load 1", "load 0"]
    assert second[0].items == (("failed", 1), ("loaded", 1))
    assert [(one.location, one.report_id) for one in items] == [("a.pdf", result.report_id), ("x.pdf", None)]
    assert [one.location for one in failed] == ["x.pdf"]
    assert nothing is None


def test_an_address_that_was_never_fetched_has_no_bytes(store, made):
    with store.read() as connection:
        assert find_fetched(connection, "https://example.org/a.zip") is None
        assert list_reports(connection, 1) == ()
