from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import inspect

from db.schema.dictionary_records import ApplicantInfo, FieldInfo
from db.schema.records import IssuerRef, Place, Verdict
from db.schema.views.sql import VIEWS, name_wide_column
from db.store import Store

PROMISED = {
    "current_fact": "report_id issuer year table_code field applicant value state unit raw method page locator"
    " revision_id",
    "current_figure": "report_id issuer year indicator value unit approximate scope period raw sentence section"
    " span_start span_end revision_id",
    "current_finding": "report_id issuer year rule state severity table_code field applicant expected reported message"
    " locator revision_id",
    "report_status": "report_id issuer year edition_t2 edition_t3 edition_t4 cells numbers errors warnings state"
    " document_sha256 revision_id",
    "revision_change": "issuer year field applicant from_revision to_revision old_value new_value old_raw new_raw"
    " reason changed_at",
    "coverage": "issuer issuer_id parent level kind year published published_on deadline_class deadline late report_id"
    " revision_id",
    "narrative_vs_table": "rule state field expected reported",
    "place": "issuer_id issuer parent level kind division_code province_code province province_en",
    "derived": "report_id issuer year applicant revision_id requests_to_handle outcome_denied_all outcome_unable_all"
    " outcome_unprocessed_all outcome_other_all disclosure_rate reconsideration_correction_rate litigation_total"
    " litigation_correction_rate",
    "quality": "report_id issuer year table_code field applicant value state method revision_id sums_judged sums_passed"
    " sums_failed sums_doubtful sums doubts doubt verdict corrected",
    "proactive_disclosure": "report_id issuer year regulations_issued admin_fees_amount",
    "applications": "report_id issuer year applicant requests_received outcome_total",
    "reconsideration_litigation": "report_id issuer year litigation_direct_total",
    "report_wide": "report_id issuer year regulations_issued requests_received__natural_person requests_received__all"
    " outcome_total__all litigation_direct_total posts_total",
}


def list_columns(store, view):
    with store.read() as connection:
        return [column["name"] for column in inspect(connection).get_columns(view)]


@pytest.mark.parametrize("view", sorted(PROMISED))
def test_the_promised_columns_are_there(store, view):
    columns = list_columns(store, view)

    assert set(PROMISED[view].split()) <= set(columns)
    assert len(columns) == len(set(columns))


def test_views_and_columns_are_the_same_on_both_engines(fresh_stores, reused_postgresql):
    with Store.open(fresh_stores()) as sqlite, Store.open(reused_postgresql) as postgresql:
        columns = [{view: list_columns(store, view) for view in VIEWS} for store in (sqlite, postgresql)]

    assert columns[0] == columns[1]


def test_a_blank_cell_is_null_with_its_state(store, made, query):
    store.load(made.report("a", None), now=made.start)

    rows = query(store, "SELECT value, state, raw FROM current_fact WHERE field = 'requests_received'")
    wide = query(store, "SELECT requests_received FROM applications ORDER BY applicant")
    assert [tuple(row.values()) for row in rows] == [(None, "blank", "")] * 2
    assert [row["requests_received"] for row in wide] == [None, None]


def test_a_fact_shows_words_and_its_place(store, made, query):
    store.load(made.report("a", "3"), now=made.start)

    row = query(store, "SELECT * FROM current_fact WHERE field = 'admin_fees_amount'")[0]
    assert (row["issuer"], row["parent"], row["year"]) == ("青禾县财政局", "青禾县", 2024)
    assert (row["table_code"], row["applicant"], row["state"], row["method"]) == ("T2", "all", "number", "ocr")
    assert (row["unit"], row["label"], row["page"]) == ("万元", "三、admin_fees_amount", 2)
    assert (row["locator"], float(row["box_left"]), float(row["box_bottom"])) == ("p2.t2.r4c3", 72.25, 112.75)
    assert Decimal(str(row["value"])) == Decimal("24252.311082")


def test_the_wide_views_have_one_row_a_report(store, made, query):
    store.load(made.report("a", "3", year=2023), now=made.start)
    old_form = (made.fact("posts_total", "all", "12", table_code="S14"), made.fact("requests_received", "all", "2"))
    store.load(made.report("b", facts=old_form, year=2017, editions=(("S14", "gbf2014_32"),)), now=made.start)

    wide = query(store, "SELECT * FROM report_wide ORDER BY year")
    asked = query(store, "SELECT year, applicant, requests_received FROM applications ORDER BY year, applicant")
    made_public = query(store, "SELECT year, edition, regulations_issued FROM proactive_disclosure ORDER BY year")

    assert [(row["posts_total"], row["requests_received__all"]) for row in wide] == [(12, 2), (None, 3)]
    assert [tuple(row.values()) for row in asked] == [
        (2017, "all", 2),
        (2023, "all", 3),
        (2023, "natural_person", None),
    ]
    assert [tuple(row.values()) for row in made_public] == [(2017, None, None), (2023, "gb2021_30", None)]


