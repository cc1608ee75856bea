"""The measured trap: a comparison of two years took 49.6 s until the engine knew its indexes.

Plans are looked at, never clocks.
"""

from dataclasses import replace

from sqlalchemy import inspect

from db.schema.records import DocumentRef, IssuerRef
from db.store import Store

CARRY_OVER = """
SELECT r.issuer, r.year, l.value, r.value FROM current_fact l JOIN current_fact r
  ON r.issuer_id = l.issuer_id AND r.year = l.year + 1
WHERE l.field = 'outcome_total' AND l.applicant = 'all' AND r.field = 'requests_received' AND r.applicant = 'all'
  AND r.value <> l.value"""
NATIONAL = "SELECT year, SUM(value) FROM current_fact WHERE field = 'outcome_total' AND applicant = 'all' GROUP BY year"
ONE_REPORT = "SELECT * FROM current_fact WHERE issuer = '第7局' AND year = 2021"


def fill(store, made):
    fields = ("outcome_total", "requests_received", "regulations_issued")
    facts = tuple(made.fact(field, who, "1") for field in fields for who in ("all", "natural_person"))
    plain = made.report(facts=facts, figures=(), sections=())
    reports = [
        replace(
            plain,
            issuer=IssuerRef(f"第{number}局", f"第{number}局"),
            document=DocumentRef(f"{number:060}{year}", "text/html", "a", 1),
            year=year,
        )
        for number in range(50)
        for year in (2020, 2021)
    ]
    results = list(store.load_many(reports, now=made.start))
    store.analyze()
    assert {result.outcome for result in results} == {"new"}


def test_sqlite_searches_the_facts_and_never_scans_them(sqlite_store, made):
    fill(sqlite_store, made)

    with sqlite_store.read() as connection:
        known = set(connection.exec_driver_sql("SELECT idx FROM sqlite_stat1").scalars())
        plans = {
            query: [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
            for query in (CARRY_OVER, NATIONAL, ONE_REPORT)
        }

    assert {"ix_fact_field_id_applicant_id_revision_id_value", "uq_revision_current"} <= known
    for steps in plans.values():
        assert [step for step in steps if step.startswith("SEARCH f ")] != []
        assert [step for step in steps if step.startswith("SCAN f")] == []


def test_postgresql_knows_its_facts_and_can_search_them(reused_postgresql, made):
    with Store.open(reused_postgresql) as store:
        fill(store, made)
        with store.read() as connection:
            rows = connection.exec_driver_sql("SELECT reltuples FROM pg_class WHERE relname = 'fact'").scalar_one()
            connection.exec_driver_sql("SET enable_seqscan = off")  # it rightly scans a table as small as this
            plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {NATIONAL}"))

    assert rows == 600
    assert "Index" in plan
    assert "Seq Scan on fact" not in plan


def test_what_makes_the_comparison_of_two_years_fast_is_there(store):
    with store.read() as connection:
        told = inspect(connection)
        unique = [constraint["column_names"] for constraint in told.get_unique_constraints("report")]
        indexes = [index["column_names"] for index in told.get_indexes("fact")]

    assert ["issuer_id", "year"] in unique
    assert ["field_id", "applicant_id", "revision_id", "value"] in indexes
