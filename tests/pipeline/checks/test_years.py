"""One year's report held against another's: each rule where it holds and where it fails, and the wiring of a load."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from by_hand import document_of, report_of
from click.testing import CliRunner
from forge import Look, alter, make_facts, render
from forge.facts import Facts
from forge.printing import Printed
from stored import doubt_cells, start_run, store_report

from db.schema.records import Fact, Finding, Place
from db.store import Store
from pipeline.catalogue.load import load_catalogue
from pipeline.checks.years import YearReport, compare_years, measure_likeness
from pipeline.commands.base import current_dictionary
from pipeline.commands.cli import main

pytestmark = pytest.mark.usefixtures("no_workers")

CATALOGUE = load_catalogue()
Cells = Mapping[str | tuple[str, str], int | str | None]
CARRIED_OUT, CARRIED_IN = "requests_carried_out", "requests_carried_in"


def make_fact(field: str, applicant: str, value: int | str | None) -> Fact:
    table = next(table for table, code in CATALOGUE.field_by_code if code == field)
    number = None if value is None else Decimal(value)
    state = "blank" if number is None else "number"
    return Fact(
        table_code=table,  # type: ignore[arg-type]
        field=field,
        applicant=applicant,
        state=state,
        value=number,
        unit="件",
        raw="" if value is None else str(value),
        method="exact",
        label=field,
        place=Place(f"{field}.{applicant}"),
        standard_value=number,
    )


def year(number: int, cells: Cells, prose: str = "") -> YearReport:
    keys = [((key, "all") if isinstance(key, str) else key, value) for key, value in cells.items()]
    facts = {key: make_fact(*key, value) for key, value in keys}
    return YearReport(number, facts, {key: fact.value for key, fact in facts.items()}, prose)


def compare(before: Cells, now: Cells) -> list[Finding]:
    return list(compare_years(year(2023, before), year(2024, now), CATALOGUE))


def told(findings: list[Finding]) -> list[tuple[str, str, str | None]]:
    return [(finding.rule, finding.state, finding.applicant) for finding in findings]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param({CARRIED_OUT: 7}, {CARRIED_IN: 7}, id="carried out is carried in"),
        pytest.param({CARRIED_OUT: None}, {CARRIED_IN: 0}, id="blank and nought agree"),
        pytest.param({CARRIED_OUT: None}, {CARRIED_IN: None}, id="both are blank"),
        pytest.param({}, {CARRIED_IN: 7}, id="the year before had no such row"),
        pytest.param({CARRIED_OUT: 7}, {}, id="this year has no such row"),
        pytest.param(
            {"regulations_in_force": 10},
            {"regulations_issued": 3, "regulations_repealed": 1, "regulations_in_force": 12},
            id="in force follows from issued and repealed",
        ),
        pytest.param(
            {"regulations_in_force": 10},
            {"regulations_issued": None, "regulations_repealed": 1, "regulations_in_force": 12},
            id="a blank among issued and repealed tells nothing",
        ),
        pytest.param(
            {"licensing_items_prev_year": 10, "licensing_items_change": -2},
            {"licensing_items_prev_year": 8},
            id="items as the next report has them",
        ),
        pytest.param(
            {"regulations_disclosed_total": 10},
            {"regulations_new_disclosed": 2, "regulations_disclosed_total": 11},
            id="disclosed in total less than before and new together",
        ),
        pytest.param({"admin_fees_cny_10k": 3}, {"admin_fees_cny_10k": 3000}, id="a fee a thousand times as large"),
        pytest.param({"admin_fees_cny_10k": 0}, {"admin_fees_cny_10k": 30_000}, id="a fee where there was none"),
        pytest.param({}, {}, id="two empty reports"),
    ],
)
def test_what_fits_is_not_told(before, now):
    assert compare(before, now) == []


def test_a_total_that_was_not_carried_over_is_an_error():
    (finding,) = compare({CARRIED_OUT: 7}, {CARRIED_IN: 5})

    assert (finding.rule, finding.state, finding.severity) == ("XY.CARRY", "fail", "error")
    assert (finding.table_code, finding.field, finding.applicant) == ("T3", CARRIED_IN, "all")
    assert (finding.expected, finding.reported) == (Decimal(7), Decimal(5))
    assert finding.formula == "2023: 7 ≠ 2024: 5"
    assert [(operand.raw, operand.locator) for operand in finding.operands] == [
        ("7", f"2023:{CARRIED_OUT}.all"),
        ("5", f"2024:{CARRIED_IN}.all"),
    ]
    assert finding.message == "「总计」：2023年结转下年度 7 件，本年印作上年结转 5 件"
    assert finding.message_en == "总计: 7 carried out in 2023, 5 carried in this year"


def test_a_blank_where_something_was_carried_over_is_uncertain():
    assert told(compare({CARRIED_OUT: 7}, {CARRIED_IN: None})) == [("XY.CARRY.COLUMN", "uncertain", "all")]


def test_applicants_classed_anew_are_a_warning_while_the_totals_agree():
    findings = compare(
        {CARRIED_OUT: 7, (CARRIED_OUT, "natural_person"): 7, (CARRIED_OUT, "other_organisation"): 0},
        {CARRIED_IN: 7, (CARRIED_IN, "natural_person"): 5, (CARRIED_IN, "other_organisation"): 2},
    )

    assert told(findings) == [
        ("XY.CARRY.COLUMN", "fail", "natural_person"),
        ("XY.CARRY.COLUMN", "fail", "other_organisation"),
    ]
    assert {finding.severity for finding in findings} == {"warning"}


def test_columns_are_errors_where_the_totals_differ_too():
    findings = compare(
        {CARRIED_OUT: 7, (CARRIED_OUT, "natural_person"): 7}, {CARRIED_IN: 5, (CARRIED_IN, "natural_person"): 5}
    )

    assert told(findings) == [("XY.CARRY", "fail", "natural_person"), ("XY.CARRY", "fail", "all")]


@pytest.mark.parametrize("name", ["regulations", "normative_documents"])
def test_a_stock_that_does_not_follow_is_told(name):
    now = {f"{name}_issued": 3, f"{name}_repealed": 1, f"{name}_in_force": 20}
    (finding,) = compare({f"{name}_in_force": 10}, now)

    assert (finding.rule, finding.field, finding.severity) == ("XY.STOCK", f"{name}_in_force", "warning")
    assert (finding.expected, finding.reported, finding.formula) == (Decimal(12), Decimal(20), "10 + 3 − 1 ≠ 20")


@pytest.mark.parametrize("name", ["licensing", "other_services", "penalty", "coercion", "admin_fees"])
def test_items_that_the_next_report_states_otherwise_are_told(name):
    before = {f"{name}_items_prev_year": 10, f"{name}_items_change": -2}
    (finding,) = compare(before, {f"{name}_items_prev_year": 9})

    assert (finding.rule, finding.field, finding.state) == ("XY.ITEMS", f"{name}_items_prev_year", "fail")
    assert (finding.expected, finding.reported) == (Decimal(8), Decimal(9))


def test_more_disclosed_in_total_than_before_and_new_together_is_told():
    now = {"regulations_new_disclosed": 2, "regulations_disclosed_total": 13}
    (finding,) = compare({"regulations_disclosed_total": 10}, now)

    assert (finding.rule, finding.severity) == ("XY.DISCLOSED_TOTAL", "info")
    assert (finding.expected, finding.reported, finding.formula) == (Decimal(12), Decimal(13), "13 > 10 + 2")


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param("3.5", "36000", id="yuan taken for ten thousand yuan this year"),
        pytest.param("36000", "3.5", id="or the year before"),
    ],
)
def test_a_fee_ten_thousand_times_as_large_or_small_is_told(before, now):
    (finding,) = compare({"admin_fees_cny_10k": before}, {"admin_fees_cny_10k": now})

    assert (finding.rule, finding.severity) == ("PLAUS.FEE_UNIT", "warning")
    assert finding.formula == f"{before} → {now}"


def test_a_fee_is_compared_in_one_unit():
    before, now = year(2023, {"admin_fees_cny_10k": "3.5"}), year(2024, {"admin_fees_cny_10k": "36000"})
    fact = replace(now.facts["admin_fees_cny_10k", "all"], unit="元", standard_value=Decimal("3.6"))
    now = replace(now, facts={("admin_fees_cny_10k", "all"): fact})

    assert compare_years(before, now, CATALOGUE) == ()


PROSE = "全年主动公开信息106条。召开专题会议2次。没有收取费用。网站设置了便民查询点。举办培训班并考核。"
MANY = {f"outcome_{name}": n + 1 for n, name in enumerate(("granted", "partly_granted", "total"))} | {
    (CARRIED_OUT, applicant.code): 5 for applicant in CATALOGUE.applicants
}


def clones(before: Cells, now: Cells, prose_before: str, prose_now: str) -> list[Finding]:
    found = compare_years(year(2023, before, prose_before), year(2024, now, prose_now), CATALOGUE)
    return [finding for finding in found if finding.rule == "XY.CLONE"]


def test_a_report_copied_from_last_year_is_told():
    (finding,) = clones(MANY, MANY, PROSE, PROSE.replace("106", "109"))

    assert (finding.severity, finding.field, finding.expected) == ("warning", None, None)
    assert finding.formula == "10/10 numbers, 100% of the prose"
    assert "2023" in finding.message


@pytest.mark.parametrize(
    ("before", "now", "prose"),
    [
        pytest.param(MANY, {key: 9 for key in MANY}, PROSE, id="other numbers"),
        pytest.param(MANY, MANY, "今年我们做了别的事情。写了别的报告。没有一句相同的话。", id="other words"),
        pytest.param(MANY, MANY, "", id="no words at all"),
        pytest.param({"outcome_total": 3}, {"outcome_total": 3}, PROSE, id="too few numbers to tell"),
        pytest.param({key: 0 for key in MANY}, {key: 0 for key in MANY}, PROSE, id="nothing but noughts"),
    ],
)
def test_a_report_of_its_own_is_no_copy(before, now, prose):
    assert clones(before, now, PROSE, prose) == []


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        pytest.param("甲乙丙丁1次。戊己庚辛。", "甲乙丙丁 2次。 戊己庚辛。", 1.0, id="digits and blanks aside"),
        pytest.param("甲乙丙丁。戊己庚辛。", "甲乙丙丁。壬癸子丑。", 0.5, id="one sentence of two"),
        pytest.param("甲乙丙丁。", "", 0.0, id="nothing to compare with"),
        pytest.param("甲。乙。", "甲。乙。", 0.0, id="no sentence long enough to mean anything"),
    ],
)
def test_likeness_counts_whole_sentences(one, other, likeness):
    assert measure_likeness(one, other) == likeness


# -- a load judges both sides --------------------------------------------------------------------------------------


def with_carried(facts: Facts, field: str, value: int) -> Facts:
    return alter(facts, {(field, "all"): Printed(str(value), "number", Decimal(value))})


ISSUER = "望楼县财政局"
BEFORE = with_carried(make_facts(1, year=2023, issuer=ISSUER), CARRIED_OUT, 4711)
NOW = with_carried(make_facts(2, year=2024, issuer=ISSUER), CARRIED_IN, 1174)
MENDED = with_carried(NOW, CARRIED_IN, 4711)
QUERY = (
    "SELECT year, expected, reported, other_revision_id FROM current_finding "
    "WHERE rule = 'XY.CARRY' AND applicant = 'all' ORDER BY year"
)


def load(store: Store, facts: Facts, copy: str):
    report = report_of(document_of(facts))
    report = replace(report, document=replace(report.document, sha256=copy * 64))
    return store_report(store, report, f"{copy}.html", start_run(store, "load")).result


@pytest.fixture
def store(tmp_path):
    with Store.open(f"sqlite:///{tmp_path / 'years.db'}") as opened:
        opened.write_dictionary(current_dictionary())
        yield opened


def found(store: Store) -> list[tuple[object, ...]]:
    with sqlite3.connect(str(store.engine.url.database)) as connection:
        return connection.execute(QUERY).fetchall()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["the earlier year first", "the later year first"])
def test_the_second_report_loaded_tells_what_does_not_fit(store, order):
    results = {n: load(store, (BEFORE, NOW)[n], "ab"[n]) for n in order}

    assert found(store) == [(2024, 4711, 1174, results[0].revision_id)]


def test_a_corrected_copy_of_the_later_year_settles_it(store):
    load(store, BEFORE, "a")
    load(store, NOW, "b")
    load(store, MENDED, "c")

    assert found(store) == []


def test_a_corrected_copy_of_the_earlier_year_settles_it_too(store):
    load(store, BEFORE, "a")
    load(store, NOW, "b")
    load(store, with_carried(BEFORE, CARRIED_OUT, 1174), "c")

    assert found(store) == []


def test_a_report_between_two_years_is_held_against_both(store):
    after = with_carried(make_facts(3, year=2025, issuer=ISSUER), CARRIED_IN, 13)
    load(store, BEFORE, "a")
    load(store, after, "c")
    load(store, with_carried(NOW, CARRIED_OUT, 31), "b")

    assert [row[:3] for row in found(store)] == [(2024, 4711, 1174), (2025, 31, 13)]


def test_other_issuers_and_years_further_off_are_left_alone(store):
    load(store, BEFORE, "a")
    load(store, replace(NOW, issuer="望楼县民政局"), "b")
    load(store, with_carried(make_facts(3, year=2025, issuer=ISSUER), CARRIED_IN, 13), "c")

    assert found(store) == []


def test_a_correction_is_held_against_the_other_year(tmp_path: Path):
    database = tmp_path / "x.db"
    options = ["--db", str(database)]
    for facts in (BEFORE, NOW):
        path = tmp_path / f"{facts.year}.html"
        path.write_bytes(render(facts, Look(), "html"))
        CliRunner().invoke(main, ["load", str(path), "--workers", "1", *options])
    doubt_cells(database, CARRIED_IN)
    words = ["correct", ISSUER, "2024", CARRIED_IN, "--by", "李", "--why", "读错", *options]

    def carried() -> list[object]:
        with sqlite3.connect(database) as connection:
            return connection.execute(QUERY).fetchall()

    first = carried()
    CliRunner().invoke(main, [*words, "--value", "4711"])
    second = carried()
    CliRunner().invoke(main, [*words, "--value", "12"])

    assert [row[:3] for row in first] == [(2024, 4711, 1174)]
    assert second == []
    assert [row[:3] for row in carried()] == [(2024, 4711, 12)]
    CliRunner().invoke(main, ["withdraw", "correction", "2", "--by", "王", *options])
    assert carried() == []
