"""The named queries, each asked of the same made-up reports on both engines."""

from datetime import UTC, date, datetime
from decimal import Decimal

import made_reports
import pytest
from sqlalchemy import create_engine, text

from db.reading.queries import QueryRefusedError, find_query, list_queries, run_query
from db.store import Store

OFFICE, COUNTY, TOWN = "青禾县财政局", "青禾县人民政府", "白水镇人民政府"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request, tmp_path_factory):
    """A filled database; the tests of this module only read it."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('queries') / 'gongkai.db'}"
        made_reports.fill_store(address)
        yield address
        return
    server = request.getfixturevalue("postgresql")
    admin = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE gongkai_queries"))
        address = server.replace("/postgres?", "/gongkai_queries?")
        made_reports.fill_store(address)
        yield address
        connection.execute(text("DROP DATABASE gongkai_queries WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def connection(url):
    with Store.open(url) as store, store.read() as connection:
        yield connection


def ask(connection, name, columns, **values):
    """The answer's rows, as the named columns."""
    answer = run_query(connection, name, values)
    places = [[column.name for column in answer.columns].index(wanted) for wanted in columns.split()]
    return [tuple(row[place] for place in places) for row in answer.rows]


def rounded(rows):
    return [tuple(round(float(cell), 4) if isinstance(cell, Decimal | float) else cell for cell in row) for row in rows]


ANSWERS = {
    "national_totals": (
        "year field reports numbers requests",
        {"to_year": "2022", "level": "county"},
        [
            (2022, "requests_received", 2, 2, 15),
            (2022, "requests_carried_in", 2, 2, 0),
            (2022, "outcome_granted", 2, 2, 9),
            (2022, "outcome_partly_granted", 2, 2, 1),
            (2022, "outcome_denied_state_secret", 2, 2, 2),
            (2022, "outcome_denied_other_law", 2, 2, 1),
            (2022, "outcome_unable_not_held", 2, 2, 1),
            (2022, "outcome_unprocessed_duplicate", 2, 2, 0),
            (2022, "outcome_other_other", 2, 2, 0),
            (2022, "outcome_total", 2, 2, 14),
            (2022, "requests_carried_out", 2, 2, 1),
        ],
    ),
    "denial_reasons": (
        "province_code province field numbers requests share",
        {"from_year": 2023},
        [
            ("41", "河南省", "outcome_denied_state_secret", 2, 3, 0.375),
            ("41", "河南省", "outcome_denied_other_law", 2, 5, 0.625),
            ("42", "湖北省", "outcome_denied_state_secret", 1, 0, None),
            ("42", "湖北省", "outcome_denied_other_law", 1, 0, None),
        ],
    ),
    "carry_over": ("issuer year carried_out_before carried_in difference", {}, [(OFFICE, 2023, 1, 2, 1)]),
    "corrections": (
        "issuer year field applicant read_as corrected_to author explanation given_at withdrawn_at",
        {"author": "李"},
        [
            (
                OFFICE,
                2022,
                "outcome_granted",
                "natural_person",
                "40",
                "4",
                "李",
                "多读一个0",
                datetime(2025, 2, 11, 8, tzinfo=UTC),
                None,
            )
        ],
    ),
    "republished": (
        "issuer year field applicant old_raw new_raw",
        {},
        [
            (COUNTY, 2023, "outcome_denied_other_law", "all", "4", "5"),
            (COUNTY, 2023, "outcome_denied_other_law", "natural_person", "4", "5"),
            (COUNTY, 2023, "outcome_total", "all", "5", "6"),
            (COUNTY, 2023, "outcome_total", "natural_person", "5", "6"),
            (COUNTY, 2023, "requests_received", "all", "5", "6"),
            (COUNTY, 2023, "requests_received", "natural_person", "5", "6"),
        ],
    ),
    "replaced_pages": ("issuer year now_issuer now_year", {}, []),
    "late_publishers": (
        "issuer year published_on deadline deadline_class",
        {},
        [
            (COUNTY, 2022, date(2023, 4, 2), date(2023, 3, 31), "gov_31_mar"),
            (OFFICE, 2023, date(2024, 2, 5), date(2024, 1, 31), "dept_31_jan"),
        ],
    ),
    "litigation_lost": (
        "issuer year lost_direct lost_after_reconsideration lost lawsuits share_lost",
        {},
        [(COUNTY, 2023, 2, 1, 3, 7, 0.5), (OFFICE, 2022, 1, 0, 1, 4, 0.3333)],
    ),
    "all_zero_reports": ("issuer year rule cells numbers", {}, [(TOWN, 2023, "DOC.ALLZERO", 32, 32)]),
    "narrative_vs_table": (
        "issuer year rule in_words in_table state verdict",
        {},
        [(COUNTY, 2023, "NARR.RECEIVED", 7, 6, "fail", None)],
    ),
    "top_movers": (
        "issuer year value_before value difference ratio",
        {"most": "1"},
        [(OFFICE, 2023, 10, 30, 20, 3.0)],
    ),
    "unit_slips": (
        "reason issuer year value unit standard_value value_before",
        {},
        [
            ("year_before", COUNTY, 2023, 0.5, "万元", 0.5, 6000),
            ("printed_unit", OFFICE, 2023, 1000000.125, "元", 100.0, None),
        ],
    ),
    "coverage": (
        "year province level issuers issuers_published issuers_missing issuers_late share_published",
        {},
        [
            (2022, "河南省", "county", 2, 2, 0, 1, 1.0),
            (2022, "湖北省", "township", 1, 0, 1, 0, 0.0),
            (2023, "河南省", "county", 2, 2, 0, 1, 1.0),
            (2023, "湖北省", "township", 1, 1, 0, 0, 1.0),
        ],
    ),
    "not_published": ("issuer year deadline", {"year": 2022}, [(TOWN, 2022, date(2023, 1, 31))]),
    "failed_sums": (
        "issuer year failures rules judged issuer_errors",
        {},
        [(OFFICE, 2023, 1, 1, 1, 1)],
    ),
    "doubtful_numbers": (
        "field applicant value sums sums_passed sums_failed verdict corrected",
        {"issuer": OFFICE, "year": "2023"},
        [
            ("requests_received", "all", 30, "failed", 0, 1, "issuer_error", False),
            ("requests_received", "natural_person", 29, "failed", 0, 1, "issuer_error", False),
        ],
    ),
    "report_quality": (
        "year state reports cells numbers errors warnings share_mapped",
        {},
        [
            (2022, "clean", 2, 64, 64, 0, 0, 1.0),
            (2023, "clean", 1, 32, 32, 0, 0, 1.0),
            (2023, "reviewed", 1, 32, 30, 1, 0, 1.0),
            (2023, "warned", 1, 32, 32, 0, 1, 1.0),
        ],
    ),
    "applicants": (
        "year applicant numbers requests",
        {},
        [(2022, "natural_person", 2, 15), (2022, "all", 2, 15), (2023, "natural_person", 3, 35), (2023, "all", 3, 36)],
    ),
    "disclosure_rates": (
        "issuer outcomes disclosure_rate outcome_denied_all",
        {"year": 2023, "least": 1},
        [(COUNTY, 6, 0.1667, 5), (OFFICE, 29, 0.8276, 3)],
    ),
}