def test_a_new_field_of_the_dictionary_becomes_a_column(empty_url, made, query):
    info = FieldInfo("outcome_granted", "T3", "予以公开", "granted", "件", ("gb2021_30",), 9)
    with Store.open(empty_url) as store:
        first = store.write_dictionary(made.dictionary)
        store.load(made.report("a", facts=(made.fact("outcome_granted", "all", "7"),)), now=made.start)
        before = list_columns(store, "applications")
        second = store.write_dictionary(replace(made.dictionary, fields=(*made.dictionary.fields, info)))
        again = store.write_dictionary(replace(made.dictionary, fields=(*made.dictionary.fields, info)))
        rows = query(store, "SELECT outcome_granted FROM applications WHERE applicant = 'all'")
        held = store.read_dictionary()

    assert (first, second, again) == (True, True, False)
    assert "outcome_granted" not in before
    assert rows == [{"outcome_granted": 7}]
    assert held.fields[-1] == info


def test_a_field_that_left_the_dictionary_leaves_the_wide_views_only(empty_url, made, query):
    with Store.open(empty_url) as store:
        store.write_dictionary(made.dictionary)
        store.load(made.report("a", "3"), now=made.start)
        rest = tuple(info for info in made.dictionary.fields if info.code != "requests_received")
        store.write_dictionary(replace(made.dictionary, fields=rest))
        rows = query(store, "SELECT value FROM current_fact WHERE field='requests_received' AND applicant='all'")
        columns = list_columns(store, "applications")

    assert rows == [{"value": 3}]
    assert "requests_received" not in columns


def test_a_dictionary_that_declares_a_field_twice_is_refused(store, made):
    field = made.dictionary.fields[0]

    with pytest.raises(ValueError, match="declares twice in field: regulations_issued"):
        store.write_dictionary(replace(made.dictionary, fields=(field, replace(field, zh="别名"))))


@pytest.mark.parametrize(
    ("field", "applicant", "name"),
    [
        pytest.param("requests_received", None, "requests_received", id="a field alone"),
        pytest.param("requests_received", "all", "requests_received__all", id="a field of an applicant"),
        pytest.param("a" * 36, "legal_service_institution", "a" * 36 + "__legal_service_institution", id="63 letters"),
        pytest.param(
            "a" * 37, "legal_service_institution", "a" * 37 + "__legal_service_i_93ae13d5"[:26], id="64 letters are cut"
        ),
    ],
)
def test_name_wide_column(field, applicant, name):
    named = name_wide_column(field, applicant)

    assert len(named) <= 63
    assert named[:54] == name[:54]
    assert (named == f"{field}__{applicant}" or applicant is None) == (len(f"{field}__{applicant}") <= 63)


def test_long_names_stay_apart_in_the_wide_view(empty_url, made, query):
    fields = tuple(FieldInfo("outcome_" + "x" * 50 + tail, "T3", "", "", None, (), 0) for tail in "ab")
    kinds = (ApplicantInfo("all", "总计", "all"), ApplicantInfo("legal_service_institution", "法律", "legal"))
    facts = (made.fact(fields[0].code, "all", "0"), made.fact(fields[1].code, kinds[1].code, "1"))
    with Store.open(empty_url) as store:
        store.write_dictionary(replace(made.dictionary, fields=fields, applicants=kinds))
        store.load(made.report(facts=facts), now=made.start)
        row = query(store, "SELECT * FROM report_wide")[0]

    assert row[name_wide_column(fields[0].code, "all")] == 0
    assert row[name_wide_column(fields[1].code, "legal_service_institution")] == 1
    assert row[name_wide_column(fields[1].code, "all")] is None


def test_more_cells_than_postgresql_has_columns_are_refused(sqlite_store, made):
    fields = tuple(FieldInfo(f"field_{number}", "T3", "", "", None, (), number) for number in range(800))

    with pytest.raises(ValueError, match="report_wide would have 1600 cells"):
        sqlite_store.write_dictionary(replace(made.dictionary, fields=fields))