def test_every_query_has_an_answer_here():
    assert sorted(ANSWERS) == [query.name for query in list_queries()]
    assert len(ANSWERS) >= 12


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_the_answer(connection, name):
    columns, values, expected = ANSWERS[name]

    assert rounded(ask(connection, name, columns, **values)) == expected


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_every_column_of_an_answer_has_a_title_in_both_languages(connection, name):
    columns = run_query(connection, name, ANSWERS[name][1]).columns

    assert [column.name for column in columns if not (column.zh and column.en)] == []


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_every_query_says_what_it_answers(name):
    query = find_query(name)

    assert all((query.zh, query.en, query.answers))
    assert [parameter.name for parameter in query.parameters if f":{parameter.name}" not in query.sql] == []


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        pytest.param("nothing", {}, "no query nothing; there are: all_zero_reports", id="an unknown query"),
        pytest.param("carry_over", {"anno": 1}, "carry_over has no parameter anno; it has: applicant", id="unknown"),
        pytest.param(
            "not_published",
            {},
            "not_published needs year: year of the report; give it with -p year=…",
            id="a value is missing",
        ),
        pytest.param("not_published", {"year": "x"}, "year must be an integer, not x", id="a word for a year"),
        pytest.param("unit_slips", {"factor": "a lot"}, "factor must be a number, not a lot", id="a word for a number"),
    ],
)
def test_what_is_refused(connection, name, values, message):
    with pytest.raises(QueryRefusedError, match=message):
        run_query(connection, name, values)


def test_a_value_is_never_part_of_the_statement(connection):
    assert ask(connection, "corrections", "author", author="'; DROP TABLE fact; --") == []
    assert len(ask(connection, "corrections", "author")) == 1