def test_revision_change_tells_cells_that_change_appear_and_go(store, made, clock, query):
    old = (made.fact("requests_received", "all", "3"), made.fact("outcome_total", "all", "1"))
    new = (made.fact("requests_received", "all", None), made.fact("litigation_direct_total", "all", "0"))
    first = store.load(made.report("a", facts=old), now=clock.tick())
    second = store.load(made.report("b", facts=new), now=clock.tick())

    rows = query(store, "SELECT * FROM revision_change ORDER BY field")
    told = [(row["field"], row["old_value"], row["new_value"], row["old_raw"], row["new_raw"]) for row in rows]
    assert told == [
        ("litigation_direct_total", None, 0, None, "0"),
        ("outcome_total", 1, None, "1", None),
        ("requests_received", 3, None, "3", ""),
    ]
    assert {(row["from_revision"], row["to_revision"]) for row in rows} == {(first.revision_id, second.revision_id)}
    assert {row["reason"] for row in rows} == {"source_changed"}
    assert [(row["old_state"], row["new_state"]) for row in rows][2] == ("number", "blank")


@pytest.mark.parametrize(("before", "after"), [(None, "件"), ("件", None), ("件", "万元")])
def test_revision_change_tells_a_unit_that_appears_goes_or_changes(store, made, clock, query, before, after):
    for copy, unit in (("a", before), ("b", after)):
        facts = (
            made.fact("requests_received", "all", "3", unit=unit),
            made.fact("outcome_total", "all", "1", unit=None),
        )
        store.load(made.report(copy, facts=facts), now=clock.tick())

    assert [row["field"] for row in query(store, "SELECT field FROM revision_change")] == ["requests_received"]


def test_an_old_copy_read_anew_is_compared_with_its_own_last_reading(store, made, clock, query):
    store.load(made.report("a", "3"), now=clock.tick())
    store.load(made.report("b", "9"), now=clock.tick())
    store.load(made.report("a", "4", code_version="2"), now=clock.tick())

    rows = query(store, "SELECT from_number, to_number, old_value, new_value FROM revision_change ORDER BY to_number")
    assert [tuple(row.values()) for row in rows] == [(1, 2, 3, 9), (1, 3, 3, 4)]


@pytest.mark.parametrize(
    ("kind", "level", "year", "day", "told"),
    [
        pytest.param("department", "county", 2024, (2025, 1, 31), ("dept_31_jan", "2025-01-31", False), id="in time"),
        pytest.param("department", "county", 2024, (2025, 2, 1), ("dept_31_jan", "2025-01-31", True), id="a day late"),
        pytest.param("government", "county", 2024, (2025, 3, 31), ("gov_31_mar", "2025-03-31", False), id="government"),
        pytest.param("government", "township", 2024, (2025, 2, 6), ("local_rule", "2025-01-31", True), id="township"),
        pytest.param("zone", "county", 2024, (2025, 1, 20), ("local_rule", "2025-01-31", False), id="zone"),
        pytest.param("public_utility", None, 2024, (2025, 1, 9), ("local_rule", "2025-01-31", False), id="utility"),
        pytest.param("subdistrict", None, 2024, (2025, 1, 9), ("local_rule", "2025-01-31", False), id="sub-district"),
        pytest.param("government_office", "county", 2024, None, ("dept_31_jan", "2025-01-31", None), id="its office"),
        pytest.param("department", "county", 2018, (2019, 3, 1), ("dept_31_jan", "2019-03-31", False), id="2018"),
        pytest.param("department", "county", 2024, None, ("dept_31_jan", "2025-01-31", None), id="no date known"),
        pytest.param(None, None, 2024, (2025, 5, 5), (None, "None", None), id="an issuer of unknown kind"),
    ],
)
def test_coverage_holds_the_day_of_publication_against_the_law(store, made, query, kind, level, year, day, told):
    issuer = IssuerRef("青禾县某局", "青禾县某局", None, level, kind)
    published_on = None if day is None else date(*day)
    store.load(made.published("a", published_on, issuer=issuer, year=year), now=made.start)

    row = query(store, "SELECT * FROM coverage")[0]
    late = None if row["late"] is None else bool(row["late"])
    assert (row["deadline_class"], str(row["deadline"]), late) == told
    assert str(row["published_on"]) == str(published_on)


def test_a_made_up_name_whose_document_turned_out_to_be_somebodys_publishes_nothing(store, made, clock, query):
    store.load(made.report("a", issuer=IssuerRef("未署名 a.docx", "")), now=clock.tick())
    store.load(made.report("a"), now=clock.tick())

    assert [row["issuer"] for row in query(store, "SELECT issuer FROM coverage")] == ["青禾县财政局"]


def test_coverage_names_who_has_not_published(store, made, query):
    other = IssuerRef("白水镇人民政府", "白水镇人民政府", None, "township", "township_government")
    store.load(made.report("a", year=2023), now=made.start)
    store.load(made.report("b", year=2024, issuer=other), now=made.start)

    rows = query(store, "SELECT issuer, year, published, report_id FROM coverage ORDER BY issuer, year")
    assert [(row["issuer"], row["year"], bool(row["published"]), row["report_id"] is None) for row in rows] == [
        ("白水镇人民政府", 2023, False, True),
        ("白水镇人民政府", 2024, True, False),
        ("青禾县财政局", 2023, True, False),
        ("青禾县财政局", 2024, False, True),
    ]


def test_report_status_counts_findings_between_years_while_they_hold(store, made, clock, query):
    def compare(before, now):
        kinds = (("XY.A", "error"), ("XY.B", "warning"), ("XY.C", "warning"), ("XY.D", "info"))
        return [replace(made.finding, rule=rule, severity=severity) for rule, severity in kinds]

    status = "SELECT year, errors, warnings, state FROM report_status ORDER BY year"
    store.load(made.report("a", year=2023), now=clock.tick())
    later = store.load(made.report("b", year=2024), now=clock.tick())
    store.judge(later.report_id, {"years": compare})
    before = [tuple(row.values()) for row in query(store, status)]
    (finding,) = query(store, "SELECT finding_id FROM current_finding WHERE rule = 'XY.A'")
    store.verdict(Verdict(finding["finding_id"], "accepted", "李"), now=clock.tick())
    judged = [tuple(row.values()) for row in query(store, status)]
    store.load(made.report("c", "9", year=2023), now=clock.tick())

    assert before == [(2023, 0, 0, "clean"), (2024, 1, 2, "flagged")]
    assert judged == [(2023, 0, 0, "clean"), (2024, 1, 2, "reviewed")]
    assert [tuple(row.values()) for row in query(store, status)] == [(2023, 0, 0, "clean"), (2024, 0, 0, "clean")]


def test_report_status_counts_and_judges(store, made, clock, query):
    warning = replace(made.finding, rule="NARR.REQUESTS", severity="warning", state="uncertain")
    passed = replace(made.finding, rule="T3.OTHER", state="pass")
    store.load(replace(made.full_report, findings=(made.finding, warning, passed)), now=clock.tick())
    columns = "cells, numbers, errors, warnings, numeric_cells, mapped_cells, state"
    before = query(store, f"SELECT {columns} FROM report_status")[0]
    finding = query(store, "SELECT finding_id FROM current_finding WHERE rule = 'T3.SUM'")[0]["finding_id"]

    verdict_id = store.verdict(Verdict(finding, "issuer_error", "李", "原表如此"), now=clock.tick())
    judged = query(store, "SELECT state, errors FROM report_status")[0]
    store.withdraw_verdict(verdict_id, "王", now=clock.tick())
    withdrawn = query(store, "SELECT state FROM report_status")[0]

    assert tuple(before.values()) == (3, 2, 1, 1, 24, 21, "flagged")
    assert judged == {"state": "reviewed", "errors": 1}
    assert withdrawn == {"state": "flagged"}


@pytest.mark.parametrize(
    ("severity", "state"),
    [
        pytest.param("warning", "warned", id="a warning"),
        pytest.param("info", "clean", id="a remark"),
    ],
)
def test_the_state_of_a_report_without_errors(store, made, query, severity, state):
    store.load(made.report(findings=(replace(made.finding, severity=severity),)), now=made.start)

    assert query(store, "SELECT state FROM report_status") == [{"state": state}]


def test_narrative_vs_table_has_the_findings_of_its_rules(store, made, query):
    prose = replace(made.finding, rule="NARR.REQUESTS", severity="warning")
    store.load(made.report(findings=(made.finding, prose)), now=made.start)

    rows = query(store, "SELECT rule, expected, reported FROM narrative_vs_table")
    assert [tuple(row.values()) for row in rows] == [("NARR.REQUESTS", 3, 4)]


def test_a_figure_shows_its_sentence_and_span(store, made, query):
    figure = replace(made.report().figures[0], value_max=Decimal("200.5"), place=Place("p1.b3:11-15", 1))
    store.load(made.report(figures=(figure,)), now=made.start)

    row = query(store, "SELECT * FROM current_figure")[0]
    assert (row["indicator"], row["value"], float(row["value_max"]), row["unit"]) == ("posts_wechat", 106, 200.5, "条")
    assert (row["span_start"], row["span_end"], row["section"], row["locator"]) == (11, 15, 1, "p1.b3:11-15")
    assert (bool(row["approximate"]), row["scope"], row["period"], row["raw"]) == (False, "own", "year", "106条")