def test_derived_measures_are_null_where_a_part_has_no_number(connection):
    rows = connection.execute(
        text(
            "SELECT issuer, year, requests_to_handle, outcome_denied_all, outcome_other_all, disclosure_rate,"
            " reconsideration_correction_rate, litigation_total FROM derived WHERE applicant = 'all'"
            " ORDER BY report_id"
        )
    )

    assert rounded(rows) == [
        (OFFICE, 2022, 10, 3, 0, 0.5556, 0.0, 4),
        (OFFICE, 2023, 32, 3, None, 0.8276, None, 0),
        (COUNTY, 2022, 5, 0, 0, 1.0, None, 0),
        (COUNTY, 2023, 6, 5, 0, 0.1667, 0.25, 7),
        (TOWN, 2023, 0, 0, 0, None, None, 0),
    ]


@pytest.mark.parametrize(
    ("name", "values", "column", "quotients"),
    [
        pytest.param(
            "disclosure_rates", {"year": 2023, "least": 1}, "disclosure_rate", [1 / 6, 24 / 29], id="of a view"
        ),
        pytest.param("litigation_lost", {}, "share_lost", [3 / 6, 1 / 3], id="of lawsuits"),
        pytest.param("denial_reasons", {"from_year": 2023}, "share", [3 / 8, 5 / 8, None, None], id="of refusals"),
        pytest.param("top_movers", {"from_year": 2023, "most": 1}, "ratio", [3.0], id="of two years"),
    ],
)
def test_a_quotient_is_the_same_double_on_both_engines(connection, name, values, column, quotients):
    told = [row[0] for row in ask(connection, name, column, **values)]
    (declared,) = [one for one in run_query(connection, name, values).columns if one.name == column]

    assert told[: len(quotients)] == [None if one is None else Decimal(repr(one)) for one in quotients]
    assert declared.is_quotient


def test_measures_of_lawsuits_stand_in_the_row_of_all_applicants_alone(connection):
    query = "SELECT applicant, requests_to_handle, litigation_total FROM derived WHERE year = 2022 AND issuer = :name"
    rows = connection.execute(text(query), {"name": OFFICE})

    assert sorted(map(tuple, rows)) == [("all", 10, 4), ("natural_person", 10, None)]


@pytest.mark.parametrize(
    ("issuer", "year", "field", "applicant", "told"),
    [
        pytest.param(
            OFFICE, 2022, "outcome_granted", "natural_person", ("passed", 2, 2, 0, None, None, True), id="mended"
        ),
        pytest.param(OFFICE, 2022, "outcome_granted", "all", ("passed", 2, 2, 0, None, None, False), id="sound"),
        pytest.param(
            OFFICE, 2022, "requests_received", "all", ("passed", 1, 1, 0, None, None, False), id="a row alone"
        ),
        pytest.param(OFFICE, 2022, "admin_fees_cny_10k", "all", ("none", 0, 0, 0, None, None, False), id="no sum"),
        pytest.param(
            OFFICE,
            2023,
            "requests_received",
            "natural_person",
            ("failed", 1, 0, 1, None, "issuer_error", False),
            id="fails",
        ),
        pytest.param(OFFICE, 2023, "outcome_other_other", "all", ("none", 0, 0, 0, None, None, False), id="blank"),
        pytest.param(
            COUNTY, 2023, "requests_received", "all", ("passed", 1, 1, 0, "NARR.RECEIVED", None, False), id="doubted"
        ),
    ],
)
def test_quality_tells_of_each_number(connection, issuer, year, field, applicant, told):
    query = text(
        "SELECT sums, sums_judged, sums_passed, sums_failed, doubt, verdict, corrected FROM quality"
        " WHERE issuer = :issuer AND year = :year AND field = :field AND applicant = :applicant"
    )
    row = connection.execute(query, {"issuer": issuer, "year": year, "field": field, "applicant": applicant}).one()

    assert (*row[:-1], bool(row[-1])) == told


def test_quality_has_a_row_for_every_fact(connection):
    joined = text(
        "SELECT COUNT(*), COUNT(q.report_id) FROM current_fact f LEFT JOIN quality q"
        " ON q.report_id = f.report_id AND q.field = f.field AND q.applicant = f.applicant"
    )

    assert tuple(connection.execute(joined).one()) == (160, 160)


def test_place_knows_the_province_by_code_or_by_name(connection):
    rows = connection.execute(text("SELECT issuer, division_code, province_code, province, province_en FROM place"))

    assert sorted(map(tuple, rows)) == [
        (TOWN, None, "42", "湖北省", "Hubei"),
        (COUNTY, "410122", "41", "河南省", "Henan"),
        (OFFICE, "410122", "41", "河南省", "Henan"),
    ]
